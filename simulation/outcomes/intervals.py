"""Intervals for what was counted or averaged over replicates.

Every interval covers only chance between replicates of one scenario with its parameters as given.
None covers doubt about parameters, data or the model, which is larger.
"""

import bisect
import functools
import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from simulation.outcomes.moments import Moments
from simulation.world.world import Floats, Integers

LEVEL = 0.95
NORMAL = 1.959963984540054
"""97.5 % point of the standard normal distribution."""


def wilson(successes: Integers | int, runs: int) -> tuple[Floats, Floats]:
    """95 % score interval of a proportion (Wilson 1927, JASA 22:209), elementwise.

    It stays inside 0..1 and keeps its coverage at 0 and 1, where the textbook interval collapses.
    Without runs it is 0 to 1.

    >>> low, high = wilson(0, 10)
    >>> float(low), round(float(high), 4)
    (0.0, 0.2775)
    """
    if runs == 0:
        return np.zeros(np.shape(successes)), np.ones(np.shape(successes))
    p = np.asarray(successes, dtype=np.float64) / runs
    z = NORMAL * NORMAL / runs
    middle = (p + z / 2.0) / (1.0 + z)
    half = np.sqrt(z * (p * (1.0 - p) + z / 4.0)) / (1.0 + z)
    low = np.where(p <= 0.0, 0.0, np.maximum(middle - half, 0.0))
    high = np.where(p >= 1.0, 1.0, np.minimum(middle + half, 1.0))
    return low, high


def wilson_of(successes: int, runs: int) -> tuple[float, float]:
    """``wilson`` of one number, in plain numbers: the same operations, and so the same bits.

    >>> wilson_of(0, 10)[1] == float(wilson(0, 10)[1])
    True
    """
    if runs == 0:
        return 0.0, 1.0
    p = successes / runs
    z = NORMAL * NORMAL / runs
    middle = (p + z / 2.0) / (1.0 + z)
    half = math.sqrt(z * (p * (1.0 - p) + z / 4.0)) / (1.0 + z)
    low = 0.0 if p <= 0.0 else max(middle - half, 0.0)
    high = 1.0 if p >= 1.0 else min(middle + half, 1.0)
    return low, high


def mean_with_interval(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean and its 95 % t interval over independent runs; nan entries are left out.

    With one run the mean has no interval (nan), without any all three are nan.  Rests on the mean
    of many runs being nearly normal; a proportion has ``wilson`` instead.

    >>> mean_with_interval(np.array([1.0, 1.0, 1.0]))
    (1.0, 1.0, 1.0)
    """
    known = values[~np.isnan(values)]
    n = len(known)
    if n == 0:
        return math.nan, math.nan, math.nan
    mean = math.fsum(known) / n
    if n == 1:
        return mean, math.nan, math.nan
    variance = math.fsum((known - mean) ** 2) / (n - 1)
    half = _student(n - 1) * math.sqrt(variance / n)
    return mean, mean - half, mean + half


def exact_mean_with_interval(moments: Moments, unit: Fraction) -> tuple[float, float, float]:
    """``mean_with_interval`` of amounts that were added up exactly, in multiples of a unit.

    >>> exact_mean_with_interval(Moments(count=3, total=3, squares=3), Fraction(1))
    (1.0, 1.0, 1.0)
    """
    mean, n = moments.mean(unit), moments.count
    if n < 2:
        return mean, math.nan, math.nan
    half = _student(n - 1) * math.sqrt(moments.variance(unit) / n)
    return mean, mean - half, mean + half


def bounded_mean_with_interval(
    moments: Moments, unit: Fraction, lowest: float, highest: float
) -> tuple[float, float, float]:
    """Mean and interval of an amount known to lie between two bounds.

    The t interval, cut off at the bounds.  Where all runs agree it would collapse to a point, but
    agreement is no proof: there the interval allows for other outcomes, anywhere between the
    bounds, with a chance up to the end of their Wilson interval.

    >>> one = Fraction(1)
    >>> bounded_mean_with_interval(Moments(count=3, total=3, squares=9), one, 0.0, 9.0)[1]
    0.0
    >>> ends = bounded_mean_with_interval(Moments(count=100), one, 0.0, 10.0)
    >>> [round(float(end), 3) for end in ends]
    [0.0, 0.0, 0.37]
    """
    found = exact_mean_with_interval(moments, unit)
    return _between(found, moments.count, lowest, highest)


def bounded_mean_of(
    values: NDArray[np.float64], lowest: float, highest: float
) -> tuple[float, float, float]:
    """The same of single fractions, all of them known.

    >>> [round(float(end), 3) for end in bounded_mean_of(np.zeros(100), 0.0, 10.0)]
    [0.0, 0.0, 0.37]
    """
    return _between(mean_with_interval(values), len(values), lowest, highest)


def _between(
    found: tuple[float, float, float], count: int, lowest: float, highest: float
) -> tuple[float, float, float]:
    """A t interval kept between two bounds, and opened where all agree."""
    mean, low, high = found
    if low < high or math.isnan(low):
        return mean, max(low, lowest), min(high, highest)
    seldom = wilson_of(0, count)[1]
    return mean, mean - seldom * (mean - lowest), mean + seldom * (highest - mean)


@functools.lru_cache(maxsize=64)
def _student(freedom: int) -> float:
    """97.5 % point of Student's t; rounded, so that library versions give equal bits."""
    from scipy.special import stdtrit

    return round(float(stdtrit(freedom, 0.5 + LEVEL / 2.0)), 8)


def quantile_from_counts(counts: Integers, share: float) -> int:
    """Smallest value that at least a share of the runs does not exceed.

    counts: (values,) how many runs stand at 0, 1, 2, ...; at least one run.

    >>> quantile_from_counts(np.array([5, 0, 5]), 0.5), quantile_from_counts(np.array([4, 6]), 0.5)
    (0, 1)
    """
    return _quantile(_so_far(counts), share)


def quantile_interval(counts: Integers, share: float) -> tuple[int, int]:
    """95 % interval of a quantile from order statistics; -1 on a side that is unbounded.

    How many of n runs lie below the true quantile is binomial, whatever the distribution of the
    outcome (Conover 1999, Practical Nonparametric Statistics, 3.2); ties only widen the coverage.

    >>> quantile_interval(np.array([50, 50]), 0.5)
    (0, 1)
    >>> quantile_interval(np.array([3]), 0.5)
    (-1, -1)
    """
    return _quantile_ends(_so_far(counts), share)


def quantiles_with_intervals(
    counts: Integers, shares: Sequence[float]
) -> list[tuple[int, int, int]]:
    """At each share ``quantile_from_counts`` and ``quantile_interval``: a value and both ends.

    >>> quantiles_with_intervals(np.array([50, 50]), (0.5, 0.25))
    [(0, 0, 1), (0, 0, 0)]
    """
    so_far = _so_far(counts)
    return [(_quantile(so_far, share), *_quantile_ends(so_far, share)) for share in shares]


def _quantile(so_far: list[int], share: float) -> int:
    return _value_at(so_far, math.ceil(share * so_far[-1] - 1e-9))


def _quantile_ends(so_far: list[int], share: float) -> tuple[int, int]:
    runs = so_far[-1]
    lower, upper = _ranks_about(runs, share)
    low = _value_at(so_far, lower) if lower >= 1 else -1
    high = _value_at(so_far, upper) if upper <= runs else -1
    return low, high


@functools.lru_cache(maxsize=64)
def _ranks_about(runs: int, share: float) -> tuple[int, int]:
    """Ranks, from 1, between which a quantile lies with 95 %; outside 1 to runs: unbounded.

    They depend on nothing that the runs say, and a sweep asks for the same ones at every point.
    """
    from scipy.special import bdtr

    tail = (1.0 - LEVEL) / 2.0

    def below(rank: int) -> float:
        """Chance that at most so many runs lie below the true quantile."""
        return float(bdtr(float(rank), runs, share))

    lower = bisect.bisect_right(range(runs), tail, key=below)
    upper = bisect.bisect_left(range(runs), 1.0 - tail, key=below) + 1
    return lower, upper


def _so_far(counts: Integers) -> list[int]:
    """How many runs stand at each value or below."""
    so_far: list[int] = np.cumsum(counts).tolist()
    return so_far


def _value_at(so_far: list[int], rank: int) -> int:
    """The value of the run of some rank, from 1, in order of size."""
    return bisect.bisect_left(so_far, max(rank, 1))
