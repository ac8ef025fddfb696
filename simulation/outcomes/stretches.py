"""Rows of a few runs out of a result of millions: only the row groups that hold them are read."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulation.outcomes.records import Record

if TYPE_CHECKING:
    import pyarrow as pa

GROUPS_KEPT = 8


class Stretches:
    """Rows of some runs of a finished result."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._group = lru_cache(GROUPS_KEPT)(self._read)

    def rows(self, table: str, point: int, first: int, until: int) -> "pa.Table":
        """Rows of a table from one replicate of a point to before another, in order.

        Raises InputFault as ``Record.table`` does.
        """
        import pyarrow as pa

        groups = self._record.groups(table, "point", point)
        held = [_between(self._group(table, group), point, first, until) for group in groups]
        return pa.concat_tables(held)

    def _read(self, table: str, group: int) -> "pa.Table":
        return self._record.group(table, group)


def _between(table: "pa.Table", point: int, first: int, until: int) -> "pa.Table":
    """Rows are sorted by point and replicate."""
    points = table.column("point").to_numpy()
    low, high = (int(np.searchsorted(points, point, side)) for side in ("left", "right"))
    replicates = table.column("replicate").slice(low, high - low).to_numpy()
    begin, end = np.searchsorted(replicates, (first, until)).tolist()
    return table.slice(low + begin, end - begin)
