"""Departures of the compiled engine are those of its histories, field by field."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings

from simulation.engines import compiled
from simulation.engines.departures import departures_of
from simulation.experiments.cases import case_of
from simulation.scenario.reading import read
from simulation.world.build import build
from tests.drawn import cases

RUNS = np.arange(5, dtype=np.int64) + 7


def differing(case, replicates):
    """Names of the fields that differ, by value, shape or type; there must be none."""
    native = compiled.departures(case, replicates)
    read_off = departures_of(compiled.run(case, replicates, 0))
    return [
        field.name
        for field in dataclasses.fields(native)
        if not _same(getattr(native, field.name), getattr(read_off, field.name))
    ]


def _same(one, other):
    return one.dtype == other.dtype and one.shape == other.shape and np.array_equal(one, other)


@settings(max_examples=150)
@given(cases())
def test_over_drawn_worlds(case):
    assert not differing(case, RUNS)


VARIANTS = {
    "base": {},
    "busy": {"base_rate": -5.0},
    "breach": {"base_rate": -7.5, "own_breach": 1.0},
    "turning back": {"base_rate": -7.0, "turning_back": 1.0},
    "rivals answer": {"base_rate": -8.0, "answer": 1.5},
    "deterred": {"base_rate": -8.0, "deterrence": 0.6},
    "doubted": {"start_spread": 0.2},
}


def ottawa(**parameters):
    changes = {f"rule.parameters.{name}": value for name, value in parameters.items()}
    scenario = read("ottawa-2025", changes)
    return case_of(scenario, *build(scenario))


@pytest.mark.parametrize("parameters", VARIANTS.values(), ids=VARIANTS)
def test_over_the_real_world(parameters):
    assert not differing(ottawa(**parameters), np.arange(60, dtype=np.int64))


def test_room_grows_where_it_is_short(monkeypatch):
    """However little room there was, nothing is cut off."""
    monkeypatch.setattr(compiled, "ROOM_A_RUN", 0)
    case = ottawa(base_rate=-5.0)
    assert len(compiled.departures(case, RUNS).run) > 100
    assert not differing(case, RUNS)


def failing(now, p):
    """Fails in runs in which somebody has gone early."""
    return -1.0 if now.gone > 0.01 and now.month < 90 else 0.004 * now.threat


def test_failed_runs_are_left_out():
    case = dataclasses.replace(ottawa(), own=failing)
    many = np.arange(60, dtype=np.int64)
    left = compiled.departures(case, many)
    assert 0 < len(left.failed) < len(many)
    assert len(left.replicates) + len(left.failed) == len(many)
    assert not differing(case, many)


def test_no_runs_at_all():
    assert not differing(ottawa(), np.zeros(0, dtype=np.int64))
