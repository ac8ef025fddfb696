"""Rows of runs and exits, kept as they come: in a folder, or in memory."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from simulation.outcomes.columns import EXITS, Column, runs_columns
from simulation.outcomes.contents import Contents, Texts, arrow_table, schema_of
from simulation.outcomes.hashing import said_of
from simulation.outcomes.listing import Listing
from simulation.outcomes.measures import Columns
from simulation.outcomes.parquet import ROWS_A_GROUP, how_written
from simulation.outcomes.publishing import plain_faults
from simulation.outcomes.tables import join
from simulation.world.world import World

if TYPE_CHECKING:
    import pyarrow as pa


class Kept(Protocol):
    """Where rows go, run after run, point after point."""

    @property
    def until(self) -> int | None:
        """The first replicate that exits do not list for want of room; None: all are listed."""

    def add(self, runs: Columns, exits: Columns) -> None:
        """Rows of some runs, after those of all before."""

    def finish(self) -> tuple[dict[str, dict[str, Any]], "dict[str, pa.Table]"]:
        """What the manifest says of the tables, and those that are in memory."""


def texts_of(world: World) -> Texts:
    """Treaties and states as they are written, by their places."""
    return {"treaty": [treaty.code for treaty in world.treaties], "state": world.states}


class InMemory:
    """Keeps rows in memory, those of exits as long as there is room."""

    def __init__(self, world: World) -> None:
        self._texts = texts_of(world)
        self._codes = tuple(treaty.code for treaty in world.treaties)
        self._runs: list[Columns] = []
        self._listing = Listing()

    @property
    def until(self) -> int | None:
        """The first replicate that exits do not list; None: all are listed."""
        return self._listing.until

    def add(self, runs: Columns, exits: Columns) -> None:
        """Rows of some runs."""
        self._runs.append(runs)
        self._listing.add(exits, runs["replicate"])

    def finish(self) -> tuple[dict[str, dict[str, Any]], "dict[str, pa.Table]"]:
        """What the manifest says of the tables, and the tables."""
        tables = {
            "runs": arrow_table(join(self._runs), runs_columns(self._codes)),
            "exits": arrow_table(self._listing.whole(), EXITS, self._texts),
        }
        return {name: said_of(table) for name, table in tables.items()}, tables


class InFolder:
    """Writes rows into a folder as they come; used as a context, which closes its files."""

    until: int | None = None

    def __init__(self, folder: Path, world: World, shown: Path | None = None) -> None:
        """shown: the folder as the user knows it, for faults."""
        codes = tuple(treaty.code for treaty in world.treaties)
        self._folder = shown or folder
        with plain_faults(self._folder):
            self._runs = TableFile(folder / "runs.parquet", runs_columns(codes))
            self._exits = TableFile(folder / "exits.parquet", EXITS, texts_of(world))

    def add(self, runs: Columns, exits: Columns) -> None:
        """Rows of some runs.  Raises InputFault when the disk refuses."""
        with plain_faults(self._folder):
            self._runs.add(runs)
            self._exits.add(exits)

    def finish(self) -> tuple[dict[str, dict[str, Any]], "dict[str, pa.Table]"]:
        """What the manifest says of the tables; none is in memory."""
        files = {"runs": self._runs, "exits": self._exits}
        with plain_faults(self._folder):
            for file in files.values():
                file.finish()
            return {name: file.contents.said for name, file in files.items()}, {}

    def __enter__(self) -> "InFolder":
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Lets the files go, finished or not."""
        for file in (self._runs, self._exits):
            file.let_go()


class TableFile:
    """One Parquet file, in row groups of one size whatever the pieces in which rows come."""

    def __init__(
        self, path: Path, description: Sequence[Column], texts: Texts | None = None
    ) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.path = path
        self._description, self._texts = tuple(description), texts
        self._sink = pa.OSFile(str(path), "wb")
        schema = schema_of(self._description)
        self.contents = Contents(schema)
        """Hash of the rows written so far."""
        how = how_written(schema.names)
        self._writer: pq.ParquetWriter = pq.ParquetWriter(self._sink, schema, **how)
        self._pieces: list[Columns] = []
        self._waiting = 0

    def add(self, columns: Columns) -> None:
        """Rows after those before; they are written when a row group is full."""
        self._pieces.append(columns)
        self._waiting += _length(columns)
        while self._waiting >= ROWS_A_GROUP:
            waiting = join(self._pieces)
            self._write({name: values[:ROWS_A_GROUP] for name, values in waiting.items()})
            # A copy, so that what was written need not stay in memory.
            rest = {name: values[ROWS_A_GROUP:].copy() for name, values in waiting.items()}
            self._pieces, self._waiting = [rest], _length(rest)

    def finish(self) -> None:
        """Write what is left, and the end of the file."""
        if self._waiting:
            self._write(join(self._pieces))
        self._pieces, self._waiting = [], 0
        self._writer.close()
        self._sink.close()

    def let_go(self) -> None:
        """Close the file as it is; of a disk that refuses, enough was said before."""
        with contextlib.suppress(OSError):
            self._writer.close()
        self._writer.is_open = False  # else it tries once more when it is thrown away
        with contextlib.suppress(OSError):
            self._sink.close()

    def _write(self, columns: Columns) -> None:
        table = arrow_table(columns, self._description, self._texts)
        self._writer.write_table(table, row_group_size=ROWS_A_GROUP)
        self.contents.add(table)


def _length(columns: Columns) -> int:
    return len(next(iter(columns.values()), np.zeros(0)))
