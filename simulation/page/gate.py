"""How many may be connected, and how long they may take to say what they want.

Uvicorn by itself accepts whoever comes and waits for ever: one phone could hold all connections
that this process may have, and then nobody gets in.  What still goes wrong in it becomes one line.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from uvicorn.protocols.http.h11_impl import H11Protocol

from simulation.page.door import at_home

MOST_CONNECTIONS = 600
"""A phone opens some three to fetch a page, and keeps one to play."""

MOST_OF_ONE = 64
"""Of one address, unless it is this machine's own; where a network hides a class behind one
address, all of it has these."""

SPARE_FILES = 300
"""Files and connections that the process needs beside, or that wait to be turned away."""

SECONDS_TO_ASK = 10.0
"""For the head of a request, from its first letter or from coming in."""


class Gate:
    """The connections of one server; whoever sits at this machine is always let in."""

    def __init__(
        self,
        log: Callable[[str], None],
        most: int | None = None,
        of_one: int = MOST_OF_ONE,
        seconds: float = SECONDS_TO_ASK,
        home: Callable[[str], bool] = at_home,
    ) -> None:
        """log: told once of each address that is turned away; most: None: what the process may."""
        self.seconds = seconds
        self._log, self._of_one, self._home = log, of_one, home
        self._most = most_here() if most is None else most
        self._open: dict[asyncio.Transport, str] = {}
        self._told: set[str] = set()

    def lets_in(self, transport: asyncio.Transport) -> bool:
        """Whether one more connection may stay; it counts until it closes."""
        self._open = {one: who for one, who in self._open.items() if not one.is_closing()}
        address = str((transport.get_extra_info("peername") or [""])[0])
        if not self._home(address):
            mine = sum(who == address for who in self._open.values())
            if mine >= self._of_one or len(self._open) >= self._most:
                self._turned_away(address)
                return False
        self._open[transport] = address
        return True

    def _turned_away(self, address: str) -> None:
        if address not in self._told and len(self._told) < MOST_CONNECTIONS:
            self._told.add(address)
            self._log(f"page: too many connections; some from {address} are turned away")


def most_here() -> int:
    """Connections that may be open: as many as are meant, or this system's limits leave."""
    try:
        import resource
    except ImportError:  # Windows, whose limit is far away
        return MOST_CONNECTIONS
    files, bound = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + SPARE_FILES
    if 0 <= files < wanted and (bound < 0 or files < bound):
        with suppress(ValueError, OSError):
            resource.setrlimit(
                resource.RLIMIT_NOFILE, (wanted if bound < 0 else min(wanted, bound), bound)
            )
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (
        MOST_CONNECTIONS
        if files < 0
        else max(MOST_OF_ONE, min(MOST_CONNECTIONS, files - SPARE_FILES))
    )


class Gated(H11Protocol):
    """Closed where there are too many, and where the head of a request does not come."""

    gate: Gate
    late: asyncio.TimerHandle | None = None
    inside = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody comes."""
        self.inside = self.gate.lets_in(transport)
        if not self.inside:
            transport.abort()
            return
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Somebody goes."""
        self._stop_waiting()
        if self.inside:
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some of a request, which may still lack the end of its head."""
        if self.inside:
            super().data_received(data)
            self._wait()

    def _wait(self) -> None:
        """From the first letter on, however slowly others follow, until the head is there."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self.late is None:
            self.late = self.loop.call_later(self.gate.seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None

    def _give_up(self) -> None:
        self.late = None
        if self.transport.get_protocol() is self:  # and not a conversation by now
            self.transport.abort()


def gated(gate: Gate) -> type[H11Protocol]:
    """Uvicorn's protocol behind a gate, for ``Config(http=...)``."""
    return type("GatedHere", (Gated,), {"gate": gate})


class OneLine(logging.Handler):
    """What a library complains of, as one line of ours; the same again is not said twice."""

    def __init__(self, log: Callable[[str], None]) -> None:
        """log: takes one line."""
        super().__init__(logging.ERROR)
        self._say, self._last = log, ""

    def emit(self, record: logging.LogRecord) -> None:
        """One complaint."""
        kind = record.exc_info[0] if record.exc_info else None
        words = record.getMessage().splitlines() or [""]
        line = f"page: {words[0]}" + (f" ({kind.__name__})" if kind else "")
        if line != self._last:
            self._last = line
            self._say(line)
