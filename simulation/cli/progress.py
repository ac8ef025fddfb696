"""How far long work has come: a bar on a terminal, a plain line now and then elsewhere."""

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from simulation.cli.output import complain


class Report(Protocol):
    """Takes how many are done and how many there are, and what they say so far."""

    def __call__(self, done: int, whole: int, note: str = "") -> None:
        """Tell it."""


SECONDS_BETWEEN_LINES = 5.0
SECONDS_OF_SILENCE = 3.0
"""After so long without anything done, the reader is told why."""

PREPARING = "getting ready: an engine is compiled the first time it is used on a machine"


@contextlib.contextmanager
def shown_progress(quiet: bool, what: str = "replicates") -> Iterator[Report | None]:
    """A report to call as work goes on, on stderr; None when quiet."""
    if quiet or sys.stderr is None:
        yield None
    elif sys.stderr.isatty():
        with _bar(what) as report:
            yield report
    else:
        with _explained(lambda: complain(PREPARING), Lines(what).report) as report:
            yield report


@contextlib.contextmanager
def _bar(what: str) -> Iterator[Report]:
    """A bar with the time left, which it knows once two chunks are done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (
        "{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        "{task.fields[note]}",
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, note="")

        def moved(done: int, whole: int, note: str = "") -> None:
            """The bar moves."""
            bar.update(task, completed=done, total=whole, note=note)

        with _explained(lambda: bar.console.print(PREPARING), moved) as report:
            yield report


@contextlib.contextmanager
def _explained(explain: Callable[[], None], report: Report) -> Iterator[Report]:
    """The report; if it is not called for a while, the silence is explained once."""
    silence = threading.Timer(SECONDS_OF_SILENCE, explain)
    silence.daemon = True

    def heard(done: int, whole: int, note: str = "") -> None:
        """The work has spoken: it need not be said that it is being prepared."""
        silence.cancel()
        report(done, whole, note)

    silence.start()
    try:
        yield heard
    finally:
        silence.cancel()


class Lines:
    """A line every few seconds, with the time left at the pace since the first chunk was done.

    What the first chunk took says nothing of the others: it may have waited for a compiler.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.last = time.monotonic()
        self.first: tuple[float, int] | None = None
        """When the first chunk was done, and how many it held."""

    def report(self, done: int, whole: int, note: str = "") -> None:
        """Tells how many are done, unless that was told a moment ago."""
        now = time.monotonic()
        self.first = self.first or (now, done)
        if done < whole and now - self.last >= SECONDS_BETWEEN_LINES:
            self.last = now
            so_far = f"; {note}" if note else ""
            complain(f"{done:,} of {whole:,} {self.what}{self._left(done, whole, now)}{so_far}")

    def _left(self, done: int, whole: int, now: float) -> str:
        """The time left, in words; nothing before two chunks are done."""
        since, before = self.first or (now, done)
        if done <= before:
            return ""
        return f", about {(now - since) / (done - before) * (whole - done):,.0f} s left"
