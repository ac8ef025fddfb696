"""The live page: a server on this machine that answers choices with records.

Everything is drawn by our own scripts as SVG: a chart library would need half a megabyte of script
and leave to evaluate text as code, which the page's own policy forbids.  Nothing is stored, nothing
but the page's own files is ever sent, and every refusal is one line in the log.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from simulation.page.answering import Answering
from simulation.page.choice import Choice
from simulation.page.door import SAFE_HEADERS, at_home, misplaced
from simulation.page.exporting import exported
from simulation.page.files import RECORDS, SCRIPTS, STYLE, media_type, written
from simulation.page.lesson_answers import Answers
from simulation.page.lesson_server import LESSON_FILES, lesson_routes
from simulation.page.map_shapes import maps
from simulation.page.room_host import Host
from simulation.page.room_server import WEB_FILES, routes
from simulation.scenario.faults import InputFault, escaped

MOST_BYTES = 4096
"""Of a choice; ours are some two hundred."""

SECONDS_TO_SAY = 10.0
"""For all of a choice; ours come at once."""

MOST_WAITING = 64
"""Choices that may wait for their turn; more are told to try later."""

MOST_OF_ONE = 4
"""Of these from one address, unless it is this machine's own: the teacher does not stand in a line
of one student."""

OWN_FILES = frozenset((RECORDS, *SCRIPTS, STYLE, *WEB_FILES, *LESSON_FILES))


class Desk:
    """What the page's places share."""

    def __init__(
        self, answering: Answering, hosts: frozenset[str], log: Callable[[str], None], room: bool
    ) -> None:
        self.answering = answering
        self.hosts = hosts
        self._log = log
        self._waiting: list[str] = []  # the address of each
        self._exporting = threading.Lock()
        self.about = _json({**answering.about(), "room": room})

    def refused(self, request: Request) -> Response | None:
        """The refusal of a request that is none of ours; None where it is."""
        why = misplaced(request.headers, self.hosts)
        return None if why is None else self.refusal(request, why, 403)

    def refusal(self, request: Request, why: str, status: int) -> Response:
        """A refusal, and its line in the log."""
        who = request.client.host if request.client else "somebody"
        path = escaped(request.url.path[:60])
        self._log(f"page: refused {request.method} {path} from {who}: {why}")
        return PlainTextResponse(f"{why}\n", status, headers=dict(SAFE_HEADERS))

    async def record(self, request: Request) -> Response:
        """The record of the choice in the body."""
        refused = self.refused(request)
        if refused is not None:
            return refused
        try:
            body = await asyncio.wait_for(_body(request), SECONDS_TO_SAY)
        except (TimeoutError, ClientDisconnect):
            return self.refusal(request, "the choice did not come", 408)
        if body is None:
            return self.refusal(request, f"more than {MOST_BYTES:,} bytes", 413)
        try:
            choice = self.answering.choice(json.loads(body))
        except InputFault as fault:
            return self.refusal(request, escaped(str(fault).splitlines()[0][:200]), 400)
        except (ValueError, RecursionError):
            return self.refusal(request, "no choice in JSON", 400)
        who = request.client.host if request.client else ""
        if len(self._waiting) >= MOST_WAITING or (
            not at_home(who) and self._waiting.count(who) >= MOST_OF_ONE
        ):
            return self.refusal(request, "too many are waiting; try again", 503)
        return await self._answered(choice, who)

    async def _answered(self, choice: Choice, who: str) -> Response:
        self._waiting.append(who)
        try:
            told = await asyncio.to_thread(self.answering.record_json, choice)
        finally:
            self._waiting.remove(who)
        return Response(told, media_type="application/json", headers=dict(SAFE_HEADERS))

    async def export(self, request: Request) -> Response:
        """The page in one file; for this machine only, as it takes all of it for a while."""
        refused = self.refused(request)
        if refused is not None:
            return refused
        if not at_home(request.client.host if request.client else ""):
            return self.refusal(request, "exports are for the machine that serves", 403)
        if not self._exporting.acquire(blocking=False):
            return self.refusal(request, "an export is being made; try again", 503)
        try:
            text = await asyncio.to_thread(exported, self.answering)
        finally:
            self._exporting.release()
        name = f'attachment; filename="{self.answering.about()["scenario"]}.html"'
        return Response(text, media_type="text/html",
                        headers={**SAFE_HEADERS, "Content-Disposition": name})  # fmt: skip


def app_of(
    answering: Answering,
    hosts: frozenset[str],
    log: Callable[[str], None],
    room: Host | None = None,
    lessons: Answers | None = None,
) -> Starlette:
    """The whole page; hosts: what may stand in ``Host``; log: told each refusal, in a line."""
    desk = Desk(answering, hosts, log, room is not None)
    shapes = _json(maps() if answering.about()["map"] else None)
    places: list[BaseRoute] = [
        Route("/", _sends(desk, written("page.html"), "text/html")),
        Route("/about", _sends(desk, desk.about, "application/json")),
        Route("/map", _sends(desk, shapes, "application/json")),
        Route("/record", desk.record, methods=["POST"]),
        Route("/export", desk.export),
        *_files(desk),
        *([] if lessons is None else lesson_routes(lessons, hosts)),
        *([] if room is None else routes(room)),
    ]

    async def nothing(request: Request, _: Exception) -> Response:
        """What there is not."""
        return desk.refusal(request, "nothing here", 404)

    async def not_so(request: Request, _: Exception) -> Response:
        """What is there, but not asked for in this way."""
        return desk.refusal(request, "not in this way", 405)

    return Starlette(routes=places, exception_handlers={404: nothing, 405: not_so})


def _files(desk: Desk) -> Sequence[BaseRoute]:
    """Each of our files by its name, and no others."""
    return [
        Route(f"/web/{name}", _sends(desk, written(name), media_type(name)))
        for name in sorted(OWN_FILES)
    ]


def _sends(desk: Desk, text: str, kind: str) -> Callable[[Request], Any]:
    """A place that always sends the same."""
    content = text.encode()

    async def send(request: Request) -> Response:
        """The same answer to everybody who may ask."""
        return desk.refused(request) or Response(
            content, media_type=kind, headers=dict(SAFE_HEADERS)
        )

    return send


async def _body(request: Request) -> bytes | None:
    """The body of a request, or None where it is longer than a choice."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    return body


def _json(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
