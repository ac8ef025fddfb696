"""The result of a sweep, written from its finished tasks: a few points at a time are in memory."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.engines.own_rule import without_place
from simulation.experiments.sweeping import raw
from simulation.experiments.sweeping.described import columns_of, forms_of, value_columns, written
from simulation.experiments.sweeping.merging import Asked, Piece, Pieces, Value, tables_of
from simulation.experiments.sweeping.order import Order
from simulation.experiments.sweeping.plan import FIRST_LOOK
from simulation.experiments.sweeping.rows import Rows
from simulation.experiments.sweeping.worlds import Worlds
from simulation.outcomes.ahead import in_order
from simulation.outcomes.failures import LISTED, Failures
from simulation.outcomes.manifest import describe
from simulation.outcomes.publishing import plain_faults
from simulation.scenario.faults import InputFault
from simulation.world.lint import remarks

if TYPE_CHECKING:
    import pyarrow as pa

AHEAD = 2
"""For each thread, how many pieces or summaries are made before their turn."""


def write_result(
    part: Path, order: Order, pieces: Pieces, worlds: Worlds, began: float, shown: Path
) -> None:
    """Write all tables and the manifest into an existing empty folder, the manifest last.

    shown: the folder as the user knows it, for faults.  Raises InputFault where no run is left, and
    where the disk refuses.
    """
    missed, forms = Missed(), forms_of(order)
    with plain_faults(shown), ExitStack() as files:
        tables = {
            name: files.enter_context(Rows(part / f"{name}.parquet", columns, forms.get(name)))
            for name, columns in columns_of(order).items()
        }
        for made in _in_order(order, pieces, worlds):
            for name, table in made.items():
                tables[name].add(table)
            if "failures" in made:
                missed.add(made["failures"])
        for table in tables.values():
            table.finish()
        said = {name: table.contents.said for name, table in tables.items()}
        manifest = manifest_of(order, pieces, missed, said, worlds, time.monotonic() - began)
        text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
        (part / "manifest.json").write_text(text + "\n", encoding="utf-8", newline="\n")


class Unit(NamedTuple):
    """What is made at once: some points of one piece each, or a part of a point of many pieces."""

    points: tuple[int, ...]
    place: int | None = None
    """The piece whose rows are made; None: all of them."""
    summed: bool = True
    """Summaries are made, too."""

    def rows(self, asked: Asked) -> Sequence[Piece]:
        """The pieces whose rows are made."""
        return asked.pieces if self.place is None else asked.pieces[self.place : self.place + 1]


TOGETHER, EXITS_TOGETHER = 8, 100_000
"""Points of one piece each that are made at once at most, and their exits."""


def _units(pieces: Pieces) -> Iterator[Unit]:
    """All points in order, small ones together."""
    waiting: list[int] = []
    listed = 0
    for point in sorted(pieces):
        few = sum(piece.summary["exits"] for piece in pieces[point])
        alone = len(pieces[point]) > 1
        if waiting and (alone or len(waiting) == TOGETHER or listed + few > EXITS_TOGETHER):
            yield Unit(tuple(waiting))
            waiting, listed = [], 0
        if alone:
            yield from (Unit((point,), place, False) for place in range(len(pieces[point])))
            yield Unit((point,), len(pieces[point]))
        else:
            waiting.append(point)
            listed += few
    if waiting:
        yield Unit(tuple(waiting))


def _in_order(order: Order, pieces: Pieces, worlds: Worlds) -> "Iterator[dict[str, pa.Table]]":
    """Rows and summaries of all points in order, some at a time, made side by side."""
    columns = value_columns(order)

    def asked(point: int) -> Asked:
        """A point with its values as their columns hold them."""
        values = order.design.points[point].values
        held = [Value(column, written(values[column.name], column)) for column in columns]
        return Asked(point, order.scenario_of(point), pieces[point], held)

    def one(unit: Unit) -> "dict[str, pa.Table]":
        """The tables of one unit."""
        import pyarrow as pa

        points = [asked(point) for point in unit.points]
        rows = {
            "runs": [p.runs(each.point, each.values) for each in points for p in unit.rows(each)],
            "exits": [
                raw.waiting_exits(p.batch("exits"), each.point, worlds.of(each.scenario)[0])
                for each in points
                for p in unit.rows(each)
                if p.summary["runs"]
            ],
        }
        made = {name: pa.concat_tables(tables) for name, tables in rows.items() if tables}
        return made | (tables_of(points, worlds, order.own) if unit.summed else {})

    yield from in_order(one, _units(pieces), order.workers, AHEAD, "merging")


class Missed:
    """Runs that failed: how many, why, and where the first of them were."""

    def __init__(self) -> None:
        self.runs = 0
        self.reasons: Counter[str] = Counter()
        self.first: list[tuple[int, int, str]] = []
        """Point, replicate and reason."""

    def add(self, failures: "pa.Table") -> None:
        """Those of one point, after those of earlier ones."""
        reasons = failures.column("reason").to_pylist()
        self.runs += len(reasons)
        self.reasons.update(map(without_place, reasons))
        more = failures.slice(0, LISTED - len(self.first)).to_pydict()
        self.first += zip(more["point"], more["replicate"], more["reason"], strict=True)

    @property
    def failures(self) -> Failures:
        """As a single run keeps them."""
        first = tuple((replicate, reason) for _, replicate, reason in self.first)
        return Failures(self.runs, first, self.reasons)


def manifest_of(
    order: Order,
    pieces: Pieces,
    missed: Missed,
    said: Mapping[str, Mapping[str, Any]],
    worlds: Worlds,
    seconds: float,
) -> dict[str, Any]:
    """What ran, with what, and what came of it.  InputFault where no run is left."""
    asked = sum(piece.until - piece.first for held in pieces.values() for piece in held)
    if missed.runs == asked:
        point, replicate, reason = missed.first[0]
        raise InputFault(
            f"all {asked:,} runs failed: {reason}, first at point {point}, replicate {replicate}"
        )
    sound = next(point for point in sorted(pieces) if _runs(pieces, point))
    scenario = order.scenario_of(sound)
    world, _ = worlds.of(scenario)
    told = (*order.design.remarks, *unused(order), *_remarks(order, worlds))
    whole = describe(
        order.scenario, range(order.replicates), order.engine, world, told, said, seconds,
        own=order.own, failures=missed.failures,
    )  # fmt: skip
    return {
        **whole,
        "runs": {"asked": asked, "done": asked - missed.runs, "failed": missed.runs},
        "failures": {**whole["failures"], "first": _first(order, missed)},
        "design": _design(order),
        "precision": _precision(order, asked),
        "order": order.plain(),
    }


def _remarks(order: Order, worlds: Worlds) -> tuple[str, ...]:
    """What in the scenario itself can have no effect; nothing where its own world is none."""
    try:
        world, agenda = worlds.of(order.scenario)
    except InputFault:
        return ()
    return remarks(order.scenario, world, agenda)


def unused(order: Order) -> Iterator[str]:
    """That a precision was asked for which cannot stop any point before its last run."""
    if order.precision is not None and order.replicates <= FIRST_LOOK:
        yield (
            f"--precision changes nothing: {order.replicates:,} replicates a point, and the first"
            f" look is after {FIRST_LOOK}"
        )


def _runs(pieces: Pieces, point: int) -> int:
    return sum(piece.summary["runs"] for piece in pieces[point])


def _first(order: Order, missed: Missed) -> list[dict[str, Any]]:
    """The first failures with where they happened."""
    return [
        {"point": point, "values": _values(order, point), "replicate": replicate, "reason": reason}
        for point, replicate, reason in missed.first
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
