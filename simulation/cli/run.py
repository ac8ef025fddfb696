"""``snowball run SCENARIO``: run the replicates, print the answer, write a result folder."""

import argparse
import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.cli.options import add_running, naming_flags, overrides, whole
from simulation.cli.output import CannotPrint, complain, tell
from simulation.cli.progress import shown_progress
from simulation.scenario.faults import InputFault, escaped

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
        _said(stop, f"nothing was written; to run it: {again}")
        raise
    try:
        _tell(record, words)
    except (BrokenPipeError, CannotPrint):
        _draw(record, words)
        raise
    _draw(record, words)
    return 0


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


def _draw(record: "Record", words: argparse.Namespace) -> None:
    """The figures of a new result, which stands whatever becomes of them."""
    if words.no_figures or record.reused or record.folder is None:
        return
    plotting = escaped(shlex.join(["snowball", "plot", str(record.folder)]))
    how = f"the tables are written; to draw the figures: {plotting}"
    try:
        from simulation.figures.draw import draw

        draw(record.folder)
    except KeyboardInterrupt as stop:
        _said(stop, how)
        raise
    except InputFault as fault:
        raise InputFault(*fault.faults, how) from None
    except Exception:
        complain(f"snowball: {how}")
        raise


def _said(stop: KeyboardInterrupt, how_on: str) -> None:
    """Have an interruption say how to go on."""
    stop.args = (f"{str(stop) or 'interrupted'}, {how_on}",)


def _tell(record: "Record", words: argparse.Namespace) -> None:
    """Warnings and notes on stderr, the answer on stdout."""
    from simulation.outcomes.answer import answer, answer_as_data

    folder = escaped(str(record.folder))
    if not words.quiet:
        name = record.manifest["scenario"]["name"]
        complain(*(f"warning: {name}: {remark}" for remark in record.manifest["remarks"]))
        if record.reused:
            complain(f"{folder} already holds this result; nothing was run")
    if words.json:
        text = json.dumps(answer_as_data(record), ensure_ascii=False, allow_nan=False)
    else:
        text = answer(record)
    silent = record.reused or words.quiet or words.json
    tell(f"{text}\n" + ("" if silent else f"\nTables and figures: {folder}\n"))
