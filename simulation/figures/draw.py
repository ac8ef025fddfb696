"""Every figure of a finished result: drawn, or written beside its numbers and its words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from simulation.figures.chance_by_date import chance_by_date
from simulation.figures.exits_over_time import exits_over_time
from simulation.figures.of_a_sweep import OF_A_SWEEP, fitting
from simulation.figures.outcomes import outcomes
from simulation.figures.states import states
from simulation.figures.style import MEDIA, UNDATED, Medium, look, save
from simulation.figures.survival import survival
from simulation.figures.sweep_view import is_sweep, sweep_view_of
from simulation.figures.threat_and_norm import threat_and_norm
from simulation.figures.view import (
    Drawing,
    Tables,
    View,
    treaties_of,
    view_of,
)
from simulation.figures.world_map import world_map
from simulation.outcomes.records import Record, open_record
from simulation.outcomes.single_files import Fill, as_csv, write_files
from simulation.outcomes.with_data import record_with_data
from simulation.scenario.faults import InputFault, did_you_mean

FIGURES: Mapping[str, Callable[[View], Drawing]] = {
    "outcomes": outcomes,
    "exits_over_time": exits_over_time,
    "states": states,
    "map": world_map,
}
"""Every figure of a run by the name of its file."""

FURTHER: Mapping[str, Callable[[View, Record], Drawing]] = {
    "survival": survival,
    "chance_by_date": chance_by_date,
    "threat_and_norm": threat_and_norm,
}
"""Figures that need the exits of every run; drawn when they are asked for."""

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
    one_of("figure", name, figures_of(tables))
    medium = MEDIA[one_of("size", size, tuple(MEDIA))]
    with look(medium):
        if is_sweep(tables):
            of_all = sweep_view_of(tables, treaty, medium)
            drawn, caution = OF_A_SWEEP[name](of_all), of_all.caution
        else:
            view = view_of(tables, treaty, medium)
            drawn = FIGURES[name](view) if name in FIGURES else _further(view, tables, name)
            caution = view.caution
    return replace(drawn, words=f"{drawn.words} {caution} {drawn.coverage}")


def figures_of(tables: Tables) -> tuple[str, ...]:
    """Names of the figures that a result may have, the main one first; of a sweep by its design."""
    if is_sweep(tables):
        return fitting(sweep_view_of(tables, None, MEDIA["print"]))
    return (*FIGURES, *FURTHER)


def _further(view: View, tables: Tables, name: str) -> Drawing:
    if not isinstance(tables, Record):
        raise InputFault(f"figures: {name} wants a whole result, with the exits of every run")
    return FURTHER[name](view, tables)


def draw(
    folder: Path,
    formats: Sequence[str] = ("png", "svg"),
    size: str = "print",
    names: Sequence[str] | None = None,
    into: Path | None = None,
    data: Path | str | None = None,
) -> list[Path]:
    """Draw figures of a result folder; returns the files written.

    names: which (None: every one of ``FIGURES``).  into: where to (None: the result's own
    ``figures/``).  Each figure of the first treaty is ``NAME``, of a further one ``NAME-TREATY``:
    one picture in each format, its numbers as CSV and its alternative text.  data: the folder in
    which the data files of its scenario lie, which ``FURTHER`` may ask for.  Files appear whole or
    not at all.  Raises InputFault for a folder without a result and for an unknown figure, format
    or size.
    """
    medium = checked(formats, size)
    tables = open_record(folder) if data is None else record_with_data(folder, data)
    for name in names or ():
        one_of("figure", name, figures_of(tables))
    written: list[Path] = []
    for stem, drawn in drawings(tables, size, names):
        written += write(drawn, (into or folder / "figures") / stem, formats, medium)
    return written


def drawings(
    tables: Tables, size: str = "print", names: Sequence[str] | None = None
) -> Iterator[tuple[str, Drawing]]:
    """Figures of a result by the stem of their files; names: as for ``draw``."""
    for stem, name, treaty in _wanted(tables, names):
        yield stem, drawing(tables, name, treaty, size)


def checked(formats: Sequence[str], size: str) -> Medium:
    """The medium of a size; InputFault for an unknown format or size."""
    for one in formats:
        one_of("format", one, FORMATS)
    return MEDIA[one_of("size", size, tuple(MEDIA))]


MOST_LISTED = 200
"""States of a made-up world up to which the likeliest leavers are drawn: among more that are much
alike, a list of the first twenty says nothing."""


def _are_many(tables: Tables) -> bool:
    return bool(tables.states.groupby(["point", "treaty"]).size().max() > MOST_LISTED)


def _wanted(tables: Tables, given: Sequence[str] | None) -> list[tuple[str, str, str]]:
    """Stem of the files, figure and treaty of every picture; given: names asked for."""
    treaties = treaties_of(tables)
    return [
        (name if treaty == treaties[0] else f"{name}-{treaty}", name, treaty)
        for treaty in treaties
        for name in given or _names(tables)
    ]


def _names(tables: Tables) -> list[str]:
    """Figures that are drawn of a result unasked."""
    if is_sweep(tables):
        return list(figures_of(tables))
    real = tables.manifest["scenario"]["world"].get("source", "real") == "real"
    left_out = () if real else ("map", "states") if _are_many(tables) else ("map",)
    return [name for name in FIGURES if name not in left_out]


def write(drawn: Drawing, stem: Path, formats: Sequence[str], medium: Medium) -> list[Path]:
    """Write one picture in each format, its numbers and its words; returns the files."""
    files: dict[str, Fill] = {
        f"{stem.name}.csv": as_csv(drawn.numbers),
        f"{stem.name}.txt": lambda path: path.write_text(drawn.words + "\n", encoding="utf-8"),
    }
    for kind in formats:
        files[f"{stem.name}.{kind}"] = partial(_picture, drawn, kind, medium)
    return write_files(stem.parent, files, "figures")


def _picture(drawn: Drawing, kind: str, medium: Medium, path: Path) -> None:
    save(drawn.figure, path, kind, medium)


def one_of(what: str, given: str, allowed: Sequence[str]) -> str:
    """A word that is allowed; InputFault for any other."""
    if given not in allowed:
        hint = did_you_mean(given, allowed)
        raise InputFault(f"figures: unknown {what} {given!r}, allowed: {', '.join(allowed)}{hint}")
    return given
