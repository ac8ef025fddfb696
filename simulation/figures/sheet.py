"""A sheet: heading on top, key below it, note at the foot, and the free body between them.

Everything is placed in inches and measured before it is drawn, so nothing overlaps whatever the
length of a title; a printed sheet grows with its content, a screen keeps its height.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulation.figures.letters import drawable
from simulation.figures.style import FAINT, INK, POINTS, Medium, text_width, wrapped
from simulation.figures.view import COVERAGE

LEADING = 1.3
"""Distance of lines of text, in type sizes."""

Subtitle = tuple[str, str, str]
"""Below the heading: scenario and runs; at the foot: what its figures must not be taken for."""
"""What was run, and how often."""

SIDE = 0.34
"""Share of a screen's width for heading and note where they stand beside the picture."""

TITLE_LINES = 3
"""Longer headings end in an ellipsis; the manifest holds the full text."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A figure with its free body, in inches from the lower left corner."""

    figure: Figure
    medium: Medium
    left: float
    bottom: float
    right: float
    top: float

    def axes(self, left: float, bottom: float, right: float, top: float) -> Axes:
        """Axes in a rectangle given in inches of the figure."""
        wide, high = self.figure.get_size_inches()
        box = (left / wide, bottom / high, (right - left) / wide, (top - bottom) / high)
        return self.figure.add_axes(box)


@dataclass(frozen=True)
class _Block:
    """Lines of one type size."""

    lines: tuple[str, ...]
    points: float
    bold: bool
    colour: str

    @property
    def height(self) -> float:
        """Height of all lines, inches."""
        return len(self.lines) * self.points * LEADING / POINTS


def sheet(
    medium: Medium, heading: str, subtitle: Subtitle, note: str, body: float, key_lines: int = 0,
    column: float | None = None, coverage: str = COVERAGE,
) -> Sheet:  # fmt: skip
    """An empty sheet.

    ``body`` is the height in inches wanted between heading and note, and ``key_lines`` the lines
    kept free for a key on top of it; a screen gives the body whatever height is left.  ``column``
    is the width of heading and note, None for the whole width between the margins.  Every sheet
    ends in its caution and what intervals cover; letters that cannot be drawn are replaced.
    """
    column = column or medium.inner
    head = _head(medium, column, heading, subtitle)
    foot = _foot(medium, column, note, (subtitle[2], coverage))
    gap, key = 0.6 * medium.text / POINTS, key_lines * key_leading(medium)
    taken = sum(block.height for block in (*head, *foot)) + 2 * medium.margin + 2 * gap + key
    height = medium.height or taken + body
    figure = Figure(figsize=(medium.width, height))
    top = _write(figure, head, medium.margin, height - medium.margin)
    bottom = medium.margin + sum(block.height for block in foot)
    _write(figure, foot, medium.margin, bottom)
    edge = medium.width - medium.margin
    return Sheet(figure, medium, medium.margin, bottom + gap, edge, top - gap)


def _head(medium: Medium, width: float, heading: str, subtitle: Subtitle) -> tuple[_Block, ...]:
    heading, subtitle = drawable(heading), (drawable(subtitle[0]), drawable(subtitle[1]), "")
    title = wrapped(heading, width, medium.title, bold=True, most=TITLE_LINES)
    below = wrapped(" · ".join(subtitle[:2]), width, medium.text)
    if len(below) > TITLE_LINES:
        # The runs are always told, however long the title.
        below = wrapped(subtitle[0], width, medium.text, most=TITLE_LINES - 1)
        below = [*below, *wrapped(subtitle[1], width, medium.text, most=1)]
    return (
        _Block(tuple(title), medium.title, True, INK),
        _Block(tuple(below), medium.text, False, FAINT),
    )


def _foot(medium: Medium, width: float, note: str, cautions: tuple[str, str]) -> tuple[_Block, ...]:
    lines = wrapped(drawable(note), width, medium.small, most=medium.note_lines)
    together = wrapped(" ".join(cautions), width, medium.small)
    # Two short lines rather than one and a word.
    apart = [line for one in cautions for line in wrapped(one, width, medium.small)]
    lines += together if len(together) == 1 else apart
    return (_Block(tuple(lines), medium.small, False, FAINT),)


def _write(figure: Figure, blocks: Sequence[_Block], left: float, top: float) -> float:
    """Write blocks downwards from ``top``; returns where the last one ends, inches."""
    wide, high = figure.get_size_inches()
    for block in blocks:
        weight = "bold" if block.bold else "normal"
        step = block.points * LEADING / POINTS
        for number, line in enumerate(block.lines):
            # The middle of its strip: ascenders and descenders then both stay inside.
            height = (top - (number + 0.5) * step) / high
            figure.text(
                left / wide, height, line, size=block.points, weight=weight,
                color=block.colour, va="center_baseline", ha="left",
            )  # fmt: skip
        top -= block.height
    return top


def right_of(page: Sheet, column: float) -> Sheet:
    """The sheet whose body is the whole height right of the column of words, on a screen."""
    edge = page.medium.margin
    top = (page.medium.height or page.top + edge) - edge
    return replace(page, left=page.left + column + edge, bottom=edge, top=top)


def key_leading(medium: Medium) -> float:
    """Height of one line of the key, inches."""
    return 1.4 * medium.text / POINTS


def with_key(
    page: Sheet, marks: Sequence[Artist], words: Sequence[str], lines: int, columns: int = 1
) -> Sheet:
    """The sheet with a key on top of its body; the body shrinks by ``lines``."""
    wide, high = page.figure.get_size_inches()
    room = page.right - page.left - 3.0 * page.medium.text / POINTS
    fitted = ["\n".join(wrapped(word, room, page.medium.text)) for word in words]
    page.figure.legend(
        list(marks), fitted, loc="upper left", bbox_to_anchor=(page.left / wide, page.top / high),
        borderaxespad=0.0, borderpad=0.0, labelspacing=0.35, handlelength=1.8, handletextpad=0.6,
        ncols=columns,
    )  # fmt: skip
    return replace(page, top=page.top - lines * key_leading(page.medium))


def key_height_in_lines(medium: Medium, words: Sequence[str], column: float | None = None) -> int:
    """Lines that a key with these words takes in a column, None for the whole width."""
    room = (column or medium.inner) - 3.0 * medium.text / POINTS
    return sum(len(wrapped(word, room, medium.text)) for word in words)


def key_columns(medium: Medium, words: Sequence[str]) -> int:
    """Columns in which the entries of a key fit side by side, each on one line; 1 in print."""
    if medium.height is None or not words:
        return 1
    each = widest(words, medium.text) + 4.0 * medium.text / POINTS
    return max(1, min(len(words), int(medium.inner / each)))


def beside_ticks(medium: Medium, longest: str) -> float:
    """Room left of an axis for its label and tick labels as long as the longest, inches."""
    return text_width(longest, medium.small) + 2.1 * medium.text / POINTS


def widest(words: Sequence[str], points: float) -> float:
    """Width of the widest of some words, inches; 0 for none."""
    return max((text_width(word, points) for word in words), default=0.0)
