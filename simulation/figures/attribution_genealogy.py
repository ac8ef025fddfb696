"""Figure "genealogy": one run as a tree over time, who comes from whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch

from simulation.figures.attribution_view import AttributionView
from simulation.figures.letters import drawable
from simulation.figures.sheet import Sheet, key_height_in_lines, sheet, widest, with_key
from simulation.figures.style import BLUE, FAINT, INK, POINTS, VERMILION, shortened, text_width
from simulation.figures.view import Drawing, rows_of
from simulation.world.world import Floats

RICH = 0.9
"""The run drawn is the first with as many exits as nine runs in ten do not exceed."""
MOST, MOST_ON_SCREEN = 18, 14
"""Exits drawn, the first so many."""
LEAST = 0.1
"""Smaller shares are not drawn."""
LEAST_SHARE = f"{100 * LEAST:.0f} %"


LINKS = "#a8a8a8"


@dataclass(frozen=True)
class _Knot:
    """One exit, or a parent that is none."""

    key: tuple[str, str]
    """Treaty and state."""
    month: int
    decided: bool
    remainder: float
    """nan for whoever did not decide."""


def genealogy(view: AttributionView) -> Drawing:
    """The tree of one run: exits as dots over time, shares of parents as lines."""
    replicate = _replicate(view)
    knots, links = _tree(view, replicate)
    most = MOST if view.medium.height is None else MOST_ON_SCREEN
    kept = sorted(knots.values(), key=lambda one: (one.month, one.key))[:most]
    numbers = _numbers(view, links, {one.key for one in kept})
    lanes = _lanes(kept, numbers)
    words = _key_words()
    lines = key_height_in_lines(view.medium, list(words))
    more = f" The first {most} of {len(knots)} are drawn." if len(knots) > most else ""
    note = (
        f"Run {replicate}: the first of those with as many exits as nine runs in ten do not exceed."
        f" Numbers: a parent's share of the pressure behind the exit, in per cent.{more}"
    )
    page = sheet(
        view.medium, f"Who came from whom, in one run of {view.the_treaty}?", view.subtitle, note,
        0.24 * max(len(kept), 4) + 0.5, lines,
    )  # fmt: skip
    page = with_key(page, list(words.values()), list(words), lines)
    _draw(page, kept, numbers, lanes, view)
    return Drawing(page.figure, numbers, _sentence(view, replicate, kept, numbers))


def _key_words() -> dict[str, Artist]:
    return {
        "mostly what is there without contagion": _mark("o", BLUE),
        "mostly others that left before": _mark("s", VERMILION),
    }


def _mark(marker: str, colour: str) -> Artist:
    return Line2D([], [], color=colour, marker=marker, linestyle="none")


def _replicate(view: AttributionView) -> int:
    exits = view.tables["exits"]
    if exits.empty:
        return 0
    counts = exits.groupby("replicate").size()
    wanted = counts.quantile(RICH, interpolation="lower")
    return int(counts[counts == wanted].index[0])


def _tree(
    view: AttributionView, replicate: int
) -> tuple[dict[tuple[str, str], _Knot], list[dict[str, Any]]]:
    """Everybody in the run's tree, and its links with their shares."""
    exits, shares = (view.tables[name] for name in ("exits", "shares"))
    mine = rows_of(exits[exits["replicate"] == replicate])
    knots = {
        (row["treaty"], row["state"]): _Knot(
            (row["treaty"], row["state"]), int(row["month"]), True, float(row["remainder"])
        )
        for row in mine
    }
    here = shares[shares["replicate"] == replicate]
    by = ["treaty", "state", "month", "parent", "parent_treaty", "parent_month"]
    links = rows_of(here.groupby(by)["share"].sum().reset_index())
    links = [link for link in links if link["share"] >= LEAST]
    for link in links:
        parent = (link["parent_treaty"], link["parent"])
        knots.setdefault(parent, _Knot(parent, int(link["parent_month"]), False, float("nan")))
    return knots, links


def _numbers(
    view: AttributionView, links: list[dict[str, Any]], kept: set[tuple[str, str]]
) -> pd.DataFrame:
    """The links drawn: date and state of the exit, parent, its treaty and date, share."""
    drawn = [
        link
        for link in links
        if {(link["treaty"], link["state"]), (link["parent_treaty"], link["parent"])} <= kept
    ]
    columns = ["treaty", "state", "month", "parent", "parent_treaty", "parent_month", "share"]
    table = pd.DataFrame(drawn, columns=columns)
    for column in ("month", "parent_month"):
        table[column.replace("month", "date")] = [
            view.date(int(month)).isoformat() for month in table[column]
        ]
    return table.sort_values(["month", "state", "parent"]).reset_index(drop=True)


def _lanes(kept: list[_Knot], numbers: pd.DataFrame) -> Mapping[tuple[str, str], int]:
    """A row for each: children below the parent with the largest share, by time."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}
    for link in rows_of(numbers.sort_values("share")):
        parent[link["treaty"], link["state"]] = (link["parent_treaty"], link["parent"])
    lanes: dict[tuple[str, str], int] = {}

    def place(key: tuple[str, str]) -> None:
        """Give an exit and its descendants their lanes."""
        lanes[key] = len(lanes)
        for one in kept:
            if parent.get(one.key) == key:
                place(one.key)

    for one in kept:
        if one.key not in parent:
            place(one.key)
    return lanes


def _draw(
    page: Sheet, kept: list[_Knot], numbers: pd.DataFrame,
    lanes: Mapping[tuple[str, str], int], view: AttributionView,
) -> None:  # fmt: skip
    axes = _axes(page, kept, view)
    where = {one.key: (view.date(one.month).toordinal(), lanes[one.key]) for one in kept}
    for link in rows_of(numbers):
        _link(page, axes, where, link)
    for one in kept:
        day, lane = where[one.key]
        colour = FAINT if not one.decided else BLUE if one.remainder >= 0.5 else VERMILION
        marker = {FAINT: "D", BLUE: "o", VERMILION: "s"}[colour]
        axes.plot([day], [lane], marker, color=colour, zorder=4.0,
                  markersize=3.4 * page.medium.line, clip_on=False)  # fmt: skip
        _label(page, axes, (day, lane), _called(view, one, page))


def _called(view: AttributionView, knot: _Knot, page: Sheet) -> str:
    treaty, state = knot.key
    aside = "" if treaty == view.treaty else f" ({treaty})"
    how = "" if knot.decided else " (by date)"
    room = 0.4 * (page.right - page.left)
    return shortened(drawable(f"{view.name(state)}{aside}{how}"), room, page.medium.small)


def _label(page: Sheet, axes: Axes, at: tuple[float, float], words: str) -> None:
    """The name above its dot, to the right; the axis leaves room for the last one."""
    day, lane = at
    axes.text(day, lane - 0.2, f" {words}", size=page.medium.small, zorder=5.0, va="bottom",
              bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.0})  # fmt: skip


BENDS, TAGGED = (0.14, 0.22, 0.3, 0.06, -0.1), 0.55
"""Lines hang through: the first bend that stays clear of exits that are no end of the line.  Their
numbers stand past the middle, where lines from one parent part."""
CLEAR = 1.2
"""How far a line stays from other exits, in heights of small letters."""


def _link(
    page: Sheet, axes: Axes, where: Mapping[tuple[str, str], tuple[float, float]],
    link: Mapping[str, Any],
) -> None:  # fmt: skip
    begin = where[link["parent_treaty"], link["parent"]]
    end = where[link["treaty"], link["state"]]
    share, bend = float(link["share"]), _bend(page, axes, where, begin, end)
    axes.add_patch(
        FancyArrowPatch(
            begin, end, arrowstyle="-", connectionstyle=f"arc3,rad={bend}", color=LINKS,
            linewidth=page.medium.line * (0.4 + 2.0 * share), shrinkA=0.0, shrinkB=0.0, zorder=2.0,
        )
    )  # fmt: skip
    axes.text(*_along(axes, begin, end, bend), f"{100.0 * share:.0f}", size=page.medium.small,
              color=INK, ha="center", va="center", zorder=3.0,
              bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4})  # fmt: skip


def _bend(
    page: Sheet, axes: Axes, where: Mapping[tuple[str, str], tuple[float, float]],
    begin: tuple[float, float], end: tuple[float, float],
) -> float:  # fmt: skip
    """The first bend with which a line passes by all other exits, or the least bad one."""
    others = [at for at in where.values() if at not in (begin, end)]
    if not others:
        return BENDS[0]
    letter = page.medium.small / POINTS * page.figure.dpi
    dots = axes.transData.transform(others)
    # Dots, and the middles of the names above them.
    knots, wanted = np.concatenate([dots, dots + np.array([2.5, 1.2]) * letter]), CLEAR * letter
    ends = axes.transData.transform([begin, end])
    shares = np.linspace(0.0, 1.0, 41)
    room = {
        bend: float(np.hypot(*(_at(ends, bend, shares)[:, None] - knots[None]).T).min())
        for bend in BENDS
    }
    clear = (bend for bend in BENDS if room[bend] >= wanted)
    return next(clear, max(BENDS, key=lambda bend: room[bend]))


def _at(ends: Floats, bend: float, shares: Floats) -> Floats:
    """(places, 2) on paper, at shares of the way along a line that bends there.

    ends: (2, 2) on paper; it does not bend in days and lanes.
    """
    (x0, y0), (x1, y1) = ends
    aside = np.array([(x0 + x1) / 2.0 + bend * (y1 - y0), (y0 + y1) / 2.0 - bend * (x1 - x0)])
    t = shares[:, None]
    found: Floats = (1.0 - t) ** 2 * ends[0] + 2.0 * t * (1.0 - t) * aside + t * t * ends[1]
    return found


def _along(
    axes: Axes, begin: tuple[float, float], end: tuple[float, float], bend: float
) -> tuple[float, float]:
    """Where the number of a line stands."""
    ends = axes.transData.transform([begin, end])
    ((x, y),) = axes.transData.inverted().transform(_at(ends, bend, np.array([TAGGED])))
    return float(x), float(y)


def _axes(page: Sheet, kept: list[_Knot], view: AttributionView) -> Axes:
    room = page.medium.text / POINTS
    # Half of the first year's figures stands left of the axis.
    left = page.left + max(0.5 * room, 0.5 * text_width("8888", page.medium.small))
    axes = page.axes(left, page.bottom + 3.0 * room, page.right - 0.5 * room,
                     page.top - 0.6 * room)  # fmt: skip
    axes.set_ylim(max(len(kept), 1) - 0.4, -0.7)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    first, last = view.start.toordinal(), view.end.toordinal()
    middle = (first + last) / 2
    years = range(view.start.year, view.end.year + 1)
    every = -(-len(years) // 6)
    days = [view.start.replace(year=year, month=1, day=1).toordinal() for year in years]
    ticks = [(day, year) for day, year in zip(days, years, strict=True)][::every]
    axes.set_xticks([day for day, _ in ticks], [str(year) for _, year in ticks])
    names = [_called(view, one, page) for one in kept if view.date(one.month).toordinal() > middle]
    wide = axes.get_position().width * page.medium.width
    for_names = min(0.45 * wide, widest([f" {name}" for name in names], page.medium.small))
    axes.set_xlim(first, first + (last - first) * wide / (wide - for_names))
    axes.set_xlabel("announced")
    axes.grid(axis="x", color="#ececec", linewidth=0.4 * page.medium.line)
    axes.set_axisbelow(True)
    return axes


def _sentence(
    view: AttributionView, replicate: int, kept: list[_Knot], numbers: pd.DataFrame
) -> str:
    links = sorted(rows_of(numbers), key=lambda link: -link["share"])[:8]
    told = "; ".join(
        f"{view.name(link['state'])} owes {100.0 * link['share']:.0f} % to"
        f" {view.name(link['parent'])}"
        for link in links
    )
    return (
        f"Tree of run {replicate} of “{view.title}”: {sum(one.decided for one in kept)} exits from"
        f" {view.the_treaty} over time, and shares of {LEAST_SHARE} and more that they owe to"
        f" earlier ones. {told or 'None owes as much'}."
    )
