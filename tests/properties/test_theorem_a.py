"""Theorem A: raising any pressure makes nobody leave later, run by run, on the same luck."""

import numpy as np
import pytest
from hypothesis import strategies as st

from simulation.world.world import LAYERS
from tests import drawn
from tests.properties.changes import with_tie_cut
from tests.properties.raising import RAISES
from tests.running import COMPILED, months_of


@st.composite
def raised_cases(draw, max_states, names=tuple(RAISES)):
    """A case under the theorem's conditions, and the same with one to three pressures raised."""
    case = higher = draw(drawn.cases(max_states, conditions=drawn.A))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=3)):
        higher = RAISES[name](higher, draw(st.sampled_from([1.0, 0.5, 0.1])), rng)
    return case, higher


def nobody_later(low, high):
    """Raise where the second history has anybody leave later; True where somebody leaves sooner."""
    states = low.announced.shape[-1]
    for stage in ("announced", "notified", "out"):
        before, after = months_of(getattr(low, stage)), months_of(getattr(high, stage))
        assert (after[..., :states] <= before).all(), stage
    return bool((low.announced != high.announced[..., :states]).any())


def test_a_raised_pressure_makes_nobody_leave_later(engine):
    def check(pair):
        case, higher = pair
        return nobody_later(engine.run(case), engine.run(higher))

    sooner = engine.over(raised_cases(engine.max_states), check)
    assert sooner[True] >= engine.examples // 4


@pytest.mark.parametrize("name", RAISES)
def test_each_way_to_raise_a_pressure_makes_somebody_leave_sooner(name):
    """Otherwise the theorem would hold of it for want of an effect."""

    def check(pair):
        case, higher = pair
        return nobody_later(COMPILED.run(case), COMPILED.run(higher))

    sooner = COMPILED.over(raised_cases(COMPILED.max_states, (name,)), check, examples=50)
    assert sooner[True] > 0


def fewer_leave(whole, cut):
    """Raise where the cut adds a leaver or makes one sooner; True where it makes one later."""
    states = whole.announced.shape[-1]
    before, after = months_of(whole.announced), months_of(cut.announced)[..., :states]
    assert (after >= before).all()
    return bool((after > before).any())


@st.composite
def cut_cases(draw, max_states):
    """A case under the theorem's conditions; the same with ties cut, their weight still counted."""
    case = cut = draw(drawn.cases(max_states, conditions=drawn.A))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    for layer in LAYERS:
        count = len(case.agenda.layers[layer].weight)
        for which in rng.permutation(count)[: draw(st.integers(0, 3))]:
            cut = with_tie_cut(cut, layer, which)
    return case, cut


def test_cutting_a_tie_with_its_weight_still_counted_adds_no_leaver(engine):
    def check(pair):
        whole, cut = pair
        return fewer_leave(engine.run(whole), engine.run(cut))

    fewer = engine.over(cut_cases(engine.max_states), check)
    assert fewer[True] > 0
