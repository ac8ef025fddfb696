"""The compiled engines of the hazard rule give the same bits, whichever of them is picked.

``tests.engines.test_side_by_side`` holds one of them against the engine to be read.
"""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings

from simulation.engines import compiled, everybody, multitude, picking
from simulation.experiments.cases import case_of
from simulation.model.stages import OUT, PARTY
from simulation.scenario.faults import InputFault
from simulation.scenario.files import shipped
from simulation.scenario.reading import read
from simulation.world.build import build
from tests.benchmarks import variants
from tests.drawn import cases
from tests.running import MESA, differ, same
from tests.worlds import ROWED, case, ties, world
from tests.worlds import agenda as agenda_of

RUNS, RECORDED = 3, 2


def replicates(runs):
    return np.arange(runs, dtype=np.int64)


@settings(max_examples=250)
@given(cases())
def test_everybody_gives_what_following_gives(drawn):
    followed = compiled.run(drawn, replicates(RUNS), RECORDED)
    same(everybody.run(drawn, replicates(RUNS), RECORDED), followed)


@settings(max_examples=60)
@given(cases(max_states=20))
def test_everybody_gives_what_the_engine_to_be_read_gives(drawn):
    same(everybody.run(drawn, replicates(RUNS), RECORDED), MESA.run(drawn, RUNS, RECORDED))


def undisturbed(drawn):
    """The same case without what ``multitude`` cannot run."""
    agenda, months = drawn.agenda, drawn.agenda.months
    layers = {
        name: dataclasses.replace(
            tied, since=np.zeros_like(tied.since), until=np.full_like(tied.until, months)
        )
        for name, tied in agenda.layers.items()
    }
    still = dataclasses.replace(
        agenda,
        row=np.zeros_like(agenda.row),
        **{name: getattr(agenda, name)[:1] for name in ROWED if name != "bloc_incentive"},
        blocs=agenda.blocs[:0],
        bloc_incentive=agenda.bloc_incentive[:1, :0],
        joins=np.full_like(agenda.joins, -1),
        stage_events=(),
        layers=layers,
    )
    p = drawn.parameters._replace(deterrence=0.0, answer=0.0, turning_back=0.0)
    return dataclasses.replace(drawn, agenda=still, parameters=p)


moved = [0]


@settings(max_examples=250)
@given(cases())
def test_a_multitude_gives_what_following_gives(drawn):
    still = undisturbed(drawn)
    assert not multitude.why_not(still)
    followed = compiled.run(still, replicates(RUNS), 0)
    same(multitude.run(still, replicates(RUNS), 0), followed)
    same(everybody.run(still, replicates(RUNS), 0), followed)
    moved[0] += bool((followed.announced > 0).any() and (followed.stage == PARTY).any())


def test_in_those_multitudes_some_left_and_some_stayed():
    if not moved[0]:
        test_a_multitude_gives_what_following_gives()
    assert moved[0] > 150


@pytest.mark.parametrize("make", [variants.full, variants.plain, variants.one_treaty])
@pytest.mark.parametrize("regime", variants.TARGETS)
def test_ottawa_in_every_regime(make, regime):
    here = make(regime)
    followed = compiled.run(here, replicates(12), 0)
    same(everybody.run(here, replicates(12), 0), followed)


@pytest.mark.parametrize("name", sorted(path.stem for path in shipped().glob("*.toml")))
def test_every_shipped_scenario_with_many_exits(name):
    scenario = read(name)
    if scenario.rule != "hazard":
        return
    read_in = read(name, {"rule.parameters.base_rate": -5.0})
    here = case_of(read_in, *build(read_in))
    followed = compiled.run(here, replicates(4), 1)
    assert ((followed.announced > 0) & ~followed.forced).any()
    same(everybody.run(here, replicates(4), 1), followed)


def large(states, treaties=1, spread=0.1, **parameters):
    """A random network, one in fifty out at the start."""
    rng = np.random.default_rng(20)
    ends = rng.integers(0, states, (4 * states, 2))
    pairs = [(i, j, 1.0) for i, j in ends.tolist() if i != j]
    w = world(
        states,
        treaties,
        stage=np.where(rng.random((treaties, states)) < 0.02, OUT, PARTY),
        commitment=rng.uniform(0.3, 0.9, (treaties, states)),
        layers={"peers": ties(pairs, both_ways=True), "border": ties(pairs[::7])},
        danger=np.floor(rng.random(states) * 2**20) / 2**21,
    )
    return case(w, agenda_of(w, 24), base_rate=-8.0, start_spread=spread, **parameters)


@pytest.mark.parametrize("spread", [0.1, 0.0])
def test_a_large_world(spread):
    here = large(20_000, spread=spread)
    followed = compiled.run(here, replicates(2), 0)
    assert (followed.announced > 0).sum() > 400
    same(multitude.run(here, replicates(2), 0), followed)
    same(everybody.run(here, replicates(2), 0), followed)


def test_a_large_world_of_two_treaties():
    here = large(6_000, treaties=2, kindred=0.5, own_breach=0.4, erosion_peers=0.6)
    same(multitude.run(here, replicates(3), 0), compiled.run(here, replicates(3), 0))


def test_runs_of_one_chunk_leave_nothing_behind_for_each_other():
    here = large(3_000)
    whole = multitude.run(here, replicates(3), 0)
    alone = multitude.run(here, np.array([2], dtype=np.int64), 0)
    assert np.array_equal(whole.commitment[2:], alone.commitment)
    assert np.array_equal(whole.out[2:], alone.out)
    assert differ(multitude.run(here, np.array([1], dtype=np.int64), 0), alone)


def picked(here, runs=250, recorded=0):
    return picking.engine_for(here, runs, recorded)


def test_busy_runs_and_doubtful_starts_are_lived_by_everybody():
    assert picked(variants.full("busy")) is everybody.run
    assert picked(variants.plain("busy")) is everybody.run
    for regime in ("quiet", "middle"):
        assert picked(variants.full(regime)) is compiled.run
        assert picked(variants.plain(regime)) is compiled.run
    p = variants.full("quiet").parameters._replace(start_spread=0.1)
    doubtful = dataclasses.replace(variants.full("quiet"), parameters=p)
    assert picked(doubtful) is everybody.run


def test_few_runs_are_not_worth_compiling_for():
    assert picked(variants.full("busy"), runs=2) is compiled.run


def test_large_worlds_are_multitudes_unless_dated_or_recorded():
    here = large(6_000)
    assert picked(here, runs=1) is multitude.run
    assert picked(here, runs=1, recorded=1) is everybody.run
    deterred = dataclasses.replace(here, parameters=here.parameters._replace(deterrence=0.5))
    assert picked(deterred, runs=1) is everybody.run
    assert "threat" in multitude.why_not(deterred)
    with pytest.raises(ValueError, match="threat"):
        multitude.run(deterred, replicates(1), 0)
    with pytest.raises(ValueError, match="recorded"):
        multitude.run(here, replicates(1), 1)


def test_a_rule_of_ones_own_is_refused_where_it_would_not_fit(monkeypatch):
    here = dataclasses.replace(large(3_000), own=lambda now, p: 0.0)
    assert picked(here) is compiled.run
    with pytest.raises(TypeError):
        everybody.run(here, replicates(1), 0)
    monkeypatch.setattr(picking, "MOST_FOLLOWED", 3_000 * 24 - 1)
    with pytest.raises(InputFault, match=r"24 months of 3,000 states .* rule of one's own"):
        picked(here)
