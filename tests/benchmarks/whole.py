"""The whole way from a shell: start, first result, memory, and what ten million runs would take."""

import os
import statistics
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import variants
from tests.benchmarks.launching import Took, launched
from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.timing import FULL, Pace

REPOSITORY = Path(__file__).parents[2]
RUNS = 1_000
MANY = 10_000_000
SECTION = "From a shell"
FEW = 4_000
"""Runs; how many more it takes until the difference lasts a while is found out."""

FRESH = "fresh cache"
"""A folder below the place of a measurement, which is empty at first."""


def lines(pace: Pace, ten_million: bool = False) -> list[Line]:
    """Starts with an empty and with a filled cache, then many runs; in quick mode no empty one."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if pace == FULL:
            (place / FRESH).mkdir()
        found = _starts(place, 5 if pace == FULL else 1)
        found += _many(place, 30.0 if pace == FULL else 1.0)
        if ten_million:
            found += _all_of_them(place)
    return found


def call(place: Path, arguments: list[str]) -> Took:
    """Run a command of this project; RuntimeError where it fails.

    Compiled code is kept in the fresh cache of the place, or else where it always is.
    """
    fresh = place / FRESH
    environment = {**os.environ, "SNOWBALL_CACHE_DIR": str(fresh)} if fresh.exists() else None
    return launched([sys.executable, "-m", "simulation", *arguments], REPOSITORY, environment)


def _run(place: Path, name: str, *more: str) -> list[str]:
    out = place / name
    return ["run", variants.BASE, "--quiet", "--overwrite", "--out", str(out), *more]


def _starts(place: Path, times: int) -> list[Line]:
    asked = ["--replicates", str(RUNS)]
    tables = [*_run(place, "tables", *asked), "--no-figures"]
    figures = _run(place, "figures", *asked)
    cold = call(place, tables)
    helps, cached, drawn = [], [], []
    for turn in range(times):  # in turns, and never a result that is already there
        luck = ["--seed", str(turn + 1)]
        helps.append(call(place, ["--help"]))
        cached.append(call(place, [*tables, *luck]))
        drawn.append(call(place, [*figures, *luck]))
    what = f"{RUNS:,} runs of {variants.BASE}"
    wanted = at_most(2.0)
    answered = [one._replace(seconds=one.answered) for one in drawn]
    fresh = (place / FRESH).exists()
    empty = [_seconds(f"{what}, empty cache, tables only", [cold])] if fresh else []
    return [
        _seconds("snowball --help", helps, at_most(0.3)),
        *empty,
        _seconds(f"{what}, filled cache, tables only", cached, wanted),
        _seconds(f"{what}, filled cache, tables and figures", drawn),
        _seconds(f"{what}, the same until the answer is printed", answered, wanted),
        _peak(f"{what}, tables only: peak memory", cached),
        _peak(f"{what}, tables and figures: peak memory", drawn),
    ]


def _many(place: Path, lasts: float) -> list[Line]:
    """Two sizes of the middle variant on all usable cores, and what they imply.

    lasts: seconds by which the larger must take longer than the smaller.
    """
    few, size = _middle(place, FEW), 4 * FEW
    more = _middle(place, size)
    while more.seconds - few.seconds < lasts and size * 4 <= MANY:
        size *= 4
        more = _middle(place, size)
    each = (more.seconds - few.seconds) / (size - FEW)
    grown = (more.peak - few.peak) / (size - FEW) * 1e6
    said = f"from {FEW:,} and {size:,} runs"
    whole = more.seconds + each * (MANY - size)
    return [
        Line(SECTION, "middle variant, exits stored: one more run", each, "s", note=said),
        Line(SECTION, f"{MANY:,} runs of it, extrapolated", whole, "s", wanted=at_most(180.0),
             note=f"{said}; measured by --ten-million"),
        Line(SECTION, "peak memory of it", more.peak, "GB", note=f"{size:,} runs"),
        Line(SECTION, "memory for a million more runs", grown, "GB", note=f"flat is 0; {said}"),
    ]  # fmt: skip


def _all_of_them(place: Path) -> list[Line]:
    took = _middle(place, MANY)
    what = f"{MANY:,} runs of the middle variant, exits stored"
    return [
        Line(SECTION, what, took.seconds, "s", wanted=at_most(180.0)),
        Line(SECTION, f"{what}: peak memory", took.peak, "GB"),
    ]


def _middle(place: Path, runs: int) -> Took:
    given = [f"--set={key}={value}" for key, value in variants.overrides_of("middle").items()]
    size = ["--replicates", str(runs), "--no-figures"]
    return call(place, [*_run(place, "middle", *size), *given])


def _seconds(what: str, took: list[Took], wanted: object = None) -> Line:
    seconds = [one.seconds for one in took]
    return Line(SECTION, what, statistics.median(seconds), "s", min(seconds), max(seconds), wanted)


def _peak(what: str, took: list[Took]) -> Line:
    return Line(SECTION, what, statistics.median(one.peak for one in took), "GB")
