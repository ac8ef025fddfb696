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
from simulation.figures.draw import checked, one_of, write
from simulation.figures.style import look
from simulation.figures.view import COVERAGE, Drawing

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
    one_of("figure", name, tuple(FIGURES))
    medium = checked((), size)
    with look(medium):
        view = attribution_view(found, medium)
        drawn = FIGURES[name](view)
    return replace(drawn, words=f"{drawn.words} {view.caution} {COVERAGE}")


def draw(
    folder: Path,
    formats: Sequence[str] = ("png", "svg"),
    size: str = "print",
    names: Sequence[str] | None = None,
    into: Path | None = None,
) -> list[Path]:
    """Draw figures of an attribution's folder; returns the files.

    names: which (None: every one of ``FIGURES``).  into: where to (None: its own ``figures/``).
    Each is one picture in each format, its numbers as CSV and its alternative text.  Raises
    InputFault for a folder without an attribution and for an unknown figure, format or size.
    """
    medium = checked(formats, size)
    found = open_attribution(folder)
    drawn = {name: drawing(found, name, size) for name in names or FIGURES}
    return [
        path
        for name, one in drawn.items()
        for path in write(one, (into or folder / "figures") / name, formats, medium)
    ]
