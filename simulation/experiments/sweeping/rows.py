"""Tables on their way to the disk, and back from it, some rows at a time."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulation.outcomes.columns import Column
from simulation.outcomes.contents import Contents, schema_of
from simulation.outcomes.parquet import ROWS_A_GROUP, parquet_writer
from simulation.world.world import Integers

if TYPE_CHECKING:
    import pyarrow as pa


class Written(NamedTuple):
    """How rows that come in another form are written out."""

    coming: "pa.Schema"
    made: "Callable[[pa.Table], pa.Table]"
    """From some of them to one stretch of rows with the table's columns."""


class Rows:
    """One Parquet file, in row groups of one size whatever the pieces in which rows come."""

    def __init__(
        self, path: Path, columns: tuple[Column, ...], written_out: "Written | None" = None
    ) -> None:
        """written_out: from rows as they come to rows as the file holds them; None: they are."""
        import pyarrow as pa

        schema = schema_of(columns)
        self.contents = Contents(schema)
        """Hash of the rows written so far."""
        self.schema = written_out.coming if written_out else schema
        """Of the rows that come."""
        self._made = written_out.made if written_out else None
        if self._made is not None:
            schema = self._made(self.schema.empty_table()).schema
        self._sink = pa.OSFile(str(path), "wb")
        self._file = parquet_writer(self._sink, schema)
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def add(self, table: "pa.Table") -> None:
        """Rows after those before."""
        import pyarrow as pa

        names = self.schema.names
        chosen = table if table.column_names == names else table.select(names)
        if chosen.schema.equals(self.schema):  # all but what it says to pandas
            fitting = pa.Table.from_arrays(chosen.columns, schema=self.schema)
        else:
            fitting = chosen.cast(self.schema)
        self._waiting.append(fitting)
        self._rows += table.num_rows
        while self._rows >= ROWS_A_GROUP:
            self._write(ROWS_A_GROUP)

    def _write(self, rows: int) -> None:
        import pyarrow as pa

        whole = pa.concat_tables(self._waiting)
        some = whole.slice(0, rows)
        group = self._made(some) if self._made else some.combine_chunks()
        self._file.write_table(group, row_group_size=ROWS_A_GROUP)
        self.contents.add(group)
        self._waiting, self._rows = [whole.slice(rows)], whole.num_rows - rows

    def finish(self) -> None:
        """Write what is left, and the end of the file."""
        if self._rows:
            self._write(self._rows)
        self._file.close()
        self._sink.close()

    def __enter__(self) -> "Rows":
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Lets the file go, finished or not; of a disk that refuses, enough was said before."""
        with contextlib.suppress(OSError):
            self._file.close()
        self._file.is_open = False  # else it tries once more when it is thrown away
        with contextlib.suppress(OSError):
            self._sink.close()


class Taken:
    """Rows of a table in a file, taken from the top, some at a time."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        import pyarrow.parquet as pq

        self._file: pq.ParquetFile = pq.ParquetFile(path)
        self._names = list(columns)
        self._coming = self._file.iter_batches(batch_size=1 << 16, columns=self._names)
        self._held: list[pa.RecordBatch] = []
        self.counts = self._counted()
        """(points,) how many rows each has."""

    def _counted(self) -> Integers:
        counts = np.zeros(0, dtype=np.int64)
        for batch in self._file.iter_batches(columns=["point"]):
            here = np.bincount(batch.column(0).to_numpy(), minlength=len(counts))
            here[: len(counts)] += counts
            counts = here
        return counts

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

    def __enter__(self) -> "Taken":
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Lets the file go."""
        self._file.close()
