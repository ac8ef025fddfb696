"""Going on from a finished sweep: its tables become finished tasks again, so nothing is run twice.

Rows of a finished sweep are sorted by point, and each point holds its replicates from 0 on without
a gap, failed ones listed apart.  So reading the tables once, from the top, is enough.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulation.experiments.sweeping.parts import Part, name_of, write_part
from simulation.experiments.sweeping.plan import Stretch
from simulation.outcomes import columns as described
from simulation.world.world import Integers

if TYPE_CHECKING:
    import pyarrow as pa

POINTS_A_PART = 32


class Rows:
    """Rows of a table, taken from the top, some at a time."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        import pyarrow.parquet as pq

        self._file: pq.ParquetFile = pq.ParquetFile(path)
        self._names = list(columns)
        self._coming = self._file.iter_batches(batch_size=1 << 16, columns=self._names)
        self._held: list[pa.RecordBatch] = []
        points = self._file.read(columns=["point"]).column("point").to_numpy()
        self.counts: Integers = np.bincount(points) if len(points) else np.zeros(0, dtype=np.int64)
        """(points,) how many rows each has."""

    def of(self, point: int) -> int:
        """How many rows a point has."""
        return int(self.counts[point]) if point < len(self.counts) else 0

    def take(self, rows: int) -> "pa.Table":
        """The next rows."""
        import pyarrow as pa

        schema = pa.schema([self._file.schema_arrow.field(name) for name in self._names])
        taken: list[pa.RecordBatch] = []
        while rows > 0:
            batch = self._held.pop() if self._held else next(self._coming)
            taken.append(batch.slice(0, rows))
            if batch.num_rows > rows:
                self._held.append(batch.slice(rows))
            rows -= taken[-1].num_rows
        return pa.Table.from_batches(taken, schema=schema).combine_chunks()


def parts_from(
    folder: Path, treaties: Sequence[str], points: Iterable[int], tasks: Path, number: int
) -> Iterator[Part]:
    """Finished tasks made of a finished sweep's tables, for those points that have none yet.

    number: of the first.  OSError where the disk refuses.
    """
    wanted = {
        "runs": [column.name for column in described.runs_columns(tuple(treaties))],
        "exits": [column.name for column in described.EXITS],
        "sums": ["what", "cell", "amount"],
        "failures": ["replicate", "reason"],
        "predictions": [column.name for column in described.PREDICTIONS],
    }
    tables = {name: Rows(folder / f"{name}.parquet", columns) for name, columns in wanted.items()}
    asked = set(points)
    waiting: list[tuple[Stretch, dict[str, pa.Table]]] = []
    last = max((len(table.counts) for table in tables.values()), default=0)
    for point in range(last):
        taken = {name: table.take(table.of(point)) for name, table in tables.items()}
        done = taken["runs"].num_rows + taken["failures"].num_rows
        if point in asked and done:
            waiting.append((Stretch(point, 0, done), taken))
        if len(waiting) >= POINTS_A_PART or (point == last - 1 and waiting):
            yield _part(tasks / name_of(number), waiting)
            number, waiting = number + 1, []


def _part(folder: Path, held: "Sequence[tuple[Stretch, dict[str, pa.Table]]]") -> Part:
    batches = {name: [_one(tables[name]) for _, tables in held] for name in held[0][1]}
    summaries = [_summary(tables) for _, tables in held]
    return write_part(folder, [stretch for stretch, _ in held], batches, summaries)


def _one(table: "pa.Table") -> "pa.RecordBatch":
    import pyarrow as pa

    batches = table.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


def _summary(tables: "dict[str, pa.Table]") -> dict[str, int]:
    exits = tables["runs"].column("exits").to_numpy().astype(np.int64)
    return {
        "runs": len(exits),
        "failed": tables["failures"].num_rows,
        "exits": int(exits.sum()),
        "squares": int((exits * exits).sum()),
        "cascades": int(np.asarray(tables["runs"].column("cascade")).sum()),
    }
