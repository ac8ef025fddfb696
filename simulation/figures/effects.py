"""Figure "morris": what each key does over its range, and whether it does so everywhere."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from simulation.analysis.sensitivity.morris import Effects
from simulation.analysis.sensitivity.tables import keys_table
from simulation.figures.indices import (
    COVERAGE,
    MOST,
    PALE,
    Panel,
    name_rows,
    names_beside,
    panels_of,
)
from simulation.figures.panels import Room, panels, sheet_with_key
from simulation.figures.sheet import Sheet
from simulation.figures.style import BLUE, INK, POINTS
from simulation.figures.sweep_view import SweepView
from simulation.figures.view import Drawing, counted, number

OUTCOMES = (("exits", "exits (states)"), ("cascade", "cascade (% of runs)"))
SCALE = {"exits": 1.0, "cascade": 100.0}


def morris(view: SweepView) -> Drawing:
    """Size and spread of the effects on exits and on a cascade, the largest on top."""
    both = panels_of(view, OUTCOMES)
    numbers = pd.concat(
        [keys_table(one.found).assign(outcome=one.outcome) for one in both], ignore_index=True
    )
    keys = [one.key for one in both[0].found.keys]
    shown = keys[: MOST[view.medium.name]]
    heading = f"Which assumption moves exits from {view.the_treaty}?"
    page = sheet_with_key(
        view.medium, heading, view.subtitle, _note(view, keys, shown),
        0.27 * len(shown) + 0.75, _key(view), COVERAGE,
    )  # fmt: skip
    _draw(page, view, shown, both)
    return Drawing(page.figure, numbers, _sentence(view, both[0]), COVERAGE)


def _key(view: SweepView) -> dict[str, Artist]:
    line = Line2D([], [], color=INK, lw=0.8 * view.medium.line)
    return {
        "size of its effect": Patch(color=BLUE),
        "spread from place to place": Patch(color=PALE),
        "interval": line,
    }


def _note(view: SweepView, keys: Sequence[str], shown: Sequence[str]) -> str:
    more = len(keys) - len(shown)
    left_out = f" {counted(more, 'key')} that move less: not drawn." if more else ""
    what = "Effects of a key over its whole range; + more, − fewer, ± both. Luck is taken off."
    return f"{what} {view.cascade}{view.lacking}{left_out}"


def _draw(page: Sheet, view: SweepView, shown: Sequence[str], both: Sequence[Panel]) -> None:
    room = names_beside(page, view, shown)
    line, small = view.medium.text / POINTS, view.medium.small / POINTS
    space = Room(0.0, 2.0 * line + 1.3 * small, small, 0.2 * line)
    for axes, panel in zip(panels(room, 2, 2, space, 0.0), both, strict=True):
        rows = {one.key: one for one in panel.found.keys}
        _axes(axes, len(shown), view)
        for place, key in enumerate(shown):
            _bars(axes, place, rows[key], SCALE[panel.outcome], view)
        axes.set_xlim(left=0.0)
        axes.set_xlabel(panel.label, size=view.medium.small)
    name_rows(page, view, shown)


def _axes(axes: Axes, rows: int, view: SweepView) -> None:
    axes.set_ylim(rows - 0.4, -0.6)
    axes.tick_params(axis="y", length=0, pad=0.5 * view.medium.text)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.16)


def _bars(axes: Axes, place: int, one: Any, scale: float, view: SweepView) -> None:  # noqa: ANN401
    """Both bars with their intervals; the sign stands behind the first."""
    line = 0.9 * view.medium.line
    for offset, colour, held in ((-0.2, BLUE, one.size), (0.2, PALE, one.spread)):
        value, low, high = (scale * end for end in held)
        axes.barh(place + offset, value, 0.36, color=colour, lw=0.0, zorder=1)
        axes.plot([low, high], [place + offset] * 2, color=INK, lw=line, zorder=2)
    axes.annotate(
        sign_of(one), (scale * max(one.size.value, one.size.high), place - 0.2), (2, 0),
        textcoords="offset points", size=view.medium.small, color=INK, va="center",
    )  # fmt: skip


def sign_of(one: Any) -> str:  # noqa: ANN401
    """+ where the key surely adds on average, − where it takes away, ± where that is not sure."""
    return "+" if one.mean.low > 0.0 else "−" if one.mean.high < 0.0 else "±"


def _sentence(view: SweepView, panel: Panel) -> str:
    told = "; ".join(
        f"{one.key}: {number(one.size.value)} ({sign_of(one)})"
        for one in (panel.found.keys[:5] if isinstance(panel.found, Effects) else ())
    )
    return (
        f"Morris' effects on exits from {view.the_treaty} and on a cascade, over"
        f" {view.so_many_runs} of “{view.title}”. Size over the whole range: {told}."
        f" {view.cascade}{view.lacking}"
    )
