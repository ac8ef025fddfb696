"""From finished tasks to what a result says of each point, whatever the tasks were.

Rows are sorted by point and replicate, so tables do not depend on how the work was cut, where it
ran or how often it was interrupted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulation.experiments.sweeping import sums
from simulation.experiments.sweeping.parts import Part
from simulation.experiments.sweeping.raw import waiting_runs
from simulation.experiments.sweeping.worlds import Worlds
from simulation.model.own import OwnRule
from simulation.outcomes import columns as described
from simulation.outcomes.contents import arrow_table, schema_of
from simulation.outcomes.measures import Columns
from simulation.outcomes.tables import (
    count_sizes,
    join,
    summarise_months,
    summarise_point,
    summarise_states,
)
from simulation.outcomes.totals import Sums
from simulation.predictions.predicting import predictions
from simulation.predictions.theory import as_columns
from simulation.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Piece:
    """Where one stretch of a point lies."""

    first: int
    until: int
    part: Part
    place: int
    """Of its batches in the part."""

    @property
    def summary(self) -> Mapping[str, int]:
        """Its runs, failures, exits and cascades at a glance."""
        summary: Mapping[str, int] = self.part.summaries[self.place]
        return summary

    def batch(self, table: str) -> "pa.RecordBatch":
        """Its rows of a table."""
        return self.part.batch(table, self.place)

    def runs(self, point: int, values: Sequence["Value"]) -> "pa.Table":
        """Its rows of ``runs`` with a column for each value."""
        rows = waiting_runs(self.batch("runs"), point)
        return with_values(rows, [values], [rows.num_rows])


Pieces = Mapping[int, Sequence[Piece]]
"""Point -> its pieces, in the order of replicates."""


def pieces_of(parts: Sequence[Part]) -> dict[int, list[Piece]]:
    """All stretches of some parts by point, in the order of replicates."""
    found: dict[int, list[Piece]] = {}
    for part in parts:
        for place, stretch in enumerate(part.stretches):
            piece = Piece(stretch.first, stretch.until, part, place)
            found.setdefault(stretch.point, []).append(piece)
    return {point: sorted(held, key=lambda piece: piece.first) for point, held in found.items()}


def spans_of(pieces: Pieces) -> dict[int, list[tuple[int, int]]]:
    """Which replicates of each point are done."""
    return {point: [(one.first, one.until) for one in held] for point, held in pieces.items()}


def rows_of(pieces: Sequence[Piece], table: str) -> "pa.Table":
    """All rows of one point, in the order of replicates."""
    import pyarrow as pa

    return pa.Table.from_batches([piece.batch(table) for piece in pieces])


class Asked(NamedTuple):
    """A point that is to be summed up."""

    point: int
    scenario: Scenario
    pieces: Sequence[Piece]
    values: Sequence["Value"]
    """What the keys of the design are there."""


SUMMARIES = {
    "states": described.STATES,
    "points": described.POINTS,
    "sizes": described.SIZES,
    "months": described.MONTHS,
    "sums": described.SUMS,
    "predictions": described.PREDICTIONS,
}
"""Tables that sum up a point, and their columns."""


def tables_of(
    asked: Sequence[Asked], worlds: Worlds, own: OwnRule | None = None
) -> "dict[str, pa.Table]":
    """All tables of some points, in order, but their rows of runs and exits, which may be many.

    Of a point without a run there is nothing but its failures.
    """
    import pyarrow as pa

    tables = {"failures": pa.concat_tables([_failures(one.point, one.pieces) for one in asked])}
    held = [one for one in asked if any(piece.summary["runs"] for piece in one.pieces)]
    if held:
        told = [_summaries(one, worlds, own) for one in held]
        tables |= {
            name: arrow_table(join(one[name] for one in told), about)
            for name, about in SUMMARIES.items()
        }
        rows = [len(one["points"]["point"]) for one in told]
        values = [one.values for one in held]
        tables["points"] = with_values(tables["points"], values, rows)
    return tables


def _summaries(asked: Asked, worlds: Worlds, own: OwnRule | None) -> dict[str, Columns]:
    """Exact sums over all pieces, what they say, and what theories say of the point."""
    point, scenario = asked.point, asked.scenario
    world, agenda = worlds.of(scenario)
    treaties, states = world.stage.shape
    held = [piece.batch("sums") for piece in asked.pieces if piece.summary["runs"]]
    totals = Sums(sums.from_batch(one, treaties, states, agenda.months) for one in held).whole()
    stored = sums.rows_of(held[0], point) if len(held) == 1 else sums.as_columns(totals, point)
    theories = predictions(scenario, world, agenda, own)
    return {
        "states": summarise_states(totals, world, agenda, point),
        "points": summarise_point(totals, world, scenario.cascade_size, point),
        "sizes": count_sizes(totals, world, point),
        "months": summarise_months(totals, world, scenario.start, point),
        "sums": stored,
        "predictions": as_columns(theories, point),
    }


class Value(NamedTuple):
    """What one key of the design is at one point."""

    column: described.Column
    value: Any
    """None where the design does not say: as in the scenario."""


def with_values(
    table: "pa.Table", values: Sequence[Sequence[Value]], rows: Sequence[int]
) -> "pa.Table":
    """The table with a column for each key of the design, before the first that is measured.

    values: of each point in order.  rows: how many rows each has.
    """
    import pyarrow as pa

    place = max(
        table.column_names.index(name) for name in IDENTIFYING if name in table.column_names
    )
    for offset, column in enumerate([one.column for one in values[0]], 1):
        kind = described_kind(column)
        parts = [
            pa.repeat(pa.scalar(each[offset - 1].value, kind), often)
            for each, often in zip(values, rows, strict=True)
        ]
        whole = pa.chunked_array(parts, kind)
        table = table.add_column(place + offset, pa.field(column.name, kind), whole)
    return table


IDENTIFYING = ("point", "replicate", "treaty")


def described_kind(column: described.Column) -> "pa.DataType":
    """How the values of a column are held."""
    return schema_of((column,)).field(0).type


def _failures(point: int, pieces: Sequence[Piece]) -> "pa.Table":
    """Replicates that failed, with their reasons."""
    if not any(piece.summary["failed"] for piece in pieces):
        return schema_of(described.FAILURES).empty_table()
    rows = rows_of(pieces, "failures")
    columns: Columns = {
        "point": np.full(rows.num_rows, point, dtype=np.int64),
        "replicate": rows.column("replicate").to_numpy(),
        "reason": np.array(rows.column("reason").to_pylist(), dtype=object),
    }
    return arrow_table(columns, described.FAILURES)
