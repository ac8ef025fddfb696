"""The room's host: lets people in, hears them one at a time, and shows everybody their view.

Nothing is stored: when the process ends, the room is gone.
"""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from simulation.page.door import (
    Pace,
    Tries,
    at_home,
    fresh_token,
    misplaced,
    same_word,
)
from simulation.page.room import Others, Refusal, Room
from simulation.page.room_beside import SEATS, Beside, Moment
from simulation.page.room_protocol import (
    MOST_LETTERS,
    Enter,
    EnterAsTeacher,
    Speaker,
    back,
    entrance,
    heard,
)
from simulation.page.room_views import setup, student_view, teacher_view
from simulation.scenario.faults import InputFault

MOST_CONNECTIONS = 128
"""Two for each of the most seats, and some; the teacher's own machine is let in beyond."""

SECONDS_TO_ENTER = 15.0
"""A connection that has not said a code by then is closed."""

SECONDS_TO_SEND = 5.0
"""A phone that takes longer to receive a message is given up; it may come back."""

SECONDS_TOGETHER = 0.05
"""What happens within so long is shown together: nobody sees the delay, and thirty who tap at once
cost one showing."""

POLICY, TOO_BIG, TRY_LATER = 1008, 1009, 1013
"""Codes of closing a WebSocket (RFC 6455, 7.4.1, and its registry)."""


@dataclass(eq=False)
class Connection:
    """One phone or panel."""

    socket: WebSocket
    address: str
    pace: Pace
    speaker: Speaker = field(default_factory=Speaker)
    shown: str = ""
    """What it was sent last, so that nothing is sent twice."""
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)


class Host:
    """The one room of this process and who is in it."""

    def __init__(
        self,
        beside: Beside,
        *,
        code: str,
        hosts: frozenset[str],
        address: str,
        key: str | None = None,
        seats: int = SEATS,
        wanted: tuple[str, ...] = (),
        log: Callable[[str], None] = print,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """An empty room; it runs the scenario once, for whom to offer.

        code: the join code; hosts: what may stand in ``Host`` (``door.hosts_of``); address: of
        this server as phones reach it, "http://192.168.1.7:8123"; key: the teacher's, None: a fresh
        one; seats, wanted: how many states or which ones; log: takes one line.  Raises InputFault
        as ``Beside.offered`` does.
        """
        self.beside, self.code, self.hosts, self.address = beside, code, hosts, address
        self.key = key or fresh_token()
        self.log, self.clock = log, clock
        labels = tuple(each.label for each in beside.rounds)
        others = Others.MODEL if beside.explained else Others.STAY
        self.room = Room(beside.offered(seats, wanted), labels, others=others)
        self.connections: set[Connection] = set()
        self.tries = Tries(clock)
        self._moment: Moment | None = None
        self._moment_of: tuple[Any, ...] = ()
        self._changing, self._looking = asyncio.Lock(), asyncio.Lock()
        self._untold = False
        self._telling: asyncio.Task[None] | None = None

    @property
    def join_address(self) -> str:
        """Where phones go; the code stands behind ``#`` and so is sent to nobody."""
        return f"{self.address}/play#{quote(self.code.strip())}"

    @property
    def teacher_path(self) -> str:
        """Where the teacher's panel is, on this machine."""
        return f"/teacher?key={self.key}"

    def knows(self, request: HTTPConnection) -> bool:
        """Whether a request comes from this machine with the teacher's key."""
        given = request.query_params.get("key", "")
        return (
            request.client is not None
            and at_home(request.client.host)
            and same_word(given, self.key)
        )

    async def welcome(self, socket: WebSocket) -> None:
        """All that one connection does until it goes; the seat stays, its token brings it back."""
        address = socket.client.host if socket.client else ""
        why = misplaced(socket.headers, self.hosts)
        if why is None and len(self.connections) >= MOST_CONNECTIONS and not at_home(address):
            why = "too many connections"
        if why is not None:
            self.refused(address, why)
            await socket.close(POLICY)
            return
        await socket.accept()
        connection = Connection(socket, address, Pace(self.clock))
        self.connections.add(connection)
        try:
            await self._converse(connection)
        except (WebSocketDisconnect, OSError, RuntimeError) as gone:
            if getattr(gone, "code", 0) == TOO_BIG:  # shut out by the server, before we hear it
                self.refused(address, "a message too long")
        finally:
            self.connections.discard(connection)
            self._tell_soon()

    async def tell_all(self) -> None:
        """Show everybody how things stand now."""
        told = [one for one in self.connections if one.speaker.teacher or one.shown]
        await asyncio.gather(*(self._show(one) for one in told))

    async def _converse(self, connection: Connection) -> None:
        try:
            first = await asyncio.wait_for(_text(connection.socket), SECONDS_TO_ENTER)
        except TimeoutError:
            await self._leave(connection, "no code was given", POLICY)
            return
        if not await self._enter(connection, first):
            return
        await _send(connection, {"kind": "setup"} | setup(self.beside) | self._join(connection))
        await self._show(connection)
        await self._look_ahead()
        while True:
            text = await _text(connection.socket)
            if not connection.pace.allows():
                await self._leave(connection, "too many messages", POLICY)
                return
            if len(text.encode("utf-8", "surrogatepass")) > MOST_LETTERS:
                await self._leave(connection, "a message too long", TOO_BIG)
                return
            await self._hear(connection, text)

    async def _enter(self, connection: Connection, text: str) -> bool:
        """Let a connection in by its first message, or close it."""
        try:
            said = entrance(text)
        except Refusal as refusal:
            await self._leave(connection, str(refusal), POLICY)
            return False
        seated = isinstance(said, Enter) and said.seat in self.room.seats  # which nobody guesses
        if self.tries.barred(connection.address) and not seated:
            await self._leave(connection, "too many wrong codes: wait a minute", TRY_LATER)
            return False
        speaker = self._recognised(connection, said)
        if speaker is None:
            self.tries.miss(connection.address)
            await self._leave(connection, "this code is wrong", POLICY)
            return False
        connection.speaker = speaker
        self._tell_soon()
        return True

    def _recognised(self, connection: Connection, said: Enter | EnterAsTeacher) -> Speaker | None:
        """Who came in; None: nobody we know.  The teacher sits at this machine."""
        if isinstance(said, EnterAsTeacher):
            known = at_home(connection.address) and same_word(said.key, self.key)
            return Speaker(teacher=True) if known else None
        return back(self.room, said.seat) if same_word(said.code, self.code) else None

    async def _hear(self, connection: Connection, text: str) -> None:
        """One message, and what comes of it shown to all."""
        try:
            async with self._changing:
                await self._change(connection, text)
        except (Refusal, InputFault) as refusal:
            self.refused(connection.address, str(refusal))
            await _send(connection, {"kind": "refused", "why": str(refusal)})
            return
        await self._show(connection)
        self._tell_soon()
        await self._look_ahead()

    async def _change(self, connection: Connection, text: str) -> None:
        """The room after a message; the teacher's may ask the model, which takes its time."""
        given = (self.room, connection.speaker, text, fresh_token, self.beside.following)
        if connection.speaker.teacher:
            self.room, connection.speaker = await asyncio.to_thread(heard, *given)
        else:
            self.room, connection.speaker = heard(*given)

    async def _look_ahead(self) -> None:
        """Ask the model about the coming round, once for each state of the game."""
        async with self._looking:
            asked = (self.room.closed, self.room.others)
            if self._moment_of == asked:
                return
            self._moment = None
            try:
                self._moment = await asyncio.to_thread(self.beside.moment, self.room)
            except InputFault as fault:
                self.log(f"room: no look ahead: {fault.faults[0]}")
            self._moment_of = asked
        self._tell_soon()

    async def _show(self, connection: Connection) -> None:
        async with connection.sending:
            shown = json.dumps({"kind": "room"} | self._view(connection.speaker))
            if shown == connection.shown:
                return
            connection.shown = shown
            try:
                await asyncio.wait_for(connection.socket.send_text(shown), SECONDS_TO_SEND)
            except (TimeoutError, WebSocketDisconnect, OSError, RuntimeError):
                self.connections.discard(connection)

    def _view(self, speaker: Speaker) -> dict[str, Any]:
        moment = self._moment if self._moment_of == (self.room.closed, self.room.others) else None
        if not speaker.teacher:
            return student_view(self.room, self.beside, moment, speaker)
        present = {one.speaker.seat for one in self.connections if one.speaker.seat is not None}
        return teacher_view(self.room, self.beside, moment, present)

    def _join(self, connection: Connection) -> dict[str, Any]:
        """What only the teacher is told at the beginning."""
        if not connection.speaker.teacher:
            return {}
        return {"join": {"address": f"{self.address}/play", "code": self.code}}

    async def _leave(self, connection: Connection, why: str, code: int) -> None:
        """Close a connection, saying why to it and in the log."""
        self.refused(connection.address, why)
        await _send(connection, {"kind": "closed", "why": why})
        with suppress(RuntimeError):
            await connection.socket.close(code)

    def refused(self, address: str, why: str) -> None:
        """The line in the log about somebody who gets nothing."""
        self.log(f"room: refused {address or 'somebody'}: {why}")

    def _tell_soon(self) -> None:
        """Show everybody how things stand, once for all that happens within a moment."""
        self._untold = True
        if self._telling is None or self._telling.done():
            self._telling = asyncio.ensure_future(self._tell_later())

    async def _tell_later(self) -> None:
        while self._untold:
            await asyncio.sleep(SECONDS_TOGETHER)
            self._untold = False
            await self.tell_all()


async def _text(socket: WebSocket) -> str:
    """The next message as text; bytes are none of ours."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    return text if isinstance(text, str) else ""


async def _send(connection: Connection, told: dict[str, Any]) -> None:
    """Send something, unless the other side is gone."""
    if connection.socket.client_state is WebSocketState.CONNECTED:
        with suppress(TimeoutError, WebSocketDisconnect, OSError, RuntimeError):
            await asyncio.wait_for(
                connection.socket.send_text(json.dumps(told)), SECONDS_TO_SEND
            )  # fmt: skip
