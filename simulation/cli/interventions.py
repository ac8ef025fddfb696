"""``snowball interventions``: every shipped scenario against its base, and what luck is worth."""

import argparse
import json

from simulation.cli.options import add_json, folder_to_fill, naming_flags, whole
from simulation.cli.output import tell
from simulation.scenario.faults import InputFault

SUMMARY = "say what each shipped scenario changes on the same luck, and what that luck gains"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add = parser.add_argument
    add(
        "--replicates",
        default="2000",
        metavar="N",
        help="runs of each, at least 20 (default: 2000)",
    )
    add("--out", metavar="DIR", help="folder to draw the forest into (default: nothing is written)")
    add("--workers", metavar="N", help="threads (default: the usable CPUs)")
    add_json(parser)
    parser.set_defaults(set=[])


def run(words: argparse.Namespace) -> int:
    """Carry the command out; returns the exit code.

    Raises InputFault when something given is at fault.
    """
    from simulation.analysis import gains
    from simulation.analysis.effects import BASE
    from simulation.analysis.interventions import interventions

    runs = whole("--replicates", words.replicates) or 0
    workers = whole("--workers", words.workers)
    into = folder_to_fill(words.out)
    _refuse_few(runs)
    with naming_flags(words):
        found = interventions(replicates=runs, workers=workers)
        raised = gains.one_per_cent_more(BASE, runs, workers)
    small = [row for name, one in raised.items() for row in gains.gains_of(one, name)]
    rows = [row for one in found for row in gains.gains_of(one)]
    if words.json:
        data = gains.gains_as_data(small, found, rows)
        tell(json.dumps(data, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        tell(gains.gains_answer(small, found, rows) + "\n")
    if into:
        from simulation.figures.comparison import draw_forest

        draw_forest(into, found)
    return 0


def _refuse_few(runs: int) -> None:
    """Raises InputFault for so few runs that no effect would have an interval."""
    from simulation.outcomes.findings import FEWEST

    if runs < FEWEST:
        raise InputFault(
            f"--replicates = {runs}: must be at least {FEWEST}; of fewer runs no interval is told"
        )
