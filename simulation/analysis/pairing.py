"""Paired differences: two scenarios in which every state draws the same luck.

A run of one scenario is set against the run of the same number of the other, so what both owe to
luck cancels (common random numbers: Glasserman and Yao 1992, Management Science 38:884).
Intervals are 95 % and cover only chance between runs.
"""

import math
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.outcomes.intervals import NORMAL, mean_with_interval

Values = NDArray[np.float64]
"""(runs,) one outcome of each run, in the order of replicates."""


class Effect(NamedTuple):
    """What one scenario changes in one outcome, against its base."""

    base: float
    """Mean over the base's runs."""
    other: float
    """Mean over the other scenario's runs."""
    effect: float
    """Mean over pairs of other minus base."""
    low: float
    high: float
    more: int
    """Pairs in which the other scenario has more."""
    fewer: int
    equal: int
    gain: float
    """Variance of the effect on independent luck over its variance on the same luck: how many
    times as many runs independent luck would need; nan where no pair differs."""
    gain_low: float
    gain_high: float


def paired_effect(base: Values, other: Values) -> Effect:
    """The effect on a count or an amount, with the t interval of the paired differences.

    Pairs in which either side is undefined (nan) are left out.

    >>> found = paired_effect(np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0]))
    >>> found.effect, found.low, found.more
    (1.0, 1.0, 3)
    """
    known = ~(np.isnan(base) | np.isnan(other))
    before, after = base[known], other[known]
    difference = after - before
    return Effect(
        mean_with_interval(before)[0],
        mean_with_interval(after)[0],
        *mean_with_interval(difference),
        *_signs(difference),
        *gain_of_pairing(before, after),
    )


def paired_chance(base: NDArray[np.bool_], other: NDArray[np.bool_]) -> Effect:
    """The effect on a chance: (runs,) whether something happened, in each scenario.

    Its interval is ``score_interval``.

    >>> found = paired_chance(np.array([False] * 4), np.array([True] + [False] * 3))
    >>> found.effect, found.more, found.fewer
    (0.25, 1, 0)
    """
    difference = other.astype(np.float64) - base.astype(np.float64)
    more, fewer, equal = _signs(difference)
    return Effect(
        float(base.mean()),
        float(other.mean()),
        float(difference.mean()),
        *score_interval(more, fewer, len(difference)),
        more,
        fewer,
        equal,
        *gain_of_pairing(base.astype(np.float64), other.astype(np.float64)),
    )


def gain_of_pairing(base: Values, other: Values) -> tuple[float, float, float]:
    """How many times smaller the variance of the mean difference is than on independent luck.

    (Var A + Var B) / Var(B - A), with its 95 % interval: the infinitesimal jackknife of its
    logarithm (Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans, ch. 6), to which
    the bootstrap's spread tends and which asks for no normal outcomes, as the F ratio of sum and
    difference would (Pitman 1939, Biometrika 31:9).  Never below 1/2, as no variance of A + B is
    below 0.  All nan for fewer than two pairs, or where every pair differs by the same.

    >>> gain_of_pairing(np.array([0.0, 2.0]), np.array([1.0, 1.0]))
    (1.0, 1.0, 1.0)
    """
    nothing = (math.nan, math.nan, math.nan)
    if len(base) < 2:
        return nothing
    together, apart = _squares(other - base), _squares(base) + _squares(other)
    if not together.any():
        return nothing
    gain = float(apart.mean() / together.mean())
    pull = apart / apart.mean() - together / together.mean()
    half = NORMAL * math.sqrt(float(np.mean(pull * pull)) / len(base))
    return gain, max(0.5, gain * math.exp(-half)), gain * math.exp(min(half, 700.0))


def _squares(values: Values) -> Values:
    """Squared distances from the mean."""
    centred: Values = np.square(values - values.mean())
    return centred


def _signs(difference: Values) -> tuple[int, int, int]:
    """Pairs with more, with fewer, and equal ones."""
    more, fewer = int((difference > 0.0).sum()), int((difference < 0.0).sum())
    return more, fewer, len(difference) - more - fewer


@cache
def score_interval(more: int, fewer: int, runs: int) -> tuple[float, float]:
    """95 % interval of a paired difference of chances, in -1..1 (Tango 1998, Stat. Med. 17:891).

    Holds every difference that the score test does not reject.  Keeps its coverage where few pairs
    differ, or all the same way, as is usual on the same luck.

    >>> [round(end, 4) for end in score_interval(0, 0, 100)]
    [-0.037, 0.037]
    """
    here = (more - fewer) / runs
    statistic = partial(_score, more, fewer, runs)
    low = _crossing(lambda truth: statistic(truth) > NORMAL, -1.0, here)
    high = _crossing(lambda truth: statistic(truth) >= -NORMAL, here, 1.0)
    return low, high


def _score(more: int, fewer: int, runs: int, truth: float) -> float:
    """How far, in standard errors, the difference found lies above a difference supposed."""
    a = 2.0 * runs
    b = (2.0 * runs - more + fewer) * truth - more - fewer
    c = -fewer * truth * (1.0 - truth)
    share = (math.sqrt(max(0.0, b * b - 4.0 * a * c)) - b) / (2.0 * a)
    variance = runs * (2.0 * share + truth * (1.0 - truth))
    distance = more - fewer - runs * truth
    return distance / math.sqrt(variance) if variance > 0.0 else math.copysign(math.inf, distance)


def _crossing(before: Callable[[float], bool], low: float, high: float) -> float:
    """Where a condition that holds on the left of some point stops holding."""
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if before(middle) else (low, middle)
    return (low + high) / 2.0
