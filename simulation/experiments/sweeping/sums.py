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

FIELDS = 3
"""Of moments: count, total and squares.  They outgrow a column of whole numbers, so each is split
into limbs."""

LIMB_BITS = 60
LIMBS = 8
MASK = (1 << LIMB_BITS) - 1


def as_columns(totals: Totals, point: int) -> Columns:
    """Totals as columns of the table ``sums``."""
    what, cell, amount = _rows(totals)
    return {
        "point": np.full(len(what), point, dtype=np.int64),
        "what": what, "cell": cell, "amount": amount,
    }  # fmt: skip


def rows_of(batch: "pa.RecordBatch", point: int) -> Columns:
    """``as_columns`` of the totals that a batch holds: its own columns, of which a copy is made.

    A copy, for the batch may lie in a file that is thrown away once its rows are elsewhere.
    """
    columns = {name: np.asarray(batch.column(name)).astype(np.int64) for name in COLUMNS}
    return {"point": np.full(batch.num_rows, point, dtype=np.int64), **columns}


def as_batch(totals: Totals | None) -> "pa.RecordBatch":
    """Totals as a batch of ``COLUMNS``; None, of no run at all: no rows."""
    import pyarrow as pa

    none = np.zeros((len(COLUMNS), 0), dtype=np.int64)
    what, cell, amount = none if totals is None else _rows(totals)
    columns = [pa.array(one) for one in (what.astype(np.int8), cell, amount)]
    return pa.RecordBatch.from_arrays(columns, names=list(COLUMNS))


def _rows(totals: Totals) -> Integers:
    """(3, rows) what, cell and amount, filled in kind by kind."""
    listed = _listed(totals)
    rows = np.empty((len(COLUMNS), sum(len(amount) for _, amount in listed)), dtype=np.int64)
    until = 0
    for what, (cell, amount) in enumerate(listed):
        first, until = until, until + len(amount)
        rows[0, first:until] = what
        rows[1, first:until] = cell
        rows[2, first:until] = amount
    return rows


def _listed(totals: Totals) -> list[tuple[Integers, Integers]]:
    """Cell and amount of each kind, in the order of ``what``."""
    tables = [totals.threat, totals.commitment, totals.threat_path, totals.commitment_path]
    return [
        _numbered(np.array([totals.runs, totals.recorded])),
        (totals.announcing.cell, totals.announcing.count),
        (totals.exits_so_far.cell, totals.exits_so_far.count),
        *map(_numbered, tables),
        _limbs(totals),
    ]


def _numbered(table: Integers) -> tuple[Integers, Integers]:
    """A whole table: its cells are counted through."""
    return np.arange(table.size), table.ravel()


def _limbs(totals: Totals) -> tuple[Integers, Integers]:
    """Every field of every moment of every measure and treaty in limbs, lowest first, none of 0."""
    held = (moments for name in UNITS for moments in totals.moments[name])
    whole = [amount for one in held for amount in (one.count, one.total, one.squares)]
    cell, part = [], []
    for place, amount in enumerate(whole):
        limb, rest = place * LIMBS, amount
        while rest:
            if rest & MASK:
                cell.append(limb)
                part.append(rest & MASK)
            limb, rest = limb + 1, rest >> LIMB_BITS
    return np.array(cell, dtype=np.int64), np.array(part, dtype=np.int64)


def _moments(cell: Integers, amount: Integers, treaties: int) -> dict[str, tuple[Moments, ...]]:
    """Moments that ``_limbs`` has split."""
    whole = [0] * (len(UNITS) * treaties * FIELDS)
    for here, part in zip(cell.tolist(), amount.tolist(), strict=True):
        place, limb = divmod(here, LIMBS)
        whole[place] += part << (LIMB_BITS * limb)
    fields = iter(whole)
    found = [Moments(*held) for held in zip(fields, fields, fields, strict=True)]
    return {
        name: tuple(found[place * treaties : (place + 1) * treaties])
        for place, name in enumerate(UNITS)
    }


def from_batch(batch: "pa.RecordBatch", treaties: int, states: int, months: int) -> Totals:
    """Totals that ``as_batch`` has written; months: T."""
    what, cell, amount = (np.asarray(batch.column(name)) for name in COLUMNS)
    kinds = np.arange(MOMENTS + 2, dtype=what.dtype)
    ends = np.searchsorted(what, kinds).tolist()  # rows lie in order of kinds

    def of(kind: int, column: Integers = amount) -> Integers:
        """The amounts, or cells, of one kind."""
        return column[ends[kind] : ends[kind + 1]]

    def counts(kind: int, rows: int) -> Counts:
        """The counts of one kind."""
        return Counts(rows, of(kind, cell), of(kind))

    runs, recorded = of(RUNS).tolist()
    return Totals(
        runs=runs,
        recorded=recorded,
        announcing=counts(ANNOUNCING, treaties * states),
        exits_so_far=counts(EXITS, treaties * (months + 1)),
        threat=of(THREAT),
        commitment=of(COMMITMENT).reshape(treaties, states),
        moments=_moments(of(MOMENTS, cell), of(MOMENTS), treaties),
        fired=np.zeros(0, dtype=np.int64),
        threat_path=of(THREAT_PATH).reshape(treaties, months + 1),
        commitment_path=of(COMMITMENT_PATH).reshape(treaties, months + 1),
    )
