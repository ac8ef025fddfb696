"""Intervals: against other implementations, and by their coverage."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import bdtr

from simulation.outcomes.intervals import (
    bounded_mean_with_interval,
    mean_with_interval,
    quantile_from_counts,
    quantile_interval,
    quantiles_with_intervals,
    wilson,
    wilson_of,
)
from simulation.outcomes.moments import MOST, Moments, moments_of, moments_of_counts


@given(st.integers(1, 20_000), st.data())
def test_wilson_agrees_with_scipy_and_holds_the_estimate(runs, data):
    successes = data.draw(st.integers(0, runs))
    low, high = wilson(successes, runs)
    expected = stats.binomtest(successes, runs).proportion_ci(method="wilson")
    assert float(low) == pytest.approx(expected.low, abs=1e-12)
    assert float(high) == pytest.approx(expected.high, abs=1e-12)
    assert 0.0 <= low <= successes / runs <= high <= 1.0


@given(st.integers(0, 20_000), st.data())
def test_the_interval_of_one_number_is_that_of_many_bit_for_bit(runs, data):
    successes = data.draw(st.integers(0, runs))
    low, high = wilson(np.array([successes]), runs)
    assert wilson_of(successes, runs) == (low[0], high[0])


def test_without_runs_every_chance_is_possible():
    low, high = wilson(np.array([0, 0]), 0)
    assert low.tolist() == [0.0, 0.0]
    assert high.tolist() == [1.0, 1.0]


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=60))
def test_mean_interval_is_students(values):
    mean, low, high = mean_with_interval(np.array(values))
    error = stats.sem(values)
    half = stats.t.ppf(0.975, len(values) - 1) * error
    assert mean == pytest.approx(np.mean(values), abs=1e-9)
    assert high - mean == pytest.approx(half, rel=1e-6, abs=1e-9)
    assert mean - low == pytest.approx(half, rel=1e-6, abs=1e-9)


def test_mean_of_one_or_no_run_has_no_interval():
    mean, low, high = mean_with_interval(np.array([2.0, math.nan]))
    assert mean == 2.0
    assert math.isnan(low)
    assert math.isnan(high)
    assert all(map(math.isnan, mean_with_interval(np.array([math.nan]))))


UNIT = Fraction(1, 1000)


@given(st.lists(st.integers(0, 5000), min_size=2, max_size=30))
def test_an_interval_of_exact_sums_stays_within_its_bounds(thousandths):
    values = np.array(thousandths)
    mean, low, high = mean_with_interval(values / 1000.0)
    found = bounded_mean_with_interval(moments_of(values), UNIT, 0.0, 5.0)
    assert found[0] == pytest.approx(mean, rel=1e-15)
    assert 0.0 <= found[1] <= mean + 1e-12
    assert mean - 1e-12 <= found[2] <= 5.0
    if len(set(thousandths)) > 1:
        expected = (mean, max(low, 0.0), min(high, 5.0))
        assert found == pytest.approx(expected, rel=1e-13, abs=1e-13)


@pytest.mark.parametrize(("runs", "truth"), [(30, 0.1), (300, 0.01)])
def test_where_all_runs_agree_the_truth_is_still_covered(runs, truth):
    """A rare outcome at the upper bound, in none of the runs: its mean is in the interval."""
    _, low, high = bounded_mean_with_interval(Moments(count=runs), UNIT, 0.0, 8.0)
    assert low == 0.0 < 8.0 * truth <= high


@given(st.lists(st.integers(0, 2**63 - 1), max_size=40), st.data())
def test_sums_of_amounts_and_squares_are_exact_however_grouped(amounts, data):
    cut = data.draw(st.integers(0, len(amounts)))
    one, other = (np.array(part, dtype=np.int64) for part in (amounts[:cut], amounts[cut:]))
    squares = sum(amount * amount for amount in amounts)
    expected = Moments(len(amounts), sum(amounts), squares)
    assert moments_of(one) + moments_of(other) == expected
    values, counts = np.unique(np.array(amounts, dtype=np.int64), return_counts=True)
    assert moments_of_counts(values, counts) == expected


@given(
    st.sampled_from([2**20, 2**21, 2**31, 2**32, 2**42]),
    st.lists(st.integers(-3, 3), min_size=1, max_size=9),
)
def test_sums_are_exact_about_the_sizes_at_which_amounts_are_split(about, offsets):
    amounts = [about + offset for offset in offsets]
    expected = Moments(len(amounts), sum(amounts), sum(amount * amount for amount in amounts))
    assert moments_of(np.array(amounts, dtype=np.int64)) == expected


@given(st.lists(st.integers(0, 2**62), min_size=2, max_size=9), st.integers(1, 2**62))
def test_means_and_variances_are_the_fractions_nearest(amounts, parts):
    moments, unit = moments_of(np.array(amounts, dtype=np.int64)), Fraction(1, parts)
    n, total = len(amounts), sum(amounts)
    squares = sum((n * amount - total) ** 2 for amount in amounts)
    assert moments.mean(unit) == float(Fraction(total, n) * unit)
    assert moments.variance(unit) == float(Fraction(squares, n * n * (n - 1)) * unit * unit)


def test_as_many_of_the_largest_amounts_as_are_added_up_at_once_stay_exact():
    many, largest = MOST + 3, 2**63 - 1
    expected = Moments(many, many * largest, many * largest**2)
    assert moments_of(np.full(many, largest, dtype=np.int64)) == expected


@given(st.lists(st.integers(0, 30), min_size=1, max_size=200), st.sampled_from([5, 25, 50, 75, 95]))
def test_quantiles_are_values_that_occurred(values, percent):
    counts = np.bincount(values)
    value = quantile_from_counts(counts, percent / 100)
    ordered = sorted(values)
    assert value == ordered[max(0, -(-percent * len(values) // 100) - 1)]
    low, high = quantile_interval(counts, percent / 100)
    assert low == -1 or low <= value
    assert high == -1 or high >= value
    assert quantiles_with_intervals(counts, [0.5, percent / 100])[1] == (value, low, high)


@given(st.integers(1, 5000), st.sampled_from([0.05, 0.25, 0.5, 0.75, 0.95]))
def test_ranks_are_those_found_by_looking_at_every_rank(runs, share):
    below = bdtr(np.arange(runs, dtype=np.float64), runs, share)
    lower = int(np.searchsorted(below, 0.025, side="right"))
    upper = int(np.searchsorted(below, 0.975, side="left")) + 1
    expected = (lower - 1 if lower >= 1 else -1, upper - 1 if upper <= runs else -1)
    assert quantile_interval(np.ones(runs, dtype=np.int64), share) == expected


@pytest.mark.parametrize("runs", [10, 59, 200, 1000])
@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.95])
def test_order_statistics_cover_the_quantile_at_least_as_often_as_said(runs, share):
    """With all values different, ranks are values, and coverage is a binomial sum."""
    low, high = quantile_interval(np.ones(runs, dtype=np.int64), share)
    below = stats.binom(runs, share)
    lower = 0.0 if low < 0 else below.cdf(low)
    upper = 1.0 if high < 0 else below.cdf(high)
    assert upper - lower >= 0.95
    assert upper - lower <= 0.99 + 0.4 / math.sqrt(runs)
