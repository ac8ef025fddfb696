"""Side by side: every contestant is run in turn, round after round, in one process.

A machine's speed drifts by tens of per cent within minutes.  Contestants that take turns drift
together, so the ratio of two of them is taken within each round, and the median over rounds is
reported, with the lowest and highest beside it.
"""

import dataclasses
import itertools
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Contestant:
    """Something that is timed."""

    name: str
    batch: Callable[[int], object]
    """Does so many units of work."""
    step: int = 1
    """Units come in multiples of this."""
    most: int = 1_000_000
    """Units in one batch, at most."""
    unit: str = "run"
    slow: bool = False
    """A step lasts long enough to be timed, and nothing has to be compiled first."""
    clock: Callable[[], float] = time.perf_counter

    def called(self, name: str, slow: bool = False) -> "Contestant":
        """The same under a name."""
        return dataclasses.replace(self, name=name, slow=slow)


class Pace(NamedTuple):
    """How long and how often to measure."""

    seconds: float
    """A batch lasts about so long, where a single step is shorter."""
    rounds: int


TURNS = 64
"""Batches after which the same replicates come again."""

QUICK = Pace(seconds=0.05, rounds=3)
FULL = Pace(seconds=0.8, rounds=9)


@dataclass(frozen=True)
class Times:
    """Seconds per unit, one entry a round."""

    name: str
    unit: str
    units: int
    """In each batch."""
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Seconds per unit."""
        return statistics.median(self.seconds)


class Ratio(NamedTuple):
    """How many times as long one took as the other: median, lowest and highest round."""

    median: float
    low: float
    high: float


def side_by_side(contestants: Sequence[Contestant], pace: Pace) -> dict[str, Times]:
    """Name -> times; the order of turns is shifted by one each round."""
    units = {one.name: _units(one, pace.seconds) for one in contestants}
    seconds: dict[str, list[float]] = {one.name: [] for one in contestants}
    for turn in range(pace.rounds):
        first = turn % len(contestants)
        for one in (*contestants[first:], *contestants[:first]):
            seconds[one.name].append(_seconds(one, units[one.name]) / units[one.name])
    return {
        one.name: Times(one.name, one.unit, units[one.name], tuple(seconds[one.name]))
        for one in contestants
    }


def ratio(slow: Times, fast: Times) -> Ratio:
    """How many times as long a unit of the first takes as one of the second, round by round."""
    each = [a / b for a, b in zip(slow.seconds, fast.seconds, strict=True)]
    return Ratio(statistics.median(each), min(each), max(each))


def mixed(name: str, parts: Iterable[tuple[float, Times]]) -> Times:
    """Seconds per unit where each part has a share of the units.

    >>> mixed("half and half", [(0.5, Times("a", "run", 1, (1.0,))),
    ...                         (0.5, Times("b", "run", 1, (3.0,)))]).median
    2.0
    """
    shares = list(parts)
    per_round = zip(*(times.seconds for _, times in shares), strict=True)
    weights = [share for share, _ in shares]
    seconds = tuple(sum(w * s for w, s in zip(weights, each, strict=True)) for each in per_round)
    return Times(name, shares[0][1].unit, 0, seconds)


def on_threads(run: Callable[[Integers], object], size: int, threads: int = 1) -> Contestant:
    """Replicates in chunks of one size, on so many threads; its name is still to be given."""
    pool, turn = ThreadPoolExecutor(threads), itertools.count()

    def batch(units: int) -> None:
        numbers = np.arange(units, dtype=np.int64) + next(turn) % TURNS * units
        chunks = [numbers[first : first + size] for first in range(0, units, size)]
        if threads == 1:
            for chunk in chunks:
                run(chunk)
        else:
            list(pool.map(run, chunks))

    return Contestant("", batch, step=size * threads)


def _units(one: Contestant, seconds: float) -> int:
    """How many units last about so long; the first batch, which compiles, is not looked at."""
    units = one.step
    if one.slow:
        return units
    _seconds(one, units)
    while True:
        took = _seconds(one, units)
        if took >= 0.4 * seconds or units * 2 > one.most:
            break
        units = 2 * units
    wanted = int(units * seconds / took / one.step) * one.step
    return max(one.step, min(wanted, one.most // one.step * one.step))


def _seconds(one: Contestant, units: int) -> float:
    began = one.clock()
    one.batch(units)
    return one.clock() - began
