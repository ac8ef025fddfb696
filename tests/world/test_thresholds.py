"""Thresholds: given or drawn by their laws, for any world, anew for each run or not."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation.engines import choosing
from simulation.experiments.cases import case_of
from simulation.model.contagion import uniform_integer
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from simulation.world.build import build, redrawing
from simulation.world.thresholds import are_drawn, uniform_integers
from tests.oracles.laws import ALPHA, follow
from tests.running import same
from tests.world.made import made

COMPLETE = {"graph": "complete"}


def ruled(**threshold):
    return {"name": "threshold", "threshold": threshold, "measure": "count"}


CONSTANT = ruled(constant=0.18)
NORMAL = ruled(normal={"mean": 3.0, "sd": 2.0})
INTEGERS = ruled(uniform_integers={"low": -2, "high": 7})


def real(rule):
    return read(
        {
            "time": {"start": "2021-01", "end": "2022-12"},
            "world": {"source": "real", "treaties": ["APMBC", "CCM"]},
            "rule": rule,
        }
    )


def test_a_constant_is_everybodys():
    world, _ = build(made(5, CONSTANT, treaties=["A", "B"]))
    assert world.threshold.tolist() == [[0.18] * 5] * 2


def test_listed_ones_are_taken_in_order():
    values = [0.5, -1.0, 0.0, 7.25]
    world, _ = build(made(4, ruled(values=values), treaties=["A", "B"]))
    assert world.threshold.tolist() == [values] * 2


def test_a_normal_law_is_followed():
    world, _ = build(made(20_000, NORMAL, treaties=["A", "B"]))
    for row in world.threshold:
        assert stats.kstest(row, stats.norm(3.0, 2.0).cdf).pvalue > ALPHA
    assert abs(np.corrcoef(world.threshold)[0, 1]) < 0.05


def test_whole_numbers_are_drawn_evenly():
    world, _ = build(made(20_000, INTEGERS))
    values, counts = np.unique(world.threshold, return_counts=True)
    assert values.tolist() == list(range(-2, 8))
    follow(counts, [0.1] * 10)


@given(
    st.integers(-(10**6), 10**6),
    st.integers(0, 10**6),
    st.floats(0.0, 1.0, exclude_min=True, exclude_max=True),
)
def test_whole_numbers_are_those_of_the_theory(low, span, luck):
    expected = uniform_integer(low, low + span, luck)
    assert uniform_integers(low, low + span, np.array([luck])).tolist() == [expected]


@pytest.mark.parametrize("rule", [NORMAL, INTEGERS])
def test_a_states_threshold_is_its_own_in_every_run(rule):
    """Whatever other states there are, and in whatever order."""
    said = made(30, rule, COMPLETE)
    base, _ = build(said)
    redraw = redrawing(said)
    drawn = [redraw(replicate)[0].threshold for replicate in range(50)]
    assert drawn[0].tolist() == base.threshold.tolist()
    assert len({row.tobytes() for row in drawn}) == 50
    spread = np.array(drawn)[:, 0]
    assert abs(np.corrcoef(spread[:, 3], spread[:, 4])[0, 1]) < 0.7
    assert redrawing(made(40, rule, COMPLETE))(7)[0].threshold[0, :30].tolist() == (
        drawn[7][0].tolist()
    )


def test_a_fixed_world_keeps_its_thresholds():
    fixed = made(30, NORMAL, COMPLETE, fixed=True)
    assert not are_drawn(fixed)
    assert redrawing(fixed) is None
    assert build(fixed)[0].threshold.tolist() == (
        redrawing(made(30, NORMAL, COMPLETE))(0)[0].threshold.tolist()
    )


def test_the_real_world_draws_thresholds_for_each_run():
    said = real(ruled(normal={"mean": 2.0, "sd": 1.0}))
    base, dated = build(said)
    redraw = redrawing(said, (base, dated))
    world, agenda = redraw(9)
    assert world.threshold.shape == base.stage.shape
    assert (world.threshold != base.threshold).all()
    assert agenda.posture is dated.posture
    changed = [
        field.name
        for field in dataclasses.fields(world)
        if getattr(world, field.name) is not getattr(base, field.name)
    ]
    assert changed == ["threshold"]


def test_the_real_world_is_not_drawn_where_luck_decides_nothing():
    assert redrawing(real(CONSTANT)) is None
    assert redrawing(real({"name": "cascade", "probability": 0.1})) is None
    assert build(real({"name": "cascade", "probability": 0.1}))[0].threshold.size == 0


def test_both_engines_draw_the_same_thresholds_in_the_real_world():
    said = real(ruled(normal={"mean": 0.5, "sd": 0.3}))
    case = case_of(said, *build(said))
    compiled, mesa = (choosing.engine(name)(case, np.arange(2), 0) for name in choosing.ENGINES)
    assert (compiled.announced > 0).any()
    same(compiled, mesa)


def test_a_list_of_another_length_than_the_world_is_refused():
    with pytest.raises(InputFault, match=r"rule\.threshold\.values: 2 numbers for 200 states"):
        build(real(ruled(values=[0.1, 0.2])))
