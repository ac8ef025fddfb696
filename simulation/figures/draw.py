"""Every figure of a finished result: drawn, or written beside its numbers and its words."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from matplotlib.figure import Figure

from simulation.figures.exits_over_time import exits_over_time
from simulation.figures.outcomes import outcomes
from simulation.figures.sheet import COVERAGE
from simulation.figures.states import states
from simulation.figures.style import MEDIA, UNDATED, Medium, look, save
from simulation.figures.view import Drawing, Tables, View, treaties_of, view_of
from simulation.figures.world_map import world_map
from simulation.outcomes.records import open_record
from simulation.scenario.faults import InputFault, did_you_mean

FIGURES: Mapping[str, Callable[[View], Drawing]] = {
    "outcomes": outcomes,
    "exits_over_time": exits_over_time,
    "states": states,
    "map": world_map,
}
"""Every figure by the name of its file."""

FORMATS = tuple(UNDATED)


def figure(tables: Tables, name: str, treaty: str | None = None, size: str = "print") -> Figure:
    """One figure of a finished result, as a matplotlib Figure.

    ``name`` is a key of ``FIGURES``, ``treaty`` a treaty of the result (None: the first), ``size``
    "print" (8 cm wide) or "screen" (a slide).  Raises InputFault for any other word, and for the
    map of a made-up world.
    """
    return drawing(tables, name, treaty, size).figure


def drawing(tables: Tables, name: str, treaty: str | None = None, size: str = "print") -> Drawing:
    """``figure`` together with its numbers and its sentence."""
    _one_of("figure", name, tuple(FIGURES))
    medium = MEDIA[_one_of("size", size, tuple(MEDIA))]
    with look(medium):
        view = view_of(tables, treaty, medium)
        drawn = FIGURES[name](view)
    return replace(drawn, words=f"{drawn.words} {view.caution} {COVERAGE}")


def draw(folder: Path, formats: Sequence[str] = ("png", "svg"), size: str = "print") -> list[Path]:
    """Draw every figure of a result folder into its ``figures/``; returns the files written.

    Each figure of the first treaty is ``NAME``, of a further one ``NAME-TREATY``: one picture in
    each format, its numbers as CSV and its alternative text.  Files appear whole or not at all.
    Raises InputFault for a folder without a result and for an unknown format or size.
    """
    for one in formats:
        _one_of("format", one, FORMATS)
    medium = MEDIA[_one_of("size", size, tuple(MEDIA))]
    tables = open_record(folder)
    into = folder / "figures"
    written: list[Path] = []
    for stem, name, treaty in _wanted(tables):
        drawn = drawing(tables, name, treaty, size)
        written += write(drawn, into / stem, formats, medium)
    return written


MOST_LISTED = 200
"""States of a made-up world up to which the likeliest leavers are drawn: among more that are much
alike, a list of the first twenty says nothing."""


def _are_many(tables: Tables) -> bool:
    return bool(tables.states.groupby(["point", "treaty"]).size().max() > MOST_LISTED)


def _wanted(tables: Tables) -> list[tuple[str, str, str]]:
    """Stem of the files, figure and treaty of every picture."""
    real = tables.manifest["scenario"]["world"].get("source", "real") == "real"
    left_out = () if real else ("map", "states") if _are_many(tables) else ("map",)
    names = [name for name in FIGURES if name not in left_out]
    treaties = treaties_of(tables)
    return [
        (name if treaty == treaties[0] else f"{name}-{treaty}", name, treaty)
        for treaty in treaties
        for name in names
    ]


def write(drawn: Drawing, stem: Path, formats: Sequence[str], medium: Medium) -> list[Path]:
    """Write one picture in each format, its numbers and its words; returns the files."""
    files: dict[str, Callable[[Path], object]] = {
        # Twelve figures: all that counts, and no 0.7000000000000001.
        "csv": lambda path: drawn.numbers.to_csv(
            path, index=False, lineterminator="\n", float_format="%.12g"
        ),
        "txt": lambda path: path.write_text(drawn.words + "\n", encoding="utf-8"),
    }
    for kind in formats:
        files[kind] = lambda path, kind=kind: save(drawn.figure, path, kind, medium)  # type: ignore[misc]
    try:
        stem.parent.mkdir(exist_ok=True)
        return [_whole(stem.with_name(f"{stem.name}.{end}"), fill) for end, fill in files.items()]
    except OSError as fault:
        raise InputFault(f"{stem.parent}: figures cannot be written here: {fault}") from None


def _whole(path: Path, fill: Callable[[Path], object]) -> Path:
    """Write a file aside, then put it in its place in one step."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        fill(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path


def _one_of(what: str, given: str, allowed: Sequence[str]) -> str:
    if given not in allowed:
        hint = did_you_mean(given, allowed)
        raise InputFault(f"figures: unknown {what} {given!r}, allowed: {', '.join(allowed)}{hint}")
    return given
