"""The result of a sweep, written from its finished tasks: a few points at a time are in memory."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.experiments.sweeping.merging import Pieces, Value, tables_of
from simulation.experiments.sweeping.order import Order
from simulation.experiments.sweeping.worlds import Worlds
from simulation.outcomes import columns as described
from simulation.outcomes.ahead import in_order
from simulation.outcomes.contents import ROWS_A_GROUP, how_written, schema_of
from simulation.outcomes.failures import LISTED, Failures
from simulation.outcomes.hashing import said_of_file
from simulation.outcomes.manifest import describe
from simulation.outcomes.publishing import plain_faults
from simulation.scenario.faults import InputFault
from simulation.world.lint import remarks

if TYPE_CHECKING:
    import pyarrow as pa

AHEAD = 4
"""Points for each thread whose tables are made before their turn."""


def write_result(part: Path, order: Order, pieces: Pieces, began: float) -> None:
    """Write all tables and the manifest into an existing empty folder, the manifest last.

    Raises InputFault where no run is left, and where the disk refuses.
    """
    worlds = Worlds()
    failures: list[tuple[int, int, str]] = []
    with plain_faults(part), ExitStack() as files:
        tables = {
            name: files.enter_context(Rows(part / f"{name}.parquet", columns))
            for name, columns in columns_of(order).items()
        }
        for point, made in _by_point(order, pieces, worlds):
            for name, table in made.items():
                tables[name].add(table)
            told = made["failures"].to_pydict()
            failures += zip([point] * len(told["reason"]), told["replicate"], told["reason"],
                            strict=True)  # fmt: skip
        for table in tables.values():
            table.finish()
        said = {name: said_of_file(part / f"{name}.parquet") for name in tables}
        manifest = manifest_of(order, pieces, failures, said, worlds, time.monotonic() - began)
        text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
        (part / "manifest.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _by_point(
    order: Order, pieces: Pieces, worlds: Worlds
) -> "Iterator[tuple[int, dict[str, pa.Table]]]":
    """Tables of all points in order, made side by side."""
    columns = value_columns(order)

    def one(point: int) -> "tuple[int, dict[str, pa.Table]]":
        values = order.design.points[point].values
        held = [Value(column, written(values[column.name], column)) for column in columns]
        return point, tables_of(point, order.scenario_of(point), pieces[point], held, worlds)

    yield from in_order(one, sorted(pieces), order.workers, AHEAD, "merging")


def columns_of(order: Order) -> dict[str, tuple[described.Column, ...]]:
    """Tables of a sweep and their columns."""
    keys = value_columns(order)
    runs, points = described.runs_columns(order.treaties), described.POINTS
    here, there = len(described.EACH_RUN), 2  # point and treaty
    return {
        "runs": (*runs[:here], *keys, *runs[here:]),
        "exits": described.EXITS,
        "states": described.STATES,
        "points": (*points[:there], *keys, *points[there:]),
        "sizes": described.SIZES,
        "months": described.MONTHS,
        "predictions": described.PREDICTIONS,
        "failures": described.FAILURES,
        "sums": described.SUMS,
    }


def value_columns(order: Order) -> tuple[described.Column, ...]:
    """A column for each key of the design, of a kind that holds all its values."""
    points = order.design.points
    return tuple(
        described.Column(key, kind_of([point.values[key] for point in points]),
                         described.KEYS_OF_A_DESIGN)
        for key in order.design.keys
    )  # fmt: skip


def kind_of(values: Sequence[Any]) -> str:
    """The kind of column that holds some values; None is a gap.

    >>> kind_of([1, 2]), kind_of([1, 2.5]), kind_of([True]), kind_of(["a", 1]), kind_of([1, None])
    ('whole', 'number', 'flag', 'text', 'maybe whole')
    """
    said = [value for value in values if value is not None]
    kinds = {type(value) for value in said}
    gaps = len(said) < len(values)
    if kinds == {bool}:
        return "text" if gaps else "flag"
    if kinds == {int}:
        return "maybe whole" if gaps else "whole"
    return "number" if kinds and kinds <= {int, float} else "text"


def written(value: Any, column: described.Column) -> Any:  # noqa: ANN401 (whatever a key takes)
    """A value as its column holds it; lists and tables as JSON.

    >>> written((1, 2), described.Column("x", "text", ""))
    '[1, 2]'
    """
    if value is None:
        return None
    if column.kind == "number":
        return float(value)
    if column.kind == "text" and not isinstance(value, str):
        return json.dumps(value, default=str)
    return value


class Rows:
    """One Parquet file, in row groups of one size whatever the pieces in which rows come."""

    def __init__(self, path: Path, columns: tuple[described.Column, ...]) -> None:
        import pyarrow.parquet as pq

        self.schema = schema_of(columns)
        self._file: pq.ParquetWriter = pq.ParquetWriter(
            path, self.schema, **how_written(self.schema.names)
        )
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def add(self, table: "pa.Table") -> None:
        """Rows after those before."""
        self._waiting.append(table.select(self.schema.names).cast(self.schema))
        self._rows += table.num_rows
        while self._rows >= ROWS_A_GROUP:
            self._write(ROWS_A_GROUP)

    def _write(self, rows: int) -> None:
        import pyarrow as pa

        whole = pa.concat_tables(self._waiting)
        self._file.write_table(whole.slice(0, rows).combine_chunks(), row_group_size=ROWS_A_GROUP)
        self._waiting, self._rows = [whole.slice(rows)], whole.num_rows - rows

    def finish(self) -> None:
        """Write what is left, and the end of the file."""
        if self._rows:
            self._write(self._rows)
        self._file.close()

    def __enter__(self) -> "Rows":
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Lets the file go, finished or not."""
        self._file.close()


def manifest_of(
    order: Order,
    pieces: Pieces,
    failures: Sequence[tuple[int, int, str]],
    said: Mapping[str, Mapping[str, Any]],
    worlds: Worlds,
    seconds: float,
) -> dict[str, Any]:
    """What ran, with what, and what came of it.  InputFault where no run is left."""
    asked = sum(piece.until - piece.first for held in pieces.values() for piece in held)
    if len(failures) == asked:
        point, replicate, reason = failures[0]
        raise InputFault(
            f"all {asked:,} runs failed: {reason}, first at point {point}, replicate {replicate}"
        )
    sound = next(point for point in sorted(pieces) if _runs(pieces, point))
    scenario = order.scenario_of(sound)
    world, agenda = worlds.of(scenario)
    told = (*order.design.remarks, *remarks(order.scenario, world, agenda))
    whole = describe(
        order.scenario, range(order.replicates), order.engine, world, told, said, seconds,
        own=order.own, failures=_as_failures(failures),
    )  # fmt: skip
    done = asked - len(failures)
    return {
        **whole,
        "runs": {"asked": asked, "done": done, "failed": len(failures)},
        "failures": {**whole["failures"], "first": _first(order, failures)},
        "design": _design(order),
        "precision": _precision(order, asked),
        "order": order.plain(),
    }


def _runs(pieces: Pieces, point: int) -> int:
    return sum(piece.summary["runs"] for piece in pieces[point])


def _as_failures(failures: Sequence[tuple[int, int, str]]) -> Failures:
    reasons = Counter(reason for _, _, reason in failures)
    first = tuple((replicate, reason) for _, replicate, reason in failures[:LISTED])
    return Failures(len(failures), first, reasons)


def _first(order: Order, failures: Sequence[tuple[int, int, str]]) -> list[dict[str, Any]]:
    """The first failures with where they happened."""
    return [
        {"point": point, "values": _values(order, point), "replicate": replicate, "reason": reason}
        for point, replicate, reason in failures[:LISTED]
    ]


def _values(order: Order, point: int) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(
        json.dumps(dict(order.design.points[point].values), default=str)
    )
    return plain


def _design(order: Order) -> dict[str, Any]:
    design = order.design
    return {
        "method": design.method,
        "keys": list(design.keys),
        "varied": list(design.varied),
        "points": len(design.points),
        "dropped": design.dropped,
        "replicates": order.replicates,
    }


def _precision(order: Order, asked: int) -> dict[str, Any] | None:
    """What sequential precision saved; None where it was not asked for."""
    if order.precision is None:
        return None
    most = len(order.design.points) * order.replicates
    return {"half_width": order.precision, "at_most": most, "saved": most - asked}
