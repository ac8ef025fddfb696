"""Rows of the table ``exits`` on their way from the runs to their file, in few bytes.

A sweep has far more of these rows than of all others, and each passes through finished tasks,
hashes and row groups.  While they wait, treaties and states are places in a list and a month takes
two bytes; what fills a row group is written out at once, as the table wants it.
"""

import functools
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.outcomes.columns import EXITS
from simulation.outcomes.contents import schema_of
from simulation.outcomes.measures import Columns
from simulation.outcomes.writing import texts_of
from simulation.world.world import Integers, World

if TYPE_CHECKING:
    import pyarrow as pa

KEPT = {
    "replicate": "i8", "treaty": "i2", "state": "i4", "announced": "i2", "notified": "i2",
    "out": "i2", "returned": "i2", "forced": "?",
}  # fmt: skip
"""Columns that a finished task keeps, and how: treaties and states by their places in the world,
months with -1 for none."""

MONTHS = tuple(column.name for column in EXITS if column.kind == "maybe whole")
TEXTS = tuple(column.name for column in EXITS if column.kind == "text")


def kept(columns: Columns | None) -> "pa.RecordBatch":
    """Rows as a finished task keeps them; columns as ``list_exits`` gives them, None: no rows."""
    import pyarrow as pa

    none = np.zeros(0)
    values = [
        (none if columns is None else columns[name]).astype(kind, copy=False)
        for name, kind in KEPT.items()
    ]
    return pa.RecordBatch.from_arrays([pa.array(one) for one in values], names=list(KEPT))


@functools.cache
def waiting_schema() -> "pa.Schema":
    """Columns of rows that wait for a row group to fill."""
    import pyarrow as pa

    text = pa.dictionary(pa.int32(), pa.string())
    kinds = dict.fromkeys(TEXTS, text) | dict.fromkeys(MONTHS, pa.int16())
    return pa.schema([
        pa.field(field.name, kinds.get(field.name, field.type))
        for field in schema_of(EXITS)
    ])  # fmt: skip


def waiting(rows: "pa.RecordBatch", point: int, world: World) -> "pa.Table":
    """Rows of a point from a finished task, which may also hold them as the table has them."""
    import pyarrow as pa

    if pa.types.is_string(rows.schema.field("state").type):
        return _taken_in(rows)
    lists = dict(zip(("treaty", "state"), _lists(world), strict=True))
    columns = {"point": pa.array(np.full(rows.num_rows, point, dtype=np.int64))}
    for name in KEPT:
        column = rows.column(name)
        if name in lists:
            column = pa.DictionaryArray.from_arrays(column.cast(pa.int32()), lists[name])
        columns[name] = column
    schema = waiting_schema()
    return pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)


@functools.lru_cache(maxsize=4)
def _lists(world: World) -> "tuple[pa.Array, pa.Array]":
    """Treaties and states as they are written, by their places."""
    import pyarrow as pa

    texts = texts_of(world)
    return pa.array(texts["treaty"], pa.string()), pa.array(texts["state"], pa.string())


def listed(rows: "pa.RecordBatch", point: int, world: World) -> "pa.RecordBatch":
    """Rows of a point from a finished task, as the table has them."""
    return written_out(waiting(rows, point, world)).to_batches()[0]


def _taken_in(rows: "pa.RecordBatch") -> "pa.Table":
    """Rows of an earlier result."""
    import pyarrow as pa
    import pyarrow.compute as pc

    schema = waiting_schema()
    columns = []
    for name in schema.names:
        column = rows.column(name)
        if name in TEXTS:
            column = pc.dictionary_encode(column)
        elif name in MONTHS:
            column = pc.fill_null(column, -1).cast(pa.int16())
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=schema)


def written_out(rows: "pa.Table") -> "pa.Table":
    """Waiting rows as the table has them; texts stay places, in lists by their first appearance.

    So the lists, and all bytes made of them, follow from the rows alone.
    """
    import pyarrow as pa

    columns, fields = [], []
    for field in schema_of(EXITS):
        column = rows.column(field.name).combine_chunks()
        if field.name in TEXTS:
            column = _by_appearance(column)
        elif field.name in MONTHS:
            months = column.to_numpy()
            column = pa.array(months.astype(np.int64), mask=months < 0)
        columns.append(column)
        fields.append(field.with_type(column.type))
    schema = pa.schema(fields, metadata=schema_of(EXITS).metadata)
    return pa.Table.from_arrays(columns, schema=schema)


def _by_appearance(column: "pa.DictionaryArray") -> "pa.DictionaryArray":
    """The same texts in a list that holds each once, in the order in which they first appear."""
    import pyarrow as pa

    places = column.indices.to_numpy()
    order, places = renumbered(places, len(column.dictionary))
    return pa.DictionaryArray.from_arrays(pa.array(places), column.dictionary.take(pa.array(order)))


def renumbered(places: NDArray[np.int32], size: int) -> tuple[Integers, NDArray[np.int32]]:
    """Which of the places below a size appear, first ones first, and all places by that order.

    >>> [each.tolist() for each in renumbered(np.array([4, 1, 4, 2]), 5)]
    [[4, 1, 2], [0, 1, 0, 2]]
    """
    first = np.full(size, len(places), dtype=np.int64)
    first[places[::-1]] = np.arange(len(places) - 1, -1, -1)
    order = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(places))]
    numbers = np.zeros(size, dtype=np.int32)
    numbers[order] = np.arange(len(order), dtype=np.int32)
    return order, numbers.take(places)
