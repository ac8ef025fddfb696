"""Figures as a report shows them: drawn anew from the tables, each in the file itself."""

import base64
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from simulation.analysis.attribution.folder import Attribution
from simulation.analysis.comparison import Comparison
from simulation.analysis.sensitivity.answer import Found
from simulation.figures import attribution
from simulation.figures.comparison import forests
from simulation.figures.draw import drawings
from simulation.figures.style import PRINT, in_bytes
from simulation.figures.view import Drawing
from simulation.report.finished import Finished

LARGEST = 300_000
"""Bytes: larger drawings, the maps, are shown as pixels, which are fewer."""

DOTS = 96
"""Pixels of an inch in a browser."""


class Picture(NamedTuple):
    """One figure."""

    name: str
    """Stem of its files in ``figures/``."""
    source: str
    """All of it, as a data address."""
    words: str
    """Alternative text."""
    width: int
    height: int
    """Pixels at 8 cm, the width for which figures are made."""


def pictures(found: Finished) -> list[Picture]:
    """Every figure that is drawn of a result unasked, the main one first."""
    return [_picture(stem, drawn) for stem, drawn in _drawings(found)]


def _drawings(found: Finished) -> Iterable[tuple[str, Drawing]]:
    if isinstance(found, Comparison):
        return forests(found)
    if isinstance(found, Attribution):
        return _of_attribution(found)
    return drawings(found.record if isinstance(found, Found) else found)


def _of_attribution(found: Attribution) -> Iterator[tuple[str, Drawing]]:
    for name in attribution.FIGURES:
        yield name, attribution.drawing(found, name)


def _picture(stem: str, drawn: Drawing) -> Picture:
    kind, data = "svg+xml", in_bytes(drawn.figure, "svg", PRINT)
    if len(data) > LARGEST:
        kind, data = "png", in_bytes(drawn.figure, "png", PRINT)
    wide, high = (round(DOTS * inches) for inches in drawn.figure.get_size_inches())
    code = base64.b64encode(data).decode()
    return Picture(stem, f"data:image/{kind};base64,{code}", drawn.words, wide, high)
