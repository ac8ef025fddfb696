"""The room's places on the network: WebSocket, phone page, teacher's panel, QR code.

``routes(Host(...))`` is mounted by the page's server.
"""

from functools import partial
from pathlib import Path

import segno
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from simulation.page.door import SAFE_HEADERS, misplaced
from simulation.page.room_host import Host

WEB = Path(__file__).parent / "web"

WEB_FILES = (
    "play.html", "play.css", "play.js", "teacher.html", "teacher.css", "teacher.js", "cascade.js",
    "talk.js",
)  # fmt: skip
"""Our files in ``web/`` that pages of the room ask for as ``/web/NAME``."""


def routes(host: Host) -> list[BaseRoute]:
    """The room's places, to be mounted at the root of the page's server."""
    return [
        WebSocketRoute("/room", host.welcome),
        Route("/play", partial(_play, host)),
        Route("/teacher", partial(_teacher, host)),
        Route("/join.svg", partial(_join_picture, host)),
    ]


async def _play(host: Host, request: Request) -> Response:
    return _refusal(host, request) or _page("play.html")


async def _teacher(host: Host, request: Request) -> Response:
    return _refusal(host, request, of_teacher=True) or _page("teacher.html")


async def _join_picture(host: Host, request: Request) -> Response:
    """The join address as a QR code, for the teacher's panel."""
    refused = _refusal(host, request, of_teacher=True)
    if refused is not None:
        return refused
    picture = segno.make(host.join_address, micro=False).svg_inline(scale=8, border=4, light="#fff")
    text = picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return Response(text, media_type="image/svg+xml", headers=dict(SAFE_HEADERS))


def _page(name: str) -> Response:
    return FileResponse(WEB / name, headers=dict(SAFE_HEADERS))


def _refusal(host: Host, request: Request, of_teacher: bool = False) -> Response | None:
    """Nothing, where nothing is here for a request, and its line in the log, which names no key."""
    why = misplaced(request.headers, host.hosts)
    if why is None and of_teacher and not host.knows(request):
        why = "not the teacher's address, or not this machine"
    if why is None:
        return None
    host.refused(request.client.host if request.client else "", f"{request.url.path}: {why}")
    return PlainTextResponse("nothing here", status_code=404, headers=dict(SAFE_HEADERS))
