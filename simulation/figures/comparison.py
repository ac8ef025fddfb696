"""Every figure of a finished comparison: drawn, or written beside its numbers and its words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from simulation.analysis.comparison import Comparison, open_comparison
from simulation.figures.draw import checked, one_of, write
from simulation.figures.forest import OUTCOMES, forest
from simulation.figures.style import MEDIA, look
from simulation.figures.view import COVERAGE, Drawing, caution_of

MAIN = "exits"
FIGURES = {("forest" if one == MAIN else f"forest-{one}"): one for one in OUTCOMES}
"""Every figure by the name of its file, and the outcome that it shows."""


def forest_drawing(
    found: Comparison | Sequence[Comparison],
    treaty: str | None = None,
    outcome: str = MAIN,
    size: str = "print",
) -> Drawing:
    """What each scenario of a comparison changes, in order: the figure, its numbers, its words.

    found: one comparison, or several with one base.  treaty: None: the first.  outcome: a key of
    ``forest.OUTCOMES``.  Raises InputFault for any other word.
    """
    medium = MEDIA[one_of("size", size, tuple(MEDIA))]
    several = [found] if isinstance(found, Comparison) else list(found)
    with look(medium):
        drawn = forest(several, treaty, outcome, medium)
    told = several[0].manifest
    caution = caution_of(told["scenarios"][told["base"]])
    return replace(drawn, words=f"{drawn.words} {caution} {COVERAGE}")


def draw_forest(
    into: Path,
    found: Comparison | Sequence[Comparison],
    formats: Sequence[str] = ("png", "svg"),
    size: str = "print",
    names: Sequence[str] = ("forest",),
) -> list[Path]:
    """Draw forests of each treaty into a folder; returns the files written.

    names: keys of ``FIGURES``.  Raises InputFault for an unknown figure, format or size.
    """
    medium = checked(formats, size)
    for name in names:
        one_of("figure", name, tuple(FIGURES))
    return [
        path
        for stem, drawn in forests(found, size, names)
        for path in write(drawn, into / stem, formats, medium)
    ]


def forests(
    found: Comparison | Sequence[Comparison],
    size: str = "print",
    names: Sequence[str] = ("forest",),
) -> Iterator[tuple[str, Drawing]]:
    """Forests of each treaty by the stem of their files; names: keys of ``FIGURES``."""
    first = found if isinstance(found, Comparison) else next(iter(found))
    codes = [one["treaty"] for one in first.manifest["treaties"]]
    for name in names:
        for code in codes:
            stem = name if code == codes[0] else f"{name}-{code}"
            yield stem, forest_drawing(found, code, FIGURES[name], size)


def draw(
    folder: Path,
    formats: Sequence[str] = ("png", "svg"),
    size: str = "print",
    names: Sequence[str] | None = None,
    into: Path | None = None,
) -> list[Path]:
    """Draw figures of a comparison's folder again, running nothing; returns the files written.

    names: which (None: the forest of exits).  into: where to (None: its own ``figures/``).  Raises
    InputFault for a folder without a comparison and for an unknown figure, format or size.
    """
    checked(formats, size)
    found = open_comparison(folder)
    return draw_forest(into or folder / "figures", found, formats, size, names or ("forest",))
