"""The page as one file that needs no server: the same scripts, with records embedded."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from simulation.experiments.runner import Progress
from simulation.page.answering import Answering
from simulation.page.files import RECORDS, SCRIPTS, STYLE, written
from simulation.page.lesson_answers import Answers, lessons_data
from simulation.page.map_shapes import maps
from simulation.page.packing import packed

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
)
"""What the file may do in a browser: run what stands in it, and ask nobody for anything."""


def exported(answering: Answering, progress: Progress | None = None) -> str:
    """The page in one file, some three megabytes.

    progress: told how many records are done.  Raises InputFault where there would be too many.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="lessons") as beside:
        lessons = beside.submit(lambda: lessons_data(Answers()))
        records = packed(answering, progress)
        told = lessons.result()
    shapes = maps() if answering.about()["map"] else None
    return assembled(records, shapes, told)


def assembled(records: str, shapes: Any, lessons: Any) -> str:  # noqa: ANN401
    """The page's document with everything it asks for in it."""
    page = written("page.html")
    page = re.sub(r'<link rel="stylesheet"[^>]*>', "", page)
    page = re.sub(r'<script src="[^"]*" defer></script>\s*', "", page)
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<style>{written(STYLE)}\n{written('lessons.css')}</style>"
    )
    tail = (
        f'<script type="text/plain" id="packed">{records}</script>'
        f'<script type="application/json" id="shapes">{_embedded(shapes)}</script>'
        f'<script type="application/json" id="lessons-data">{_embedded(lessons)}</script>'
        + "".join(f"<script>{written(name)}</script>" for name in (RECORDS, *SCRIPTS, "lessons.js"))
    )
    return page.replace("</head>", f"{head}</head>").replace("</body>", f"{tail}</body>")


def _embedded(value: Any) -> str:  # noqa: ANN401
    """JSON that can stand in a document, whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")
