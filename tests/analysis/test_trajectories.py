"""Runs lived again: their paths are those that were recorded."""

import math

import numpy as np
import pytest

from simulation.analysis import trajectories as followed
from simulation.analysis.trajectories import trajectories
from simulation.engines.choosing import engine
from simulation.experiments.cases import case_of
from simulation.experiments.runner import run
from simulation.outcomes.standing import parties_at_start
from simulation.scenario.faults import InputFault
from simulation.world.build import build

TREATIES = ("APMBC", "CCM")


@pytest.fixture(scope="module")
def record():
    return run("ottawa-2025", replicates=30, overrides={"run.trajectories": 12})


@pytest.mark.parametrize("treaty", TREATIES)
def test_the_mean_is_that_of_the_months_recorded(record, treaty):
    months = record.months[record.months["treaty"] == treaty].sort_values("month")
    found = trajectories(record, treaty)
    assert found.runs == months["n"].iloc[0] == 12
    assert found.parties.threat.mean == pytest.approx(months["threat_mean"], abs=1e-9)
    assert found.parties.norm.mean == pytest.approx(months["commitment_mean"], abs=1e-9)


@pytest.mark.parametrize("states", [[], ["EST"], ["POL", "NOR", "EST"]])
def test_every_number_is_that_of_plain_loops(record, states):
    world, agenda = build(record.scenario)
    lived = engine("compiled")(case_of(record.scenario, world, agenda), np.arange(12), 12)
    parties = np.flatnonzero(parties_at_start(world)[1])
    at = [parties.tolist(), *([world.states.index(state)] for state in states)]
    found = trajectories(record, "CCM", states)
    assert [one.state for one in (found.parties, *found.states)] == ["", *states]
    for members, one in zip(at, (found.parties, *found.states), strict=True):
        for month in (0, 1, 60, agenda.months):
            felt = sorted(mean(lived.threat_path[r, month], members) for r in range(12))
            held = sorted(mean(lived.commitment_path[r, month, 1], members) for r in range(12))
            for values, band in ((felt, one.threat), (held, one.norm)):
                assert band.mean[month] == pytest.approx(math.fsum(values) / 12, abs=1e-9)
                # Of twelve the first and the last are the 5 and 95 % quantiles.
                ends = band.low[month], band.high[month]
                assert ends == pytest.approx((values[0], values[11]), abs=1e-9)


def mean(values, members):
    return math.fsum(values[i] for i in members) / len(members)


def test_pieces_and_the_engine_change_nothing(record, monkeypatch):
    whole = trajectories(record, "APMBC", ["POL"])
    monkeypatch.setattr(followed, "largest_chunks", lambda *_: type("L", (), {"recorded": 5}))
    monkeypatch.setattr(followed, "engine", lambda _: engine("mesa"))
    again = trajectories(record, "APMBC", ["POL"])
    assert again.runs == whole.runs
    for one, other in zip((whole.parties, *whole.states), (again.parties, *again.states),
                          strict=True):  # fmt: skip
        assert np.array_equal(one.norm, other.norm)
        assert np.array_equal(one.threat, other.threat)


def test_where_nothing_was_recorded_the_first_runs_are_lived_again(monkeypatch):
    unrecorded = run("ottawa-2025", only="17:20", replicates=20, overrides={"run.trajectories": 0})
    monkeypatch.setattr(followed, "MOST_RUNS", 2)
    found = trajectories(unrecorded, "APMBC")
    assert found.runs == 2
    alone = run("ottawa-2025", only="17:19", replicates=20, overrides={"run.trajectories": 20})
    told = alone.months[alone.months["treaty"] == "APMBC"]
    assert found.parties.norm.mean == pytest.approx(told["commitment_mean"], abs=1e-9)


def test_what_cannot_be_followed_is_refused():
    riot = run("classroom/riot", replicates=3)
    with pytest.raises(InputFault, match='"threshold" has neither threat perception nor norm'):
        trajectories(riot, "T1")
    own = run("ottawa-2025", replicates=3, rule=own_rule)
    with pytest.raises(InputFault, match="a rule of one's own"):
        trajectories(own, "APMBC")


def own_rule(now, p):
    return 0.001 * now.threat
