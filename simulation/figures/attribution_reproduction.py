"""Figure "reproduction": children of one exit, by when it was announced."""

import pandas as pd
from matplotlib.axes import Axes

from simulation.figures.attribution_view import AttributionView
from simulation.figures.sheet import Sheet, beside_ticks, sheet
from simulation.figures.style import BLUE, FAINT, POINTS
from simulation.figures.view import Drawing, number, rows_of

FEWEST_YEARS = 4
"""Runs of fewer years are drawn by month."""
MOST_TICKS = 7
REPLACES, FAR, LEAST = 1.0, 3.0, 0.01
"""From 1 on each exit more than replaces itself; the line is drawn unless it is three times as high
as anything else.  The axis reaches to a hundredth at least."""


def reproduction(view: AttributionView) -> Drawing:
    """Children for each exit with their intervals, over the years of the parents."""
    numbers = _numbers(view)
    note = (
        "Children: shares of the pressure behind later exits that are owed to these. Above 1 a"
        " snowball would grow. The run ends: late exits have had little time for children."
    )
    page = sheet(
        view.medium, f"How many exits does one exit from {view.the_treaty} bring?", view.subtitle,
        note, 1.7,
    )  # fmt: skip
    _draw(page, numbers, view)
    return Drawing(page.figure, numbers, _sentence(view, numbers))


def _numbers(view: AttributionView) -> pd.DataFrame:
    """In order of time: date, parents and children in a run, reproduction, low, high."""
    table = view.tables["reproduction"]
    years = table[table["period"] == "year"]
    part = years if len(years) >= FEWEST_YEARS else table[table["period"] == "month"]
    known = part[part["parents"] > 0.0]
    columns = ["date", "parents", "children", "reproduction", "low", "high"]
    return known[columns].reset_index(drop=True)


def _draw(page: Sheet, numbers: pd.DataFrame, view: AttributionView) -> None:
    axes = _axes(page, numbers)
    for place, row in enumerate(rows_of(numbers)):
        axes.plot([place, place], [row["low"], row["high"]], color=BLUE)
    axes.plot(range(len(numbers)), numbers["reproduction"], "o", color=BLUE, clip_on=False,
              markersize=3.6 * view.medium.line)  # fmt: skip
    if axes.get_ylim()[1] < REPLACES:
        return
    axes.axhline(REPLACES, color=FAINT, linewidth=0.6 * view.medium.line, linestyle=(0, (4, 3)))
    axes.text(1.0, REPLACES, "replaces itself", ha="right", va="bottom", color=FAINT,
              size=page.medium.small, transform=axes.get_yaxis_transform())  # fmt: skip


def _axes(page: Sheet, numbers: pd.DataFrame) -> Axes:
    room = page.medium.text / POINTS
    left = page.left + beside_ticks(page.medium, "0.00")
    axes = page.axes(left, page.bottom + 3.0 * room, page.right - 0.5 * room, page.top - 0.4 * room)
    highest = numbers["high"].fillna(numbers["reproduction"])
    reach = float(highest.max()) if len(numbers) else 0.0
    near = reach < REPLACES <= FAR * reach
    axes.set_ylim(0.0, 1.12 * (REPLACES if near else max(reach, LEAST)))
    axes.set_xlim(-0.6, max(len(numbers), 1) - 0.4)
    every = -(-max(len(numbers), 1) // MOST_TICKS)
    places = list(range(0, len(numbers), every))
    axes.set_xticks(places, [numbers["date"][place] for place in places])
    axes.set_ylabel("children of one exit")
    axes.set_xlabel("announced in")
    axes.locator_params(axis="y", nbins=5)
    axes.grid(axis="y", color="#e3e3e3", linewidth=0.4 * page.medium.line)
    axes.set_axisbelow(True)
    return axes


def _sentence(view: AttributionView, numbers: pd.DataFrame) -> str:
    told = "; ".join(
        f"{row['date']} {number(row['reproduction'])} {view.span(row)}"
        for row in rows_of(numbers)[:12]
    )
    return (
        f"Children of one exit from {view.the_treaty} by when it was announced, in"
        f" {view.so_many_runs} of “{view.title}”: {told or 'no exits'}."
    )
