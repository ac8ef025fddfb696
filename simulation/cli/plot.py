"""``snowball plot RESULT``: draw every figure of a result folder again, running nothing."""

import argparse
from pathlib import Path

from simulation.cli.output import tell
from simulation.scenario.faults import escaped

SUMMARY = "draw every figure of a result folder again, running nothing"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add = parser.add_argument
    add("result", metavar="RESULT", help="a result folder")
    add("--format", default="png,svg", metavar="LIST", help="png, svg, pdf (default: png,svg)")
    add("--size", default="print", metavar="NAME",
        help="print: 8 cm wide (default); screen: a slide")  # fmt: skip
    add("--quiet", action="store_true", help="do not name the files written")


def run(words: argparse.Namespace) -> int:
    """Draw the figures into the folder's ``figures/``; returns the exit code.

    Raises InputFault for a folder without a result and for an unknown format or size.
    """
    from simulation.figures.draw import draw

    formats = [word.strip() for word in words.format.split(",")]
    written = draw(Path(words.result), formats, words.size)
    if not words.quiet:
        tell("".join(f"{escaped(str(path))}\n" for path in written))
    return 0
