"""Being told to stop: SIGTERM and SIGHUP end the command as Ctrl-C does, cleanly."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

TOLD_TO_STOP = ("SIGTERM", "SIGHUP")
"""Sent by schedulers and by terminals that close; not every system has both."""

INTERRUPTED = 130


class Stopped(KeyboardInterrupt):
    """A signal told the command to stop."""

    def __init__(self, number: int) -> None:
        super().__init__("stopped")
        self.number = number


def exit_code(stop: KeyboardInterrupt) -> int:
    """128 plus the number of the signal, as shells have it.

    >>> exit_code(KeyboardInterrupt()), exit_code(Stopped(15))
    (130, 143)
    """
    return 128 + stop.number if isinstance(stop, Stopped) else INTERRUPTED


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """While it lasts, those signals raise Stopped; afterwards all is as it was before.

    A signal that somebody else handles, or that is ignored as under nohup, is left alone.
    """
    before = {}
    if threading.current_thread() is threading.main_thread():
        known = (getattr(signal, name) for name in TOLD_TO_STOP if hasattr(signal, name))
        before = {number: _listen(number) for number in known if _unheard(number)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _unheard(number: signal.Signals) -> bool:
    return signal.getsignal(number) == signal.SIG_DFL


def _listen(number: signal.Signals) -> signal.Handlers:
    signal.signal(number, _stop)
    return signal.SIG_DFL


def _stop(number: int, frame: FrameType | None) -> None:
    """Stops once: a second signal does not disturb the cleaning up."""
    del frame
    signal.signal(number, signal.SIG_IGN)
    raise Stopped(number)
