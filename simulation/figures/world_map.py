"""Figure "map": the chance of leaving on a world map, with Europe enlarged."""

from collections.abc import Sequence
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import PowerNorm
from matplotlib.patches import Patch

from simulation.figures.atlas import (
    CHANCE,
    FORCED,
    GONE,
    HELD,
    LOOKS,
    OUTSIDE,
    TERRITORY,
    Colours,
    fill,
    label,
)
from simulation.figures.gazetteer import places
from simulation.figures.land import Land, europe, world
from simulation.figures.sheet import Sheet, sheet
from simulation.figures.style import CHANCES, POINTS, Medium
from simulation.figures.view import Drawing, View, percent, rows_of
from simulation.scenario.faults import InputFault

KIND_OF = {
    "free": CHANCE, "held": HELD, "suspended": HELD, "forced": FORCED, "leaving": GONE,
    "gone": GONE,
}  # fmt: skip
"""From the column ``standing`` of the table of states."""

SCALE = PowerNorm(0.5, 0.0, 100.0)
"""Per cent to colour, the same in every figure: maps can be compared, small chances told apart."""
SCALE_TICKS = (0, 1, 5, 10, 25, 50, 75, 100)
KEY_COLUMNS = 2
NOTE = (
    "Borders: Natural Earth, unchanged; it draws Crimea as Russian, the tables count it as "
    "Ukraine. Dots: small states."
)


def world_map(view: View) -> Drawing:
    """Chance of leaving by colour; states that cannot leave by hatching; Europe enlarged.

    Raises InputFault for a made-up world, which has no map.
    """
    if not view.real:
        raise InputFault("figures: only results of the real world have a map")
    numbers = _numbers(view)
    colours = _colours(numbers)
    shown = [kind for kind in LOOKS if kind != CHANCE and kind in colours.kinds.values()]
    page, whole, near, rest = _frames(view, shown)
    fill(whole, world(), colours)
    fill(near, europe(), colours)
    label(near, colours)
    _colour_bar(page, rest, view)
    _key(page, rest, shown)
    return Drawing(page.figure, numbers, _sentence(view, numbers))


def _numbers(view: View) -> pd.DataFrame:
    """Every state of the tables: state, name, kind, chance_percent (blank unless it may leave)."""
    rows = {row["state"]: row for row in rows_of(view.states)}
    kinds = {s: KIND_OF[rows[s]["standing"]] if s in rows else OUTSIDE for s in places()}
    chances = [rows[s]["p_exit"] if kind == CHANCE else np.nan for s, kind in kinds.items()]
    names = [place.name for place in places().values()]
    return pd.DataFrame(
        {"state": list(kinds), "name": names, "kind": list(kinds.values()),
         "chance_percent": 100.0 * np.array(chances)}
    )  # fmt: skip


def _colours(numbers: pd.DataFrame) -> Colours:
    kinds = dict(zip(numbers["state"], numbers["kind"], strict=True)) | {"": TERRITORY}
    percents = dict(zip(numbers["state"], numbers["chance_percent"], strict=True))
    return Colours(kinds, percents, SCALE)


def _frames(view: View, shown: Sequence[str]) -> tuple[Sheet, Axes, Axes, Sheet]:
    """The sheet, the two maps, and the place left for colour bar and key."""
    heading = f"Where is leaving {view.the_treaty} likely?"
    legend = _bar_height(view.medium) + _key_height(view.medium, shown)
    place = _upright if view.medium.height is None else _side_by_side
    return place(view, heading, legend)


def _bar_height(medium: Medium) -> float:
    return (1.4 * medium.text + 4.9 * medium.small) / POINTS


def _key_height(medium: Medium, shown: Sequence[str]) -> float:
    return -(-len(shown) // KEY_COLUMNS) * 1.4 * medium.small / POINTS


def _shape(land: Land) -> float:
    """Height of a map by its width."""
    left, bottom, right, top = land.box
    return (top - bottom) / (right - left)


def _upright(view: View, heading: str, legend: float) -> tuple[Sheet, Axes, Axes, Sheet]:
    """World on top, colour bar and key in the middle, Europe below: for a column of print."""
    width, gap = view.medium.inner, view.medium.margin
    wide, tall = width * _shape(world()), width * _shape(europe())
    page = sheet(view.medium, heading, view.subtitle, NOTE, wide + legend + gap + tall)
    whole = page.axes(page.left, page.top - wide, page.right, page.top)
    near = page.axes(page.left, page.bottom, page.right, page.bottom + tall)
    return page, whole, near, replace(page, top=page.top - wide, bottom=page.bottom + tall)


def _side_by_side(view: View, heading: str, legend: float) -> tuple[Sheet, Axes, Axes, Sheet]:
    """Europe in full height on the right, everything else in a column on the left: for a screen."""
    medium = view.medium
    height = float(medium.height or 0.0) - 2 * medium.margin
    edge = medium.width - medium.margin - height / _shape(europe())
    column = edge - 2 * medium.margin
    page = sheet(medium, heading, view.subtitle, NOTE, 0.0, column=column)
    width = min(column, (page.top - page.bottom - legend) / _shape(world()))
    low = page.top - width * _shape(world())
    whole = page.axes(page.left, low, page.left + width, page.top)
    near = page.axes(edge, medium.margin, page.right, medium.margin + height)
    return page, whole, near, replace(page, right=page.left + column, top=low)


def _colour_bar(page: Sheet, place: Sheet, view: View) -> None:
    room = page.medium.text / POINTS
    bar = page.axes(
        place.left + room, place.top - 1.4 * room, place.right - room, place.top - 0.5 * room
    )
    shown = ScalarMappable(SCALE, mpl.colormaps[CHANCES])
    words = f"chance of leaving {view.by_the_end},\nsame square-root scale in every figure (%)"
    page.figure.colorbar(shown, cax=bar, orientation="horizontal", ticks=SCALE_TICKS)
    bar.set_xlabel(words, size=page.medium.small)
    bar.minorticks_off()
    bar.xaxis.labelpad = 1.0


def _key(page: Sheet, place: Sheet, shown: Sequence[str]) -> None:
    wide, high = page.figure.get_size_inches()
    looks = [LOOKS[kind] for kind in shown]
    marks = [Patch(fc=look.fill, ec=look.line, hatch=look.hatch) for look in looks]
    corner = (place.left / wide, (place.top - _bar_height(page.medium)) / high)
    page.figure.legend(
        marks, shown, loc="upper left", bbox_to_anchor=corner, ncols=KEY_COLUMNS,
        fontsize=page.medium.small, borderaxespad=0.0, borderpad=0.0, labelspacing=0.35,
    )  # fmt: skip


def _sentence(view: View, numbers: pd.DataFrame) -> str:
    weighed = numbers[numbers["kind"] == CHANCE].sort_values("chance_percent", ascending=False)
    top = "; ".join(
        f"{row['name']} {percent(row['chance_percent'] / 100.0)}"
        for row in rows_of(weighed.head(5))
        if row["chance_percent"] > 0.0
    )
    others = numbers["kind"].value_counts()
    rest = ", ".join(f"{others[k]} {k}" for k in (HELD, FORCED, GONE, OUTSIDE) if k in others)
    return (
        f"World map and map of Europe, states coloured by their chance of leaving the "
        f"{view.treaty} {view.by_the_end}, from {view.so_many_runs} of “{view.title}”. "
        f"{len(weighed)} states may leave; likeliest: {top or 'all 0 %'}. "
        f"Hatched: {rest or 'no state'}."
    )
