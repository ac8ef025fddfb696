"""Every figure of a finished attribution: drawn, or written beside its numbers and its words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from simulation.analysis.attribution.folder import open_attribution
from simulation.figures.attribution_genealogy import genealogy
from simulation.figures.attribution_mechanisms import mechanisms
from simulation.figures.attribution_multipliers import multipliers
from simulation.figures.attribution_network import influence
from simulation.figures.attribution_reproduction import reproduction
from simulation.figures.attribution_view import Attributed, AttributionView, attribution_view
from simulation.figures.draw import write
from simulation.figures.style import MEDIA, look
from simulation.figures.view import COVERAGE, Drawing
from simulation.scenario.faults import InputFault, did_you_mean

FIGURES: Mapping[str, Callable[[AttributionView], Drawing]] = {
    "influence": influence,
    "multipliers": multipliers,
    "mechanisms": mechanisms,
    "genealogy": genealogy,
    "reproduction": reproduction,
}
"""Every figure by the name of its file."""


def drawing(found: Attributed, name: str, size: str = "print") -> Drawing:
    """One figure of a finished attribution, with its numbers and its sentence.

    name: a key of ``FIGURES``.  size: "print" (8 cm wide) or "screen" (a slide).  Raises InputFault
    for any other word.
    """
    for what, given, allowed in (("figure", name, FIGURES), ("size", size, MEDIA)):
        if given not in allowed:
            hint = did_you_mean(given, allowed)
            raise InputFault(f"figures: unknown {what} {given!r}: {', '.join(allowed)}{hint}")
    medium = MEDIA[size]
    with look(medium):
        view = attribution_view(found, medium)
        drawn = FIGURES[name](view)
    return replace(drawn, words=f"{drawn.words} {view.caution} {COVERAGE}")


def draw(folder: Path, formats: Sequence[str] = ("png", "svg"), size: str = "print") -> list[Path]:
    """Draw every figure of an attribution's folder into its ``figures/``; returns the files.

    Each is one picture in each format, its numbers as CSV and its alternative text.
    """
    found = open_attribution(folder)
    written: list[Path] = []
    for name in FIGURES:
        drawn = drawing(found, name, size)
        written += write(drawn, folder / "figures" / name, formats, MEDIA[size])
    return written
