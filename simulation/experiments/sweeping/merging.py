"""From finished tasks to the tables of a result: point by point, in order, whatever the tasks were.

Rows are sorted by point and replicate, so the tables do not depend on how the work was cut, where
it ran or how often it was interrupted.  One point at a time is in memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.experiments.sweeping import sums
from simulation.experiments.sweeping.parts import Part
from simulation.experiments.sweeping.worlds import Worlds
from simulation.outcomes.measures import Columns
from simulation.outcomes.tables import (
    count_sizes,
    join,
    summarise_months,
    summarise_point,
    summarise_states,
)
from simulation.outcomes.totals import merge
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

    return pa.Table.from_batches([piece.part.batch(table, piece.place) for piece in pieces])


def as_columns(rows: "pa.Table") -> dict[str, Any]:
    """Rows as numpy arrays; in whole columns -1 stands for none, as where they were measured."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = {}
    for name in rows.column_names:
        column = rows.column(name)
        if pa.types.is_integer(column.type) and column.null_count:
            column = pc.fill_null(column, -1)
        found[name] = column.to_numpy()
    return found


@dataclass(frozen=True, eq=False)
class Summaries:
    """What one point adds to the tables of summaries."""

    states: Columns
    points: Columns
    sizes: Columns
    months: Columns


def summaries_of(
    point: int, scenario: Scenario, pieces: Sequence[Piece], worlds: Worlds
) -> Summaries | None:
    """Summaries of one point; None where all its runs failed."""
    batches = [piece.part.batch("sums", piece.place) for piece in pieces]
    batches = [batch for batch in batches if batch.num_rows]
    if not batches:
        return None
    world, agenda = worlds.of(scenario)
    treaties, states = world.stage.shape
    totals = reduce(
        merge, (sums.from_batch(one, treaties, states, agenda.months) for one in batches)
    )
    runs = as_columns(rows_of(pieces, "runs"))
    return Summaries(
        states=summarise_states(totals, world, agenda, point),
        points=summarise_point(runs, world, scenario.cascade_size),
        sizes=count_sizes(runs, world),
        months=summarise_months(totals, world, scenario.start, point),
    )


def failures_of(point: int, pieces: Sequence[Piece]) -> Columns:
    """Replicates of one point that failed, with their reasons."""
    rows = rows_of(pieces, "failures")
    return {
        "point": np.full(rows.num_rows, point, dtype=np.int64),
        "replicate": rows.column("replicate").to_numpy(),
        "reason": np.array(rows.column("reason").to_pylist(), dtype=object),
    }


def together(summaries: Iterator[Summaries]) -> Summaries:
    """Summaries of neighbouring points as one."""
    listed = list(summaries)
    return Summaries(
        **{
            name: join(getattr(one, name) for one in listed)
            for name in ("states", "points", "sizes", "months")
        }
    )
