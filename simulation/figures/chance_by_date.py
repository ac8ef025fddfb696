"""Figure "chance_by_date": the chance of at least so many exits by each month."""

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.colors import to_hex

from simulation.analysis.chances import Chances, chances_by_date
from simulation.analysis.shape_tables import chance_table
from simulation.figures.curves import Line, curves_over_dates
from simulation.figures.sheet import sheet
from simulation.figures.style import VERMILION
from simulation.figures.view import Drawing, View, date_of, in_percent, percent
from simulation.outcomes.records import Record

SHOWN = 8
"""So many numbers of exits have a curve, at most."""
MOST_KEPT = 200
"""Numbers of exits in the CSV; beyond, only those drawn."""
SELDOM = 0.005
"""Numbers of exits less likely than this by the end are not drawn."""
SHADES = (0.95, 0.45)
"""From the first number to the last: dark to pale blue."""


def chance_by_date(view: View, record: Record) -> Drawing:
    """A curve for each number of exits, the cascade's in its own colour, with 95 % bands."""
    chances = chances_by_date(record, view.treaty)
    shown = _shown(chances, view.cascade_size)
    days = [date_of(day) for day in view.months.sort_values("month")["date"]]
    heading = f"How many exits from {view.the_treaty}, by when?"
    page = sheet(view.medium, heading, view.subtitle, _note(shown, view), 2.1)
    lines = [_line(chances, k, colour, view) for k, colour in _coloured(shown, view)]
    axes = curves_over_dates(page, days, lines, "chance so far (%)")
    if not shown:
        axes.text(0.5, 0.5, "no state left in any run", transform=axes.transAxes, ha="center")
    return Drawing(page.figure, _numbers(chances, shown, view), _sentence(chances, shown, view))


def _shown(chances: Chances, cascade_size: int) -> list[int]:
    """Numbers of exits that are drawn: all, or some spread evenly; the cascade's among them."""
    likely = np.flatnonzero(chances.chance[:, -1] >= SELDOM) + 1
    if not len(likely):
        return []
    among = np.unique(np.linspace(0, len(likely) - 1, SHOWN).round().astype(int))
    chosen = [int(k) for k in likely[among]]
    if cascade_size in likely and cascade_size not in chosen:
        nearest = min(range(len(chosen)), key=lambda n: abs(chosen[n] - cascade_size))
        chosen[nearest] = cascade_size
    return chosen


def _coloured(shown: list[int], view: View) -> list[tuple[int, str]]:
    blues = colormaps["Blues"]
    steps = np.linspace(*SHADES, len(shown))
    return [
        (k, VERMILION if k == view.cascade_size else to_hex(blues(float(step))))
        for k, step in zip(shown, steps, strict=True)
    ]


def _line(chances: Chances, k: int, colour: str, view: View) -> Line:
    row = k - 1
    name = f"{k:,} or more" if k == view.cascade_size else f"{k:,}+"
    return Line(
        name, 100.0 * chances.chance[row], 100.0 * chances.low[row], 100.0 * chances.high[row],
        colour, width=1.4 if k == view.cascade_size else 1.0,
    )  # fmt: skip


def _numbers(chances: Chances, shown: list[int], view: View) -> pd.DataFrame:
    """Number of exits by month: runs that reached it, chance and interval, per cent."""
    dates = [date_of(day).isoformat() for day in view.months.sort_values("month")["date"]]
    kept = shown if len(chances.reached) > MOST_KEPT else range(1, len(chances.reached) + 1)
    return in_percent(chance_table(chances, kept, dates), ("chance", "low", "high"))


def _note(shown: list[int], view: View) -> str:
    marked = f" In vermilion: a cascade, {view.cascade_size:,} or more."
    return (
        "Chance of at least so many exits by the end of each month: announced and not turned back;"
        f" bands: 95 % intervals.{marked if view.cascade_size in shown else ''}"
        f" {view.not_counted}"
    )


def _sentence(chances: Chances, shown: list[int], view: View) -> str:
    start = (
        f"Chance of at least so many exits from {view.the_treaty}, month by month, in"
        f" {view.so_many_runs} of “{view.title}”."
    )
    if not shown:
        return f"{start} No state left in any run (0 %)."
    last = chances.reached.shape[1] - 1
    told = "; ".join(_words(k, *chances.of(k, last)) for k in shown)
    return f"{start} By {view.end:%B %Y}: {told}. {view.not_counted}"


def _words(k: int, *chance: float) -> str:
    value, low, high = (percent(one) for one in chance)
    return f"{k:,} or more {value} ({low} to {high})"
