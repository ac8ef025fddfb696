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
    return _page(host, request, "play.html")


async def _teacher(host: Host, request: Request) -> Response:
    return _page(host, request, "teacher.html" if host.knows(request) else None)


async def _join_picture(host: Host, request: Request) -> Response:
    """The join address as a QR code, for the teacher's panel."""
    if misplaced(request.headers, host.hosts) or not host.knows(request):
        return _nothing()
    picture = segno.make(host.join_address, micro=False).svg_inline(scale=8, border=4, light="#fff")
    text = picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return Response(text, media_type="image/svg+xml", headers=dict(SAFE_HEADERS))


def _page(host: Host, request: Request, name: str | None) -> Response:
    """One of our pages, or nothing."""
    if name is None or misplaced(request.headers, host.hosts):
        return _nothing()
    return FileResponse(WEB / name, headers=dict(SAFE_HEADERS))


def _nothing() -> Response:
    return PlainTextResponse("nothing here", status_code=404, headers=dict(SAFE_HEADERS))
