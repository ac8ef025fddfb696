"""Figure "sobol": how much of the variance each key decides, by itself and with others."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from simulation.analysis.sensitivity.sobol import Indices
from simulation.figures.ranked import Panel, Words, panels_of, ranked, two_bars
from simulation.figures.sweep_view import SweepView
from simulation.figures.view import Drawing, percent

OUTCOMES = (("exits", "% of exits"), ("cascade", "% of a cascade"))
RIGHT = 118.0
"""Where the axis ends, in per cent, unless an interval goes further: the words below 100 and the
next panel's 0 keep apart."""


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
        right = max([RIGHT, *(100.0 * one.total.high + 4.0 for one in shown)])
        axes.set(xlim=(-2.0, right), xticks=[0, 50, 100])

    return ranked(view, both, words, draw)


def _note(both: Sequence[Panel]) -> str:
    flat = [one.outcome for one in both if isinstance(one.found, Indices) and one.found.flat]
    silent = (
        f" No share is told of {' and '.join(flat)}: points differ by luck only." if flat else ""
    )
    what = "Shares of the variance of means over luck; “with others” overlap, and add up to more."
    return f"{what}{silent}"


def _sentence(view: SweepView, panel: Panel) -> str:
    told = "; ".join(
        f"{one.key}: {percent(one.first.value)} by itself, {percent(one.total.value)} with others"
        for one in (panel.found.keys[:5] if isinstance(panel.found, Indices) else ())
    )
    return (
        f"Sobol indices of exits from {view.the_treaty} and of a cascade over"
        f" {view.so_many_runs} of “{view.title}”. Of the variance of exits: {told}."
    )
