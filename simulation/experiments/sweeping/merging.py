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
from simulation.experiments.sweeping.worlds import Worlds
from simulation.model.own import OwnRule
from simulation.outcomes import columns as described
from simulation.outcomes.contents import arrow_table, schema_of
from simulation.outcomes.measures import Columns
from simulation.outcomes.tables import (
    count_sizes,
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

    def rows(self, table: str, values: Sequence["Value"]) -> "pa.Table":
        """The same as a table with a column for each value."""
        import pyarrow as pa

        return with_values(pa.Table.from_batches([self.batch(table)]), values)


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


def tables_of(
    point: int,
    scenario: Scenario,
    pieces: Sequence[Piece],
    values: Sequence["Value"],
    worlds: Worlds,
    own: OwnRule | None = None,
) -> "dict[str, pa.Table]":
    """All tables of one point but its rows of runs and exits, which may be many.

    values: what the keys of the design are there.  Of a point without a run there is nothing but
    its failures.
    """
    tables = {"failures": _failures(point, pieces)}
    held = [piece.batch("sums") for piece in pieces if piece.summary["runs"]]
    if held:
        tables |= _summaries(point, scenario, held, worlds, own)
        tables["points"] = with_values(tables["points"], values)
    return tables


def _summaries(
    point: int, scenario: Scenario, held: "Sequence[pa.RecordBatch]", worlds: Worlds,
    own: OwnRule | None,
) -> "dict[str, pa.Table]":  # fmt: skip
    """Exact sums over all pieces, what they say, and what theories say of the point."""
    world, agenda = worlds.of(scenario)
    treaties, states = world.stage.shape
    totals = Sums(sums.from_batch(one, treaties, states, agenda.months) for one in held).whole()
    size = scenario.cascade_size
    theories = predictions(scenario, world, agenda, own)
    filled = {
        "states": (summarise_states(totals, world, agenda, point), described.STATES),
        "points": (summarise_point(totals, world, size, point), described.POINTS),
        "sizes": (count_sizes(totals, world, point), described.SIZES),
        "months": (summarise_months(totals, world, scenario.start, point), described.MONTHS),
        "sums": (sums.as_columns(totals, point), described.SUMS),
        "predictions": (as_columns(theories, point), described.PREDICTIONS),
    }
    return {name: arrow_table(columns, about) for name, (columns, about) in filled.items()}


class Value(NamedTuple):
    """What one key of the design is at one point."""

    column: described.Column
    value: Any
    """None where the design does not say: as in the scenario."""


def with_values(table: "pa.Table", values: Sequence[Value]) -> "pa.Table":
    """The table with a column for each value, before the first that is measured."""
    import pyarrow as pa

    place = max(
        table.column_names.index(name) for name in IDENTIFYING if name in table.column_names
    )
    for offset, one in enumerate(values, 1):
        kind = described_kind(one.column)
        held = pa.repeat(pa.scalar(one.value, kind), table.num_rows)
        table = table.add_column(place + offset, pa.field(one.column.name, kind), held)
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
