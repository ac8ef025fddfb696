"""Figure "influence": the strongest ties, who makes whom likelier to leave."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from simulation.figures.attribution_view import AttributionView
from simulation.figures.gazetteer import places
from simulation.figures.letters import drawable
from simulation.figures.sheet import Sheet, sheet, widest
from simulation.figures.style import FAINT, INK, POINTS, VERMILION
from simulation.figures.view import Drawing, rows_of

MOST_STATES, MOST_TIES, LABELLED = 12, 26, 6
"""Drawn at most; the strongest ties carry their number."""
PALE = "#7fb8d8"
"""The weaker ties: blue at half strength, without transparency, which prints badly."""


def influence(view: AttributionView) -> Drawing:
    """States on a ring in the order of the map, with the strongest ties as arrows."""
    numbers = _numbers(view)
    drawn = numbers[numbers["drawn"]]
    note = (
        f"Arrow: how much likelier the one at its head ever decides to leave if the one at its tail"
        f" announces in {view.sent_out}, against never leaving; per cent points on the strongest."
        f" {len(drawn)} are drawn of {len(numbers)} ties whose interval lies above zero;"
        f" of {view.possible_ties} some would by chance alone."
    )
    page = sheet(
        view.medium, f"Who tips whom out of {view.the_treaty}?", view.subtitle, note,
        view.medium.inner * 0.85,
    )  # fmt: skip
    _draw(page, drawn, view)
    return Drawing(page.figure, numbers, _sentence(view, numbers))


def _numbers(view: AttributionView) -> pd.DataFrame:
    """From the strongest down: state, other, influence, low, high (points), drawn."""
    table = view.tables["influence"]
    sure = table[table["low"] > 0.0]
    ranked = sure.sort_values(["influence", "state", "other"], ascending=[False, True, True])
    points = ranked[["state", "other"]].reset_index(drop=True)
    for column in ("influence", "low", "high"):
        points[f"{column}_points"] = 100.0 * ranked[column].to_numpy()
    return points.assign(drawn=_drawn(points)).astype({"drawn": bool})


def _drawn(ranked: pd.DataFrame) -> list[bool]:
    """The strongest ties among the first so many states that they name."""
    states: set[str] = set()
    kept: list[bool] = []
    for state, other in zip(ranked["state"], ranked["other"], strict=True):
        joins = len(states | {state, other}) <= MOST_STATES and sum(kept) < MOST_TIES
        states |= {state, other} if joins else set()
        kept.append(joins)
    return kept


def _ring(view: AttributionView, states: list[str]) -> Mapping[str, float]:
    """Each state's angle on the ring: near where it lies round their middle on the map.

    Evenly spread, in the order of the map, and turned so that they stand least astray; in a
    made-up world in the order of their names.
    """
    turn = 2.0 * math.pi / max(1, len(states))
    even = turn * np.arange(len(states))
    known = places() if view.real else {}
    if not states or not all(state in known for state in states):
        return dict(zip(sorted(states), even.tolist(), strict=True))
    at = np.array([(known[state].longitude, known[state].latitude) for state in states])
    east, north = (at - np.median(at, axis=0)).T
    angle = np.arctan2(north, east * math.cos(math.radians(float(np.median(at[:, 1])))))
    order = np.argsort(angle, kind="stable")
    turned = [float(np.cos(angle[order] - even - turn * by).sum()) for by in range(len(states))]
    begins = turn * int(np.argmax(turned))
    return {states[place]: begins + turn * n for n, place in enumerate(order.tolist())}


def _draw(page: Sheet, drawn: pd.DataFrame, view: AttributionView) -> None:
    states = sorted({*drawn["state"], *drawn["other"]})
    names = {state: drawable(view.name(state)) for state in states}
    axes, across, up = _axes(page, list(names.values()))
    ring = {
        state: (across * math.cos(angle), up * math.sin(angle))
        for state, angle in _ring(view, states).items()
    }
    strongest = float(drawn["influence_points"].max()) if len(drawn) else 1.0
    for rank, row in reversed(list(enumerate(rows_of(drawn)))):
        width = page.medium.line * (0.4 + 1.8 * row["influence_points"] / strongest)
        ends = ring[row["state"]], ring[row["other"]]
        _arrow(page, axes, ends, width, rank < LABELLED)
        if rank < LABELLED:
            _tag(page, axes, ends, f"{row['influence_points']:.0f}")
    for state, at in ring.items():
        _name(page, axes, at, names[state])
    if drawn.empty:
        axes.text(0.0, 0.0, "no interval above zero", ha="center", color=FAINT)


WIDE, NARROW, TAGGED = 0.27, -0.08, 0.3
"""Arrows bend into the ring, one way round more than the other, so that the two of a pair lie
apart; their numbers stand nearer to the tail, for the same reason."""
Point = tuple[float, float]


def _bend(ends: tuple[Point, Point]) -> float:
    (x0, y0), (x1, y1) = ends
    return NARROW if x0 * y1 - y0 * x1 > 0.0 else WIDE


def _arrow(page: Sheet, axes: Axes, ends: tuple[Point, Point], width: float, strong: bool) -> None:
    gap, head = 0.75 * page.medium.small, 0.5 * page.medium.small + width
    axes.add_patch(
        FancyArrowPatch(
            *ends, arrowstyle=f"-|>,head_length={head},head_width={0.45 * head}",
            connectionstyle=f"arc3,rad={_bend(ends)}", color=VERMILION if strong else PALE,
            linewidth=width, shrinkA=gap, shrinkB=gap, mutation_scale=1.0,
            zorder=3.0 if strong else 2.0,
        )
    )  # fmt: skip


def _tag(page: Sheet, axes: Axes, ends: tuple[Point, Point], words: str) -> None:
    """A number on a bent arrow: a quadratic curve, its middle drawn aside."""
    (x0, y0), (x1, y1) = ends
    t, u = TAGGED, 1.0 - TAGGED
    bend = _bend(ends)
    aside = (x0 + x1) / 2.0 + bend * (y1 - y0), (y0 + y1) / 2.0 - bend * (x1 - x0)
    x, y = (
        u * u * begin + 2.0 * t * u * middle + t * t * end
        for begin, middle, end in zip(ends[0], aside, ends[1], strict=True)
    )
    axes.text(x, y, words, size=page.medium.small, color=VERMILION, weight="bold", ha="center",
              va="center", zorder=5.0,
              bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4})  # fmt: skip


def _name(page: Sheet, axes: Axes, at: Point, words: str) -> None:
    """A dot, and the name outside it."""
    (x, y), gap = at, 0.6 * page.medium.text / POINTS
    axes.plot([x], [y], "o", color=INK, markersize=3.4 * page.medium.line, zorder=4.0)
    beside = abs(x) > 0.15 * (page.right - page.left) or abs(y) < gap
    side = "center" if not beside else "left" if x > 0.0 else "right"
    x, y = (x + math.copysign(gap, x), y) if beside else (x, y + math.copysign(gap, y))
    axes.text(x, y, words, size=page.medium.text, ha=side, zorder=6.0,
              va="center" if beside else "bottom" if y > 0.0 else "top")  # fmt: skip


def _axes(page: Sheet, names: list[str]) -> tuple[Axes, float, float]:
    """Axes in inches from their middle, and the half axes of the ring."""
    wide, high = page.right - page.left, page.top - page.bottom
    room = widest(names, page.medium.text) + 0.9 * page.medium.text / POINTS
    axes = page.axes(page.left, page.bottom, page.right, page.top)
    axes.set_xlim(-0.5 * wide, 0.5 * wide)
    axes.set_ylim(-0.5 * high, 0.5 * high)
    axes.set_axis_off()
    up = 0.5 * high - 2.0 * page.medium.text / POINTS
    return axes, min(max(0.3, 0.5 * wide - room), 1.7 * up), up


def _sentence(view: AttributionView, numbers: pd.DataFrame) -> str:
    told = "; ".join(
        f"{view.name(row['state'])} on {view.name(row['other'])} {row['influence_points']:.0f}"
        f" ({row['low_points']:.0f} to {row['high_points']:.0f})"
        for row in rows_of(numbers.head(8))
    )
    return (
        f"By how many points one state's announcement in {view.sent_out} raises another's chance"
        f" ever to leave {view.the_treaty}, in {view.so_many_runs} of “{view.title}”:"
        f" {told or 'none'}. {len(numbers)} intervals lie above zero; of {view.possible_ties}"
        " ties some would by chance alone."
    )
