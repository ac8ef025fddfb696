"""The chance of so many exits by a date: for every number, every month, with its interval."""

from typing import NamedTuple

import numpy as np

from simulation.analysis.announcing import announced, listed, standing_so_far
from simulation.analysis.sides import sides_of
from simulation.outcomes.intervals import wilson
from simulation.outcomes.records import Record
from simulation.world.world import Floats, Integers


class Chances(NamedTuple):
    """Chance of at least k exits by the end of a month; exits as in ``months``: not turned back."""

    runs: int
    reached: Integers
    """(numbers, months + 1) runs with at least k exits by the end of each month; k = 1, 2, ... to
    the largest number found, and one more."""
    low: Floats
    high: Floats
    """(numbers, months + 1) ends of the 95 % Wilson interval of ``reached / runs``."""

    @property
    def chance(self) -> Floats:
        """(numbers, months + 1) the chances themselves."""
        return np.asarray(self.reached / self.runs)

    def of(self, exits: int, month: int) -> tuple[float, float, float]:
        """The chance of at least so many exits by a month, with its interval.

        exits: 0 or more; beyond the largest number found the chance is 0, its interval the last
        row's.
        """
        if exits <= 0:
            return 1.0, 1.0, 1.0
        row = min(exits, len(self.reached)) - 1
        return tuple(float(t[row, month]) for t in (self.chance, self.low, self.high))  # type: ignore[return-value]


def chances_by_date(record: Record, treaty: str) -> Chances:
    """The chances of a finished result for one treaty.

    Raises InputFault for a result that does not list the exits of every run.
    """
    (side,) = sides_of([listed(record)])
    so_far = standing_so_far(announced(side, treaty))
    reached = np.stack([(so_far >= k).sum(axis=0) for k in range(1, int(so_far.max()) + 2)])
    return Chances(len(so_far), reached, *wilson(reached, len(so_far)))
