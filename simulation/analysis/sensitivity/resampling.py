"""Bootstrap (Efron 1979): how often each thing is drawn in each sample, and what samples say."""

import warnings
from typing import NamedTuple

import numpy as np

from simulation import chance
from simulation.world.world import Floats


class Estimate(NamedTuple):
    """A number with its 95 % interval; nan on both ends where no sample gives one."""

    value: float
    low: float
    high: float


DRAWS = 500
"""Bootstrap samples: the ends of an interval then hang on a dozen of them each."""


def weights(size: int, seed: int, what: str, draws: int = DRAWS) -> Floats:
    """(size, 1 + draws) how often each of ``size`` things is taken; the first column: each once.

    seed: of the scenario.  what: names the stream of luck, so that rows and replicates have their
    own.

    >>> weights(3, 1, "rows", draws=4).sum(axis=0).tolist()
    [3.0, 3.0, 3.0, 3.0, 3.0]
    """
    number = np.repeat(np.arange(draws, dtype=np.uint64), size)
    which = np.tile(np.arange(size, dtype=np.uint64), draws)
    low, high = chance.stream_key(seed, f"bootstrap of {what}")
    none = np.zeros_like(which)
    luck = np.asarray(chance.uniform(number, which, none, low, high), dtype=np.float64)  # type: ignore[arg-type]
    taken = np.minimum((luck * size).astype(np.int64), size - 1)
    cell = number.astype(np.int64) * size + taken
    counts = np.bincount(cell, minlength=draws * size).reshape(draws, size)
    return np.concatenate([np.ones((size, 1)), counts.T.astype(np.float64)], axis=1)


LEVEL = (2.5, 97.5)
"""Percentiles that end a 95 % interval."""


def ends(values: Floats) -> tuple[Floats, Floats]:
    """95 % interval by percentiles of the samples along the last axis, the first column left out.

    Samples without a value, as of a box in which none of their points lies or of a share of no
    variance at all, are left out.

    >>> [round(float(end), 2) for end in ends(np.array([5.0, 1.0, 2.0, np.nan, np.inf]))]
    [1.02, 1.98]
    """
    values = np.where(np.isfinite(values), values, np.nan)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice")
        low, high = np.nanpercentile(values[..., 1:], LEVEL, axis=-1)
    return low, high


def estimate(values: Floats) -> Estimate:
    """The first column, of everything taken once, with the interval that the samples give.

    >>> estimate(np.array([2.0, 1.0, 2.0, 3.0])).value
    2.0
    """
    low, high = ends(values)
    return Estimate(float(values[0]), float(low), float(high))
