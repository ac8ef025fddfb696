"""Every figure of a finished result: drawn, or written beside its numbers and its words."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from matplotlib.figure import Figure

from simulation.figures.exits_over_time import exits_over_time
from simulation.figures.of_a_sweep import OF_A_SWEEP, fitting
from simulation.figures.outcomes import outcomes
from simulation.figures.states import states
from simulation.figures.style import MEDIA, UNDATED, Medium, look, save
from simulation.figures.sweep_view import is_sweep, sweep_view_of
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
"""Every figure of a run by the name of its file."""

FORMATS = tuple(UNDATED)


def figure(tables: Tables, name: str, treaty: str | None = None, size: str = "print") -> Figure:
    """One figure of a finished result, as a matplotlib Figure.

    ``name`` is one of ``figures_of``, ``treaty`` a treaty of the result (None: the first), ``size``
    "print" (8 cm wide) or "screen" (a slide).  Raises InputFault for any other word, and for the
    map of a made-up world.
    """
    return drawing(tables, name, treaty, size).figure


def drawing(tables: Tables, name: str, treaty: str | None = None, size: str = "print") -> Drawing:
    """``figure`` together with its numbers and its sentence."""
    _one_of("figure", name, figures_of(tables))
    medium = MEDIA[_one_of("size", size, tuple(MEDIA))]
    with look(medium):
        if is_sweep(tables):
            of_all = sweep_view_of(tables, treaty, medium)
            drawn, caution = OF_A_SWEEP[name](of_all), of_all.caution
        else:
            view = view_of(tables, treaty, medium)
            drawn, caution = FIGURES[name](view), view.caution
    return replace(drawn, words=f"{drawn.words} {caution} {drawn.coverage}")


def figures_of(tables: Tables) -> tuple[str, ...]:
    """Names of the figures that a result may have, the main one first; of a sweep by its design."""
    if is_sweep(tables):
        return fitting(sweep_view_of(tables, None, MEDIA["print"]))
    return tuple(FIGURES)


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
        written += _write(drawn, into / stem, formats, medium)
    return written


MOST_LISTED = 200
"""States of a made-up world up to which the likeliest leavers are drawn: among more that are much
alike, a list of the first twenty says nothing."""


def _are_many(tables: Tables) -> bool:
    return bool(tables.states.groupby(["point", "treaty"]).size().max() > MOST_LISTED)


def _wanted(tables: Tables) -> list[tuple[str, str, str]]:
    """Stem of the files, figure and treaty of every picture."""
    treaties = treaties_of(tables)
    return [
        (name if treaty == treaties[0] else f"{name}-{treaty}", name, treaty)
        for treaty in treaties
        for name in _names(tables)
    ]


def _names(tables: Tables) -> list[str]:
    """Figures that are drawn of a result unasked."""
    if is_sweep(tables):
        return list(figures_of(tables))
    real = tables.manifest["scenario"]["world"].get("source", "real") == "real"
    left_out = () if real else ("map", "states") if _are_many(tables) else ("map",)
    return [name for name in FIGURES if name not in left_out]


def _write(drawn: Drawing, stem: Path, formats: Sequence[str], medium: Medium) -> list[Path]:
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
