"""Months in which nothing dated changes share one row of the agenda's tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.world.events.plans import Plan
from simulation.world.events.targets import Joining
from simulation.world.world import Integers

Table = NDArray[Any]


def shared_rows(tables: Mapping[str, Table]) -> tuple[Integers, dict[str, Table]]:
    """Which row holds in each month, and the tables cut to one row for each stretch of months.

    tables: each (months + 1, ...).  Returns (months + 1,) row numbers 0, 1, ... and the tables,
    each (rows, ...).

    >>> row, cut = shared_rows({"posture": np.array([1.0, 1.0, 2.0, 1.0])})
    >>> row.tolist(), cut["posture"].tolist()
    ([0, 0, 1, 2], [1.0, 2.0, 1.0])
    """
    changes = np.any([_differs(table) for table in tables.values()], axis=0)
    row = np.concatenate(([0], np.cumsum(changes))).astype(np.int64)
    firsts = np.flatnonzero(np.concatenate(([True], changes)))
    return row, {name: table[firsts] for name, table in tables.items()}


def _differs(table: Table) -> NDArray[np.bool_]:
    """(months,) whether each month's row differs from the one before."""
    flat = table.reshape(len(table), -1)
    return np.asarray(np.any(flat[1:] != flat[:-1], axis=1))


def stretches(ready: Sequence[Plan], joined: Sequence[Joining], months: int) -> Integers:
    """First months of the stretches in which no event and no joining begins, ends or grows."""
    changes = np.zeros(months + 1, dtype=np.bool_)
    changes[0] = True
    for plan in ready:
        changes[1:] |= plan.growth[1:] != plan.growth[:-1]
    for joining in joined:
        for month in (joining.first, joining.last + 1):
            changes[max(0, month) : max(0, month) + 1] = True
    return np.flatnonzero(changes)


def in_stretches(joined: Sequence[Joining], stretch: Integers) -> tuple[Joining, ...]:
    """Joinings counted in stretches instead of months."""
    return tuple(
        joining._replace(
            first=int(np.searchsorted(stretch, joining.first)),
            last=int(np.searchsorted(stretch, joining.last, side="right")) - 1,
        )
        for joining in joined
    )


def stretch_of_month(stretch: Integers, months: int) -> Integers:
    """(months + 1,) the number of each month's stretch.

    >>> stretch_of_month(np.array([0, 2]), 3).tolist()
    [0, 0, 1, 1]
    """
    return np.searchsorted(stretch, np.arange(months + 1), side="right") - 1
