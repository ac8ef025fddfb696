"""Rows of ``runs`` and ``exits`` on their way from the runs to their files, in few bytes.

A sweep has far more of these rows than of all others, and each passes through finished tasks,
hashes and row groups.  While they wait, treaties and states are places in a list, a month takes two
bytes, -1 stands for none, and what a point alone decides is not there.  What fills a row group is
written out at once, as the table wants it.
"""

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.outcomes.columns import (
    EXITS,
    RUN_OF_TREATY,
    Column,
    of_treaty,
    runs_columns,
)
from simulation.outcomes.contents import schema_of
from simulation.outcomes.measures import RUNS_OF_A_POINT, Columns
from simulation.outcomes.writing import texts_of
from simulation.world.world import Integers, World

if TYPE_CHECKING:
    import pyarrow as pa

Kinds = Mapping[str, str]
"""Columns that a finished task keeps, and how, as NumPy says it."""

OF_EXITS: Kinds = {
    "replicate": "u4", "treaty": "i2", "state": "i4", "announced": "i2", "notified": "i2",
    "out": "i2", "returned": "i2", "forced": "?",
}  # fmt: skip
"""Treaties and states are places in the world; there are less than 2**32 replicates of a point."""

OF_A_TREATY: Kinds = {
    "exits": "i4", "out_count": "i4", "first_exit": "i2", "last_exit": "i2",
    "norm_among_stayers": "f8", "cascade": "?", "people_uncovered": "i8",
    "border_km_uncovered": "f8",
}  # fmt: skip


def of_runs(treaties: tuple[str, ...]) -> Kinds:
    """Columns that a finished task keeps of ``runs``."""
    return {"replicate": "u4"} | {
        of_treaty(column.name, treaty, treaties): OF_A_TREATY[column.name]
        for treaty in treaties
        for column in RUN_OF_TREATY
    }


def kept(columns: Columns | None, kinds: Kinds) -> "pa.RecordBatch":
    """Rows as a finished task keeps them; columns: as they are measured, None: no rows."""
    import pyarrow as pa

    none = np.zeros(0)
    values = [
        (none if columns is None else columns[name]).astype(kind, order="C", copy=False)
        for name, kind in kinds.items()
    ]
    return pa.RecordBatch.from_arrays([pa.array(one) for one in values], names=list(kinds))


def kept_again(rows: "pa.Table", kinds: Kinds, world: World | None) -> "pa.RecordBatch":
    """The same of rows of one point as a table has them; world: of the point, None: no rows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lists = {} if world is None else _lists(world)
    columns = []
    for name, kind in kinds.items():
        column = rows.column(name).combine_chunks()
        if name in lists and pa.types.is_string(column.type):
            column = pc.index_in(column, value_set=lists[name])
        elif column.null_count:
            column = pc.fill_null(column, float("nan") if kind == "f8" else -1)
        columns.append(column.cast(pa.from_numpy_dtype(np.dtype(kind))))
    return pa.RecordBatch.from_arrays(columns, names=list(kinds))


@functools.lru_cache(maxsize=4)
def _lists(world: World) -> "dict[str, pa.Array]":
    """Treaties and states as they are written, by their places."""
    import pyarrow as pa

    return {name: pa.array(texts, pa.string()) for name, texts in texts_of(world).items()}


def waiting_runs(rows: "pa.RecordBatch", point: int) -> "pa.Table":
    """Rows of a point from a finished task, with their numbers."""
    import pyarrow as pa

    replicate = np.asarray(rows.column("replicate"))
    numbers = {
        "run": point * RUNS_OF_A_POINT + replicate.astype(np.int64),
        "point": np.full(len(replicate), point, dtype=np.int64),
    }
    return pa.Table.from_arrays(
        [*map(pa.array, numbers.values()), *rows.columns], names=[*numbers, *rows.schema.names]
    )


def waiting_exits(rows: "pa.RecordBatch", point: int, world: World) -> "pa.Table":
    """Rows of a point from a finished task, with the texts that they stand for."""
    import pyarrow as pa

    columns = {name: rows.column(name) for name in OF_EXITS}
    for name, listed in _lists(world).items():
        places = columns[name].cast(pa.int32())
        columns[name] = pa.DictionaryArray.from_arrays(places, listed)
    columns["point"] = pa.array(np.full(rows.num_rows, point, dtype=np.int64))
    return pa.Table.from_pydict(columns)


def coming(columns: Sequence[Column], kinds: Kinds) -> "pa.Schema":
    """What rows that wait look like; columns: of the table that they end in."""
    import pyarrow as pa

    fields = []
    for field in schema_of(tuple(columns)):
        kind = field.type
        if field.name in kinds and pa.types.is_string(kind):
            kind = pa.dictionary(pa.int32(), pa.string())
        elif field.name in kinds:
            kind = pa.from_numpy_dtype(np.dtype(kinds[field.name]))
        fields.append(pa.field(field.name, kind))
    return pa.schema(fields)


def written_out(rows: "pa.Table", columns: tuple[Column, ...], kinds: Kinds) -> "pa.Table":
    """Rows that wait as the table has them, in one stretch.

    Texts stay places, in lists by their first appearance: so the lists, and all bytes made of them,
    follow from the rows alone.
    """
    import pyarrow as pa

    schema = schema_of(columns)
    made, fields = [], []
    for field, about in zip(schema, columns, strict=True):
        column = rows.column(field.name).combine_chunks()
        if field.name in kinds:
            column = _written_out(column, about.kind, field.type)
        made.append(column)
        fields.append(field.with_type(column.type))
    return pa.Table.from_arrays(made, schema=pa.schema(fields, metadata=schema.metadata))


def _written_out(column: "pa.Array", kind: str, wanted: "pa.DataType") -> "pa.Array":
    """A column of a kind, as the table has it."""
    import pyarrow as pa

    if kind == "text":
        return _by_appearance(column)
    if kind == "number":
        return pa.array(column.to_numpy(), from_pandas=True)
    if kind == "maybe whole":
        values = column.to_numpy()
        return _with_gaps(values.astype(np.int64), values >= 0)
    return column.cast(wanted)


def _with_gaps(values: Integers, there: NDArray[np.bool_]) -> "pa.Array":
    """Whole numbers, some of which are not there."""
    import pyarrow as pa

    bits = pa.py_buffer(np.packbits(there, bitorder="little"))
    none = len(there) - int(np.count_nonzero(there))
    return pa.Array.from_buffers(pa.int64(), len(values), [bits, pa.py_buffer(values)], none)


def _by_appearance(column: "pa.DictionaryArray") -> "pa.DictionaryArray":
    """The same texts in a list that holds each once, in the order in which they first appear."""
    import pyarrow as pa

    order, places = renumbered(column.indices.to_numpy(), len(column.dictionary))
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


def listed(
    batches: "Mapping[str, pa.RecordBatch]", point: int, treaties: tuple[str, ...],
    world: World | None,
) -> "dict[str, pa.Table]":  # fmt: skip
    """Runs and exits of a point from a finished task, as tables have them.

    world: of the point, None: it has no exits.
    """
    runs, none = waiting_runs(batches["runs"], point), coming(EXITS, OF_EXITS).empty_table()
    exits = none if world is None else waiting_exits(batches["exits"], point, world)
    return {
        "runs": written_out(runs, runs_columns(treaties), of_runs(treaties)),
        "exits": written_out(exits, EXITS, OF_EXITS),
    }
