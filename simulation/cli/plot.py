"""``snowball plot RESULT``: draw figures of a result folder again, running nothing."""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from simulation.cli.options import DATA, folder_to_fill
from simulation.cli.output import tell
from simulation.scenario.faults import InputFault, escaped

SUMMARY = "draw every figure of a result folder again, running nothing"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add = parser.add_argument
    add("result", metavar="RESULT", help="folder of a run, a sweep, a comparison or an attribution")
    add("--format", default="png,svg", metavar="LIST", help="png, svg, pdf (default: png,svg)")
    add("--size", default="print", metavar="NAME",
        help="print: 8 cm wide (default); screen: a slide")  # fmt: skip
    add("--figures", "--figure", metavar="LIST",
        help="which: outcomes, exits_over_time, states, map (default: these); survival,"
        " chance_by_date, threat_and_norm; of a sweep, by its design: curve, phase, tornado,"
        " sobol, morris, scatter, scatter_cascade; of a comparison: forest,"
        " forest-finished_exits, ...; of an attribution: influence, multipliers, mechanisms,"
        " genealogy, reproduction")  # fmt: skip
    add("--data", metavar="DIR",
        help=f"{DATA}; only for survival, chance_by_date and threat_and_norm")  # fmt: skip
    add("--out", metavar="DIR", help="folder to draw into (default: the result's own)")
    add("--quiet", action="store_true", help="do not name the files written")


def run(words: argparse.Namespace) -> int:
    """Draw the figures into the folder's ``figures/``; returns the exit code.

    Raises InputFault for a folder without a result and for an unknown format or size.
    """
    formats = [word.strip() for word in words.format.split(",")]
    names = [word.strip() for word in words.figures.split(",")] if words.figures else None
    into = folder_to_fill(words.out)
    result = Path(words.result)
    written = _drawing(result, words.data)(result, formats, words.size, names, into)
    if not words.quiet:
        tell("".join(f"{escaped(str(path))}\n" for path in written))
    return 0


def _drawing(result: Path, data: str | None) -> Callable[..., list[Path]]:
    """What draws the figures of a folder, by what it says it holds; data: where its data lie."""
    from simulation.figures import attribution, comparison, draw
    from simulation.outcomes.records import holds_attribution, holds_comparison

    if not holds_attribution(result) and not holds_comparison(result):
        return partial(draw.draw, data=data)
    if data is not None:
        raise InputFault("--data: figures of a comparison or an attribution need no data files")
    return attribution.draw if holds_attribution(result) else comparison.draw
