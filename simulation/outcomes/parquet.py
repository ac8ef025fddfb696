"""Tables as Parquet files: how they are written, and what of them is read."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROWS_A_GROUP = 2**18
"""Rows of a row group of a Parquet file."""

COUNTING = ("run", "replicate", "cell")
"""Columns that count up, written as steps from row to row."""

MANY_VALUED = ("norm_among_stayers", "people_uncovered")
"""Columns of ``runs`` with too many values for a dictionary, also with a treaty behind."""


def how_written(names: Sequence[str]) -> dict[str, Any]:
    """How a table of these columns is written: the same bytes for one set of library versions."""
    return {
        "compression": "zstd",
        "version": "2.6",
        "use_dictionary": [
            name for name in names if name not in COUNTING and not name.startswith(MANY_VALUED)
        ],
        "column_encoding": {name: "DELTA_BINARY_PACKED" for name in COUNTING if name in names},
    }


def parquet_writer(sink: "pa.NativeFile", schema: "pa.Schema") -> "pq.ParquetWriter":
    """A writer of tables of a schema, into an open file.

    Texts may come as places in a list: in the file they are texts, read like any others, but it
    does not say which of them is the first and which the last by the alphabet.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    how = how_written(schema.names)
    others = [field.name for field in schema if not pa.types.is_dictionary(field.type)]
    if len(others) == len(schema):
        return pq.ParquetWriter(sink, schema, **how)
    writer = pq.ParquetWriter(sink, schema, store_schema=False, write_statistics=others, **how)
    writer.add_key_value_metadata(schema.metadata)  # else pandas would not know of gaps
    return writer


def write_parquet(table: "pa.Table", path: Path) -> None:
    """Write a table with fixed options: the same bytes for one set of library versions."""
    import pyarrow.parquet as pq

    how = how_written(table.column_names)
    pq.write_table(table, path, row_group_size=ROWS_A_GROUP, **how)


def read_parquet(path: Path) -> "pa.Table":
    """Read a table that is one file, or a folder of parts joined in the order of their names."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.is_dir():
        return pa.concat_tables([pq.read_table(part) for part in sorted(path.glob("*.parquet"))])
    return pq.ParquetFile(path).read()


def groups_with(path: Path, column: str, value: int) -> list[int]:
    """Row groups of a Parquet file that may hold a value of a column; the first at least."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        place = file.schema_arrow.get_field_index(column)
        about = [
            file.metadata.row_group(group).column(place).statistics
            for group in range(file.num_row_groups)
        ]
    found = [
        group
        for group, said in enumerate(about)
        if said is None or not said.has_min_max or said.min <= value <= said.max
    ]
    return found or [0]


def read_group(path: Path, group: int) -> "pa.Table":
    """One row group of a Parquet file; a file without rows has none, and gives no rows."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        return file.read_row_group(group) if file.num_row_groups else file.read()


def said_span(path: Path, column: str) -> tuple[Any, Any] | None:
    """Smallest and largest value of a column as a Parquet file says them; None: it does not."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        place = file.schema_arrow.get_field_index(column)
        groups = [file.metadata.row_group(group) for group in range(file.num_row_groups)]
    said = [(group.num_rows, group.column(place).statistics) for group in groups]
    if any(one is None or not one.has_null_count for _, one in said):
        return None
    some = [one for rows, one in said if one.null_count < rows]
    if not all(one.has_min_max for one in some):
        return None
    return min((one.min for one in some), default=None), max((o.max for o in some), default=None)
