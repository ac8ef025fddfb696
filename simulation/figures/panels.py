"""Axes side by side or below each other, all of one size, each with room for its own labels."""

from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from simulation.figures.sheet import (
    Sheet,
    Subtitle,
    key_columns,
    key_height_in_lines,
    sheet,
    with_key,
)
from simulation.figures.style import Medium
from simulation.figures.view import COVERAGE


@dataclass(frozen=True)
class Room:
    """Around each panel, inches."""

    left: float
    bottom: float
    right: float = 0.0
    top: float = 0.0


def panels(page: Sheet, count: int, columns: int, room: Room, gap: float = 0.0) -> list[Axes]:
    """So many panels in rows of so many; gap: between columns, inches, besides their rooms."""
    rows = -(-count // columns)
    wide = (page.right - page.left - (columns - 1) * gap) / columns
    tall = (page.top - page.bottom) / rows
    found = []
    for place in range(count):
        row, column = divmod(place, columns)
        left, top = page.left + column * (wide + gap), page.top - row * tall
        found.append(
            page.axes(left + room.left, top - tall + room.bottom, left + wide - room.right,
                      top - room.top)
        )  # fmt: skip
    return found


def stacked(page: Sheet, room: Room, gap: float) -> tuple[Axes, Axes]:
    """Two panels, the upper one over the lower, with one axis below both."""
    tall = (page.top - page.bottom - room.bottom - room.top - gap) / 2.0
    left, right = page.left + room.left, page.right - room.right
    upper = page.axes(left, page.top - room.top - tall, right, page.top - room.top)
    lower = page.axes(left, page.bottom + room.bottom, right, page.bottom + room.bottom + tall)
    return upper, lower


def beside_each_other(page: Sheet, room: Room, between: float) -> tuple[Axes, Axes]:
    """Two panels with one upright axis, left of the first; between: before the second, inches."""
    wide = (page.right - page.left - room.left - between) / 2.0 - room.right
    bottom, top = page.bottom + room.bottom, page.top - room.top
    first = page.left + room.left
    second = first + wide + room.right + between
    left = page.axes(first, bottom, first + wide, top)
    return left, page.axes(second, bottom, second + wide, top)


def sheet_with_key(
    medium: Medium, heading: str, subtitle: Subtitle, note: str, body: float,
    key: Mapping[str, Artist], coverage: str = COVERAGE,
) -> Sheet:  # fmt: skip
    """A sheet with a key (marks by their words) on top, side by side where a screen has room."""
    words = list(key)
    columns = key_columns(medium, words)
    lines = key_height_in_lines(medium, words) if columns == 1 else -(-len(words) // columns)
    page = sheet(medium, heading, subtitle, note, body, lines, coverage=coverage)
    return with_key(page, list(key.values()), words, lines, columns) if words else page
