"""How often what was counted, kept only where it happened.

A million states in a hundred months are a hundred million cells of which a run fills one for each
state.  So counts are listed cell by cell; listing costs no more than the runs' own rows.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.outcomes.adding import from_zero
from simulation.world.world import Floats, Integers

VALUE_BITS = 31
VALUES = 2**VALUE_BITS
"""Values lie below this."""


@dataclass(frozen=True, eq=False)
class Counts:
    """For each of some rows (states, months) how often each whole value from 0 on occurred."""

    rows: int
    cell: Integers
    """(cells,) row * VALUES + value of what occurred, in order, each once."""
    count: Integers
    """(cells,) how often, at least 1."""

    @property
    def row(self) -> Integers:
        """(cells,) row of each."""
        return self.cell >> VALUE_BITS

    @functools.cached_property
    def value(self) -> Integers:
        """(cells,) value of each."""
        value: Integers = self.cell & (VALUES - 1)
        return value

    @functools.cached_property
    def ends(self) -> Integers:
        """(rows + 1,) where the cells of each row begin, and where the last ones end."""
        return np.searchsorted(self.cell, np.arange(self.rows + 1) << VALUE_BITS)

    @functools.cached_property
    def before(self) -> Integers:
        """(cells + 1,) observations in all cells before one."""
        return from_zero(np.cumsum(self.count))

    def part(self, first: int, until: int) -> "Counts":
        """The rows from one to before another, numbered from 0."""
        ends = np.searchsorted(self.cell, np.array([first, until]) * VALUES)
        here = slice(*ends.tolist())
        return Counts(until - first, self.cell[here] - first * VALUES, self.count[here])

    def of_row(self, row: int) -> tuple[Integers, Integers]:
        """(cells of the row,) each value that occurred in a row, and how often."""
        here = slice(*self.ends[row : row + 2].tolist())
        return self.value[here], self.count[here]

    def dense(self) -> Integers:
        """(rows, largest value + 1), for few rows."""
        table = np.zeros((self.rows, int(self.value.max(initial=0)) + 1), dtype=np.int64)
        table[self.row, self.value] = self.count
        return table


DENSE = 2**20
"""Tables of up to so many cells are counted cell by cell, larger ones by sorting what occurred."""


def counted(rows: int, row: Integers, value: NDArray[np.integer]) -> Counts:
    """Counts of what was observed: rows and values, one of each for each observation.

    >>> counted(2, np.array([1, 0, 1]), np.array([5, 0, 5])).dense().tolist()
    [[1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 2]]
    """
    width = int(value.max(initial=0)) + 1
    if rows * width <= DENSE:
        return _from_table(np.bincount(row * width + value, minlength=rows * width), rows, width)
    cell, count = np.unique(row * VALUES + value, return_counts=True)
    return Counts(rows, cell, count.astype(np.int64))


class Changes(NamedTuple):
    """When stocks change, each by one; in the order of stocks and months, additions first."""

    at: Integers
    """(changes,) stock * months + month from 0 on; the number of a stock is its place among those
    of its group * groups + group."""
    step: Integers | None
    """(changes,) 1 or -1; None: all are additions."""


def counted_stock(changes: Changes, stocks: int, groups: int, months: int) -> Counts:
    """Counts of how high stocks stand at the end of each month; a row is group * months + month.

    stocks: how many each group has; all begin at 0.  A change takes its stock from one height to
    another from its month on; what it passes through within a month cancels out, so that only
    changes cost time, however many months there are.

    >>> two = Changes(np.array([5 * 2 + 1, 5 * 2 + 1]), None)
    >>> counted_stock(two, 6, 1, 2).dense().tolist()
    [[6, 0, 0], [5, 0, 1]]
    """
    height = _heights(changes, stocks * groups, months)
    width = int(height.max(initial=0)) + 1
    rows = groups * months
    size = rows * width
    if size > DENSE:
        return _counted_apart(changes, stocks, groups, months)
    cell = (
        changes.at - changes.at // rows * rows
    ) * width + height  # % takes several times as long
    step = 1 if changes.step is None else changes.step
    table = np.bincount(cell, minlength=size) - np.bincount(cell - step, minlength=size)
    table = table.reshape(groups, months, width)
    table[:, 0, 0] += stocks
    np.cumsum(table, axis=1, out=table)
    return _from_table(table.ravel(), rows, width)


def _heights(changes: Changes, stocks: int, months: int) -> Integers:
    """(changes,) how high the stock of each change stands after it; stocks: of all groups."""
    stock = changes.at // months
    ones = np.arange(len(stock) + 1)
    passed = ones if changes.step is None else from_zero(np.cumsum(changes.step))
    many = np.bincount(stock, minlength=stocks)
    begins = np.cumsum(many) - many
    height: Integers = passed[1:] - passed.take(begins).take(stock)
    return height


def _counted_apart(changes: Changes, stocks: int, groups: int, months: int) -> Counts:
    """The same stock by stock, for heights too many for a table."""
    heights = np.zeros((stocks, groups, months), dtype=np.int64)
    step = 1 if changes.step is None else changes.step
    np.add.at(heights.reshape(-1), changes.at, step)
    np.cumsum(heights, axis=2, out=heights)
    rows = groups * months
    return counted(rows, np.tile(np.arange(rows), stocks), heights.ravel())


def _from_table(table: Integers, rows: int, width: int) -> Counts:
    """Counts from a table of all cells, row after row."""
    here = np.flatnonzero(table != 0)  # which of flags is found much faster than which of numbers
    row = here // width
    return Counts(rows, here + row * (VALUES - width), table.take(here))


def merged(one: Counts, *others: Counts) -> Counts:
    """Counts of all; whatever their order and grouping."""
    if not others:
        return one
    cell = np.concatenate([one.cell, *(other.cell for other in others)])
    count = np.concatenate([one.count, *(other.count for other in others)])
    row, value = cell >> VALUE_BITS, cell & (VALUES - 1)
    width = int(value.max(initial=0)) + 1
    if one.rows * width <= DENSE:
        table = np.zeros(one.rows * width, dtype=np.int64)
        np.add.at(table, row * width + value, count)
        return _from_table(table, one.rows, width)
    cells, place = np.unique(cell, return_inverse=True)
    table = np.zeros(len(cells), dtype=np.int64)
    np.add.at(table, place, count)
    return Counts(one.rows, cells, table)


class Tally:
    """Counts that come piece by piece: merged now and then, so that a piece costs next to nothing.

    What waits is merged when it is as long as what was merged before, so each cell is looked at
    only a few times however many pieces come.
    """

    WAITING = 2**18

    def __init__(self) -> None:
        self._pieces: list[Counts] = []
        self._waiting = 0
        self._settled = 0

    def add(self, counts: Counts) -> None:
        """One more piece."""
        self._pieces.append(counts)
        self._waiting += len(counts.cell)
        if self._waiting > max(self.WAITING, self._settled):
            self._pieces = [self.whole()]
            self._settled, self._waiting = len(self._pieces[0].cell), 0

    def whole(self) -> Counts:
        """All pieces so far; at least one."""
        return merged(*self._pieces)


def totals_of(counts: Counts) -> Integers:
    """(rows,) how many observations each row has."""
    return np.diff(counts.before[counts.ends])


def sums_of(counts: Counts) -> Integers:
    """(rows,) sum of the values observed, exactly."""
    before = from_zero(np.cumsum(counts.count * counts.value))
    return np.diff(before[counts.ends])


def quantiles_of(counts: Counts, share: float) -> Integers:
    """(rows,) smallest value that at least a share of the observations does not exceed; -1: none.

    The same as ``intervals.quantile_from_counts`` row by row.

    >>> quantiles_of(counted(3, np.array([0, 0, 2]), np.array([4, 6, 1])), 0.5).tolist()
    [4, -1, 1]
    """
    found: Integers = quantiles_at(counts, (share,))[0]
    return found


def quantiles_at(counts: Counts, shares: Sequence[float]) -> Integers:
    """(shares, rows) ``quantiles_of`` at several shares, for little more than one takes.

    >>> quantiles_at(counted(2, np.array([0, 0]), np.array([4, 6])), (0.5, 0.75)).tolist()
    [[4, -1], [6, -1]]
    """
    before = counts.before.take(counts.ends)
    whole = np.diff(before)
    rank = np.maximum(np.ceil(np.array(shares)[:, None] * whole - 1e-9), 1).astype(np.int64)
    if len(counts.cell) == 0:
        return np.full(rank.shape, -1)
    at = np.searchsorted(counts.before[1:], before[:-1] + rank)
    found = counts.value.take(at, mode="clip")  # past the end in rows without any, at the end
    quantiles: Integers = np.where(whole > 0, found, -1)
    return quantiles


def means_of(counts: Counts) -> Floats:
    """(rows,) mean of the values observed; nan for a row without any."""
    whole = totals_of(counts)
    none = np.full(counts.rows, np.nan)
    return np.asarray(np.divide(sums_of(counts), whole, out=none, where=whole > 0))
