"""Figure "sobol": how much of the variance each key decides, by itself and with others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from simulation.analysis.sensitivity.analyse import told_of
from simulation.analysis.sensitivity.sobol import Indices
from simulation.analysis.sensitivity.tables import keys_table
from simulation.figures.panels import Room, panels, sheet_with_key
from simulation.figures.sheet import Sheet, widest
from simulation.figures.style import BLUE, INK, POINTS, shortened
from simulation.figures.sweep_view import SweepView
from simulation.figures.view import Drawing, counted, percent
from simulation.outcomes.columns import of_treaty
from simulation.outcomes.records import Record
from simulation.scenario.faults import InputFault

if TYPE_CHECKING:
    from simulation.analysis.sensitivity.morris import Effects

MOST = {"print": 10, "screen": 9}
"""Keys shown at most; the CSV holds all."""
PALE = "#b7d3e8"
OUTCOMES = (("exits", "of exits"), ("cascade", "of a cascade"))
COVERAGE = "Intervals (95 %, bootstrap): points of the design, chance between runs."


@dataclass(frozen=True, eq=False)
class Panel:
    """What the keys do to one outcome."""

    outcome: str
    label: str
    found: "Indices | Effects"


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


def sobol(view: SweepView) -> Drawing:
    """Shares of variance of exits and of a cascade, the key that decides most of exits on top."""
    both = panels_of(view, OUTCOMES)
    numbers = pd.concat(
        [keys_table(one.found).assign(outcome=one.outcome) for one in both], ignore_index=True
    )
    keys = [one.key for one in both[0].found.keys]
    shown = keys[: MOST[view.medium.name]]
    heading = f"Which assumption decides exits from {view.the_treaty}?"
    page = sheet_with_key(
        view.medium, heading, view.subtitle, _note(view, keys, shown, both),
        0.27 * len(shown) + 0.75, _key(view), COVERAGE,
    )  # fmt: skip
    _draw(page, view, shown, both)
    return Drawing(page.figure, numbers, _sentence(view, both), COVERAGE)


def _key(view: SweepView) -> dict[str, Artist]:
    line = Line2D([], [], color=INK, lw=0.8 * view.medium.line)
    return {
        "decided by itself": Patch(color=BLUE),
        "together with others": Patch(color=PALE),
        "interval": line,
    }


def _note(view: SweepView, keys: Sequence[str], shown: Sequence[str], both: Sequence[Panel]) -> str:
    more = len(keys) - len(shown)
    left_out = f" {counted(more, 'key')} that decide less: not drawn." if more else ""
    flat = [one.outcome for one in both if isinstance(one.found, Indices) and one.found.flat]
    silent = (
        f" No share is told of {' and '.join(flat)}: points differ by luck only." if flat else ""
    )
    what = "Shares of the variance of means over luck; “with others” overlap, and add up to more."
    return f"{what} {view.cascade}{view.lacking}{silent}{left_out}"


def _draw(page: Sheet, view: SweepView, shown: Sequence[str], both: Sequence[Panel]) -> None:
    room = names_beside(page, view, shown)
    for axes, panel in zip(panels(room, 2, 2, _room(view), 0.0), both, strict=True):
        rows = {one.key: one for one in panel.found.keys}
        flat = isinstance(panel.found, Indices) and panel.found.flat
        for place, key in enumerate(shown):
            if not flat:
                _bars(axes, place, rows[key], view)
        _axes(axes, len(shown), view)
        axes.set_xlabel(f"% {panel.label}", size=view.medium.small)
    name_rows(page, view, shown)


def _room(view: SweepView) -> Room:
    line, small = view.medium.text / POINTS, view.medium.small / POINTS
    return Room(0.0, 2.0 * line + 1.3 * small, small, 0.2 * line)


def names_beside(page: Sheet, view: SweepView, shown: Sequence[str]) -> Sheet:
    """What is left of the sheet beside the names of the keys."""
    line = view.medium.text / POINTS
    names = [row_name(view, key, page) for key in shown]
    left = widest(names, view.medium.small) + 0.7 * line
    return Sheet(page.figure, page.medium, page.left + left, page.bottom, page.right, page.top)


def row_name(view: SweepView, key: str, page: Sheet) -> str:
    """The name of a key as short as the sheet wants it."""
    axis = next(axis for axis in view.axes if axis.key == key)
    return shortened(axis.parts[0], 0.42 * (page.right - page.left), view.medium.small)


def name_rows(page: Sheet, view: SweepView, shown: Sequence[str]) -> None:
    """The names of the keys left of the first panel."""
    first, second = page.figure.axes[-2:]
    first.set_yticks(
        range(len(shown)), [row_name(view, key, page) for key in shown], size=view.medium.small
    )
    second.set_yticks([])


def _axes(axes: Axes, rows: int, view: SweepView) -> None:
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set(xlim=(-2.0, 118.0), xticks=[0, 50, 100])
    axes.tick_params(axis="y", length=0, pad=0.5 * view.medium.text)
    axes.spines["left"].set_visible(False)


def _bars(axes: Axes, place: int, one: Any, view: SweepView) -> None:  # noqa: ANN401
    line = 0.9 * view.medium.line
    for offset, colour, share in ((-0.2, BLUE, one.first), (0.2, PALE, one.total)):
        value, low, high = (min(max(100.0 * end, 0.0), 104.0) for end in share)
        axes.barh(place + offset, value, 0.36, color=colour, lw=0.0, zorder=1)
        axes.plot([low, high], [place + offset] * 2, color=INK, lw=line, zorder=2)


def _sentence(view: SweepView, both: Sequence[Panel]) -> str:
    told = "; ".join(
        f"{one.key}: {percent(one.first.value)} by itself, {percent(one.total.value)} with others"
        for one in (both[0].found.keys[:5] if isinstance(both[0].found, Indices) else ())
    )
    return (
        f"Sobol indices of exits from {view.the_treaty} and of a cascade over"
        f" {view.so_many_runs} of “{view.title}”. Of the variance of exits: {told}."
        f" {view.cascade}{view.lacking}"
    )
