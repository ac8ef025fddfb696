"""``snowball run SCENARIO``: run the replicates, print the answer, write a result folder."""

import argparse
import contextlib
import json
import shlex
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.cli.options import add_running, overrides
from simulation.cli.progress import shown_progress

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

    scenario = read(words.scenario, overrides(words))
    if scenario.sweep and not words.quiet:
        _note("[sweep] is ignored by run; snowball sweep runs it")
    try:
        record = _carried_out(scenario, words)
    except KeyboardInterrupt:
        again = shlex.join(["snowball", *sys.argv[1:]])
        raise KeyboardInterrupt(f"interrupted, nothing was written; to run it: {again}") from None
    _tell(record, words)
    return 0


def _carried_out(scenario: "Scenario", words: argparse.Namespace) -> "Record":
    """The result of a scenario, in its folder."""
    from simulation.experiments.runner import run as run_scenario

    if not words.no_figures:
        threading.Thread(target=_draw_soon, daemon=True).start()
    with shown_progress(words.quiet) as progress:
        return run_scenario(
            scenario,
            engine=words.engine,
            workers=_whole("--workers", words.workers),
            only=words.only_replicates,
            out=words.out or Path("results") / scenario.name,
            overwrite=words.overwrite,
            progress=progress,
            finish=None if words.no_figures else _draw,
        )


def _whole(option: str, value: str | None) -> int | None:
    """A whole number given as a word."""
    from simulation.scenario.faults import InputFault

    if value is None:
        return None
    try:
        return int(value)
    except ValueError:
        raise InputFault(f"{option}: {value[:40]!r} must be a whole number") from None


def _draw_soon() -> None:
    """Import what draws while the engine runs; what fails here fails again, and is told, later."""
    with contextlib.suppress(ImportError):
        import simulation.figures.draw  # noqa: F401


def _draw(folder: Path) -> None:
    from simulation.figures.draw import draw

    draw(folder)


def _tell(record: "Record", words: argparse.Namespace) -> None:
    """Warnings and notes on stderr, the answer on stdout."""
    from simulation.outcomes.answer import answer, answer_as_data

    for remark in record.manifest["remarks"]:
        _note(f"warning: {record.manifest['scenario']['name']}: {remark}")
    if record.reused and not words.quiet:
        _note(f"{record.folder} already holds this result; nothing was run")
    if words.json:
        text = json.dumps(answer_as_data(record), ensure_ascii=False, allow_nan=False)
    else:
        text = answer(record)
    sys.stdout.write(text + "\n")
    if not (record.reused or words.quiet or words.json):
        sys.stdout.write(f"\nTables and figures: {record.folder}\n")


def _note(line: str) -> None:
    sys.stderr.write(f"{line}\n")
