"""Figures "scatter" and "scatter_cascade": an outcome against each key of a design."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from simulation.analysis.running_means import Band, movement, running_means
from simulation.figures.key_axis import KeyAxis, below, put
from simulation.figures.panels import Room, panels, sheet_with_key
from simulation.figures.sheet import Sheet, beside_ticks
from simulation.figures.style import POINTS, VERMILION
from simulation.figures.sweep_view import CASCADE, EXITS, SweepView
from simulation.figures.view import Drawing, number, percent
from simulation.outcomes.findings import counted
from simulation.world.world import Floats

PALE = "#7fb3d9"
"""One point of the design."""
COLUMNS, MOST = {"print": 2, "screen": 3}, {"print": 8, "screen": 6}
"""Panels side by side, and keys shown at most; the CSV holds all."""
MANY = 1_000
"""Points beyond which dots are one picture inside SVG and PDF, not a shape each."""
COVERAGE = "Intervals (95 %, points taken as independent): other keys, chance between runs."


@dataclass(frozen=True, eq=False)
class Panel:
    """One key and the outcome's running mean along it."""

    axis: KeyAxis
    bands: Sequence[Band]


@dataclass(frozen=True)
class Outcome:
    """What is drawn upwards."""

    column: str
    scale: float
    most: float
    """What its mean cannot exceed."""
    label: str
    heading: str


OUTCOMES = {
    EXITS: Outcome(EXITS, 1.0, math.inf, "mean exits (states)", "What do exits from {} hang on?"),
    CASCADE: Outcome(
        CASCADE, 100.0, 100.0, "cascade (% of runs)", "What does a cascade out of {} hang on?"
    ),
}


def scatter_of(column: str, view: SweepView) -> Drawing:
    """An outcome against each key, the key along which its mean moves most first."""
    outcome = OUTCOMES[column]
    all_panels = _panels(view, outcome)
    shown = all_panels[: MOST[view.medium.name]]
    columns = min(COLUMNS[view.medium.name], len(shown))
    rows = -(-len(shown) // columns)
    heading = outcome.heading.format(view.the_treaty)
    note = _note(view, all_panels, shown)
    page = sheet_with_key(view.medium, heading, view.subtitle, note, 1.2 * rows, _key(view),
                          COVERAGE)  # fmt: skip
    _draw(page, view, shown, columns, outcome)
    return Drawing(
        page.figure, _numbers(view, all_panels, outcome), _sentence(view, all_panels, outcome),
        COVERAGE,
    )  # fmt: skip


scatter = partial(scatter_of, EXITS)
scatter_cascade = partial(scatter_of, CASCADE)


def _panels(view: SweepView, outcome: Outcome) -> list[Panel]:
    values = outcome.scale * view.points[outcome.column].to_numpy(float)
    found = [_panel(axis, values, outcome.most) for axis in view.axes]
    return sorted(found, key=lambda panel: -movement(list(panel.bands)))


def _panel(axis: KeyAxis, values: Floats, most: float) -> Panel:
    bands = running_means(axis.straight(axis.at), values, most)
    return Panel(axis, [Band(axis.back(b.at), b.points, b.mean, b.low, b.high) for b in bands])


def _numbers(view: SweepView, every: Sequence[Panel], outcome: Outcome) -> pd.DataFrame:
    """Columns: what ("point" or "running mean"), key, value, points, the outcome, low, high."""
    rows = []
    for panel in every:
        axis, values = panel.axis, outcome.scale * view.points[outcome.column]
        rows.append(pd.DataFrame(
            {"what": "point", "key": axis.key, "value": [_value(axis, at) for at in axis.at],
             "points": 1, outcome.label: values.to_numpy(float)}
        ))  # fmt: skip
        rows.append(pd.DataFrame(
            {"what": "running mean", "key": axis.key,
             "value": [_value(axis, band.at) for band in panel.bands],
             "points": [band.points for band in panel.bands],
             outcome.label: [band.mean for band in panel.bands],
             "low": [band.low for band in panel.bands],
             "high": [band.high for band in panel.bands]}
        ))  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def _value(axis: KeyAxis, at: float) -> object:
    return axis.told(at) if axis.names else float(at)


def _key(view: SweepView) -> dict[str, Artist]:
    line = view.medium.line
    dot = Line2D([], [], ls="", marker="o", color=PALE, ms=2.0 * line)
    mean = Line2D([], [], color=VERMILION, marker="o", ms=2.4 * line, lw=line)
    return {"a point of the design": dot, "mean of points nearby, with interval": mean}


def _note(view: SweepView, every: Sequence[Panel], shown: Sequence[Panel]) -> str:
    more = len(every) - len(shown)
    left_out = f" {counted(more, 'key')} that move it less: not drawn." if more else ""
    return f"Keys that move the mean most come first.{left_out} {view.cascade}{view.lacking}"


def _draw(
    page: Sheet, view: SweepView, shown: Sequence[Panel], columns: int, outcome: Outcome
) -> None:
    medium, line = view.medium, view.medium.text / POINTS
    values = outcome.scale * view.points[outcome.column].to_numpy(float)
    top = 100.0 if outcome.column == CASCADE else max(1.0, float(values.max()))
    title = 1.6 * line
    inner = replace(page, left=page.left + title)
    left = beside_ticks(medium, max("88", f"{top:,.0f}", key=len)) - 1.4 * line
    wide = (inner.right - inner.left) / columns - left - 0.8 * line
    bottom = max(below(panel.axis, wide, medium, medium.small) for panel in shown)
    room = Room(left, bottom, 0.8 * line, 0.8 * line)
    for place, axes in enumerate(panels(inner, len(shown), columns, room)):
        put(axes, shown[place].axis, medium, most=4, size=medium.small)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
        axes.set_ylim(-0.04 * top, 1.05 * top)
        _draw_panel(axes, shown[place], values, view)
    _title_upright(page, outcome.label, title, bottom)


def _title_upright(page: Sheet, label: str, room: float, bottom: float) -> None:
    """What goes upwards in every panel, told once."""
    wide, high = page.figure.get_size_inches()
    middle = (page.bottom + bottom + page.top) / 2.0
    page.figure.text(
        (page.left + 0.5 * room) / wide, middle / high, label, rotation="vertical",
        size=page.medium.text, ha="center", va="center",
    )  # fmt: skip


def _draw_panel(axes: Axes, panel: Panel, values: Floats, view: SweepView) -> None:
    line = view.medium.line
    axes.plot(panel.axis.at, values, ls="", marker="o", color=PALE, ms=1.6 * line, mew=0.0,
              zorder=1, rasterized=len(values) > MANY)  # fmt: skip
    at, means, low, high = np.array([(b.at, b.mean, b.low, b.high) for b in panel.bands]).T
    ends = np.maximum(np.nan_to_num([means - low, high - means]), 0.0)
    axes.errorbar(
        at, means, yerr=ends, color=VERMILION, fmt="o" if panel.axis.names else "o-", lw=line,
        ms=2.4 * line, elinewidth=0.8 * line, zorder=2,
    )  # fmt: skip
    if panel.axis.names:
        axes.set_xlim(-0.5, len(panel.axis.names) - 0.5)


def _sentence(view: SweepView, every: Sequence[Panel], outcome: Outcome) -> str:
    what = "Expected exits from" if outcome.column == EXITS else "Chance of a cascade out of"
    told = "; ".join(_panel_words(panel, outcome) for panel in every[:5])
    return (
        f"{what} {view.the_treaty} against each of {counted(len(every), 'key')}, "
        f"{view.so_many_runs} ({view.method}) of “{view.title}”. Running means, the widest first: "
        f"{told}. {view.cascade}{view.lacking}"
    )


def _panel_words(panel: Panel, outcome: Outcome) -> str:
    ends = [pick(panel.bands, key=lambda band: band.mean) for pick in (min, max)]
    told = [f"{_said(band.mean, outcome)} at {panel.axis.told(band.at)}" for band in ends]
    return f"{panel.axis.words}: from {told[0]} to {told[1]}"


def _said(mean: float, outcome: Outcome) -> str:
    return percent(mean / 100.0) if outcome.column == CASCADE else f"{number(mean)} exits"
