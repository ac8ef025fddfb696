"""Exact totals of a design point as three whole-numbered columns, and back.

What summaries are made of is kept beside the rows, so that a sweep goes on, and is extended,
without running anything twice.
"""

from typing import TYPE_CHECKING

import numpy as np

from simulation.outcomes.counts import Counts
from simulation.outcomes.measures import Columns
from simulation.outcomes.moments import Moments
from simulation.outcomes.totals import UNITS, Totals
from simulation.world.world import Integers

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("what", "cell", "amount")
RUNS, ANNOUNCING, EXITS, THREAT, COMMITMENT, THREAT_PATH, COMMITMENT_PATH, MOMENTS = range(8)
"""What an amount belongs to, in the column ``what``.  Cells number states, treaties and months."""

FIELDS = ("count", "total", "squares")
"""Of moments, which outgrow a column of whole numbers: each is split into limbs."""

LIMB_BITS = 60
LIMBS = 8


def as_columns(totals: Totals, point: int) -> Columns:
    """Totals as columns of the table ``sums``."""
    columns = {
        name: np.concatenate([entry[place] for entry in _listed(totals)]).astype(np.int64)
        for place, name in enumerate(COLUMNS)
    }
    return {"point": np.full(len(columns["what"]), point, dtype=np.int64), **columns}


def as_batch(totals: Totals | None) -> "pa.RecordBatch":
    """Totals as a batch of ``COLUMNS``; None, of no run at all: no rows."""
    import pyarrow as pa

    nothing = np.zeros(0, dtype=np.int64)
    columns = dict.fromkeys(COLUMNS, nothing) if totals is None else as_columns(totals, 0)
    return pa.RecordBatch.from_arrays(
        [pa.array(columns[name]) for name in COLUMNS], names=list(COLUMNS)
    )


def _listed(totals: Totals) -> list[tuple[Integers, Integers, Integers]]:
    """For each kind: what, cell and amount."""
    kinds = [
        (RUNS, np.arange(2), np.array([totals.runs, totals.recorded])),
        (ANNOUNCING, totals.announcing.cell, totals.announcing.count),
        (EXITS, totals.exits_so_far.cell, totals.exits_so_far.count),
        (THREAT, np.arange(totals.threat.size), totals.threat),
        (COMMITMENT, np.arange(totals.commitment.size), totals.commitment.ravel()),
        (THREAT_PATH, np.arange(totals.threat_path.size), totals.threat_path.ravel()),
        (COMMITMENT_PATH, np.arange(totals.commitment_path.size), totals.commitment_path.ravel()),
    ]
    limbs = _limbs(totals)
    kinds.append((MOMENTS, np.flatnonzero(limbs), limbs[limbs > 0]))
    return [(np.full(len(cell), what), cell, amount) for what, cell, amount in kinds]


def _limbs(totals: Totals) -> Integers:
    """Every field of every moment of every measure and treaty in limbs, lowest first."""
    whole = [
        getattr(moments, field)
        for name in UNITS
        for moments in totals.moments[name]
        for field in FIELDS
    ]
    mask = (1 << LIMB_BITS) - 1
    return np.array(
        [(amount >> (LIMB_BITS * limb)) & mask for amount in whole for limb in range(LIMBS)],
        dtype=np.int64,
    )


def _moments(cell: Integers, amount: Integers, treaties: int) -> dict[str, tuple[Moments, ...]]:
    """Moments that ``_limbs`` has split."""
    limbs = np.zeros((len(UNITS), treaties, len(FIELDS), LIMBS), dtype=np.int64)
    limbs.ravel()[cell] = amount

    def whole(parts: Integers) -> int:
        """A whole number from its limbs."""
        return sum(part << (LIMB_BITS * limb) for limb, part in enumerate(parts.tolist()))

    return {
        name: tuple(Moments(*(whole(parts) for parts in held)) for held in limbs[place])
        for place, name in enumerate(UNITS)
    }


def from_batch(batch: "pa.RecordBatch", treaties: int, states: int, months: int) -> Totals:
    """Totals that ``as_batch`` has written; months: T."""
    what, cell, amount = (np.asarray(batch.column(name)) for name in COLUMNS)

    def of(kind: int) -> Integers:
        """The amounts of one kind."""
        here: Integers = amount[what == kind]
        return here

    def counts(kind: int, rows: int) -> Counts:
        """The counts of one kind."""
        return Counts(rows, cell[what == kind], of(kind))

    runs, recorded = of(RUNS).tolist()
    return Totals(
        runs=runs,
        recorded=recorded,
        announcing=counts(ANNOUNCING, treaties * states),
        exits_so_far=counts(EXITS, treaties * (months + 1)),
        threat=of(THREAT),
        commitment=of(COMMITMENT).reshape(treaties, states),
        moments=_moments(cell[what == MOMENTS], of(MOMENTS), treaties),
        fired=np.zeros(0, dtype=np.int64),
        threat_path=of(THREAT_PATH).reshape(treaties, months + 1),
        commitment_path=of(COMMITMENT_PATH).reshape(treaties, months + 1),
    )
