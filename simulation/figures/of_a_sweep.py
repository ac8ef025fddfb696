"""Which figures a sweep has, by its design."""

from collections.abc import Callable, Mapping
from functools import partial

from simulation.analysis.sensitivity.sampled import LEAST_REPLICATES
from simulation.figures.curve import curve
from simulation.figures.effects import morris
from simulation.figures.indices import sobol
from simulation.figures.phase import phase
from simulation.figures.scatter import scatter, scatter_cascade
from simulation.figures.sweep_view import SweepView
from simulation.figures.tornado import has_base, tornado
from simulation.figures.view import Drawing

OF_A_SWEEP: Mapping[str, Callable[[SweepView], Drawing]] = {
    "curve": curve,
    "phase": phase,
    "tornado": tornado,
    "sobol": sobol,
    "morris": morris,
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
    every = ("scatter", "scatter_cascade")
    return (*(name for name, fits in OF_A_DESIGN.items() if fits(view)), *every)


def _is_whole(view: SweepView, method: str) -> bool:
    """Whether a sweep has a design, every point of it, and enough runs at each."""
    runs = view.points["runs"]
    whole = len(view.points) == view.design_points and not view.failed
    return view.method == method and whole and bool(runs.min() >= LEAST_REPLICATES)


OF_A_DESIGN: Mapping[str, Callable[[SweepView], bool]] = {
    "sobol": partial(_is_whole, method="saltelli"),
    "morris": partial(_is_whole, method="morris"),
}
"""Figures of one design each, and whether a sweep can have it."""
