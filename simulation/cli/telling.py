"""A finished result is told, then drawn: it stands whatever becomes of its figures."""

import argparse
import json
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from simulation.cli.output import CannotPrint, complain, tell
from simulation.scenario.faults import InputFault, escaped

if TYPE_CHECKING:
    from simulation.outcomes.records import Record

Answer: TypeAlias = "Callable[[Record], str]"
AnswerAsData: TypeAlias = "Callable[[Record], dict[str, Any]]"


def tell_and_draw(
    record: "Record", words: argparse.Namespace, answer: Answer, as_data: AnswerAsData
) -> None:
    """Print the answer, then draw; the figures come also where nobody can read the answer."""
    try:
        _tell(record, words, answer, as_data)
    except (BrokenPipeError, CannotPrint):
        _draw(record, words)
        raise
    _draw(record, words)


def say_on(stop: KeyboardInterrupt, how_on: str) -> None:
    """Have an interruption say how to go on."""
    stop.args = (f"{str(stop) or 'interrupted'}, {how_on}",)


def _tell(
    record: "Record", words: argparse.Namespace, answer: Answer, as_data: AnswerAsData
) -> None:
    """Warnings and notes on stderr, the answer on stdout."""
    folder = escaped(str(record.folder))
    if not words.quiet:
        name = record.manifest["scenario"]["name"]
        complain(*(f"warning: {name}: {remark}" for remark in record.manifest["remarks"]))
        if record.reused:
            complain(f"{folder} already holds this result; nothing was run")
    if words.json:
        text = json.dumps(as_data(record), ensure_ascii=False, allow_nan=False)
    else:
        text = answer(record)
    silent = record.reused or words.quiet or words.json
    tell(f"{text}\n" + ("" if silent else f"\nTables and figures: {folder}\n"))


def _draw(record: "Record", words: argparse.Namespace) -> None:
    """The figures of a new result."""
    if words.no_figures or record.reused or record.folder is None:
        return
    plotting = escaped(shlex.join(["snowball", "plot", str(record.folder)]))
    how = f"the tables are written; to draw the figures: {plotting}"
    try:
        from simulation.figures.draw import draw

        draw(record.folder)
    except KeyboardInterrupt as stop:
        say_on(stop, how)
        raise
    except InputFault as fault:
        raise InputFault(*fault.faults, how) from None
    except Exception:
        complain(f"snowball: {how}")
        raise
