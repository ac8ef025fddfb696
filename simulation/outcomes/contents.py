"""Tables as Arrow, as Parquet, and as a hash of what they say.

The hash covers column names, kinds and values and nothing of the encoding, so it is the same for
every version of the libraries that write the file.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.outcomes.columns import Column
from simulation.outcomes.measures import Columns

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def arrow_table(columns: Columns, description: Sequence[Column]) -> "pa.Table":
    """An Arrow table with exactly the columns described, in that order.

    It remembers pandas' nullable integers, so that a month that never was is null, not a fraction.
    """
    import pandas as pd
    import pyarrow as pa

    frame = pd.DataFrame({c.name: _pandas_values(columns[c.name], c.kind) for c in description})
    schema = pa.schema([(c.name, _arrow_kind(c.kind)) for c in description])
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False)


def _pandas_values(values: NDArray[Any], kind: str) -> "NDArray[Any] | pd.arrays.IntegerArray":
    import pandas as pd

    if kind == "maybe whole":
        whole = values.astype(np.int64)
        return pd.arrays.IntegerArray(np.maximum(whole, 0), whole < 0)
    if kind == "date":
        return values.astype("datetime64[s]")
    dtype = {"whole": np.int64, "number": np.float64, "flag": np.bool_, "text": object}[kind]
    return values.astype(dtype)


def _arrow_kind(kind: str) -> "pa.DataType":
    import pyarrow as pa

    return {
        "whole": pa.int64(),
        "maybe whole": pa.int64(),
        "number": pa.float64(),
        "flag": pa.bool_(),
        "text": pa.string(),
        "date": pa.timestamp("ms"),
    }[kind]


def write_parquet(table: "pa.Table", path: Path) -> None:
    """Write a table with fixed options: the same bytes for one set of library versions."""
    import pyarrow.parquet as pq

    pq.write_table(table, path, compression="zstd", version="2.6", row_group_size=1 << 20)


def read_parquet(path: Path) -> "pa.Table":
    """Read a table that is one file, or a folder of parts joined in the order of their names."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.is_dir():
        return pa.concat_tables([pq.read_table(part) for part in sorted(path.glob("*.parquet"))])
    return pq.ParquetFile(path).read()


def contents_hash(table: "pa.Table") -> str:
    """SHA-256 of a table's contents: for each column its name, kind, nulls and values."""
    digest = hashlib.sha256(f"{table.num_rows} rows\n".encode())
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        digest.update(f"{name}: {column.type}\n".encode())
        digest.update(np.asarray(column.is_null()).astype(np.uint8).tobytes())
        digest.update(_value_bytes(column))
    return digest.hexdigest()


def _value_bytes(column: "pa.Array") -> bytes:
    """Values in a fixed form: little-endian numbers, texts with their lengths before them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(column.type):
        texts = pc.fill_null(column, "")
        lengths = np.asarray(pc.binary_length(texts)).astype("<i8")
        _, ends, letters = texts.buffers()
        here = np.frombuffer(ends, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
        joined = letters.to_pybytes()[here[0] : here[-1]] if len(texts) and letters else b""
        return lengths.tobytes() + joined
    if pa.types.is_floating(column.type):
        return np.asarray(pc.fill_null(column, 0.0)).astype("<f8").tobytes()
    if pa.types.is_boolean(column.type):
        return np.asarray(pc.fill_null(column, False)).astype(np.uint8).tobytes()
    whole = column.cast(pa.int64())
    return np.asarray(pc.fill_null(whole, 0)).astype("<i8").tobytes()
