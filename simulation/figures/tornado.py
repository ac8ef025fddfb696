"""Figure "tornado": how far each key alone moves the outcome, the widest on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from simulation.figures.key_axis import KeyAxis
from simulation.figures.panels import Room, panels, sheet_with_key
from simulation.figures.sheet import Sheet, widest
from simulation.figures.style import BLUE, FAINT, INK, POINTS, VERMILION, shortened, text_width
from simulation.figures.sweep_view import CASCADE, ENDS, EXITS, MEASURED, SweepView
from simulation.figures.view import Drawing, number, percent, rows_of
from simulation.outcomes.findings import counted

MOST = {"print": 14, "screen": 10}
"""Keys shown at most; the CSV holds all."""
BASE = "base"
LOW, HIGH, OTHER = BLUE, VERMILION, INK
BAND, RANGE = "#d4d4d4", "#e1ebf3"
OUTCOMES = ((EXITS, 1.0, "mean exits (states)"), (CASCADE, 100.0, "cascade (% of runs)"))


@dataclass(frozen=True, eq=False)
class Row:
    """One key, and the points at which it alone differs from the base."""

    axis: KeyAxis
    numbers: pd.DataFrame
    """Base included, ascending along the key; place is where each stands."""

    def spread(self, name: str) -> float:
        """How far it moves an outcome."""
        return float(self.numbers[name].max() - self.numbers[name].min())


def has_base(view: SweepView) -> bool:
    """Whether every point differs from the first in at most one key, and each key differs."""
    rows = _rows(view)
    return bool(rows) and len(view.axes) == len({row.axis.key for row in rows})


def _rows(view: SweepView) -> list[Row]:
    """A row for each key, the widest first; none where some point changes two keys."""
    if not view.axes or int(view.points["point"].iloc[0]) != 0:
        return []
    changed = np.array([axis.at != axis.at[0] for axis in view.axes])
    if (changed.sum(axis=0) > 1).any():
        return []
    rows = [
        Row(axis, _of_key(view, axis, moved))
        for axis, moved in zip(view.axes, changed, strict=True)
    ]
    return sorted(rows, key=lambda row: (-row.spread(EXITS), -row.spread(CASCADE)))


def _of_key(view: SweepView, axis: KeyAxis, moved: Any) -> pd.DataFrame:  # noqa: ANN401
    mine = moved.copy()
    mine[0] = True
    numbers = view.points.assign(place=axis.at, value=[axis.told(at) for at in axis.at])
    kept: pd.DataFrame = numbers[mine].sort_values("place", kind="stable")
    return kept


def tornado(view: SweepView) -> Drawing:
    """Both outcomes around the base, key by key."""
    rows = _rows(view)
    numbers = pd.concat([_told(row) for row in rows], ignore_index=True)
    shown = rows[: MOST[view.medium.name]]
    heading = f"What alone moves exits from {view.the_treaty} most?"
    body = 0.27 * len(shown) + 0.75
    note = _note(view, rows, shown)
    page = sheet_with_key(view.medium, heading, view.subtitle, note, body, _key(view, shown))
    _draw(page, view, shown)
    return Drawing(page.figure, numbers, _sentence(view, rows))


def _told(row: Row) -> pd.DataFrame:
    """key, value, whether it is the base, and what was measured."""
    kept = row.numbers[["point", "value", *MEASURED]]
    return kept.assign(**{BASE: kept["point"] == 0}).assign(key=row.axis.key)[
        ["key", "value", BASE, "point", *MEASURED]
    ]


def _key(view: SweepView, shown: Sequence[Row]) -> dict[str, Artist]:
    def dot(colour: str) -> Artist:
        """A mark of the key."""
        return Line2D([], [], color=colour, marker="o", lw=0.8 * view.medium.line,
                      ms=2.6 * view.medium.line)  # fmt: skip

    found: dict[str, Artist] = {}
    if any(row.axis.ascending for row in shown):
        found |= {"lowest value of its key": dot(LOW), "highest value": dot(HIGH)}
    if any(not row.axis.ascending or len(row.numbers) > 3 for row in shown):
        found["another value"] = dot(OTHER)
    return found | {"the scenario as it is": Patch(color=BAND)}


def _note(view: SweepView, rows: Sequence[Row], shown: Sequence[Row]) -> str:
    more = len(rows) - len(shown)
    left_out = f" {counted(more, 'key')} that move less: not drawn." if more else ""
    what = "One key changed at a time, with 95 % intervals."
    return f"{what} {view.cascade}{view.lacking}{left_out}"


def _name(row: Row, room: float, view: SweepView) -> str:
    """The key and, where they are numbers and fit, its lowest and its highest value."""
    low, high = (row.axis.told(place) for place in row.axis.places[[0, -1]])
    whole = f"{row.axis.parts[0]}, {low} to {high}"
    if not row.axis.ascending or text_width(whole, view.medium.small) > room:
        return shortened(row.axis.parts[0], room, view.medium.small)
    return whole


def _draw(page: Sheet, view: SweepView, shown: Sequence[Row]) -> None:
    line = view.medium.text / POINTS
    names = [_name(row, 0.4 * (page.right - page.left), view) for row in shown]
    small = view.medium.small / POINTS
    left = widest(names, view.medium.small) + 0.7 * line
    inner = Sheet(page.figure, page.medium, page.left + left, page.bottom, page.right, page.top)
    both = panels(inner, 2, 2, Room(0.0, 2.0 * line + 1.3 * small, small, 0.2 * line), 0.0)
    for axes, (name, scale, label) in zip(both, OUTCOMES, strict=True):
        _axes(axes, label, len(shown), view)
        for place, row in enumerate(shown):
            _draw_row(axes, place, row, name, scale, view)
        _base(axes, shown[0], name, scale, view)
    both[1].set(xlim=(-4.0, 104.0), xticks=[0, 50, 100])
    both[0].set_yticks(range(len(shown)), names, size=view.medium.small)
    both[1].set_yticks([])


def _axes(axes: Axes, label: str, rows: int, view: SweepView) -> None:
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_xlabel(label, size=view.medium.small)
    axes.tick_params(axis="y", length=0, pad=0.5 * view.medium.text)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.08)


def _base(axes: Axes, row: Row, name: str, scale: float, view: SweepView) -> None:
    """The scenario as it is: a line in the band of its interval."""
    base = rows_of(row.numbers[row.numbers["point"] == 0])[0]
    low, high = (scale * base[f"{name}{end}"] for end in ENDS[1:])
    if not np.isnan(low):
        axes.axvspan(low, high, color=BAND, lw=0.0, zorder=0.4)
    axes.axvline(scale * base[name], color=FAINT, lw=0.6 * view.medium.line, zorder=1)


def _draw_row(axes: Axes, place: int, row: Row, name: str, scale: float, view: SweepView) -> None:
    """The values one below the other within the row, each with its interval."""
    line, points = view.medium.line, rows_of(row.numbers[row.numbers["point"] != 0])
    start, width = scale * row.numbers[name].min(), scale * row.spread(name)
    axes.barh(place, width, 0.84, start, color=RANGE, lw=0.0, zorder=0.2)
    for step, point in enumerate(points):
        height = place + (0.0 if len(points) == 1 else 0.5 * (step / (len(points) - 1) - 0.5))
        colour = _colour(row, point["place"])
        middle, low, high = (scale * point[f"{name}{end}"] for end in ENDS)
        if not np.isnan(low):
            axes.plot([low, high], [height, height], color=colour, lw=0.8 * line, zorder=2)
        axes.plot([middle], [height], "o", color=colour, ms=2.6 * line, zorder=2.5, clip_on=False)


def _colour(row: Row, place: float) -> str:
    """Blue for the lowest number of a key, vermilion for its highest."""
    if not row.axis.ascending:
        return OTHER
    places = row.numbers["place"]
    return LOW if place == places.min() else HIGH if place == places.max() else OTHER


def _sentence(view: SweepView, rows: Sequence[Row]) -> str:
    base = rows_of(rows[0].numbers[rows[0].numbers["point"] == 0])[0]
    told = "; ".join(_row_words(row) for row in rows[:5])
    return (
        f"Expected exits from {view.the_treaty} and chance of a cascade when one key at a time is "
        f"changed, {view.so_many_runs} of “{view.title}”. The scenario as it is has "
        f"{number(base[EXITS])} exits and a cascade in {percent(base[CASCADE])} of runs. {told}. "
        f"{view.cascade}{view.lacking}"
    )


def _row_words(row: Row) -> str:
    ends = [pick(rows_of(row.numbers), key=lambda one: one[EXITS]) for pick in (min, max)]
    fewest, most = (f"{number(one[EXITS])} exits at {one['value']}" for one in ends)
    return f"{row.axis.words}: from {fewest} to {most}"
