"""``snowball compare BASE OTHER...``: scenarios on the same luck, each against the base."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.cli.options import add_running, naming_flags, overrides, whole
from simulation.cli.output import complain, tell
from simulation.cli.progress import shown_progress
from simulation.scenario.faults import escaped

if TYPE_CHECKING:
    from simulation.analysis.comparison import Comparison

SUMMARY = "run scenarios on the same luck, and say what each changes against the base"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add_running(parser, "BASE", "nothing is written")
    parser.add_argument(
        "others", nargs="+", metavar="OTHER", help="scenarios to compare with the base"
    )
    parser.add_argument("--no-figures", action="store_true", help="with --out: the table only")
    parser.add_argument(
        "--from",
        dest="branch",
        metavar="YYYY-MM",
        help="refuse unless all histories are the base's before this month (default: the first"
        " month in which the scenarios can differ)",
    )


def run(words: argparse.Namespace) -> int:
    """Carry the command out; returns the exit code.

    Raises InputFault when something given is at fault, or the scenarios cannot be compared.
    """
    from simulation.analysis.comparison import compare

    with naming_flags(words), shown_progress(words.quiet) as progress:
        found = compare(
            words.scenario,
            *words.others,
            overrides=overrides(words),
            engine=words.engine,
            workers=whole("--workers", words.workers),
            only=words.only_replicates,
            branch=words.branch,
            out=Path(words.out) if words.out else None,
            overwrite=words.overwrite,
            progress=progress,
            finish=None if words.no_figures else _draw,
        )
    _tell(found, words)
    return 0


def _draw(folder: Path, found: "Comparison") -> None:
    """The forest of each treaty, beside the table."""
    from simulation.figures.comparison import draw_forest

    draw_forest(folder / "figures", found)


def _tell(found: "Comparison", words: argparse.Namespace) -> None:
    """Warnings and notes on stderr, the answer on stdout."""
    from simulation.analysis.comparison_answer import (
        comparison_answer,
        comparison_as_data,
        remarks_on,
    )

    if not words.quiet:
        complain(*(f"warning: {line}" for line in remarks_on(found.manifest["remarks"])))
        if found.reused:
            complain(f"{escaped(words.out)} already holds this comparison; nothing was run")
    if words.json:
        text = json.dumps(comparison_as_data(found), ensure_ascii=False, allow_nan=False)
    else:
        text = comparison_answer(found)
    tell(text + "\n")
