"""Months in which nothing dated changes share one row of the agenda's tables."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
