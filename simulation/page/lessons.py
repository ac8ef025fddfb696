"""The classroom lessons as records: what is asked, guessed, run, explained and changed.

A lesson is the document that a reader finds in ``scenarios/classroom``; beside it lie the
teacher's notes.  In a lesson a line

    <!-- ask: WORDS | SCENARIO | QUANTITY | KEY=VALUE ... -->

says what a class may guess as a number, and which runs give it (``lesson_answers``).  Nothing of a
document reaches a page as it stands: markdown becomes HTML here, and raw HTML in it is left out.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from simulation.scenario.faults import InputFault
from simulation.scenario.files import shipped

SECTIONS = {
    "Question": "question",
    "Predict before you run": "predict",
    "Run": "run",
    "Explain": "explain",
    "Beside it": "beside",
    "Change": "change",
    "What it teaches": "teaches",
    "Where it stops": "stops",
}
"""A section's first words in bold -> its name in the record."""

TITLE = re.compile(r"Lesson (\d+): (.+)")
ASK = re.compile(r"<!-- ask: (.+?) -->")
OUTPUT = re.compile(r"<!-- output: .*?<!-- /output -->\n", re.S)
QUANTITY = re.compile(r"exits(?: (?P<treaty>\S+))?|chance|month (?P<size>\d+)")

UNITS = {"exits": "states", "chance": "percent", "month": "months"}
"""First word of a quantity -> what a guess of it is counted in."""

_MARKDOWN = MarkdownIt("commonmark")


@dataclass(frozen=True)
class Ask:
    """One number to be guessed before it is run."""

    label: str
    """The question."""
    scenario: str
    """Name of the scenario that answers it."""
    quantity: str
    """"exits", "exits T2", "chance" (of a cascade) or "month 100" (by which so many have left)."""
    overrides: tuple[tuple[str, str], ...] = ()
    """Keys changed, as on the command line."""

    @property
    def unit(self) -> str:
        """What a guess is counted in: states, percent or months."""
        return UNITS[self.quantity.split()[0]]


def lessons() -> list[dict[str, Any]]:
    """The lessons in their order, ready for JSON; texts are HTML without markup of their own.

    Each has ``name``, ``number``, ``title``, the sections (``question``, ``predict``, ``run``,
    ``explain``, ``beside``, ``change``, ``teaches``, ``stops``: empty where there is none),
    ``source``, ``ask`` and ``change_ask`` (label, unit, scenario, quantity, overrides),
    ``scenarios``, and ``notes`` for the teacher.
    """
    return [lesson(name) for name in lesson_names()]


def lesson_names() -> list[str]:
    """The names of the lessons in their order.

    >>> lesson_names()[0]
    'riot'
    """
    return [name for _, name in sorted((_number(path), path.stem) for path in _documents())]


@functools.cache
def lesson(name: str) -> dict[str, Any]:
    """One lesson; InputFault for a name that is none."""
    if name not in {path.stem for path in _documents()}:
        raise InputFault(f"lesson {name!r}: there is no such lesson")
    text = (_folder() / f"{name}.md").read_text(encoding="utf-8")
    first, after = asks(_part(text, "Predict before you run")), asks(_part(text, "Change"))
    blocks = list(_blocks(OUTPUT.sub("", text)))
    number, title = _title(text)
    return {
        "name": name,
        "number": number,
        "title": title,
        **_sections(blocks),
        "source": _html(blocks[-1]) if _is_source(blocks[-1]) else "",
        "ask": [_plain(ask) for ask in first],
        "change_ask": [_plain(ask) for ask in after],
        "scenarios": sorted({ask.scenario for ask in (*first, *after)}),
        "notes": as_html((_folder() / f"{name}-notes.md").read_text(encoding="utf-8")),
    }


def asks(text: str) -> list[Ask]:
    """What a text asks to be guessed, in order; InputFault where such a line is not understood.

    >>> asks("<!-- ask: How many? | classroom/riot | exits -->")[0].unit
    'states'
    """
    return [_ask(found) for found in ASK.findall(text)]


def as_html(text: str) -> str:
    r"""Markdown as HTML; HTML within it, comments included, is left out.

    >>> as_html("*Now* <script>bad()</script> & then")
    '<p><em>Now</em> bad() &amp; then</p>\n'
    """
    return _html(_MARKDOWN.parse(text))


def _ask(written: str) -> Ask:
    parts = [part.strip() for part in written.split("|")]
    if len(parts) not in (3, 4) or not QUANTITY.fullmatch(parts[2]):
        raise InputFault(f"ask: {written!r} must be WORDS | SCENARIO | QUANTITY | KEY=VALUE ...")
    changes = [pair.split("=", 1) for pair in (parts[3].split() if len(parts) == 4 else [])]
    return Ask(parts[0], parts[1], parts[2], tuple((key, value) for key, value in changes))


def _plain(ask: Ask) -> dict[str, Any]:
    return {**asdict(ask), "overrides": dict(ask.overrides), "unit": ask.unit}


def _folder() -> Path:
    return shipped() / "classroom"


def _documents() -> list[Path]:
    """The documents that are lessons."""
    apart = ("README.md",)
    return [
        path for path in sorted(_folder().glob("*.md"))
        if path.name not in apart and not path.stem.endswith("-notes")
    ]  # fmt: skip


def _number(path: Path) -> int:
    return _title(path.read_text(encoding="utf-8"))[0]


def _title(text: str) -> tuple[int, str]:
    """Number and title from the first line: "# Lesson 1: the riot"."""
    found = TITLE.search(text.split("\n", 1)[0])
    if found is None:
        raise InputFault(f"lesson: the first line must be '# Lesson N: ...', not {text[:40]!r}")
    return int(found[1]), found[2][0].upper() + found[2][1:]


def _part(text: str, section: str) -> str:
    """The source of one section: from its words in bold to the next ones."""
    after = text.partition(f"**{section}.**")[2]
    return re.split(r"^\*\*", after, maxsplit=1, flags=re.M)[0]


def _blocks(text: str) -> Iterator[list[Token]]:
    """The blocks of a document that are not nested in another, each with its tokens."""
    block: list[Token] = []
    for token in _MARKDOWN.parse(text):
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _sections(blocks: Sequence[list[Token]]) -> dict[str, str]:
    """Section name -> its HTML."""
    found: dict[str, str] = dict.fromkeys(SECTIONS.values(), "")
    now = ""
    for block in blocks:
        now = SECTIONS.get(_bold_words(block), now)
        if now and not _is_source(block):
            found[now] += _html(_without_bold_words(block))
    return found


def _bold_words(block: Sequence[Token]) -> str:
    """The words in bold that a paragraph begins with, without their full stop."""
    inside = _inside(block)
    bold = len(inside) > 2 and [token.type for token in inside[:2]] == ["strong_open", "text"]
    return inside[1].content.rstrip(".") if bold else ""


def _without_bold_words(block: list[Token]) -> list[Token]:
    """The block without the bold words that name its section."""
    if _bold_words(block) not in SECTIONS:
        return block
    inside = _inside(block)
    rest = inside[inside.index(next(t for t in inside if t.type == "strong_close")) + 1 :]
    if rest and rest[0].type == "text":
        rest = [rest[0].copy(content=rest[0].content.lstrip()), *rest[1:]]
    return [t.copy(children=rest) if t.type == "inline" else t for t in block]


def _is_source(block: Sequence[Token]) -> bool:
    """Whether a paragraph is all in italics: where a lesson comes from."""
    inside = _inside(block)
    return bool(inside) and inside[0].type == "em_open" and inside[-1].type == "em_close"


def _inside(block: Sequence[Token]) -> list[Token]:
    """What stands in a paragraph, without empty text."""
    if not block or block[0].type != "paragraph_open":
        return []
    found = (token for token in block if token.type == "inline")
    return [t for token in found for t in token.children or [] if t.content or t.type != "text"]


def _html(tokens: Sequence[Token]) -> str:
    """Tokens as HTML, raw HTML and links left out (a link would lead out of the page)."""
    kept = [_harmless(token) for token in tokens if token.type != "html_block"]
    return str(_MARKDOWN.renderer.render(kept, _MARKDOWN.options, {})) if kept else ""


def _harmless(token: Token) -> Token:
    if not token.children:
        return token
    apart = ("html_inline", "link_open", "link_close", "image")
    return token.copy(children=[each for each in token.children if each.type not in apart])
