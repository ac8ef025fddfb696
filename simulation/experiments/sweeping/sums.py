"""Exact totals of a design point as three whole-numbered columns, and back.

What summaries are made of is kept beside the rows, so that a sweep goes on, and is extended,
without running anything twice.
"""

from typing import TYPE_CHECKING

import numpy as np

from simulation.outcomes.counts import Counts
from simulation.outcomes.totals import Totals
from simulation.world.world import Integers

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("what", "cell", "amount")
RUNS, ANNOUNCING, EXITS, THREAT, COMMITMENT, THREAT_PATH, COMMITMENT_PATH = range(7)
"""What an amount belongs to, in the column ``what``.  Cells number states, treaties and months."""


def as_batch(totals: Totals | None) -> "pa.RecordBatch":
    """Totals as a batch of ``COLUMNS``; None, of no run at all: no rows."""
    import pyarrow as pa

    listed = [] if totals is None else _listed(totals)
    held = {name: [entry[place] for entry in listed] for place, name in enumerate(COLUMNS)}
    nothing = np.zeros(0, dtype=np.int64)
    return pa.RecordBatch.from_arrays(
        [pa.array(np.concatenate([nothing, *held[name]]).astype(np.int64)) for name in COLUMNS],
        names=list(COLUMNS),
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
    return [(np.full(len(cell), what), cell, amount) for what, cell, amount in kinds]


def from_batch(batch: "pa.RecordBatch", treaties: int, states: int, months: int) -> Totals:
    """Totals that ``as_batch`` has written; months: T."""
    what, cell, amount = (np.asarray(batch.column(name)) for name in COLUMNS)

    def of(kind: int) -> Integers:
        here: Integers = amount[what == kind]
        return here

    def counts(kind: int, rows: int) -> Counts:
        return Counts(rows, cell[what == kind], of(kind))

    runs, recorded = of(RUNS).tolist()
    return Totals(
        runs=runs,
        recorded=recorded,
        announcing=counts(ANNOUNCING, treaties * states),
        exits_so_far=counts(EXITS, treaties * (months + 1)),
        threat=of(THREAT),
        commitment=of(COMMITMENT).reshape(treaties, states),
        threat_path=of(THREAT_PATH).reshape(treaties, months + 1),
        commitment_path=of(COMMITMENT_PATH).reshape(treaties, months + 1),
    )
