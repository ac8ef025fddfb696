"""Figure "sobol": how much of the variance each key decides, by itself and with others."""

import math
from collections.abc import Iterable, Mapping, Sequence

from matplotlib.axes import Axes

from simulation.analysis.sensitivity.sobol import Indices, KeyIndex
from simulation.figures.ranked import Panel, Words, panels_of, ranked, two_bars
from simulation.figures.style import INK
from simulation.figures.sweep_view import SweepView
from simulation.figures.view import Drawing, percent

OUTCOMES = (("exits", "% of exits"), ("cascade", "% of a cascade"))
LEFT, RIGHT = -2.0, 118.0
"""Where the axis begins and ends, in per cent, unless an interval goes further: the words below 100
and the next panel's 0 keep apart."""
FURTHEST = (-200.0, 300.0)
"""However far an interval goes, so that the others can be seen beside it."""
BEYOND = 4.0
"""Per cent that the axis goes on behind the furthest end of an interval."""


def sobol(view: SweepView) -> Drawing:
    """Shares of variance of exits and of a cascade, the key that decides most of exits on top."""
    both = panels_of(view, OUTCOMES)
    words = Words(
        f"Which assumption decides exits from {view.the_treaty}?",
        ("decided by itself", "together with others"),
        _note(both),
        _sentence(view, both[0]),
    )

    def draw(axes: Axes, panel: Panel, rows: Mapping[str, int]) -> None:
        """The bars of one outcome; none where points differ by luck only."""
        found = panel.found
        told = found.keys if isinstance(found, Indices) and not found.flat else ()
        shown = [one for one in told if one.key in rows]
        for one in shown:
            two_bars(axes, rows[one.key], one.first, one.total, 100.0, view)
        left, right = _limits(shown)
        axes.set(xlim=(left, right), xticks=_ticks(left, right))
        if left < LEFT:
            axes.axvline(0.0, color=INK, lw=0.5 * view.medium.line, zorder=0)

    return ranked(view, both, words, draw)


def _ends(shown: Iterable[KeyIndex]) -> list[float]:
    """Ends of all intervals, in per cent; those that no sample gives are left out."""
    ends = (end for one in shown for share in (one.first, one.total) for end in share)
    return [100.0 * end for end in ends if math.isfinite(end)]


def _limits(shown: Iterable[KeyIndex]) -> tuple[float, float]:
    """Where the axis begins and ends: behind every interval, but within ``FURTHEST``."""
    ends = _ends(shown)
    left = min([LEFT, *(end - BEYOND for end in ends if end < 0.0)])
    right = max([RIGHT, *(end + BEYOND for end in ends)])
    return max(left, FURTHEST[0]), min(right, FURTHEST[1])


def _ticks(left: float, right: float) -> list[int]:
    """Every 50 %, or every 100 % on an axis too long for that."""
    step = 50 if right - left < 180.0 else 100
    return list(range(-step * int(-left // step), int(right) + 1, step))


def _beyond(both: Sequence[Panel]) -> str:
    """That intervals go further than the axis, where one does."""
    found = [one.found for one in both if isinstance(one.found, Indices) and not one.found.flat]
    ends = [end for one in found for end in _ends(one.keys)]
    cut = any(not FURTHEST[0] <= end <= FURTHEST[1] for end in ends)
    return (
        " Intervals that go on to the edge go beyond it; the CSV holds their ends." if cut else ""
    )


def _note(both: Sequence[Panel]) -> str:
    flat = [one.outcome for one in both if isinstance(one.found, Indices) and one.found.flat]
    silent = (
        f" No share is told of {' and '.join(flat)}: points differ by luck only." if flat else ""
    )
    what = "Shares of the variance of means over luck; “with others” overlap, and add up to more."
    return f"{what}{silent}{_beyond(both)}"


def _sentence(view: SweepView, panel: Panel) -> str:
    told = "; ".join(
        f"{one.key}: {percent(one.first.value)} by itself, {percent(one.total.value)} with others"
        for one in (panel.found.keys[:5] if isinstance(panel.found, Indices) else ())
    )
    return (
        f"Sobol indices of exits from {view.the_treaty} and of a cascade over"
        f" {view.so_many_runs} of “{view.title}”. Of the variance of exits: {told}."
    )
