"""Curves over dates that fall or rise between 0 and 100 per cent, each with its name at its end."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from numpy.typing import NDArray

from simulation.figures.date_axis import date_ticks, spread
from simulation.figures.sheet import Sheet, beside_ticks, widest
from simulation.figures.style import BLUE, INK, ORANGE, POINTS, VERMILION, Medium, shortened

GREEN, PURPLE, SKY = "#009e73", "#cc79a7", "#56b4e9"
"""Further colours of Okabe and Ito (2008), told apart by colour-blind readers."""
COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
DASHES: tuple[object, ...] = ("-", (0, (5, 1.5)), (0, (2, 1)), "-", (0, (5, 1.5)), (0, (2, 1)))
"""Beside its colour each curve has dashes of its own: neither is needed to tell curves apart."""
DAYS = 30
"""From the first day of a month to its end."""
LEADER = 1.3
"""Length of the line from the end of a curve to its name, in heights of the text."""
TICKS = (6, 3)
"""Years, or months with their year, that fit below the axis beside the names."""
EDGE = 0.25
"""Width of the edge of a band, in widths of a line."""
APART = 1.25
"""Distance of names, in heights of their letters."""
DATED = "date (one value a month)"
"""Label of the axis along which a curve has a value at the end of each month."""
MOST_NAME = 0.3
"""Share of the sheet that names may take."""


@dataclass(frozen=True, eq=False)
class Line:
    """One curve: per cent by month, with its interval."""

    name: str
    """What stands at its end."""
    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    """(months,) per cent; nan where nothing is known."""
    colour: str
    dashes: object = "-"
    width: float = 1.0
    """In widths of a data line."""


def curves_over_dates(
    page: Sheet, days: Sequence[datetime.date], lines: Sequence[Line], label: str
) -> Axes:
    """The axes with all curves drawn and named; label: of the upright axis, with its unit."""
    names = names_of(page, lines)
    axes = _axes(page, days, names, label)
    # The lines that come first lie on top.
    for rank, line in enumerate(lines):
        draw_line(axes, days, line, page.medium.line, 3.0 - rank / 100.0)
    name_ends(axes, page, lines, names)
    return axes


def names_of(page: Sheet, lines: Sequence[Line]) -> list[str]:
    """What stands at the end of each curve; long names end in an ellipsis."""
    most = MOST_NAME * (page.right - page.left)
    return [shortened(line.name, most, page.medium.text) for line in lines]


def beside_names(page: Sheet, names: Sequence[str]) -> float:
    """Right end of axes that leave room for the names, inches."""
    return page.right - widest(names, page.medium.text) - (LEADER + 0.5) * page.medium.text / POINTS


def _axes(page: Sheet, days: Sequence[datetime.date], names: list[str], label: str) -> Axes:
    room = page.medium.text / POINTS
    left, right = page.left + beside_ticks(page.medium, "100"), beside_names(page, names)
    axes = page.axes(left, page.bottom + 3.0 * room, right, page.top - 0.5 * room)
    axes.set_ylim(0.0, 100.0)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.set_ylabel(label)
    axes.set_xlabel(DATED)
    along_dates(axes, days, page.medium)
    return axes


def along_dates(axes: Axes, days: Sequence[datetime.date], medium: Medium) -> None:
    """Dates from the end of the first month to that of the last, and lines across to read off."""
    axes.set_xlim(days[0].toordinal() + DAYS, days[-1].toordinal() + DAYS)
    axes.grid(axis="y", color="#e3e3e3", linewidth=0.4 * medium.line)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", pad=0.55 * medium.text)
    date_ticks(axes, days, TICKS)


def draw_line(
    axes: Axes, days: Sequence[datetime.date], line: Line, width: float, rank: float
) -> None:
    """A curve over its band, if it has one; rank: what lies higher lies on top.

    A value is that of the end of its month; steps of so many months would blur the dashes.
    """
    at = [day.toordinal() + DAYS for day in days]
    axes.fill_between(at, line.low, line.high, color=_pale(line.colour), lw=0.0,
                      zorder=rank - 1.0)  # fmt: skip
    # A band that another one covers is still told by its edges.
    for end in (line.low, line.high):
        axes.plot(at, end, color=line.colour, lw=EDGE * width, zorder=2.5)
    axes.plot(at, line.value, color=line.colour, linestyle=line.dashes,
              lw=width * line.width, zorder=rank, clip_on=False)  # fmt: skip


def _pale(colour: str) -> str:
    """The colour on white at a quarter, without transparency, which prints badly."""
    red, green, blue = (1.0 - 0.25 * (1.0 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def name_ends(axes: Axes, page: Sheet, lines: Sequence[Line], names: Sequence[str]) -> None:
    """Names beside the ends of the curves, moved apart where they would touch."""
    points, box = page.medium.text, axes.get_position()
    paper = page.figure.get_size_inches()
    low, high = axes.get_ylim()
    inch = (high - low) / (box.height * paper[1])
    ends = [float(line.value[np.isfinite(line.value)][-1]) for line in lines]
    order = sorted(range(len(lines)), key=lambda n: (ends[n], -n))
    apart = APART * points / POINTS * inch
    places = spread([ends[n] for n in order], apart, low + 0.25 * apart, high)
    reach = 1.0 + LEADER * points / POINTS / (box.width * paper[0])
    for place, n in zip(places, order, strict=True):
        axes.plot([1.0, reach - 0.15 * (reach - 1.0)], [ends[n], place], color=lines[n].colour,
                  lw=0.6 * page.medium.line, transform=axes.get_yaxis_transform(), clip_on=False,
                  solid_capstyle="butt")  # fmt: skip
        axes.text(reach, place, names[n], transform=axes.get_yaxis_transform(), size=points,
                  va="center_baseline", ha="left", color=INK)  # fmt: skip
