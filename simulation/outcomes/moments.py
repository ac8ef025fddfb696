"""Exact sums of whole amounts and of their squares: means and spreads that no grouping changes."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from simulation.world.world import Integers

LIMB = 21
"""Bits of a part of an amount: squares of parts, added up over ``MOST``, stay below 2**63."""
MOST = 2**20
"""So many amounts are added up at once."""

MASK = (1 << LIMB) - 1
HELD = 2**63
"""Integers of 64 bits lie below."""


@dataclass(frozen=True)
class Moments:
    """Of some whole amounts, each at least 0 and below 2**63.

    Whole numbers divide to the nearest float however large they are, so no fraction is reduced.
    """

    count: int = 0
    total: int = 0
    squares: int = 0
    """Sum of their squares."""

    def __add__(self, other: "Moments") -> "Moments":
        """Of these amounts and others."""
        return Moments(
            self.count + other.count, self.total + other.total, self.squares + other.squares
        )

    def mean(self, unit: Fraction) -> float:
        """Mean in multiples of a unit; nan of nothing."""
        if not self.count:
            return math.nan
        return self.total * unit.numerator / (self.count * unit.denominator)

    def variance(self, unit: Fraction) -> float:
        """Sample variance in multiples of a unit squared, of two amounts or more."""
        n = self.count
        spread = (n * self.squares - self.total**2) * unit.numerator**2
        return spread / (n * (n - 1) * unit.denominator**2)


def moments_of(amounts: Integers) -> Moments:
    """Of an array of whole amounts.

    >>> moments_of(np.array([3, 2**62]))
    Moments(count=2, total=4611686018427387907, squares=21267647932558653966460912964485513225)
    """
    whole = Moments()
    for first in range(0, len(amounts), MOST):
        whole += _of_few(amounts[first : first + MOST])
    return whole


def _of_few(amounts: Integers) -> Moments:
    """As they are where integers of 64 bits hold the sum of their squares, else in parts."""
    largest, many = int(amounts.max()), len(amounts)
    if largest * largest * many < HELD:
        return Moments(many, int(amounts.sum()), int(np.dot(amounts, amounts)))
    return _in_parts(amounts, -(-largest.bit_length() // LIMB))


def _in_parts(amounts: Integers, limbs: int) -> Moments:
    """Schoolbook squaring in parts of ``LIMB`` bits, whose sums integers of 64 bits hold."""
    parts = np.stack([(amounts >> (LIMB * place)) & MASK for place in range(limbs)])
    sums = parts.sum(axis=1).tolist()
    products = (parts @ parts.T).tolist()
    return Moments(
        len(amounts),
        sum(part << (LIMB * place) for place, part in enumerate(sums)),
        sum(
            product << (LIMB * (one + other))
            for one, row in enumerate(products)
            for other, product in enumerate(row)
        ),
    )


def moments_of_counts(value: Integers, count: Integers) -> Moments:
    """Of values that occurred so often each.

    >>> moments_of_counts(np.array([2, 5]), np.array([1, 3]))
    Moments(count=4, total=17, squares=79)
    """
    pairs = list(zip(value.tolist(), count.tolist(), strict=True))
    return Moments(
        sum(often for _, often in pairs),
        sum(amount * often for amount, often in pairs),
        sum(amount * amount * often for amount, often in pairs),
    )
