"""Answers that are made once, however many ask at a time, and kept while there is room."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future


class Kept:
    """Answers by what was asked; threads may ask at once."""

    def __init__(self, room: int) -> None:
        """room: bytes that may be kept; the one answered longest ago is forgotten first."""
        self._room = room
        self._answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self._asked: dict[Hashable, Future[bytes]] = {}
        self._lock = threading.Lock()

    def answer(self, asked: Hashable, make: Callable[[], bytes]) -> bytes:
        """What was made for it, or is made now; whoever asks meanwhile waits for the same answer.

        Raises what making raises, to all who wait; then it can be asked again.
        """
        with self._lock:
            known = self._answers.get(asked)
            if known is not None:
                self._answers.move_to_end(asked)
                return known
            waited = self._asked.get(asked)
            mine = self._asked.setdefault(asked, Future())
        if waited is not None:
            return waited.result()
        try:
            mine.set_result(make())
        except BaseException as fault:
            mine.set_exception(fault)
        self._settle(asked, mine)
        return mine.result()

    def _settle(self, asked: Hashable, done: Future[bytes]) -> None:
        with self._lock:
            del self._asked[asked]
            if done.exception() is None:
                self._answers[asked] = done.result()
            held = sum(map(len, self._answers.values()))
            while held > self._room:
                held -= len(self._answers.popitem(last=False)[1])
