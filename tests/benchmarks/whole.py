"""The whole way from a shell: start, first result, memory, and what ten million runs would take."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import variants
from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.timing import FULL, Pace

REPOSITORY = Path(__file__).parents[2]
RUNS = 1_000
MANY = 10_000_000
SECTION = "From a shell"
FEW = 1_000
"""Runs; how many more it takes until the difference lasts a while is found out."""


class Took(NamedTuple):
    """What one call took."""

    answered: float
    """Seconds until it began to print its answer."""
    seconds: float
    """Until it ended."""
    peak: float
    """GB, of the process itself."""


def lines(pace: Pace, ten_million: bool = False) -> list[Line]:
    """Starts with an empty and with a filled cache, then many runs."""
    times = 5 if pace == FULL else 1
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        found = _starts(place, times)
        found += _many(place, 30.0 if pace == FULL else 1.0)
        if ten_million:
            found += _all_of_them(place)
    return found


def call(arguments: list[str], cache: Path) -> Took:
    """Run a command of this project; RuntimeError where it fails."""
    command = [sys.executable, "-m", "simulation", *arguments]
    began = time.perf_counter()
    with tempfile.TemporaryFile() as faults:
        child = subprocess.Popen(
            command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=faults,
            env={**os.environ, "SNOWBALL_CACHE_DIR": str(cache)},
        )  # fmt: skip
        with child.stdout as answer:
            answer.read(1)
            answered = time.perf_counter() - began
            answer.read()
        _, status, used = os.wait4(child.pid, 0)
        took = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            faults.seek(0)
            raise RuntimeError(faults.read().decode(errors="replace").strip()[-300:])
    return Took(answered, took, used.ru_maxrss * 1024 / 1e9)


def _run(place: Path, name: str, *more: str) -> list[str]:
    out = place / name
    return ["run", variants.BASE, "--quiet", "--overwrite", "--out", str(out), *more]


def _starts(place: Path, times: int) -> list[Line]:
    asked = ["--replicates", str(RUNS)]
    tables = [*_run(place, "tables", *asked), "--no-figures"]
    figures = _run(place, "figures", *asked)
    cache = place / "cache"
    cold = call(tables, cache)
    helps, cached, drawn = [], [], []
    for turn in range(times):  # in turns, and never a result that is already there
        luck = ["--seed", str(turn + 1)]
        helps.append(call(["--help"], cache))
        cached.append(call([*tables, *luck], cache))
        drawn.append(call([*figures, *luck], cache))
    what = f"{RUNS:,} runs of {variants.BASE}"
    wanted = at_most(2.0)
    answered = [one._replace(seconds=one.answered) for one in drawn]
    return [
        _seconds("snowball --help", helps, at_most(0.3)),
        _seconds(f"{what}, empty cache, tables only", [cold]),
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
    return call([*_run(place, "middle", *size), *given], place / "cache")


def _seconds(what: str, took: list[Took], wanted: object = None) -> Line:
    seconds = [one.seconds for one in took]
    return Line(SECTION, what, statistics.median(seconds), "s", min(seconds), max(seconds), wanted)


def _peak(what: str, took: list[Took]) -> Line:
    return Line(SECTION, what, statistics.median(one.peak for one in took), "GB")
