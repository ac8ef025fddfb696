"""Figure "morris": what each key does over its range, and whether it does so everywhere."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from simulation.analysis.sensitivity.morris import Effects, KeyEffect
from simulation.figures.ranked import Panel, Words, panels_of, ranked, two_bars
from simulation.figures.style import INK
from simulation.figures.sweep_view import SweepView
from simulation.figures.view import Drawing, number

OUTCOMES = (("exits", "exits (states)"), ("cascade", "cascade (% of runs)"))
SCALE = {"exits": 1.0, "cascade": 100.0}
NOTE = "Effects of a key over its whole range; + more, − fewer, ± both. Luck is taken off."


def morris(view: SweepView) -> Drawing:
    """Size and spread of the effects on exits and on a cascade, the largest on top."""
    both = panels_of(view, OUTCOMES)
    words = Words(
        f"Which assumption moves exits from {view.the_treaty}?",
        ("size of its effect", "spread from place to place"),
        NOTE,
        _sentence(view, both[0]),
    )

    def draw(axes: Axes, panel: Panel, rows: Mapping[str, int]) -> None:
        """The bars of one outcome, each key's sign behind its first bar."""
        scale = SCALE[panel.outcome]
        for one in panel.found.keys if isinstance(panel.found, Effects) else ():
            if one.key in rows:
                two_bars(axes, rows[one.key], one.size, one.spread, scale, view)
                _sign(axes, rows[one.key], one, scale, view)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
        axes.margins(x=0.16)
        axes.set_xlim(left=0.0)

    return ranked(view, both, words, draw)


def _sign(axes: Axes, place: int, one: KeyEffect, scale: float, view: SweepView) -> None:
    axes.annotate(
        sign_of(one), (scale * max(one.size.value, one.size.high), place - 0.2), (2, 0),
        textcoords="offset points", size=view.medium.small, color=INK, va="center",
    )  # fmt: skip


def sign_of(one: KeyEffect) -> str:
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
    )
