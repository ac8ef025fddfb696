"""The textbook rules as functions: hand-worked values, bounds, order, and what they sum up to."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model import contagion
from simulation.model.arithmetic import exp
from simulation.model.contagion import ALL, ANY, CASCADE, SIMPLE, THRESHOLD, WEIGHTED, Contagion
from simulation.model.decision import gives_way
from simulation.model.stages import OUT, STAGES

UNIT = st.floats(0.0, 1.0)
LEVEL = st.sampled_from([0.0, 0.25, 0.5, 1.0])
WEIGHT = st.sampled_from([0.0, 1.0, 2.0])
LAYERS = st.tuples(WEIGHT, WEIGHT, WEIGHT)


def test_only_finished_exits_are_seen():
    assert [contagion.seen(stage) for stage in range(len(STAGES))] == [
        float(stage == OUT) for stage in range(len(STAGES))
    ]


def test_rules_and_joins_have_numbers_of_their_own():
    assert len(set(contagion.RULES.values())) == len(contagion.RULES) == 3
    assert len(set(contagion.JOINS.values())) == len(contagion.JOINS) == 3


@given(st.tuples(LEVEL, LEVEL, LEVEL), LEVEL, LAYERS)
def test_one_layer_is_enough_or_all_are_needed(seen, threshold, weights):
    """Layers of weight 0 take no part."""
    reached = [s >= threshold for s, weight in zip(seen, weights, strict=True) if weight > 0.0]
    one, every = (Contagion(THRESHOLD, 1, join, *weights) for join in (ANY, ALL))
    assert contagion.reaches(*seen, threshold, one) is any(reached)
    assert contagion.reaches(*seen, threshold, every) is all(reached)


@given(st.tuples(LEVEL, LEVEL, LEVEL), LEVEL, LAYERS)
def test_weighted_layers_are_averaged_where_shares_and_added_where_counts(seen, threshold, weights):
    total = sum(weight * s for weight, s in zip(weights, seen, strict=True))
    share = total / sum(weights) if sum(weights) else 0.0
    shares, counts = (Contagion(THRESHOLD, kind, WEIGHTED, *weights) for kind in (1, 0))
    assert contagion.reaches(*seen, threshold, shares) is (share >= threshold)
    assert contagion.reaches(*seen, threshold, counts) is (total >= threshold)


@given(st.sampled_from([ANY, ALL, WEIGHTED]), st.integers(0, 1), LAYERS)
def test_seeing_more_never_keeps_a_state_in(join, shares, weights):
    terms = Contagion(THRESHOLD, shares, join, *weights)
    levels = [0.0, 0.3, 0.7]
    for seen in itertools.product(levels, repeat=3):
        for more in itertools.product(levels, repeat=3):
            if all(m >= s for m, s in zip(more, seen, strict=True)):
                before = contagion.reaches(*seen, 0.5, terms)
                assert contagion.reaches(*more, 0.5, terms) >= before


@pytest.mark.parametrize("join", [ANY, ALL, WEIGHTED])
def test_a_threshold_of_nothing_is_reached_by_seeing_nothing(join):
    terms = Contagion(THRESHOLD, 1, join, 1.0, 0.0, 0.0)
    assert contagion.reaches(0.0, 0.0, 0.0, 0.0, terms)
    assert not contagion.reaches(0.0, 0.0, 0.0, 1e-9, terms)


def test_shares_and_counts():
    assert contagion.measured(1.5, 6.0, 1) == 0.25
    assert contagion.measured(1.5, 6.0, 0) == 1.5
    assert contagion.measured(0.0, 0.0, 0) == 0.0


@given(UNIT)
def test_under_the_pressure_of_a_chance_a_state_leaves_with_that_chance(chance):
    pressure = contagion.pressure_of_chance(chance)
    assert 1.0 - exp(-pressure) == pytest.approx(chance, abs=1e-12)
    assert pressure >= 0.0


def test_certainty_overcomes_every_draw_and_no_chance_none():
    most, least = -math.log(0.5 * 2.0**-52), -math.log(1.0 - 2.0**-53)
    assert gives_way(contagion.pressure_of_chance(1.0), most)
    assert contagion.tempted_out(1, contagion.CERTAIN, most)
    assert least > 0.0
    assert not gives_way(contagion.pressure_of_chance(0.0), least)
    assert not contagion.tempted_out(1000, 0.0, least)


@given(st.integers(0, 50), st.floats(0.0, 3.0), st.floats(0.01, 30.0))
def test_temptations_add_up(count, pressure, resistance):
    out = contagion.tempted_out(count, pressure, resistance)
    assert contagion.tempted_out(count + 1, pressure, resistance) >= out
    assert out == (count * pressure >= resistance)


@given(UNIT, UNIT, UNIT)
def test_the_monthly_chance_grows_with_the_share_gone_and_is_a_chance(p, q, share):
    terms = Contagion(SIMPLE, p=p, q=q)
    chance = contagion.chance_to_leave(share, terms)
    assert chance == min(1.0, p + q * share)
    assert p <= chance <= 1.0
    assert contagion.chance_to_leave(1.0, terms) >= chance


@given(st.integers(-5, 5), st.integers(0, 20))
def test_whole_numbers_are_drawn_evenly(low, width):
    draws = 100 * (width + 1)
    found = [contagion.uniform_integer(low, low + width, (d + 0.5) / draws) for d in range(draws)]
    assert [found.count(low + n) for n in range(width + 1)] == [100] * (width + 1)
    assert contagion.uniform_integer(low, low + width, 1.0 - 2.0**-53) == low + width


def test_rules_without_a_word_about_layers_look_at_all():
    assert Contagion(CASCADE)[3:6] == (1.0, 1.0, 1.0)
