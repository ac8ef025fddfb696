"""Tables as Arrow, and as a hash of what they say.

The hash covers column names, kinds and values and nothing of the encoding, so it is the same for
every version of the libraries that write the file.
"""

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.outcomes.columns import Column
from simulation.outcomes.measures import Columns

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Buffer = bytes | memoryview
"""What a hash takes."""

Texts = Mapping[str, Sequence[str]]
"""For columns of texts given as whole numbers: the list in which each has its place."""


def arrow_table(
    columns: Columns, description: Sequence[Column], texts: Texts | None = None
) -> "pa.Table":
    """An Arrow table with exactly the columns described, in that order.

    It remembers pandas' nullable integers, so that a month that never was is null, not a fraction.
    """
    import pyarrow as pa

    arrays = [
        _arrow_values(columns[c.name], c.kind, (texts or {}).get(c.name, ())) for c in description
    ]
    return pa.Table.from_arrays(arrays, schema=schema_of(tuple(description)))


@functools.cache
def schema_of(description: tuple[Column, ...]) -> "pa.Schema":
    """Names and types of some columns, and how pandas reads them."""
    import pandas as pd
    import pyarrow as pa

    sample = pd.DataFrame({c.name: _sample(c.kind) for c in description})
    schema = pa.schema([(c.name, _arrow_kind(c.kind)) for c in description])
    return pa.Table.from_pandas(sample, schema=schema, preserve_index=False).schema


def _sample(kind: str) -> "NDArray[Any] | pd.api.extensions.ExtensionArray":
    """One value of a kind, as pandas holds it."""
    import pandas as pd

    if kind == "maybe whole":
        return pd.array([1], dtype="Int64")
    if kind == "text":
        return np.array(["a"], dtype=object)
    return np.zeros(1, dtype={"whole": "i8", "number": "f8", "flag": "?", "date": "M8[s]"}[kind])


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


def _arrow_values(values: NDArray[Any], kind: str, texts: Sequence[str]) -> "pa.Array":
    import pyarrow as pa

    if kind == "maybe whole":
        return pa.array(values.astype(np.int64), mask=values < 0)
    if kind == "text" and values.dtype.kind == "i":
        places = pa.array(values.astype(np.int32))
        listed = pa.array(list(texts), pa.string())
        return pa.DictionaryArray.from_arrays(places, listed).dictionary_decode()
    dtype = {"whole": "i8", "number": "f8", "flag": "?", "text": "O", "date": "M8[ms]"}[kind]
    return pa.array(values.astype(dtype, copy=False), _arrow_kind(kind), from_pandas=True)


def span_of(table: "pa.Table", column: str) -> tuple[Any, Any]:
    """Smallest and largest value of a column, None where it has none."""
    import pyarrow.compute as pc

    ends = pc.min_max(table.column(column)).as_py()
    return ends["min"], ends["max"]


def contents_hash(table: "pa.Table") -> str:
    """SHA-256 of a table's contents: for each column its name, kind, nulls and values."""
    return Contents(table.schema).add(table).sha256


class Contents:
    """The hash of a table whose rows come a stretch at a time.

    It covers the number of rows, and for each column its heading and the SHA-256 of each of its
    aspects over all rows, so all columns of a stretch are hashed while they are at hand, and it
    does not show how the rows were cut.
    """

    def __init__(self, schema: "pa.Schema") -> None:
        self.rows = 0
        self._columns = [
            (field.name, heading(field.name, field.type),
             [(aspect, hashlib.sha256()) for aspect in aspects(field.type)])
            for field in schema
        ]  # fmt: skip

    def add(self, table: "pa.Table") -> "Contents":
        """Rows after those before; gives itself."""
        self.rows += table.num_rows
        for name, _, parts in self._columns:
            for chunk in table.column(name).chunks:
                for aspect, digest in parts:
                    digest.update(aspect(chunk))
        return self

    @property
    def sha256(self) -> str:
        """Of all rows so far."""
        whole = hashlib.sha256(f"{self.rows} rows\n".encode())
        for _, head, parts in self._columns:
            whole.update(head)
            for _, digest in parts:
                whole.update(digest.digest())
        return whole.hexdigest()

    @property
    def said(self) -> dict[str, Any]:
        """Rows and hash, for a manifest."""
        return {"rows": self.rows, "sha256": self.sha256}


Aspect = Callable[["pa.Array"], Buffer]
"""One thing that the hash covers of a stretch of a column, in a fixed form."""


def heading(name: str, kind: "pa.DataType") -> bytes:
    """What the hash covers of a column before its values."""
    return f"{name}: {kind}\n".encode()


def aspects(kind: "pa.DataType") -> tuple[Aspect, ...]:
    """What the hash covers of a column, one after the other, each over all its rows."""
    import pyarrow as pa

    if pa.types.is_string(kind):
        return nulls, _lengths, _letters
    return nulls, _values


def nulls(column: "pa.Array") -> Buffer:
    """A byte for each row: 1 where there is no value."""
    if column.null_count == 0:
        return bytes(len(column))
    return np.ascontiguousarray(column.is_null()).data


def _lengths(column: "pa.Array") -> Buffer:
    """Lengths of texts in bytes, 0 where there is none, as little-endian numbers of eight bytes."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type) and column.null_count == 0:
        lengths = np.asarray(pc.binary_length(column.dictionary), dtype="<i8")
        return lengths.take(np.asarray(column.indices)).data
    texts = _written_out(column)
    return np.ascontiguousarray(pc.fill_null(pc.binary_length(texts), 0), dtype="<i8").data


def _letters(column: "pa.Array") -> Buffer:
    """All texts, one behind the other."""
    import pyarrow.compute as pc

    column = _written_out(column)
    texts = pc.fill_null(column, "") if column.null_count else column
    _, ends, letters = texts.buffers()
    if not len(texts) or not letters:
        return b""
    here = np.frombuffer(ends, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(letters)[here[0] : here[-1]]


def _written_out(column: "pa.Array") -> "pa.Array":
    """Texts as they are, where they are places in a list."""
    import pyarrow as pa

    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _values(column: "pa.Array") -> Buffer:
    """Values as little-endian numbers of eight bytes, flags as bytes; 0 where there is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    flags, fractions = pa.types.is_boolean(column.type), pa.types.is_floating(column.type)
    if not flags and not fractions:
        column = column.cast(pa.int64())
    if column.null_count:
        column = pc.fill_null(column, False if flags else 0)
    kind = "?" if flags else "<f8" if fractions else "<i8"
    return np.ascontiguousarray(column, dtype=kind).data
