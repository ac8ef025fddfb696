"""A sheet of keys ranked by what they do, with two bars each: for indices and for effects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from simulation.analysis.sensitivity.analyse import told_of
from simulation.analysis.sensitivity.morris import Effects
from simulation.analysis.sensitivity.resampling import Estimate
from simulation.analysis.sensitivity.sobol import Indices
from simulation.analysis.sensitivity.tables import keys_table
from simulation.figures.panels import Room, panels, sheet_with_key
from simulation.figures.sheet import Sheet, widest
from simulation.figures.style import BLUE, INK, POINTS, shortened
from simulation.figures.sweep_view import SweepView
from simulation.figures.view import Drawing
from simulation.outcomes.columns import of_treaty
from simulation.outcomes.findings import counted
from simulation.outcomes.records import Record
from simulation.scenario.faults import InputFault

MOST = {"print": 10, "screen": 9}
"""Keys shown at most; the CSV holds all."""
PALE = "#b7d3e8"
COVERAGE = "Intervals (95 %, bootstrap): points of the design, chance between runs."
NAMES = 0.42
"""Share of the sheet that names of keys may take."""


@dataclass(frozen=True, eq=False)
class Panel:
    """What the keys do to one outcome."""

    outcome: str
    label: str
    found: Indices | Effects


@dataclass(frozen=True)
class Words:
    """What a sheet says."""

    heading: str
    bars: tuple[str, str]
    """What the dark bar of a key stands for, and the pale one below it."""
    note: str
    sentence: str


def panels_of(view: SweepView, labels: Sequence[tuple[str, str]]) -> list[Panel]:
    """What a sweep says of each outcome of the view's treaty.

    Raises InputFault where the runs are not there, only their summaries.
    """
    record = view.tables
    if not isinstance(record, Record):
        raise InputFault("figures: sobol and morris want a whole result, with every run")
    codes = tuple(dict.fromkeys(record.points["treaty"].astype(str)))
    return [
        Panel(name, label, told_of(record, of_treaty(name, view.treaty, codes)))
        for name, label in labels
    ]


Drawn = Callable[[Axes, Panel, Mapping[str, int]], None]
"""Draws one panel: its axes, what it shows, and the row of each key shown."""


def ranked(view: SweepView, both: Sequence[Panel], words: Words, draw: Drawn) -> Drawing:
    """Two outcomes side by side, the key that does most to the first one on top."""
    numbers = pd.concat(
        [keys_table(one.found).assign(outcome=one.outcome) for one in both], ignore_index=True
    )
    keys = [one.key for one in both[0].found.keys]
    rows = {key: place for place, key in enumerate(keys[: MOST[view.medium.name]])}
    more = len(keys) - len(rows)
    left_out = f" {counted(more, 'key')} that do less: not drawn." if more else ""
    page = sheet_with_key(
        view.medium, words.heading, view.subtitle,
        f"{words.note} {view.cascade}{view.lacking}{left_out}",
        0.27 * len(rows) + 0.75, _key(view, words), COVERAGE,
    )  # fmt: skip
    _draw(page, view, rows, both, draw)
    return Drawing(page.figure, numbers, f"{words.sentence} {view.cascade}{view.lacking}", COVERAGE)


def _key(view: SweepView, words: Words) -> dict[str, Artist]:
    line = Line2D([], [], color=INK, lw=0.8 * view.medium.line)
    dark, pale = words.bars
    return {dark: Patch(color=BLUE), pale: Patch(color=PALE), "interval": line}


def _draw(
    page: Sheet, view: SweepView, rows: Mapping[str, int], both: Sequence[Panel], draw: Drawn
) -> None:
    line, small = view.medium.text / POINTS, view.medium.small / POINTS
    names = [_name(view, key, page) for key in rows]
    left = page.left + widest(names, view.medium.small) + 0.7 * line
    inner = Sheet(page.figure, page.medium, left, page.bottom, page.right, page.top)
    space = Room(0.0, 2.0 * line + 1.3 * small, small, 0.2 * line)
    made = panels(inner, 2, 2, space, 0.0)
    for axes, panel in zip(made, both, strict=True):
        draw(axes, panel, rows)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlabel(panel.label, size=view.medium.small)
        axes.tick_params(axis="y", length=0, pad=0.5 * view.medium.text)
        axes.spines["left"].set_visible(False)
        axes.set_yticks([])
    made[0].set_yticks(range(len(rows)), names, size=view.medium.small)


def _name(view: SweepView, key: str, page: Sheet) -> str:
    """The name of a key as short as the sheet wants it."""
    axis = next(axis for axis in view.axes if axis.key == key)
    return shortened(axis.parts[0], NAMES * (page.right - page.left), view.medium.small)


def two_bars(
    axes: Axes, place: int, dark: Estimate, pale: Estimate, scale: float, view: SweepView
) -> None:
    """Both bars of a key with their whole intervals; a share may be below 0 by chance."""
    for offset, colour, one in ((-0.2, BLUE, dark), (0.2, PALE, pale)):
        value, low, high = (scale * end for end in one)
        axes.barh(place + offset, value, 0.36, color=colour, lw=0.0, zorder=1)
        axes.plot([low, high], [place + offset] * 2, color=INK, lw=0.9 * view.medium.line, zorder=2)
