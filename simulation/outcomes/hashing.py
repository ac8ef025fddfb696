"""The hash of a table's contents, taken from its file a stretch at a time.

A hash covers one column after the other, while rows are written a stretch of all columns at a time;
so it is taken from the finished file, which also shows that what was written can be read.
"""

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.outcomes.ahead import in_order
from simulation.outcomes.contents import Aspect, Buffer, aspects, contents_hash, heading, nulls

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

READERS = 2
AHEAD = 2
"""For each reader, how many stretches are read before they are hashed."""


class Stretch(NamedTuple):
    """What is hashed next: one aspect of one column in one row group, or the column's heading."""

    column: str
    group: int
    aspect: Aspect | None
    heading: bytes = b""


def said_of(table: "pa.Table") -> dict[str, Any]:
    """Rows and hash of a table, for its manifest."""
    return {"rows": table.num_rows, "sha256": contents_hash(table)}


def said_of_file(path: Path) -> dict[str, Any]:
    """Rows and hash of a table in a file, for its manifest; the same as of the table itself.

    Raises OSError or ValueError for a file that cannot be read.
    """
    readers = _Readers(path)
    rows = readers.mine().metadata.num_rows
    digest = hashlib.sha256(f"{rows} rows\n".encode())
    stretches = _stretches(readers.kinds, readers.mine().num_row_groups)
    for forms in in_order(readers.forms, stretches, READERS, AHEAD, "readers"):
        for form in forms:
            digest.update(form)
    return {"rows": rows, "sha256": digest.hexdigest()}


def _stretches(kinds: "pa.Schema", groups: int) -> Iterator[Stretch]:
    """In the order in which they are hashed."""
    for field in kinds:
        yield Stretch(field.name, 0, None, heading(field.name, field.type))
        for aspect in aspects(field.type):
            for group in range(groups):
                yield Stretch(field.name, group, aspect)


class _Readers:
    """A file open once for each thread, since a reader serves one at a time.

    Texts are read as places in a list of those that occur: there are few of them and many rows.
    """

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.path = path
        self.kinds = pq.read_schema(path)
        self._texts = [kind.name for kind in self.kinds if pa.types.is_string(kind.type)]
        self._own = threading.local()

    def mine(self) -> "pq.ParquetFile":
        """The file, opened once by each thread."""
        import pyarrow.parquet as pq

        if not hasattr(self._own, "file"):
            self._own.file = pq.ParquetFile(self.path, read_dictionary=self._texts)
        file: pq.ParquetFile = self._own.file
        return file

    def forms(self, stretch: Stretch) -> list[Buffer]:
        """What is hashed of a stretch, in pieces."""
        if stretch.aspect is None:
            return [stretch.heading]
        file = self.mine()
        if stretch.aspect is nulls and _without_nulls(file, stretch):
            return [bytes(file.metadata.row_group(stretch.group).num_rows)]
        table = file.read_row_group(stretch.group, columns=[stretch.column], use_threads=False)
        return [stretch.aspect(chunk) for chunk in table.column(0).chunks]


def _without_nulls(file: "pq.ParquetFile", stretch: Stretch) -> bool:
    """Whether the file itself says that all values are there."""
    place = file.schema_arrow.get_field_index(stretch.column)
    about = file.metadata.row_group(stretch.group).column(place).statistics
    return about is not None and about.has_null_count and about.null_count == 0
