"""Figure "curve": the chance of a cascade and the expected exits along one key."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from simulation.analysis.half_way import Crossing, crossings
from simulation.figures import theory
from simulation.figures.key_axis import KeyAxis, below, put
from simulation.figures.panels import Room, panels, sheet_with_key, stacked
from simulation.figures.sheet import Sheet, beside_ticks
from simulation.figures.style import BLUE, FAINT, POINTS, VERMILION
from simulation.figures.sweep_view import CASCADE, ENDS, EXITS, MEASURED, SweepView
from simulation.figures.view import Drawing, number, percent, rows_of
from simulation.outcomes.findings import counted
from simulation.predictions.theory import MEAN_EXITS

BAND = "#a9cfe6"
BARS = 40
"""Beyond so many points intervals are a band, without a dot for each point."""
TOLD = 3
"""So many passings of one half are told at most."""
THEORY, METHOD, WHY_NOT = "theory_mean_exits", "theory", "theory_unreliable"
"""Columns of what a theory says."""
ABOVE = 1.06


def curve(view: SweepView) -> Drawing:
    """Both outcomes with intervals along a key; where one half is passed; theory beside."""
    (axis, *_), numbers = view.axes, _numbers(view)
    passed = _passed(axis, numbers)
    key = _key(view, numbers, passed, axis)
    heading = f"Leaving {view.the_treaty}, by {axis.words}"
    body = 2.6 + below(axis, view.medium.inner, view.medium)
    note = f"{view.cascade}{view.lacking}"
    page = sheet_with_key(view.medium, heading, view.subtitle, note, body, key)
    chance, exits = _axes(page, view, axis, numbers)
    _draw_chance(chance, axis, numbers, passed, view)
    _draw_exits(exits, axis, numbers, view)
    return Drawing(page.figure, numbers, _sentence(view, axis, numbers, passed))


def _numbers(view: SweepView) -> pd.DataFrame:
    """The points along the key, what was measured there, and what a theory expects."""
    (axis, *_) = view.axes
    numbers = view.points[["point", axis.key, *MEASURED]]
    numbers = numbers.assign(place=axis.at).sort_values(["place", "point"], kind="stable")
    means = _expected(view, numbers["point"].tolist())
    if any(one is not None for one in means):
        numbers[THEORY] = [np.nan if one is None else float(one.values.iloc[0]) for one in means]
        numbers[METHOD] = ["" if one is None else one.name for one in means]
        numbers[WHY_NOT] = ["" if one is None else one.why_not for one in means]
    return numbers.reset_index(drop=True)


def _expected(view: SweepView, points: Sequence[int]) -> list[theory.Overlay | None]:
    """For each point what a theory says of the mean; None where none does."""
    told = view.predictions
    about = told[told["quantity"] == MEAN_EXITS]
    rows = about.groupby("point").indices
    return [theory.mean(about.iloc[rows[one]]) if one in rows else None for one in points]


def _passed(axis: KeyAxis, numbers: pd.DataFrame) -> list[Crossing]:
    """Where the chance of a cascade passes one half; nowhere between names or lone points."""
    apart = numbers.drop_duplicates("place")
    if axis.names or len(apart) < 2:
        return []
    columns = [apart[f"{CASCADE}{end}"].to_numpy(float) for end in ENDS]
    straight = axis.straight(apart["place"].to_numpy(float))
    return [Crossing(*(axis.back(place) for place in one)) for one in crossings(straight, *columns)]


def _key(
    view: SweepView, numbers: pd.DataFrame, passed: Sequence[Crossing], axis: KeyAxis
) -> dict[str, Artist]:
    """Marks by their words, for all that is drawn."""
    line = view.medium.line
    dots: dict[str, Any] = {} if len(numbers) > BARS else {"marker": "o", "ms": 3 * line}
    key: dict[str, Artist] = {"runs, with 95 % interval": Line2D([], [], color=BLUE, **dots)}
    if passed:
        dashes = Line2D([], [], color=VERMILION, ls=(0, (4, 2)), lw=0.8 * line)
        key[f"one half passed at {_places(axis, passed)}"] = dashes
    for words, rows in _by_theory(numbers):
        about = _overlay(rows)
        why = " (unreliable here)" if about.why_not else ""
        key[f"{words}{why}"] = about.key(view.medium, marks=True)
    return key


def _places(axis: KeyAxis, passed: Sequence[Crossing]) -> str:
    """As in "3.1 (between 2 and 4)"."""
    told = [
        f"{axis.told(one.at)} (between {axis.told(one.low)} and {axis.told(one.high)})"
        for one in passed[:TOLD]
    ]
    more = len(passed) - TOLD
    return ", ".join(told) + (f" and {more} more" if more > 0 else "")


def _by_theory(numbers: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Rows with a prediction: for each theory those where it holds, then those where not."""
    if THEORY not in numbers:
        return []
    rows = numbers[numbers[METHOD] != ""]
    groups = rows.groupby([METHOD, rows[WHY_NOT] != ""], sort=False)
    return [(str(method), part) for (method, _), part in groups]


def _overlay(rows: pd.DataFrame) -> theory.Overlay:
    return theory.Overlay(rows[METHOD].iloc[0], rows[WHY_NOT].iloc[0], rows["place"], rows[THEORY])


def _axes(page: Sheet, view: SweepView, axis: KeyAxis, numbers: pd.DataFrame) -> tuple[Axes, Axes]:
    """Below each other in print, beside each other on a screen; the key below."""
    medium, line = view.medium, view.medium.text / POINTS
    left = beside_ticks(medium, max("100", f"{_top(numbers):,.0f}", key=len))
    columns = 1 if medium.height is None else 2
    wide = (page.right - page.left) / columns - left - line
    room = Room(left, below(axis, wide, medium), line, 0.4 * line)
    if columns == 1:
        chance, exits = stacked(page, room, line)
    else:
        chance, exits = panels(page, 2, 2, room)
    for axes in (chance, exits):
        put(axes, axis, medium)
        _limits(axes, axis)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
        axes.grid(axis="y", color="#e3e3e3", linewidth=0.4 * medium.line)
        axes.set_axisbelow(True)
    if columns == 1:
        chance.set_xlabel("")
        chance.tick_params(axis="x", labelbottom=False)
    chance.set_yticks([0, 25, 50, 75, 100])
    chance.set_ylabel("cascade (% of runs)")
    exits.set_ylabel("mean exits (states)")
    return chance, exits


def _limits(axes: Axes, axis: KeyAxis) -> None:
    """A little beyond the first and the last point."""
    ends = axis.straight(axis.places[[0, -1]])
    pad = 0.5 if axis.names else 0.04 * float(ends[1] - ends[0]) or 0.5
    if axis.scale != "log":
        axes.set_xlim(float(ends[0]) - pad, float(ends[1]) + pad)
    else:
        axes.set_xlim(axis.back(float(ends[0]) - pad), axis.back(float(ends[1]) + pad))


def _top(numbers: pd.DataFrame) -> float:
    """The largest number of exits drawn; a theory that does not hold may leave the picture."""
    drawn = numbers[[EXITS, f"{EXITS}_high"]].max().max()
    held = numbers.loc[numbers[WHY_NOT] == "", THEORY] if THEORY in numbers else pd.Series([0.0])
    return max(1.0, float(drawn), float(np.nan_to_num(held.max())))


def _draw_chance(
    axes: Axes, axis: KeyAxis, numbers: pd.DataFrame, passed: Sequence[Crossing], view: SweepView
) -> None:
    line = view.medium.line
    axes.axhline(50.0, color=FAINT, linewidth=0.5 * line, zorder=1)
    for one in passed:
        axes.axvspan(one.low, one.high, color="#fbe3d3", lw=0.0, zorder=0)
        axes.axvline(one.at, color=VERMILION, ls=(0, (4, 2)), lw=0.8 * line, zorder=1.5)
    _draw_values(axes, axis, 100.0 * numbers[[f"{CASCADE}{end}" for end in ENDS]], numbers, view)
    axes.set_ylim(-3.0, 103.0)


def _draw_exits(axes: Axes, axis: KeyAxis, numbers: pd.DataFrame, view: SweepView) -> None:
    _draw_values(axes, axis, numbers[[f"{EXITS}{end}" for end in ENDS]], numbers, view)
    top = ABOVE * _top(numbers)
    for _, rows in _by_theory(numbers):
        about = _overlay(rows)
        inside = rows[rows[THEORY] <= top]
        look = {**about.line(view.medium), **about.diamonds(view.medium)}
        axes.plot(inside["place"], inside[THEORY], zorder=3.0, **{**look, "linestyle": ""})
    axes.set_ylim(-0.03 * top, top)


def _draw_values(
    axes: Axes, axis: KeyAxis, values: pd.DataFrame, numbers: pd.DataFrame, view: SweepView
) -> None:
    """A value and its interval at each point; a line where between points there is something."""
    at, line = numbers["place"].to_numpy(float), view.medium.line
    middle, low, high = values.to_numpy(float).T
    if not axis.names:
        axes.plot(at, middle, color=BLUE, lw=line if len(at) > BARS else 0.5 * line, zorder=2.0)
    if len(at) > BARS:
        axes.fill_between(at, low, high, color=BAND, lw=0.0, zorder=1.2)
        return
    ends = np.nan_to_num([middle - low, high - middle])
    axes.errorbar(
        at, middle, yerr=np.maximum(ends, 0.0), fmt="o", color=BLUE, ms=3 * line,
        elinewidth=0.8 * line, zorder=2.5,
    )  # fmt: skip


def _sentence(
    view: SweepView, axis: KeyAxis, numbers: pd.DataFrame, passed: Sequence[Crossing]
) -> str:
    rows = rows_of(numbers)
    first, last = rows[0], rows[-1]
    ends = _at(axis, first) if len(rows) == 1 else f"{_at(axis, first)}; {_at(axis, last)}"
    highest = max(rows, key=lambda row: row[CASCADE])
    most = f" It is largest, {percent(highest[CASCADE])}, at {axis.told(highest['place'])}."
    half = f" It passes one half at {_places(axis, passed)}." if passed else ""
    return (
        f"Chance of a cascade and expected exits from {view.the_treaty} along {axis.label}, "
        f"{view.so_many_runs} of “{view.title}”. Chance of a cascade and exits {ends}."
        f"{most}{half} {view.cascade}{view.lacking}{_theory_words(numbers)}"
    )


def _at(axis: KeyAxis, row: Mapping[str, Any]) -> str:
    """As in "at 0: 20 % (8 % to 40 %), 3.25 exits (2.60 to 3.90)"."""
    chance, low, high = (percent(row[f"{CASCADE}{end}"]) for end in ENDS)
    exits, least, most = (row[f"{EXITS}{end}"] for end in ENDS)
    span = "" if np.isnan(least) else f" ({number(least)} to {number(most)})"
    return f"at {axis.told(row['place'])}: {chance} ({low} to {high}), {number(exits)} exits{span}"


def _theory_words(numbers: pd.DataFrame) -> str:
    said = [
        f" {counted(len(rows), 'point')} with {words}"
        + (", unreliable there by its own account." if _overlay(rows).why_not else ".")
        for words, rows in _by_theory(numbers)
    ]
    return "".join(said)
