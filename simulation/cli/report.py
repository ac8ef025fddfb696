"""``snowball report FOLDER``: a finished result as one file to hand on."""

import argparse
from pathlib import Path

from simulation.cli.output import tell
from simulation.scenario.faults import escaped

SUMMARY = "write a finished result as one HTML file to hand on, running nothing"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add = parser.add_argument
    add("result", metavar="FOLDER",
        help="folder of a run, a sweep, a sensitivity analysis, a comparison or an"
        " attribution")  # fmt: skip
    add("--out", metavar="FILE.html", help="file to write (default: FOLDER/report.html)")
    add("--overwrite", action="store_true", help="replace a file that is no report of ours, too")
    add("--quiet", action="store_true", help="do not name the file written")


def run(words: argparse.Namespace) -> int:
    """Write the report; returns the exit code.

    Raises InputFault for a folder without a result, a damaged one, and a file that is not ours.
    """
    from simulation.opened import open_result
    from simulation.report.writing import NAME

    folder = Path(words.result)
    file = Path(words.out) if words.out else folder / NAME
    written = open_result(folder).report(file, overwrite=words.overwrite)
    if not words.quiet:
        tell(f"{escaped(str(written))}\n")
    return 0
