"""Output blocks in documents: what a command prints, kept between two comment lines.

``python -m tests.documents.outputs`` runs the commands and writes down what they print.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = tuple(
    path
    for path in (
        ROOT / "README.md",
        ROOT / "results" / "README.md",
        ROOT / "simulation" / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "tests" / "README.md",
        *sorted((ROOT / "scenarios" / "classroom").glob("*.md")),
    )
    if path.exists()
)
BLOCK = re.compile(r"(<!-- output: (?P<command>.+?) -->\n)(?P<text>.*?)(<!-- /output -->)", re.S)


def as_words(command):
    """A command as a newcomer types it, run by this interpreter."""
    words = shlex.split(command)
    if words[0] == "snowball":
        return [sys.executable, "-m", "simulation", *words[1:]]
    if words[0] == "python":
        return [sys.executable, *words[1:]]
    raise ValueError(f"not a command of this project: {command}")


def printed(command, folder):
    """What a command prints, run in a folder of its own."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        as_words(command), cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "100"},
    )  # fmt: skip
    if done.returncode != 0:
        raise AssertionError(f"{command}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def as_block(text):
    return "\n```text\n" + text.strip("\n") + "\n```\n\n"


def refreshed(document):
    """A document's text with every output block as its command prints it now."""

    def replace(match):
        with tempfile.TemporaryDirectory() as folder:
            return match[1] + as_block(printed(match["command"], folder)) + match[4]

    return BLOCK.sub(replace, document.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for each in DOCUMENTS:
        each.write_text(refreshed(each), encoding="utf-8")
