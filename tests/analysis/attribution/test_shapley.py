"""Shapley values against their definition: the mean over all orders of arriving."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.analysis.attribution import shapley


def by_orders(players, value):
    """The definition, order by order; value: of a set of players."""
    shares = np.zeros(players)
    orders = list(permutations(range(players)))
    for order in orders:
        there = set()
        for player in order:
            before = value(there)
            there = there | {player}
            shares[player] += value(there) - before
    return shares / len(orders)


@given(st.integers(0, 4), st.integers(0, 2**32 - 1))
def test_counts_are_shared_out_as_defined_and_without_rounding(players, seed):
    value = np.random.default_rng(seed).integers(0, 50, (1 << players, 3))
    numerators, denominator = shapley.of_counts(value)
    assert (numerators.sum(axis=0) == denominator * (value[-1] - value[0])).all()
    for run in range(3):
        expected = by_orders(players, lambda there, run=run: value[sum(1 << p for p in there), run])
        np.testing.assert_allclose(numerators[:, run] / denominator, expected)


@given(st.integers(1, 6), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_the_closed_form_for_products_is_the_definition(players, months, seed):
    rng = np.random.default_rng(seed)
    base, added = rng.random(months), rng.normal(0.0, 1.5, (months, players))

    def value(there):
        return (base * np.exp(added[:, sorted(there)].sum(axis=1))).sum()

    np.testing.assert_allclose(
        shapley.of_products(base, added), by_orders(players, value), rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize("players", [65, 300])
def test_many_players_still_add_up(players):
    """Beyond 64 players the rule is no longer exact, but far better than the grid of shares."""
    rng = np.random.default_rng(7)
    base, added = rng.random(12), rng.normal(0.05, 0.1, (12, players))
    whole = (base * (np.exp(added.sum(axis=1)) - 1.0)).sum()
    assert shapley.of_products(base, added).sum() == pytest.approx(whole, rel=1e-12)


def test_equals_get_equal_shares_and_those_who_add_nothing_get_none():
    shares = shapley.of_products(np.array([0.5, 0.25]), np.array([[1.0, 1.0, 0.0]] * 2))
    assert shares[0] == shares[1] > 0.0
    assert shares[2] == 0.0
