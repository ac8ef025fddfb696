"""``snowball plot RESULT``: draw figures of a result folder again, running nothing."""

import argparse
from pathlib import Path

from simulation.cli.options import DATA
from simulation.cli.output import tell
from simulation.scenario.faults import escaped

SUMMARY = "draw every figure of a result folder again, running nothing"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add = parser.add_argument
    add("result", metavar="RESULT", help="folder of a run, a sweep or an attribution")
    add("--format", default="png,svg", metavar="LIST", help="png, svg, pdf (default: png,svg)")
    add("--size", default="print", metavar="NAME",
        help="print: 8 cm wide (default); screen: a slide")  # fmt: skip
    add("--figures", metavar="LIST",
        help="which: outcomes, exits_over_time, states, map (default: these); survival,"
        " chance_by_date; of a sweep, by its design: curve, phase, tornado, sobol, morris, scatter,"
        " scatter_cascade")  # fmt: skip
    add("--data", metavar="DIR", help=f"{DATA}; only for survival and chance_by_date")
    add("--out", metavar="DIR", help="folder to draw into (default: the result's own)")
    add("--quiet", action="store_true", help="do not name the files written")


def run(words: argparse.Namespace) -> int:
    """Draw the figures into the folder's ``figures/``; returns the exit code.

    Raises InputFault for a folder without a result and for an unknown format or size.
    """
    from simulation.figures import attribution
    from simulation.figures import draw as figures
    from simulation.outcomes.records import holds_attribution

    formats = [word.strip() for word in words.format.split(",")]
    names = [word.strip() for word in words.figures.split(",")] if words.figures else None
    into = Path(words.out) if words.out else None
    result = Path(words.result)
    if holds_attribution(result):
        written = attribution.draw(result, formats, words.size, names, into)
    else:
        written = figures.draw(result, formats, words.size, names, into, words.data)
    if not words.quiet:
        tell("".join(f"{escaped(str(path))}\n" for path in written))
    return 0
