"""Figure "survival": the chance that a state has not yet announced, month by month."""

import numpy as np

from simulation.analysis.shape_tables import survival_table
from simulation.analysis.survival import StateCurve, states_curves
from simulation.figures.curves import COLOURS, DASHES, Line, curves_over_dates
from simulation.figures.letters import drawable
from simulation.figures.sheet import sheet
from simulation.figures.view import Drawing, View, date_of, in_percent, percent
from simulation.outcomes.findings import counted
from simulation.outcomes.records import Record

SHOWN = len(COLOURS)
"""So many of the likeliest leavers have a curve; the CSV holds as many, month by month."""


def survival(view: View, record: Record) -> Drawing:
    """Kaplan-Meier curves of the likeliest leavers, each with its 95 % band."""
    found = [one for one in states_curves(record, view.treaty) if one.curve.happened][:SHOWN]
    days = [date_of(day) for day in view.months.sort_values("month")["date"]]
    dates = [day.isoformat() for day in days]
    numbers = in_percent(survival_table(found, dates), ("staying", "low", "high"))
    heading = f"How long do states stay in {view.the_treaty}?"
    page = sheet(view.medium, heading, view.subtitle, _note(found, view), 2.1)
    lines = [
        Line(drawable(one.name), 100.0 * one.curve.survival, 100.0 * one.curve.low,
             100.0 * one.curve.high, COLOURS[n], DASHES[n])
        for n, one in enumerate(found)
    ]  # fmt: skip
    axes = curves_over_dates(page, days, lines, "not yet announced (%)")
    if not found:
        axes.text(0.5, 0.5, "no state left in any run", transform=axes.transAxes, ha="center")
    return Drawing(page.figure, numbers, _sentence(found, view))


def _note(found: list[StateCurve], view: View) -> str:
    others = int(view.states["p_exit"].notna().sum()) - len(found)
    more = f" {others:,} others, none likelier to leave, are not drawn." if others else ""
    return (
        "Chance of not having announced by the end of each month (Kaplan-Meier); bands: 95 %"
        f" intervals, each month by itself.{more}"
    )


def _sentence(found: list[StateCurve], view: View) -> str:
    start = (
        f"Chance of not yet having announced to leave {view.the_treaty}, month by month, from"
        f" {view.so_many_runs} of “{view.title}”."
    )
    if not found:
        return f"{start} No state left in any run (0 %)."
    told = "; ".join(_words(one, view) for one in found)
    return f"{start} By {view.end:%B %Y}: {told}. {counted(len(found), 'curve')}."


def _words(one: StateCurve, view: View) -> str:
    """As in "Estonia 28 % (27 to 29 %), half by August 2028"."""
    known = np.flatnonzero(np.isfinite(one.curve.survival))[-1]
    chance, low, high = (
        percent(float(part[known])) for part in (one.curve.survival, one.curve.low, one.curve.high)
    )
    month = one.curve.median()[0]
    dates = view.months.set_index("month")["date"]
    half = f", half have announced by {date_of(dates[month]):%B %Y}" if month >= 0 else ""
    return f"{one.name} {chance} ({low} to {high}){half}"
