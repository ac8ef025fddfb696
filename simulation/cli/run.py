"""``snowball run SCENARIO``: run the replicates, print the answer, write a result folder."""

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.cli.options import add_running, naming_flags, overrides, whole
from simulation.cli.output import complain
from simulation.cli.progress import shown_progress
from simulation.cli.telling import Answer, AnswerAsData, say_on, tell_and_draw
from simulation.scenario.faults import escaped

if TYPE_CHECKING:
    from simulation.outcomes.records import Record
    from simulation.scenario.scenario import Scenario

SUMMARY = "run the replicates, print the answer, write a result folder with figures"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add_running(parser)
    parser.add_argument("--no-figures", action="store_true", help="write tables only")


def run(words: argparse.Namespace) -> int:
    """Carry the command out; returns the exit code.

    Raises InputFault when something given is at fault.
    """
    from simulation.scenario.reading import read

    with naming_flags(words):
        scenario = read(words.scenario, overrides(words))
    if scenario.sweep and not words.quiet:
        complain("[sweep] is ignored by run; snowball sweep runs it")
    try:
        with naming_flags(words):
            record = _carried_out(scenario, words)
    except KeyboardInterrupt as stop:
        again = escaped(shlex.join(["snowball", *sys.argv[1:]]))
        say_on(stop, f"nothing was written; to run it: {again}")
        raise
    tell_and_draw(record, words, *_answers())
    return 0


def _answers() -> tuple[Answer, AnswerAsData]:
    """Imported once there is something to answer."""
    from simulation.outcomes.answer import answer, answer_as_data

    return answer, answer_as_data


def _carried_out(scenario: "Scenario", words: argparse.Namespace) -> "Record":
    """The result of a scenario, its tables in their folder."""
    from simulation.experiments.runner import run as run_scenario

    with shown_progress(words.quiet) as progress:
        return run_scenario(
            scenario,
            engine=words.engine,
            workers=whole("--workers", words.workers),
            only=words.only_replicates,
            out=words.out or Path("results") / scenario.name,
            overwrite=words.overwrite,
            progress=progress,
        )
