"""The gallery in ``results/README.md``: every figure, its picture and the command that draws it.

``python -m tests.documents.gallery`` runs the commands and makes the pictures anew, in few colours.
"""

import re
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from tests.documents.outputs import ROOT, printed

README = ROOT / "results" / "README.md"
BLOCK = re.compile(r"<!-- begin gallery -->(.*?)<!-- end gallery -->", re.S)
ROW = re.compile(
    r'^\| (?P<names>.+?)<br><img src="(?P<picture>[^"]+)" width="\d+" alt="(?P<alt>[^"]+)"> '
    r"\| (?P<shows>.+?) \| `(?P<command>[^`]+)` \|$",
    re.M,
)
COLOURS = 128
SHADED = ("map", "phase")
"""Figures whose colours are a scale: they keep every one."""
TABLE = "gains.txt"
"""What the command for all interventions prints, beside its picture."""


class Row(NamedTuple):
    names: tuple
    picture: Path
    alt: str
    shows: str
    command: str


def rows():
    (block,) = BLOCK.findall(README.read_text(encoding="utf-8"))
    return [
        Row(
            tuple(re.findall(r"`([^`]+)`", found["names"])),
            README.parent / found["picture"],
            found["alt"],
            found["shows"],
            found["command"],
        )
        for found in ROW.finditer(block)
    ]


def newest(folder, name):
    return max(folder.rglob(f"{name}.png"), key=lambda path: path.stat().st_mtime_ns)


def kept(found, picture):
    """The picture, in fewer colours where they are no scale, and its words."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.with_suffix(".txt").write_bytes(found.with_suffix(".txt").read_bytes())
    if picture.stem in SHADED:
        picture.write_bytes(found.read_bytes())
        return
    with Image.open(found) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(picture, optimize=True, dpi=image.info.get("dpi", (300, 300)))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder, done = Path(name), set()
        for row in rows():
            if row.command not in done:
                said = printed(row.command, folder)
                done.add(row.command)
                if row.command.startswith("snowball interventions"):
                    row.picture.parent.mkdir(parents=True, exist_ok=True)
                    (row.picture.parent / TABLE).write_text(said, encoding="utf-8")
            shown = [one for one in row.names if one == row.picture.stem] or row.names
            kept(newest(folder, shown[0]), row.picture)


if __name__ == "__main__":
    main()
