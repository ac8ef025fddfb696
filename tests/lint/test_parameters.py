"""Remarks on parameters: each provoked where it has no effect, each absent in a near miss."""

import dataclasses

import numpy as np
import pytest

from simulation.model.parameters import Parameters
from simulation.world.lint.parameters import NEEDS
from tests.lint.small import lines, one_treaty, small_world
from tests.world.making import event
from tests.worlds import ties

A = "S00000"
MONEY = event("incentive", A, "2021-03", change=("add", 0.5), follows="NATO", name="money")
GAIN = event("incentive", A, "2021-03", change=("add", 0.5), name="gain")
DOUBT = event("credibility", "NATO", "2021-03", change=("scale", 0.5), name="doubt")
PAUSE = event("suspend", A, "2021-03", treaties=["T1"], name="pause")
SURGE = event("posture", "S00005", "2021-03", change=("scale", 1.5), name="surge")
SHAME = event("stigma", A, "2021-03", change=("scale", 0.5), name="shame")

AT_ONCE = {"domestic_delay": 0, "domestic_delay_spread": 0}
NO_EROSION = {"erosion_border": 0, "erosion_alliance": 0, "erosion_peers": 0}
NO_WEIGHT = {"border_weight": 0, "alliance_weight": 0, "peer_weight": 0}
UNSEEN = {**NO_EROSION, **NO_WEIGHT, "own_breach": 0}
WITHOUT_WEIGHT = {"norm_weight": 0}


def no_rival():
    return small_world(rivals=ties())


def no_ties(*gone):
    layers = small_world().layers
    return small_world(layers={**layers, **dict.fromkeys(gone, ties())})


def unprotected():
    return small_world(guarantors={})


def quick():
    """Without a notice period, and without the clause that could delay an exit."""
    made = small_world()
    law = [dataclasses.replace(t, notice_months=0, conflict_clause=False) for t in made.treaties]
    return dataclasses.replace(made, treaties=tuple(law))


def faithless():
    return small_world(commitment=np.zeros((2, 6)))


CASES = {
    "threat_weight": (4, [({}, no_rival, ())], [({}, small_world, ())]),
    "norm_weight": (4, [({}, faithless, ())], [({}, small_world, ())]),
    "border_weight": (4, [({}, lambda: no_ties("border"), ())], [({}, small_world, ())]),
    "alliance_weight": (4, [({}, lambda: no_ties("alliance"), ())], [({}, small_world, ())]),
    "peer_weight": (4, [({}, lambda: no_ties("peers"), ())], [({}, small_world, ())]),
    "incentive_weight": (
        4,
        [({}, small_world, ())],
        [({}, small_world, (GAIN,)), ({}, small_world, (MONEY,))],
    ),
    "announced_weight": (
        0.7,
        [(UNSEEN, small_world, ()), (AT_ONCE, small_world, ())],
        [
            ({}, small_world, ()),
            ({**UNSEEN, "own_breach": 0.2}, small_world, ()),
            ({**UNSEEN, "deterrence": 0.2}, small_world, ()),
        ],
    ),
    "notified_weight": (
        0.7,
        [(UNSEEN, small_world, ()), ({}, quick, ())],
        [({}, small_world, ())],
    ),
    "suspended_weight": (
        0.7,
        [({}, small_world, ()), (UNSEEN, small_world, (PAUSE,))],
        [({}, small_world, (PAUSE,))],
    ),
    "protection": (
        0.5,
        [({}, no_rival, ()), ({}, unprotected, ()), ({"threat_weight": 0}, small_world, ())],
        [({}, small_world, ())],
    ),
    "anxiety": (
        0.5,
        [({}, small_world, ()), ({}, unprotected, ())],
        [({}, small_world, (DOUBT,))],
    ),
    "deterrence": (0.5, [({}, no_rival, ())], [({}, small_world, ())]),
    "threat_months": (
        6,
        [({}, small_world, ()), ({}, no_rival, ())],
        [
            ({}, small_world, (SURGE,)),
            ({}, small_world, (DOUBT,)),
            ({"answer": 1}, small_world, ()),
            ({"deterrence": 0.5}, small_world, ()),
        ],
    ),
    "norm_months": (
        12,
        [
            ({**NO_EROSION, "own_breach": 0}, small_world, ()),
            (WITHOUT_WEIGHT, small_world, ()),
        ],
        [
            ({}, small_world, ()),
            ({**NO_EROSION, "own_breach": 0}, small_world, (SHAME,)),
            (NO_EROSION, small_world, ()),
        ],
    ),
    "posture_months": (
        12,
        [({}, small_world, ()), ({"answer": 1}, no_rival, ())],
        [({}, small_world, (SURGE,)), ({"answer": 1}, small_world, ())],
    ),
    "incentive_months": (
        12,
        [({}, small_world, (GAIN,)), ({"exit_incentive": 0}, small_world, (MONEY,))],
        [({}, small_world, (MONEY,))],
    ),
    "exit_incentive": (
        2,
        [({}, small_world, (GAIN,)), ({"incentive_weight": 0}, small_world, (MONEY,))],
        [({}, small_world, (MONEY,))],
    ),
    "erosion_border": (
        0.5,
        [(WITHOUT_WEIGHT, small_world, ()), ({}, lambda: no_ties("border"), ())],
        [({}, small_world, ())],
    ),
    "erosion_alliance": (0.5, [(WITHOUT_WEIGHT, small_world, ())], [({}, small_world, ())]),
    "erosion_peers": (0.5, [({}, lambda: no_ties("peers"), ())], [({}, small_world, ())]),
    "kindred": (
        0.5,
        [({}, one_treaty, ()), (NO_EROSION, small_world, ()), (WITHOUT_WEIGHT, small_world, ())],
        [({}, small_world, ())],
    ),
    "reassurance": (
        0.5,
        [({}, one_treaty, ()), ({"kindred": 0}, small_world, ())],
        [({}, small_world, ())],
    ),
    "own_breach": (
        0.5,
        [({}, one_treaty, ()), (WITHOUT_WEIGHT, small_world, ())],
        [({}, small_world, ())],
    ),
    "answer": (1, [({}, no_rival, ())], [({}, small_world, ())]),
    "turning_back": (1, [(AT_ONCE, quick, ())], [({}, quick, ()), (AT_ONCE, small_world, ())]),
    "base_return": (-4, [({}, small_world, ())], [({"turning_back": 1}, small_world, ())]),
    "start_spread": (0.1, [(WITHOUT_WEIGHT, small_world, ())], [({}, small_world, ())]),
}
"""For each parameter a value, worlds in which it has no effect, and worlds in which it has one."""


def test_every_parameter_that_can_be_without_effect_is_tried():
    assert set(CASES) == set(NEEDS)


def about(name, found):
    return [line for line in found if line.startswith(f"rule.parameters.{name} = ")]


@pytest.mark.parametrize("name", CASES)
def test_a_parameter_without_effect_is_remarked_on(name):
    value, without, _ = CASES[name]
    for others, w, events in without:
        (line,) = about(name, lines(*events, w=w(), **{**others, name: value}))
        assert line.startswith(f"rule.parameters.{name} = {value:g}: has no effect on who leaves: ")


@pytest.mark.parametrize("name", CASES)
def test_where_it_has_an_effect_nothing_is_said(name):
    value, _, having = CASES[name]
    for others, w, events in having:
        assert about(name, lines(*events, w=w(), **{**others, name: value})) == []


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_said_of_a_parameter_left_alone_or_switched_off(name):
    _, without, _ = CASES[name]
    for others, w, events in without:
        assert about(name, lines(*events, w=w(), **others)) == []
        if name != "base_return" and not name.endswith("_months"):
            assert about(name, lines(*events, w=w(), **{**others, name: 0})) == []


@pytest.mark.parametrize("name", CASES)
def test_a_sweep_that_varies_it_means_it(name):
    _, without, having = CASES[name]
    key = f"rule.parameters.{name}"
    for others, w, events in without:
        swept = [
            f"sweep.vary.{key}: " in line for line in lines(*events, w=w(), vary=[key], **others)
        ]
        assert swept.count(True) == 1
    for others, w, events in having:
        found = lines(*events, w=w(), vary=[key], **others)
        assert not any(line.startswith("sweep.vary.") for line in found)


def test_a_term_that_the_same_sweep_switches_on_counts_as_on():
    keys = ["rule.parameters.reassurance", "rule.parameters.kindred"]
    assert lines(kindred=0, vary=keys[:1]) != ()
    assert lines(kindred=0, vary=keys) == ()


def test_nothing_is_said_where_a_sweep_varies_events_or_the_world():
    assert lines(incentive_weight=4) != ()
    assert lines(incentive_weight=4, vary=["events.money.off"]) == ()
    assert lines(incentive_weight=4, vary=["world.as_of"]) == ()
    assert lines(incentive_weight=4, vary=["run.seed"]) != ()


def test_weights_that_are_all_zero():
    weights = [name for name in Parameters._fields if name.endswith("_weight")][:6]
    off = dict.fromkeys(weights, 0)
    assert any("every weight is 0" in line for line in lines(**off))
    for one in weights:
        assert not any("every weight is 0" in line for line in lines(**{**off, one: 1}))
