"""Rows of ``exits``, kept run after run as long as there is room.

A run of a million states leaves a million rows, and ten thousand runs would leave more than any
computer holds.  Every other table counts all runs from exact totals; this one lists the first runs.
"""

import numpy as np

from simulation.outcomes.measures import Columns
from simulation.outcomes.tables import join
from simulation.world.world import Integers

MOST_ROWS = 10_000_000
"""Some two gigabytes while the table is made."""


class Listing:
    """Collects rows; which runs are listed depends on nothing but the rows of the runs."""

    def __init__(self, most: int = MOST_ROWS) -> None:
        self.pieces: list[Columns] = []
        self.room = most
        self.until: int | None = None
        """The first replicate that is not listed, nor any after it; None: all are."""

    def add(self, exits: Columns, replicates: Integers) -> None:
        """Keep the rows of some runs, in order; replicates: their numbers, also of those without.

        From the first run on whose rows find no room, none is kept.
        """
        if self.until is not None:
            return
        ends = np.searchsorted(exits["replicate"], replicates, side="right")
        kept = int(np.searchsorted(ends, self.room, side="right"))
        if kept < len(replicates):
            self.until = int(replicates[kept])
        rows = int(ends[kept - 1]) if kept else 0
        self.pieces.append({name: column[:rows] for name, column in exits.items()})
        self.room -= rows

    def whole(self) -> Columns:
        """All rows kept."""
        return join(self.pieces)


def told(until: int | None) -> tuple[str, ...]:
    """A line where not all runs are listed.

    >>> told(20)
    ('exits: the table lists the runs before replicate 20; all other tables count every run',)
    """
    if until is None:
        return ()
    what = f"exits: the table lists the runs before replicate {until:,}"
    return (f"{what}; all other tables count every run",)
