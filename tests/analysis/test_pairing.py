"""Paired differences: hand-worked cases, and coverage where the truth is known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.analysis.pairing import (
    gain_of_pairing,
    paired_chance,
    paired_effect,
    score_interval,
)

COUNTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=30)


def test_an_effect_worked_by_hand():
    found = paired_effect(np.array([1.0, 2.0, 3.0, 6.0]), np.array([2.0, 2.0, 5.0, 7.0]))
    assert (found.base, found.other, found.effect) == (3.0, 4.0, 1.0)
    assert (found.more, found.fewer, found.equal) == (3, 0, 1)
    half = 3.18244631 * math.sqrt((2.0 / 3.0) / 4.0)
    assert found.high - found.effect == pytest.approx(half)
    assert found.gain == pytest.approx((3.5 + 4.5) / 0.5)


def test_a_chance_worked_by_hand():
    before = np.array([True, True, False, False, False, False])
    after = np.array([True, False, True, True, True, False])
    found = paired_chance(before, after)
    assert (found.base, found.other) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert (found.more, found.fewer, found.equal) == (3, 1, 2)
    assert found.low < found.effect < found.high


Z2 = 1.959963984540054**2


@pytest.mark.parametrize("runs", [1, 10, 1000])
def test_where_no_pair_differs_the_interval_has_a_closed_form(runs):
    assert score_interval(0, 0, runs) == pytest.approx((-Z2 / (runs + Z2), Z2 / (runs + Z2)))


def likeliest_share(more, fewer, runs, truth):
    """Chance of ``fewer`` that makes the counts likeliest, given the difference: by brute force."""
    q = np.linspace(max(0.0, -truth), min(1.0, (1.0 - truth) / 2.0), 400_001)[1:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        likelihood = (
            more * np.log(q + truth)
            + fewer * np.log(q)
            + (runs - more - fewer) * np.log(1 - 2 * q - truth)
        )
    return q[np.nanargmax(likelihood)]


@pytest.mark.parametrize(
    ("more", "fewer", "runs"), [(3, 1, 6), (12, 2, 40), (5, 0, 50), (1, 9, 30)]
)
def test_the_interval_ends_where_the_score_test_rejects(more, fewer, runs):
    for truth, sign in zip(score_interval(more, fewer, runs), (1.0, -1.0), strict=True):
        q = likeliest_share(more, fewer, runs, truth)
        error = math.sqrt(runs * (2 * q + truth - truth * truth))
        assert (more - fewer - runs * truth) / error == pytest.approx(
            sign * math.sqrt(Z2), abs=1e-3
        )


def test_no_difference_leaves_doubt_about_a_chance():
    same = np.zeros(100, dtype=bool)
    found = paired_chance(same, same)
    assert found.effect == 0.0
    assert found.low < 0.0 < found.high
    assert math.isnan(found.gain)


def test_pairs_that_are_undefined_on_either_side_are_left_out():
    found = paired_effect(np.array([math.nan, 1.0, 2.0]), np.array([1.0, math.nan, 5.0]))
    assert (found.base, found.other, found.effect) == (2.0, 5.0, 3.0)
    assert found.more + found.fewer + found.equal == 1


@given(COUNTS)
def test_turning_sides_turns_the_sign(pairs):
    base, other = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    one, back = paired_effect(base, other), paired_effect(other, base)
    assert one.effect == pytest.approx(-back.effect)
    assert one.low == pytest.approx(-back.high)
    assert (one.more, one.fewer) == (back.fewer, back.more)
    assert one.gain == pytest.approx(back.gain, nan_ok=True)
    assert one.effect == pytest.approx(one.other - one.base)


def test_the_gain_is_about_one_without_shared_luck_and_large_with_it():
    luck = np.random.default_rng(1)
    shared = luck.normal(size=20_000)
    small, apart = luck.normal(size=(2, 20_000))
    assert gain_of_pairing(shared, apart)[0] == pytest.approx(1.0, abs=0.05)
    assert gain_of_pairing(shared, shared + 0.1 * small)[0] == pytest.approx(201.0, rel=0.05)


@pytest.mark.parametrize(("before", "after", "both"), [(0.3, 0.4, 0.28), (0.02, 0.03, 0.02)])
def test_the_interval_of_a_chance_covers_the_truth(before, after, both):
    """Known answer: 95 % of intervals cover it, to within what 4,000 trials can tell."""
    luck = np.random.default_rng(7)
    cells = [both, before - both, after - both, 1.0 - before - after + both]
    covered = 0
    for counts in luck.multinomial(200, cells, size=4000):
        outcome = np.repeat(np.arange(4), counts)
        found = paired_chance(outcome < 2, (outcome == 0) | (outcome == 2))
        covered += found.low <= after - before <= found.high
    assert 0.935 < covered / 4000 < 0.995


def normal_pairs(luck, runs, correlation):
    """Pairs with equal variances: the true gain is 1 / (1 - correlation)."""
    shared, one, other = luck.normal(size=(3, runs))
    root, rest = math.sqrt(correlation), math.sqrt(1.0 - correlation)
    return root * shared + rest * one, root * shared + rest * other


def rare_differences(luck, runs, chance):
    """Counts with mean and variance 5 that differ, by one more, in few pairs."""
    base = luck.poisson(5.0, runs).astype(float)
    return base, base + (luck.random(runs) < chance)


@pytest.mark.parametrize(
    ("drawn", "runs", "truth"),
    [
        (lambda luck, n: normal_pairs(luck, n, 0.0), 200, 1.0),
        (lambda luck, n: normal_pairs(luck, n, 0.9), 200, 10.0),
        (lambda luck, n: normal_pairs(luck, n, 0.99), 1000, 100.0),
        (lambda luck, n: rare_differences(luck, n, 0.2), 500, (10.0 + 0.16) / 0.16),
        (lambda luck, n: rare_differences(luck, n, 0.02), 2000, (10.0 + 0.0196) / 0.0196),
    ],
)
def test_the_interval_of_the_gain_covers_the_truth(drawn, runs, truth):
    """Known answer: near 95 % of intervals cover it; 1,000 trials tell 1.4 points apart."""
    luck = np.random.default_rng(11)
    found = [gain_of_pairing(*drawn(luck, runs)) for _ in range(1000)]
    covered = np.mean([low <= truth <= high for _, low, high in found])
    assert 0.92 < covered < 0.98
    assert np.median([gain for gain, _, _ in found]) == pytest.approx(truth, rel=0.05)


def test_the_interval_of_the_gain_is_the_bootstrap_s():
    luck = np.random.default_rng(3)
    base, other = rare_differences(luck, 400, 0.1)
    drawn = (luck.integers(0, 400, 400) for _ in range(2000))
    resampled = np.log([gain_of_pairing(base[some], other[some])[0] for some in drawn])
    gain, low, high = gain_of_pairing(base, other)
    assert math.log(high / gain) == pytest.approx(1.96 * resampled.std(), rel=0.1)
    assert math.log(gain / low) == pytest.approx(1.96 * resampled.std(), rel=0.1)


@given(COUNTS)
def test_a_gain_is_never_below_one_half(pairs):
    gain, low, high = gain_of_pairing(*(np.array(side, float) for side in zip(*pairs, strict=True)))
    assert math.isnan(gain) or 0.5 - 1e-9 <= low - 1e-9 <= gain <= high + 1e-9
