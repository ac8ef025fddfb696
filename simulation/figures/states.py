"""Figure "states": the chance of leaving, state by state, with its interval."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from simulation.figures.gazetteer import record_within
from simulation.figures.letters import drawable
from simulation.figures.sheet import Sheet, key_height_in_lines, sheet, widest, with_key
from simulation.figures.style import BLUE, FAINT, POINTS, VERMILION, shortened
from simulation.figures.view import Drawing, View, percent, rows_of
from simulation.outcomes.findings import counted

SHOWN = 20
"""So many of the likeliest states; those that left on record are added below if not among them."""
SAID = 5
"""So many of them are named in the alternative text."""
SIDE = 0.38
"""Share of a screen's width for heading, key and note."""
STEPS, MOST_STEPS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0), 5
"""Distances of ticks, per cent: the first that needs no more than so many steps."""
GAP = 0.8
"""Empty rows between the likeliest and those added."""


def states(view: View) -> Drawing:
    """The likeliest leavers with Wilson intervals; those that left on record marked."""
    record = record_within(view.treaty, view.start, view.end) if view.real else {}
    numbers = _numbers(view, record)
    page = _page(view, numbers)
    _draw(page, numbers, view)
    return Drawing(page.figure, numbers, _sentence(view, numbers))


def _page(view: View, numbers: pd.DataFrame) -> Sheet:
    """The sheet with its key: on top in print; on a screen in a column beside the rows."""
    medium, heading = view.medium, f"Who leaves {view.the_treaty}?"
    column = medium.inner if medium.height is None else SIDE * medium.inner
    key = _key(view, numbers)
    marks, words = list(key.values()), list(key)
    lines = key_height_in_lines(medium, words, column)
    body = 0.155 * max(len(numbers), 3) + 0.45
    page = sheet(medium, heading, view.subtitle, _note(view, numbers), body, lines, column)
    if medium.height is None:
        return with_key(page, marks, words, lines)
    with_key(replace(page, right=page.left + column), marks, words, lines)
    left = page.left + column + medium.margin
    return replace(page, left=left, bottom=medium.margin, top=medium.height - medium.margin)


def _numbers(view: View, record: Mapping[str, int]) -> pd.DataFrame:
    """Rows from the likeliest down: rank, state, name, chance and interval (%), left_on_record."""
    weighed = view.states[view.states["p_exit"].notna()]
    ranked = weighed.sort_values(["p_exit", "state"], ascending=[False, True])
    table = pd.DataFrame(
        {
            "rank": ranked["p_exit"].rank(method="min", ascending=False).astype(int),
            "state": ranked["state"],
            "name": ranked["name"],
            "chance_percent": 100.0 * ranked["p_exit"],
            "low_percent": 100.0 * ranked["low"],
            "high_percent": 100.0 * ranked["high"],
            "left_on_record": [record.get(state) for state in ranked["state"]],
        }
    ).astype({"left_on_record": "Int64"})
    likeliest = (np.arange(len(table)) < SHOWN) & (table["chance_percent"] > 0.0)
    return table[likeliest | table["left_on_record"].notna()].reset_index(drop=True)


def _key(view: View, numbers: pd.DataFrame) -> dict[str, Artist]:
    """Marks by their words, only those that stand in the picture."""
    years = sorted(set(numbers["left_on_record"].dropna()))
    plain, key = "chance of leaving, with 95 % interval", {}
    if numbers["left_on_record"].isna().any():
        key[plain] = _mark(view, "o", BLUE)
    if years:
        when = f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
        first = "the same" if key else plain
        key[f"{first}; gave notice in {when} on record"] = _mark(view, "D", VERMILION)
    return key


def _mark(view: View, marker: str, colour: str) -> Artist:
    return Line2D([], [], color=colour, marker=marker, markersize=3.2 * view.medium.line)


def _note(view: View, numbers: pd.DataFrame) -> str:
    held = view.states.loc[view.states["p_exit"].isna(), "name"]
    names = sorted(held)
    weighed = len(view.states) - len(names)
    more = weighed - len(numbers)
    words = f"{counted(weighed, 'state')} may leave"
    words = f"{words}; {more:,} of them, none likelier, are not shown." if more else f"{words}."
    if not names:
        return words
    listed = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    return f"{words} Moved or held by dated events or gone at the start, so not drawn: {listed}."


def _heights(numbers: pd.DataFrame) -> list[float]:
    """Where each row stands, counted downwards; rows added below stand apart."""
    added = (np.arange(len(numbers)) >= SHOWN) | (numbers["chance_percent"] <= 0.0)
    gap = GAP if added.any() and not added.all() else 0.0
    return [float(row) + gap * bool(below) for row, below in enumerate(added)]


def _draw(page: Sheet, numbers: pd.DataFrame, view: View) -> None:
    heights = _heights(numbers)
    names = _row_names(numbers, heights, page)
    axes = _axes(page, view, names, heights)
    box = axes.get_position()
    margin = (page.right / page.medium.width - box.x1) / box.width
    for height, row in zip(heights, rows_of(numbers), strict=True):
        known = not pd.isna(row["left_on_record"])
        colour, marker = (VERMILION, "D") if known else (BLUE, "o")
        axes.plot([row["low_percent"], row["high_percent"]], [height, height], color=colour)
        axes.plot([row["chance_percent"]], [height], marker=marker, color=colour, clip_on=False,
                  markersize=3.2 * view.medium.line)  # fmt: skip
        axes.text(1.0 + margin, height, percent(row["chance_percent"] / 100.0), ha="right",
                  va="center_baseline", size=page.medium.small,
                  transform=axes.get_yaxis_transform())  # fmt: skip
    if numbers.empty:
        axes.text(0.5, 0.5, "no state left in any run", transform=axes.transAxes, ha="center",
                  color=FAINT)  # fmt: skip


def _row_names(numbers: pd.DataFrame, heights: list[float], page: Sheet) -> list[str]:
    """Names, cut to a third of the sheet; rows added below carry their rank."""
    room = 0.36 * (page.right - page.left)
    names: list[str] = []
    for height, row in zip(heights, rows_of(numbers), strict=True):
        among = height == len(names) or row["chance_percent"] <= 0.0
        place = "" if among else f" (no. {row['rank']})"
        rest = room - widest([place], page.medium.small)
        names.append(shortened(drawable(row["name"]), rest, page.medium.small) + place)
    return names


def _axes(page: Sheet, view: View, names: list[str], heights: list[float]) -> Axes:
    room = page.medium.text / POINTS
    left = page.left + widest(names, page.medium.small) + 0.9 * room
    right = page.right - widest(["99.99 %"], page.medium.small) - 0.4 * room
    axes = page.axes(left, page.bottom + 3.0 * room, right, page.top - 0.3 * room)
    axes.set_yticks(heights, names, size=page.medium.small)
    axes.set_ylim((heights[-1] if heights else 1.0) + 0.7, -0.7)
    axes.set_xlabel(f"chance of leaving {view.by_the_end} (%)")
    axes.tick_params(axis="y", length=0, pad=0.5 * page.medium.text)
    ticks = _ticks(view)
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.grid(axis="x", color="#e3e3e3", linewidth=0.4 * page.medium.line)
    axes.set_axisbelow(True)
    axes.set_xlim(0.0, ticks[-1])
    return axes


def _ticks(view: View) -> list[float]:
    """Round numbers from 0 to beyond the widest interval, per cent, never beyond 100."""
    highest = view.states["high"].max() if len(view.states) else 0.0
    reach = min(100.0, max(1.0, 100.0 * float(np.nan_to_num(highest))))
    step = next(step for step in STEPS if reach <= MOST_STEPS * step + 1e-9)
    return [place * step for place in range(int(np.ceil(reach / step - 1e-9)) + 1)]


def _sentence(view: View, numbers: pd.DataFrame) -> str:
    start = (
        f"Chance of leaving {view.the_treaty} {view.by_the_end}, by state, from "
        f"{view.so_many_runs} of “{view.title}”. "
    )
    if numbers.empty:
        return start + "No state left in any run (0 %)."
    told = (numbers.index < SAID) | numbers["left_on_record"].notna()
    rows = "; ".join(_row_words(row) for row in rows_of(numbers[told]))
    return f"{start}{rows}. {len(numbers)} states are shown."


def _row_words(row: Mapping[Any, Any]) -> str:
    chance, low, high = (
        percent(row[f"{what}_percent"] / 100.0) for what in ("chance", "low", "high")
    )
    year = row["left_on_record"]
    record = "" if pd.isna(year) else f", gave notice in {year} on record"
    return f"{row['name']} {chance} ({low} to {high}{record})"
