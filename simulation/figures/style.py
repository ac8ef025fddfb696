"""The one visual language: media, colours, type and files that are the same byte for byte."""

import io
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

INK = "#262626"
"""Text and axes."""
FAINT = "#7a7a7a"
"""Secondary lines and notes: 4.3 to 1 on white, still readable in print."""
BLUE = "#0072b2"
"""What usually happens.  This and the next two: Okabe and Ito (2008), Color Universal Design."""
VERMILION = "#d55e00"
"""What the reader looks for: a cascade, a state that left on record."""
ORANGE = "#e69f00"
"""Means and other single values laid over an area."""
GREY = "#d4d4d4"
"""States that are no part of the question."""
SEA = "#f1f5f8"
"""Oceans."""
CHANCES = "YlOrBr"
"""Chance of leaving: ColorBrewer's sequential scheme, safe for colour-blind readers, pale to dark;
its browns stay apart from the greys of states outside the treaty."""

FAMILY = "DejaVu Sans"
"""Comes with matplotlib, so every machine measures and draws the same letters."""

POINTS = 72.0
"""Typographic points in an inch."""


@dataclass(frozen=True)
class Medium:
    """Where a figure is seen: lengths in inches, type in points."""

    name: str
    width: float
    height: float | None
    """None: as tall as its content wants."""
    dpi: int
    title: float
    text: float
    small: float
    """Notes and tick labels, never less than 6 points as printed."""
    line: float
    """Width of a data line; thinner lines are fractions of it."""
    margin: float
    note_lines: int
    """Longer notes end in an ellipsis; the result folder holds the full text."""

    @property
    def inner(self) -> float:
        """Width between the margins, inches."""
        return self.width - 2 * self.margin


PRINT = Medium("print", 3.15, None, 300, 8.5, 7.0, 6.0, 1.1, 0.08, 9)
"""One column of a journal: 8 cm, printed at its own size."""
SCREEN = Medium("screen", 12.8, 7.2, 150, 26.0, 18.0, 15.0, 3.0, 0.35, 5)
"""A slide of 16 to 9: its smallest letters are a fortieth of its height, readable at the back."""
MEDIA: Mapping[str, Medium] = {medium.name: medium for medium in (PRINT, SCREEN)}

PROGRAM_SETTINGS = ("backend", "interactive", "toolbar", "webagg", "keymap", "date.epoch", "tk.")
"""Settings of the caller's program, not of the look: left as they are."""


def look(medium: Medium) -> AbstractContextManager[None]:
    """Within it matplotlib draws in the house's style; afterwards all is as it was before."""
    return mpl.rc_context(_style(medium))


@cache
def _style(medium: Medium) -> Any:  # noqa: ANN401
    """Settings: matplotlib's own defaults, then the house's.

    Starting from the defaults keeps a reader's own matplotlibrc out of the figure.
    """
    given = {
        key: value
        for key, value in mpl.rcParamsDefault.items()
        if not key.startswith(PROGRAM_SETTINGS) and not key.startswith("_")
    }
    return {**given, **_type(medium), **_lines(medium), **_files(medium)}


def _type(medium: Medium) -> dict[str, Any]:
    sizes = {"axes.labelsize": medium.text, "axes.titlesize": medium.text}
    ticks = {"xtick.labelsize": medium.small, "ytick.labelsize": medium.small}
    colours = {"text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK}
    family = {"font.family": FAMILY, "font.size": medium.text, "legend.fontsize": medium.text}
    return {**sizes, **ticks, **colours, **family, "text.parse_math": False}


def _lines(medium: Medium) -> dict[str, Any]:
    thin = 0.5 * medium.line
    ticks = {f"{axis}tick.major.{key}": thin for axis in "xy" for key in ("width",)}
    spines = {"axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": INK}
    widths = {"axes.linewidth": thin, "lines.linewidth": medium.line, "hatch.linewidth": 0.3 * thin}
    lengths = {f"{axis}tick.major.size": 0.35 * medium.small for axis in "xy"}
    return {**ticks, **spines, **widths, **lengths, "legend.frameon": False}


def _files(medium: Medium) -> dict[str, Any]:
    # A fixed salt gives SVG the same identifiers each time; letters as outlines look alike
    # on machines without the fonts.
    salt = {"svg.hashsalt": "snowball", "svg.fonttype": "path", "pdf.fonttype": 42}
    return {**salt, "savefig.dpi": medium.dpi, "figure.dpi": medium.dpi}


UNDATED: Mapping[str, Mapping[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""Formats we write; what would tie a file to a day or to a version of the software is left out."""


def save(figure: Figure, path: Path, kind: str, medium: Medium) -> None:
    """Write the figure as ``kind`` (a key of ``UNDATED``): the same bytes for the same figure."""
    path.write_bytes(in_bytes(figure, kind, medium))


def in_bytes(figure: Figure, kind: str, medium: Medium) -> bytes:
    """The file that ``save`` writes."""
    held = io.BytesIO()
    with look(medium):
        figure.savefig(held, format=kind, dpi=medium.dpi, metadata=dict(UNDATED[kind]))
    return held.getvalue()


def text_width(words: str, points: float, bold: bool = False) -> float:
    """Width of one line of text, inches."""
    letters = FontProperties(family=FAMILY, weight="bold" if bold else "normal", size=points)
    width, _, _ = text_to_path.get_text_width_height_descent(words, letters, ismath=False)
    return float(width) / POINTS


def wrapped(
    words: str, inches: float, points: float, bold: bool = False, most: int = 99
) -> list[str]:
    """Text in lines no wider than ``inches``; beyond ``most`` lines it ends in an ellipsis.

    A word wider than a line is broken between letters; a per cent sign stays with its number.

    >>> wrapped("a guarantee in doubt", 0.6, 7.0)
    ['a guarantee', 'in doubt']
    >>> wrapped("one two three", 0.2, 7.0, most=2)
    ['one', 't…']
    """
    lines: list[str] = []
    for word in filter(None, re.split(r"[ \n\t]+", words.replace(" %", "\u00a0%"))):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, points, bold) <= inches:
            lines[-1] = longer
        else:
            lines.extend(_broken(word, inches, points, bold))
    if len(lines) > most:
        lines = [*lines[: most - 1], _shortened(lines[most - 1], inches, points, bold)]
    return lines


def _broken(word: str, inches: float, points: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, points, bold) > inches:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _shortened(line: str, inches: float, points: float, bold: bool = False) -> str:
    while len(line) > 1 and text_width(line + "…", points, bold) > inches:
        line = line[:-1]
    return line.rstrip() + "…"


def shortened(words: str, inches: float, points: float) -> str:
    """The text itself where it fits into ``inches``, otherwise its beginning and an ellipsis."""
    fits = text_width(words, points) <= inches
    return words if fits else _shortened(words, inches, points)
