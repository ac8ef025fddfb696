"""The lessons on the network: their page, their texts, and the answers of one lesson at a time."""

import asyncio
from functools import partial

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from simulation.page.door import SAFE_HEADERS, misplaced
from simulation.page.lesson_answers import Answers
from simulation.page.lessons import lesson_names, lessons
from simulation.page.room_server import WEB

LESSON_FILES = ("lessons.html", "lessons.css", "lessons.js")
"""Our files in ``web/`` that the lessons ask for as ``/web/NAME``."""


def lesson_routes(answers: Answers, hosts: frozenset[str]) -> list[BaseRoute]:
    """The lessons' places; hosts: what may stand in ``Host`` (``door.hosts_of``)."""
    return [
        Route("/lessons", partial(_page, hosts)),
        Route("/lessons.json", partial(_texts, hosts)),
        Route("/lesson-answers/{name}", partial(_answers, answers, hosts)),
    ]


async def _page(hosts: frozenset[str], request: Request) -> Response:
    if misplaced(request.headers, hosts):
        return _nothing()
    return FileResponse(WEB / "lessons.html", headers=dict(SAFE_HEADERS))


async def _texts(hosts: frozenset[str], request: Request) -> Response:
    if misplaced(request.headers, hosts):
        return _nothing()
    return JSONResponse({"lessons": lessons()}, headers=dict(SAFE_HEADERS))


async def _answers(answers: Answers, hosts: frozenset[str], request: Request) -> Response:
    """Run on a thread of its own: the first time it takes seconds."""
    name = request.path_params["name"]
    if misplaced(request.headers, hosts) or name not in lesson_names():
        return _nothing()
    return JSONResponse(await asyncio.to_thread(answers.of, name), headers=dict(SAFE_HEADERS))


def _nothing() -> Response:
    return PlainTextResponse("nothing here", status_code=404, headers=dict(SAFE_HEADERS))
