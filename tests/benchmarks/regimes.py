"""The hazard model in three regimes: this project against Mesa, NumPy, C and numba, in turns."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from simulation.engines.choosing import engine
from simulation.engines.contract import Case, Engine
from simulation.experiments.replicates import chunks_of
from tests.benchmarks import variants
from tests.benchmarks.lines import Line, Wanted, at_least, at_most, compared, timed
from tests.benchmarks.rivals import (
    c_program,
    mesa_neighbours,
    mesa_network,
    numpy_arrays,
    plain_numba,
)
from tests.benchmarks.rivals.ground import Ground, Integers, ground, resistances
from tests.benchmarks.timing import (
    FULL,
    Contestant,
    Pace,
    Times,
    mixed,
    on_threads,
    ratio,
    side_by_side,
)

AGAINST_MESA = {"quiet": 10_000.0, "middle": 3_000.0, "busy": 600.0}
RUNS = 10_000
RECORDED = 1_000
"""Of so many runs, so many are recorded month by month: as the base scenario asks for."""

WHOLE, ONE, PLAIN = "full model", "one treaty", "plain case"
COMPILED, MESA, SEEN, TWO = "compiled", "Mesa engine", "recorded", "two threads"
LISTS, SPACE, ARRAYS = "plain Mesa, lists", "plain Mesa, network space", "NumPy"
C, WIDE, NUMBA = "C", "C, widest vectors", "numba"
AS_SCENARIO = f"{RECORDED:,} of {RUNS:,} recorded"

ONLY_FULL = (f"{NUMBA}, {TWO}", WIDE, SPACE, f"{ONE}, {COMPILED}")
"""They complete the picture and are left out in quick mode."""


SAME, LEAVERS = "the same histories, bit for bit", "the same leavers in the same months"
NOTES = {
    LISTS: "one treaty, no law: less work than the full model, equal to the plain case",
    SPACE: "the same model",
    ARRAYS: "the same model; luck given, one thread of BLAS",
    C: f"the same model; {' '.join(c_program.FLAGS[:3])}",
    WIDE: f"the same; also {' '.join(c_program.WIDE)}",
    NUMBA: "the text of the C program",
}


def lines(pace: Pace) -> list[Line]:
    """All regimes."""
    found = []
    for regime in variants.TARGETS:
        found += _regime(regime, side_by_side(contestants(regime, pace), pace))
    return found


def contestants(regime: str, pace: Pace = FULL) -> list[Contestant]:
    """Everybody who takes part in one regime; in quick mode some who only complete the picture do
    not.
    """
    full, plain = variants.full(regime), variants.plain(regime)
    one = variants.one_treaty(regime)
    found = [
        *_ours(WHOLE, full),
        _named(f"{WHOLE}, {COMPILED}, {SEEN}", _engine(COMPILED, full, seen=True), chunk(True)),
        _slow(f"{WHOLE}, {MESA}", _engine("mesa", full)),
        _slow(f"{WHOLE}, {MESA}, {SEEN}", _engine("mesa", full, seen=True)),
        _named(f"{ONE}, {COMPILED}", _engine(COMPILED, one), chunk(False)),
        *_ours(PLAIN, plain),
        *_rivals(ground(plain)),
    ]
    return [each for each in found if pace == FULL or each.name not in ONLY_FULL]


def chunk(seen: bool, threads: int = 1) -> int:
    """Runs in one call of the engine, as the local runner cuts a scenario of many runs."""
    first = chunks_of(range(RUNS), RUNS if seen else 0, threads)[0]
    return len(first.replicates)


def _ours(name: str, case: Case) -> list[Contestant]:
    return [
        _named(f"{name}, {COMPILED}", _engine(COMPILED, case), chunk(False)),
        _named(f"{name}, {COMPILED}, {TWO}", _engine(COMPILED, case), chunk(False, 2), 2),
    ]


def _rivals(g: Ground) -> list[Contestant]:
    luck = resistances(g, np.arange(numpy_arrays.AT_ONCE, dtype=np.int64))

    def given(run: Callable[[Ground, np.ndarray], object], numbers: Integers) -> object:
        return run(g, luck[numbers % len(luck)])

    found = [
        _slow(LISTS, partial(given, mesa_neighbours.run)),
        _slow(SPACE, partial(given, mesa_network.run)),
        _named(ARRAYS, partial(given, numpy_arrays.run), numpy_arrays.AT_ONCE),
        _named(NUMBA, partial(plain_numba.run, g), chunk(False)),
        _named(f"{NUMBA}, {TWO}", partial(plain_numba.run, g), chunk(False), 2),
    ]
    if c_program.compiler():
        found.append(_named(C, partial(c_program.run, g), chunk(False)))
        found.append(_named(f"{C}, {TWO}", partial(c_program.run, g), chunk(False), 2))
    if c_program.widens():
        found.append(_named(WIDE, partial(c_program.run, g, wide=True), chunk(False)))
    return found


def _engine(name: str, case: Case, seen: bool = False) -> Callable[[Integers], object]:
    chosen: Engine = engine(name)
    return lambda numbers: chosen(case, numbers, len(numbers) if seen else 0)


def _named(name: str, run: Callable[[Integers], object], size: int, threads: int = 1) -> Contestant:
    return on_threads(run, size, threads).called(name)


def _slow(name: str, run: Callable[[Integers], object]) -> Contestant:
    return on_threads(run, 1).called(name, slow=True)


class Asked(NamedTuple):
    """A ratio of two contestants by name, and what is wanted of it."""

    what: str
    slow: str
    fast: str
    wanted: Wanted | None = None
    note: str = ""


def _asked(regime: str) -> list[Asked]:
    ours, plain = f"{WHOLE}, {COMPILED}", f"{PLAIN}, {COMPILED}"
    wanted, busy = at_least(AGAINST_MESA[regime]), regime == "busy"
    against_c = at_most(1.15)
    seen, mesa = f"{ours}, {AS_SCENARIO}", f"{MESA}, {AS_SCENARIO}"
    return [
        Asked(f"{WHOLE}: {MESA} / compiled", f"{WHOLE}, {MESA}", ours, wanted, SAME),
        Asked(f"{WHOLE}, {AS_SCENARIO}: {MESA} / compiled", mesa, seen, wanted, SAME),
        Asked(f"{LISTS} / compiled {WHOLE}", LISTS, ours, wanted, NOTES[LISTS]),
        Asked(f"{LISTS} / compiled {WHOLE}, {AS_SCENARIO}", LISTS, seen, wanted, "ours records"),
        Asked(f"{SPACE} / compiled {WHOLE}", SPACE, ours),
        Asked(f"{PLAIN}: {LISTS} / compiled", LISTS, plain, None, LEAVERS),
        Asked(f"{PLAIN}: {ARRAYS} / compiled", ARRAYS, plain, None, LEAVERS),
        Asked(f"{PLAIN}: compiled / C", plain, C, against_c if busy else None, "C skips nothing"),
        Asked(f"{PLAIN}: compiled / C, widest vectors", plain, WIDE),
        Asked(f"{PLAIN}: numba / C", NUMBA, C, against_c, "one text, two compilers"),
        Asked(f"{PLAIN}: numba / C, widest vectors", NUMBA, WIDE),
        Asked(f"{WHOLE}: one thread / two", ours, f"{ours}, {TWO}", at_least(1.7)),
        Asked(f"{PLAIN}: one thread / two", plain, f"{plain}, {TWO}", at_least(1.7)),
        Asked("numba: one thread / two", NUMBA, f"{NUMBA}, {TWO}"),
        Asked("C: one thread / two", C, f"{C}, {TWO}"),
    ]


def _regime(regime: str, times: dict[str, Times]) -> list[Line]:
    section = f"Hazard, {regime}: about {variants.TARGETS[regime]:g} exits a run"
    share = RECORDED / RUNS
    everybody = dict(times)
    for name, one in ((f"{WHOLE}, {COMPILED}", f"{WHOLE}, {COMPILED}"), (MESA, f"{WHOLE}, {MESA}")):
        parts = [(1.0 - share, times[one]), (share, times[f"{one}, {SEEN}"])]
        everybody[f"{name}, {AS_SCENARIO}"] = mixed(f"{name}, {AS_SCENARIO}", parts)
    ratios = [
        compared(section, what, ratio(everybody[slow], everybody[fast]), wanted, note)
        for what, slow, fast, wanted, note in _asked(regime)
        if slow in everybody and fast in everybody
    ]
    return [*ratios, *(timed(section, one, NOTES.get(one.name, "")) for one in times.values())]
