"""Figure "mechanisms": exits without contagion, and by each term of the snowball."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from simulation.analysis.attribution.columns import WITHOUT
from simulation.figures.attribution_view import AttributionView
from simulation.figures.sheet import Sheet, sheet, widest
from simulation.figures.style import BLUE, FAINT, INK, POINTS, VERMILION
from simulation.figures.view import Drawing, rows_of

LABELS = {
    WITHOUT: WITHOUT,
    "border": "neighbours seen",
    "alliance": "allies seen",
    "peers": "peers seen",
    "exposure": "exits seen",
    "erosion": "norm eroded",
    "kindred": "kindred treaty",
    "incentive": "bloc money",
    "answer": "rivals' answer",
    "deterrence": "deterrence",
    "exits": "all exits",
}
WHOLE = (WITHOUT, "exits")


def mechanisms(view: AttributionView) -> Drawing:
    """Bars that begin where the one above ends: from those without contagion to all exits."""
    numbers = _numbers(view)
    note = (
        "Every subset of the terms was run on the same luck; a bar is a term's Shapley value,"
        " begins where the one above ends, and its thin line is the 95 % interval (none: all runs"
        " agree). Without contagion: own threat, norm, luck and dated shocks."
    )
    page = sheet(
        view.medium, f"What makes states leave {view.the_treaty}, in the model?",
        view.subtitle, note, 0.19 * len(numbers) + 0.5,
    )  # fmt: skip
    _draw(page, numbers, view)
    return Drawing(page.figure, numbers, _sentence(view, numbers))


def _numbers(view: AttributionView) -> pd.DataFrame:
    """From those without contagion to all exits: term, label, exits, low, high, begins."""
    table = view.tables["mechanisms"]
    table = table[table["term"] != "snowball"].reset_index(drop=True)
    ends = table["exits"].cumsum()
    begins = ends - table["exits"]
    begins[table["term"].isin(WHOLE)] = 0.0
    return pd.DataFrame(
        {
            "term": table["term"],
            "label": [LABELS.get(term, term) for term in table["term"]],
            "exits": table["exits"],
            "low": table["low"],
            "high": table["high"],
            "begins": begins,
        }
    )


def _draw(page: Sheet, numbers: pd.DataFrame, view: AttributionView) -> None:
    axes = _axes(page, numbers)
    thin = 0.8 * view.medium.line
    for height, row in enumerate(rows_of(numbers)):
        colour = BLUE if row["term"] in WHOLE else VERMILION
        begins = row["begins"]
        axes.barh(height, row["exits"], left=begins, height=0.62, color=colour, linewidth=0.0)
        axes.plot([begins + row["low"], begins + row["high"]], [height, height], color=INK,
                  linewidth=thin)  # fmt: skip
        axes.text(1.02, height, _number(row), ha="left", va="center_baseline",
                  size=page.medium.small, transform=axes.get_yaxis_transform())  # fmt: skip
    ends = (numbers["begins"] + numbers["exits"]).tolist()
    for height, end in enumerate(ends[:-1]):
        axes.plot([end, end], [height, height + 1], color=FAINT, linewidth=0.4 * view.medium.line)


def _number(row: dict[str, Any]) -> str:
    if 0.0 < abs(row["exits"]) < 0.005:
        return "< 0.01"
    return f"{row['exits']:.2f}" if row["term"] in WHOLE else f"{row['exits']:+.2f}"


def _axes(page: Sheet, numbers: pd.DataFrame) -> Axes:
    room, small = page.medium.text / POINTS, page.medium.small
    left = page.left + widest(numbers["label"].tolist(), small) + 0.9 * room
    right = page.right - widest(["+88.88"], small) - 0.4 * room
    axes = page.axes(left, page.bottom + 3.0 * room, right, page.top - 0.3 * room)
    axes.set_yticks(range(len(numbers)), numbers["label"].tolist(), size=small)
    axes.set_ylim(len(numbers) - 0.4, -0.6)
    ends = numbers["begins"] + numbers["high"].fillna(numbers["exits"])
    axes.set_xlim(0.0, max(0.1, 1.03 * float(ends.max())))
    axes.set_xlabel("exits in a run (mean)")
    axes.tick_params(axis="y", length=0, pad=0.5 * page.medium.text)
    axes.locator_params(axis="x", nbins=6)
    return axes


def _sentence(view: AttributionView, numbers: pd.DataFrame) -> str:
    told = "; ".join(
        f"{row['label']} {row['exits']:.2f} {view.span(row)}" for row in rows_of(numbers)
    )
    return (
        f"Exits from {view.the_treaty} in a run of the model, shared out by what made them under"
        f" its assumptions, in {view.so_many_runs} of “{view.title}”: {told}. Without contagion:"
        " own threat, norm, luck and dated shocks together."
    )
