"""The hash of a table's contents, taken from its file a stretch at a time."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.outcomes.contents import Contents

if TYPE_CHECKING:
    import pyarrow as pa


def said_of(table: "pa.Table") -> dict[str, Any]:
    """Rows and hash of a table, for its manifest."""
    return Contents(table.schema).add(table).said


def said_of_file(path: Path) -> dict[str, Any]:
    """Rows and hash of a table in a file, for its manifest; the same as of the table itself.

    Texts are read as places in a list of those that occur: there are few of them and many rows.
    Raises OSError or ValueError for a file that cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(path)
    texts = [field.name for field in schema if pa.types.is_string(field.type)]
    held = Contents(schema)
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        for group in range(file.num_row_groups):
            held.add(file.read_row_group(group))
    return held.said
