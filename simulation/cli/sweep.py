"""``snowball sweep SCENARIO``: run the design of its ``[sweep]``, or go on with it."""

import argparse
import contextlib
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.cli.options import add_running, naming_flags, overrides, whole
from simulation.cli.progress import shown_progress
from simulation.cli.telling import Answer, AnswerAsData, tell_and_draw
from simulation.scenario.faults import InputFault, escaped

if TYPE_CHECKING:
    from simulation.outcomes.records import Record

SUMMARY = "run the design of a scenario's [sweep], or go on where it was interrupted"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add_running(parser)
    add = parser.add_argument
    add("--scheduler", metavar="ADDRESS", help="run on a Dask cluster, as tcp://127.0.0.1:8786")
    add("--precision", metavar="X", help="stop each point when its chance of a cascade is known"
        " to X on either side")  # fmt: skip
    add("--no-figures", action="store_true", help="write tables only")


def run(words: argparse.Namespace) -> int:
    """Carry the command out; returns the exit code.

    Raises InputFault when something given is at fault.
    """
    if words.only_replicates is not None:
        raise InputFault("--only-replicates: a sweep runs all replicates; use --replicates N")
    with naming_flags(words):
        record = _carried_out(words)
    tell_and_draw(record, words, *_answers())
    return 0


def _carried_out(words: argparse.Namespace) -> "Record":
    from simulation.experiments.sweeping.order import out_of
    from simulation.experiments.sweeping.sweep import sweep
    from simulation.scenario.reading import read

    changes = overrides(words)
    out = out_of(read(words.scenario, changes).name, words.out)
    with saying_what_waits(out), shown_progress(words.quiet, "runs") as progress:
        return sweep(
            words.scenario,
            overrides=changes,
            engine=words.engine,
            workers=whole("--workers", words.workers),
            scheduler=words.scheduler,
            precision=words.precision,
            out=out,
            overwrite=words.overwrite,
            progress=progress,
        )


@contextlib.contextmanager
def saying_what_waits(out: Path) -> Iterator[None]:
    """Where the sweep is interrupted, whether anything done is kept, and how to go on."""
    from simulation.experiments.sweeping.unfinished import waits

    try:
        yield
    except KeyboardInterrupt as stop:
        again = escaped(shlex.join(["snowball", *sys.argv[1:]]))
        kept = "what is done is kept, to go on" if waits(out) else "nothing was done yet, to begin"
        stop.args = (f"{str(stop) or 'interrupted'}; {kept}: {again}",)
        raise


def _answers() -> tuple[Answer, AnswerAsData]:
    """Imported once there is something to answer."""
    from simulation.outcomes.sweep_answer import sweep_answer, sweep_answer_as_data

    return sweep_answer, sweep_answer_as_data
