"""Rows that lie in stretches one after another: put in order, and added up in whole numbers."""

import numpy as np

from simulation.world.world import Integers


def from_zero(sums: Integers) -> Integers:
    """(n + 1,) running sums, (n,), with the nothing before the first.

    >>> from_zero(np.cumsum(np.array([2, 3]))).tolist()
    [0, 2, 5]
    """
    return np.concatenate((np.zeros(1, dtype=np.int64), sums))


def added_up(amounts: Integers, count: Integers) -> Integers:
    """(stretches,) sums of amounts, (rows,); count: (stretches,) how many rows each has.

    >>> added_up(np.array([2, 3, 4]), np.array([2, 0, 1])).tolist()
    [5, 0, 4]
    """
    sums = np.zeros(len(count), dtype=np.int64)
    some = np.flatnonzero(count)
    if len(some):
        begins = (np.cumsum(count) - count).take(some)
        sums[some] = np.add.reduceat(amounts, begins)
    return sums


def in_order(one: Integers, other: Integers, ones: int, others: int) -> Integers:
    """(rows,) one * others + other, sorted: in the order of one, then of the other.

    one: (rows,) each below ones.  other: (rows,) each below others.

    >>> in_order(np.array([1, 1, 0]), np.array([3, 2, 4]), 2, 5).tolist()
    [4, 7, 8]
    """
    # Shorter numbers are sorted in half the time.
    kind = np.int32 if ones * others <= np.iinfo(np.int32).max else np.int64
    number = (one * others + other).astype(kind)
    number.sort()
    return number.astype(np.int64)
