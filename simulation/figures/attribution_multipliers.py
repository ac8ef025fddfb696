"""Figure "multipliers": how many others follow each state, with its interval."""

import pandas as pd
from matplotlib.axes import Axes

from simulation.figures.attribution_view import AttributionView
from simulation.figures.letters import drawable
from simulation.figures.sheet import Sheet, sheet, widest
from simulation.figures.style import BLUE, FAINT, POINTS, shortened
from simulation.figures.view import Drawing, rows_of

SHOWN, SHOWN_ON_SCREEN = 15, 12
"""So many states, those that take most others along; a screen is only so high."""
FLATTERED = "The largest, picked afterwards, are flattered."
SAID = 5
"""So many of them are named in the alternative text."""


def multipliers(view: AttributionView) -> Drawing:
    """The states that take most others along."""
    numbers = _numbers(view)
    shown = numbers.head(SHOWN if view.medium.height is None else SHOWN_ON_SCREEN)
    note = (
        f"Each state in turn announces in {view.sent_out}, or never leaves, on the same luck;"
        f" counted are the others that ever decide to leave. {len(numbers)} states take somebody"
        f" along in some run. {FLATTERED}"
    )
    page = sheet(
        view.medium, f"Who takes others along out of {view.the_treaty}?", view.subtitle, note,
        0.155 * max(len(shown), 3) + 0.45,
    )  # fmt: skip
    _draw(page, shown, view)
    return Drawing(page.figure, numbers, _sentence(view, shown))


def _numbers(view: AttributionView) -> pd.DataFrame:
    """From the largest down: state, name, multiplier, low, high; without those who move nobody."""
    table = view.tables["multipliers"]
    moved = table[table["more"] + table["fewer"] > 0]
    ranked = moved.sort_values(["multiplier", "state"], ascending=[False, True])
    return ranked[["state", "name", "multiplier", "low", "high"]].reset_index(drop=True)


def _draw(page: Sheet, shown: pd.DataFrame, view: AttributionView) -> None:
    axes = _axes(page, shown)
    for height, row in enumerate(rows_of(shown)):
        axes.plot([row["low"], row["high"]], [height, height], color=BLUE)
        axes.plot([row["multiplier"]], [height], "o", color=BLUE,
                  markersize=3.2 * view.medium.line)  # fmt: skip
        axes.text(1.02, height, f"{row['multiplier']:+.2f}", ha="left", va="center_baseline",
                  size=page.medium.small, transform=axes.get_yaxis_transform())  # fmt: skip
    if shown.empty:
        axes.text(0.5, 0.5, "nobody moves anybody in any run", transform=axes.transAxes,
                  ha="center", color=FAINT)  # fmt: skip


def _axes(page: Sheet, shown: pd.DataFrame) -> Axes:
    room, small = page.medium.text / POINTS, page.medium.small
    names = [
        shortened(drawable(name), 0.36 * (page.right - page.left), small) for name in shown["name"]
    ]
    left = page.left + widest(names, small) + 0.9 * room
    right = page.right - widest(["+88.88"], small) - 0.4 * room
    axes = page.axes(left, page.bottom + 3.0 * room, right, page.top - 0.3 * room)
    axes.set_yticks(range(len(names)), names, size=small)
    axes.set_ylim(max(len(names), 1) - 0.3, -0.7)
    axes.set_xlabel("other states that follow")
    axes.tick_params(axis="y", length=0, pad=0.5 * page.medium.text)
    axes.grid(axis="x", color="#e3e3e3", linewidth=0.4 * page.medium.line)
    axes.set_axisbelow(True)
    axes.axvline(0.0, color=FAINT, linewidth=0.5 * page.medium.line)
    axes.locator_params(axis="x", nbins=5)
    if len(shown):
        lowest, highest = (shown[end].fillna(shown["multiplier"]) for end in ("low", "high"))
        axes.set_xlim(min(0.0, 1.05 * float(lowest.min())), max(0.1, 1.05 * float(highest.max())))
    return axes


def _sentence(view: AttributionView, shown: pd.DataFrame) -> str:
    start = (
        f"Snowball multipliers: how many other states ever decide to leave {view.the_treaty}"
        f" because one announces in {view.sent_out}, in {view.so_many_runs} of “{view.title}”. "
    )
    if shown.empty:
        return f"{start}Nobody moves anybody."
    told = [
        f"{row['name']} {row['multiplier']:+.2f} {view.span(row)}"
        for row in rows_of(shown.head(SAID))
    ]
    return f"{start}{'; '.join(told)}. {FLATTERED}"
