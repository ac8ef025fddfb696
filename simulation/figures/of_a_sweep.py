"""Which figures a sweep has, by its design."""

from collections.abc import Callable, Mapping

from simulation.figures.curve import curve
from simulation.figures.phase import phase
from simulation.figures.scatter import scatter, scatter_cascade
from simulation.figures.sweep_view import SweepView
from simulation.figures.tornado import has_base, tornado
from simulation.figures.view import Drawing

OF_A_SWEEP: Mapping[str, Callable[[SweepView], Drawing]] = {
    "curve": curve,
    "phase": phase,
    "tornado": tornado,
    "scatter": scatter,
    "scatter_cascade": scatter_cascade,
}
"""Every figure of a sweep by the name of its file."""


def fitting(view: SweepView) -> tuple[str, ...]:
    """Names of the figures that a design has, the main one first."""
    if len(view.axes) == 1:
        return ("curve",)
    if view.method == "grid" and len(view.axes) == 2:
        return ("phase",)
    if view.method == "one-at-a-time" and has_base(view):
        return ("tornado",)
    return ("scatter", "scatter_cascade")
