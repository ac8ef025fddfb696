"""Counts listed cell by cell: the same answers as tables of all cells, in any order of merging."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.outcomes.counts import (
    Changes,
    counted,
    counted_stock,
    means_of,
    merged,
    quantiles_at,
    quantiles_of,
    sums_of,
    totals_of,
)
from simulation.outcomes.intervals import quantile_from_counts

ROWS = 6
OBSERVED = st.lists(st.tuples(st.integers(0, ROWS - 1), st.integers(0, 9)), max_size=60)


def of(observed):
    row, value = np.array(observed, dtype=np.int64).reshape(-1, 2).T
    return counted(ROWS, row, value)


def table(observed):
    whole = np.zeros((ROWS, 10), dtype=np.int64)
    for row, value in observed:
        whole[row, value] += 1
    return whole


@given(OBSERVED, st.sampled_from([0.05, 0.25, 0.5, 0.75, 0.95]))
def test_rows_are_summed_up_as_a_whole_table_is(observed, share):
    counts, whole = of(observed), table(observed)
    width = counts.dense().shape[1]
    assert counts.dense().tolist() == whole[:, :width].tolist()
    assert not whole[:, width:].any()
    assert totals_of(counts).tolist() == whole.sum(axis=1).tolist()
    assert sums_of(counts).tolist() == (whole @ np.arange(10)).tolist()
    for row, found, mean in zip(whole, quantiles_of(counts, share), means_of(counts), strict=True):
        assert found == (quantile_from_counts(row, share) if row.any() else -1)
        assert mean == (row @ np.arange(10)) / row.sum() if row.any() else np.isnan(mean)


@given(OBSERVED, OBSERVED, OBSERVED)
def test_merging_adds_up_in_any_order(one, two, three):
    left = merged(merged(of(one), of(two)), of(three))
    right = merged(of(three), merged(of(two), of(one)))
    whole = of(one + two + three)
    for counts in (left, right):
        assert counts.cell.tolist() == whole.cell.tolist()
        assert counts.count.tolist() == whole.count.tolist()


@given(OBSERVED, st.integers(0, ROWS), st.integers(0, ROWS))
def test_a_part_is_those_rows(observed, one, other):
    first, until = sorted((one, other))
    part = of(observed).part(first, until)
    assert part.rows == until - first
    assert totals_of(part).tolist() == table(observed)[first:until].sum(axis=1).tolist()


@given(OBSERVED, st.lists(st.floats(0.001, 0.999), min_size=1, max_size=6))
def test_quantiles_at_several_shares_are_those_at_each(observed, shares):
    counts = of(observed)
    found = quantiles_at(counts, shares)
    for share, row in zip(shares, found, strict=True):
        assert row.tolist() == quantiles_of(counts, share).tolist()


@given(OBSERVED, st.integers(0, ROWS - 1))
def test_one_row_says_what_occurred_there(observed, row):
    values, often = of(observed).of_row(row)
    assert dict(zip(values.tolist(), often.tolist(), strict=True)) == {
        value: int(many) for value, many in enumerate(table(observed)[row]) if many
    }


MONTHS, GROUPS, STOCKS = 5, 2, 3
LIVES = st.lists(
    st.tuples(st.integers(0, GROUPS * STOCKS - 1), st.integers(1, MONTHS), st.integers(0, MONTHS)),
    max_size=30,
)


@given(LIVES)
def test_stocks_are_counted_as_month_by_month(lives):
    """lives: stock, month from which one more is there, and how long; at the end of the months
    nobody has left it."""
    heights = np.zeros((STOCKS, GROUPS, MONTHS + 1), dtype=np.int64)
    moves = []
    for stock, came, stayed in lives:
        place, group = divmod(stock, GROUPS)
        heights[place, group, came : came + stayed] += 1
        moves.append((stock * (MONTHS + 1) + came, 0))
        if came + stayed <= MONTHS:
            moves.append((stock * (MONTHS + 1) + came + stayed, 1))
    at, left = np.array(sorted(moves), dtype=np.int64).reshape(-1, 2).T
    expected = counted(
        GROUPS * (MONTHS + 1),
        np.tile(np.arange(GROUPS * (MONTHS + 1)), STOCKS),
        heights.ravel(),
    )
    for step in [1 - 2 * left, *([] if left.any() else [None])]:
        found = counted_stock(Changes(at, step), STOCKS, GROUPS, MONTHS + 1)
        assert found.cell.tolist() == expected.cell.tolist()
        assert found.count.tolist() == expected.count.tolist()
