"""Every command and snippet in a document runs, and figures are what their command prints."""

import re
import shlex

import pytest

from simulation.analysis.sensitivity.lay import USUAL_POINTS
from tests.documents.outputs import BLOCK, DOCUMENTS, ROOT, as_block, printed

LESSONS = "classroom"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.S | re.M)


def outputs():
    for document in DOCUMENTS:
        for match in BLOCK.finditer(document.read_text(encoding="utf-8")):
            yield pytest.param(match["command"], match["text"], id=match["command"])


@pytest.mark.parametrize(("command", "text"), list(outputs()))
def test_an_output_block_is_what_its_command_prints(command, text, tmp_path):
    assert as_block(printed(command, tmp_path)) == text


def fences(language):
    for document in DOCUMENTS:
        for found, text in FENCE.findall(document.read_text(encoding="utf-8")):
            if found == language:
                yield str(document.relative_to(ROOT)), text


def commands_shown():
    """For each document with commands its name and the commands, in order."""
    shown = {}
    for name, text in fences("sh"):
        for line in text.splitlines():
            if line.startswith(("snowball ", "python -m simulation")):
                shown.setdefault(name, []).append(line)
    return list(shown.items())


def test_the_readme_shows_scenarios_commands_and_python():
    assert {"sh", "toml", "python"} <= {
        found for found, _ in FENCE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    }


def test_the_sensitivity_shown_has_points_enough_to_tell_keys_apart():
    """More than the command takes unasked: of fewer, intervals reach outside 0 to 100 %."""
    shown = [one for _, each in commands_shown() for one in each if " sensitivity " in one]
    points = [re.search(r"--points (\d+)", one) for one in shown]
    assert shown
    assert all(int(found[1]) > USUAL_POINTS["sobol"] for found in points if found)


def test_commands_run_one_after_another_beside_the_scenario_shown(tmp_path):
    for _, text in fences("toml"):
        (tmp_path / "weaker.toml").write_text(text, encoding="utf-8")
    commands = [
        command for name, each in commands_shown() if LESSONS not in name for command in each
    ]
    assert commands
    for command in commands:
        assert printed(shlex.join(shlex.split(command, comments=True)), tmp_path)


@pytest.mark.parametrize(
    ("name", "commands"), [shown for shown in commands_shown() if LESSONS in shown[0]]
)
def test_commands_of_a_lesson_run(name, commands, tmp_path):
    told = {found["command"] for found in BLOCK.finditer((ROOT / name).read_text(encoding="utf-8"))}
    for command in commands:
        quick = f"{command} --no-figures" if command.startswith("snowball run") else command
        if quick not in told:
            assert printed(quick, tmp_path)


@pytest.mark.parametrize("document", sorted({name for name, _ in fences("python")}))
def test_python_snippets_run_one_after_another(document, tmp_path):
    snippets = [text for name, text in fences("python") if name == document]
    (tmp_path / "snippets.py").write_text("\n".join(snippets), encoding="utf-8")
    printed("python snippets.py", tmp_path)


def test_links_lead_somewhere():
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"
