"""How far long work has come: a bar on a terminal, a plain line now and then elsewhere."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

Report = Callable[[int, int], None]
"""Takes how many are done and how many there are."""

SECONDS_BETWEEN_LINES = 5.0


@contextlib.contextmanager
def shown_progress(quiet: bool, what: str = "replicates") -> Iterator[Report | None]:
    """A report to call as work goes on, on stderr; None when quiet."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar(what) as report:
            yield report
    else:
        yield _lines(what)


@contextlib.contextmanager
def _bar(what: str) -> Iterator[Report]:
    """A bar with the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def _lines(what: str) -> Report:
    """A line every few seconds, with the time left at the pace so far."""
    began = last = time.monotonic()

    def report(done: int, whole: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done < whole and now - last >= SECONDS_BETWEEN_LINES:
            last = now
            left = (now - began) / done * (whole - done)
            sys.stderr.write(f"{done:,} of {whole:,} {what}, about {left:,.0f} s left\n")
            sys.stderr.flush()

    return report
