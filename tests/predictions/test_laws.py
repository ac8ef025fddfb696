"""Exact laws: known answers, and every case played out."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.predictions.laws import (
    binomial,
    binomial_law,
    law_by_reach,
    law_by_share,
    parking_law,
    poisson_binomial_law,
)
from tests.predictions.brute import every_draw, everyone

SHARES = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("states", "known"),
    [
        (3, {0: 8 / 27, 1: 1 / 9, 2: 0.0, 3: 16 / 27}),
        (5, {0: 0.32768, 1: 0.1296, 5: 0.41472}),
        (10, {0: 0.348678, 1: 0.134218, 10: 0.235795}),
    ],
)
def test_parking_functions_have_their_known_law(states, known):
    law = parking_law(states)
    assert law.sum() == pytest.approx(1.0)
    assert {k: law[k] for k in known} == pytest.approx(known, abs=5e-7)
    assert law[states] == pytest.approx((states + 1) ** (states - 1) / states**states)


def test_parking_functions_of_ten_have_their_known_mean():
    assert parking_law(10) @ np.arange(11) == pytest.approx(3.660216, abs=5e-7)


@pytest.mark.parametrize("states", [2, 3, 10, 60, 200])
def test_the_sequence_of_drawn_thresholds_ends_as_parking_functions_do(states):
    reach = np.minimum(np.arange(states + 1) + 1, states) / states
    law = law_by_reach(reach, 0, states)[-1]
    np.testing.assert_allclose(law, parking_law(states), atol=1e-11)


@pytest.mark.parametrize(("seeds", "low", "high"), [(0, 0, 4), (1, 0, 4), (2, 1, 5), (0, 1, 3)])
def test_every_draw_of_thresholds_played_out_gives_the_law_of_every_month(seeds, low, high):
    states, months = 5, 4
    counts = np.zeros((months + 1, states + 1))
    for thresholds in every_draw(states - seeds, low, high):
        path = everyone([0] * seeds + list(thresholds), seeds, months)
        counts[np.arange(months + 1), path] += 1
    reach = np.clip(np.arange(states + 1) - low + 1, 0, high - low + 1) / (high - low + 1)
    laws = law_by_reach(reach, seeds, months)
    np.testing.assert_allclose(laws, counts / counts[0].sum(), atol=1e-12)


def test_reed_and_frost_with_five_others_has_its_known_law():
    law = law_by_reach(1.0 - 0.8 ** np.arange(7.0), 1, 6)[-1]
    assert law[1] == pytest.approx(0.32768, abs=1e-9)
    assert law @ np.arange(7) - 1.0 == pytest.approx(1.860682, abs=5e-7)


@given(p=SHARES)
def test_a_triangle_has_its_known_expected_size(p):
    law = law_by_reach(1.0 - (1.0 - p) ** np.arange(4.0), 1, 3)[-1]
    assert law @ np.arange(4) == pytest.approx(1.0 + 2.0 * (p + p**2 - p**3))


@given(
    reach=st.lists(SHARES, min_size=2, max_size=12).map(sorted),
    seeds=st.integers(0, 3),
    months=st.integers(0, 9),
)
def test_laws_by_reach_are_laws_and_only_grow(reach, seeds, months):
    laws = law_by_reach(np.array(reach), min(seeds, len(reach) - 1), months)
    assert (laws >= 0.0).all()
    np.testing.assert_allclose(laws.sum(axis=1), 1.0)
    assert (np.diff(laws.cumsum(axis=1), axis=0) <= 1e-12).all()


def step(states, gone, chance):
    """Law of the number gone a month on, where each who stays leaves with one chance."""
    left, law = states - gone, np.zeros(states + 1)
    for more in range(left + 1):
        law[gone + more] = math.comb(left, more) * chance**more * (1.0 - chance) ** (left - more)
    return law


@given(p=SHARES, q=SHARES, seeds=st.integers(0, 4), months=st.integers(0, 6))
@settings(max_examples=30)
def test_steps_by_share_are_binomial(p, q, seeds, months):
    states = 4
    chance = np.minimum(1.0, p + q * np.arange(states + 1) / states)
    laws = law_by_share(lambda x: np.minimum(1.0, p + q * x), states, seeds, months)
    law = np.eye(states + 1)[seeds]
    for month in range(months):
        np.testing.assert_allclose(laws[month], law, atol=1e-12)
        law = law @ np.array([step(states, gone, chance[gone]) for gone in range(states + 1)])
    np.testing.assert_allclose(laws[months], law, atol=1e-12)


def test_a_binomial_law_has_its_known_mean():
    law = binomial_law(193, 1.0 - np.exp(-0.2))
    assert law @ np.arange(194) == pytest.approx(34.985, abs=5e-4)


@pytest.mark.parametrize("chance", [0.0, 1e-308, 1e-7, 0.3, 0.999, 1.0])
@pytest.mark.parametrize("states", [0, 1, 1000, 1_000_000])
def test_a_binomial_law_is_whole(states, chance):
    law = binomial_law(states, chance)
    assert law.sum() == pytest.approx(1.0)
    assert law @ np.arange(states + 1) == pytest.approx(states * chance)


@given(chances=st.lists(SHARES, max_size=8))
def test_unlike_chances_have_the_law_of_their_product(chances):
    law = np.ones(1)
    for chance in chances:
        law = np.convolve(law, [1.0 - chance, chance])
    np.testing.assert_allclose(poisson_binomial_law(np.array(chances)), law, atol=1e-12)


def test_binomial_chances_outside_the_possible_are_nothing():
    assert binomial(3, 0.0, np.arange(-1, 5)).tolist() == [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]
