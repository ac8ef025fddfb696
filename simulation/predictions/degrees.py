"""How many partners states have: degree distributions of random networks."""

from typing import NamedTuple

import numpy as np

from simulation.world.world import Floats, Integers

SMALLEST = 1e-15
"""Degrees rarer than this are left out."""


class Degrees(NamedTuple):
    """Which share of the states has so many partners."""

    partners: Integers
    """(degrees,) rising."""
    share: Floats
    """(degrees,) of the states; adds up to 1."""

    @property
    def mean(self) -> float:
        """Partners of a state on average."""
        return float(self.share @ self.partners)

    @property
    def along_a_tie(self) -> Floats:
        """(degrees,) share of the ties that lead to a state with so many partners."""
        weighed = self.share * self.partners
        return weighed / self.mean if self.mean > 0.0 else weighed


def poisson_degrees(mean: float) -> Degrees:
    """Of Erdős–Rényi networks of many states.

    >>> round(poisson_degrees(4.0).mean, 9)
    4.0
    """
    reach = 9.0 * np.sqrt(mean) + 40.0
    partners = np.arange(max(0, int(mean - reach)), int(mean + reach) + 1)
    from scipy.stats import poisson  # slow to import, and few scenarios come here

    share = poisson.pmf(partners, mean)
    kept = share > SMALLEST
    return Degrees(partners[kept], share[kept] / share[kept].sum())


def same_degree(partners: int) -> Degrees:
    """All states have as many partners."""
    return Degrees(np.array([partners]), np.array([1.0]))


def counted_degrees(partners: Integers) -> Degrees:
    """Of a network at hand: (states,) partners of each state.

    >>> counted_degrees(np.array([1, 1, 2, 4])).share.tolist()
    [0.5, 0.25, 0.25]
    """
    values, states = np.unique(partners, return_counts=True)
    return Degrees(values, states / states.sum())
