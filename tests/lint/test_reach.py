"""Remarks on what cannot be reached, and on how things stand at the start, with near misses."""

import math

import numpy as np
import pytest

from simulation.model.stages import PARTY
from simulation.scenario.reading import read
from simulation.world.build import build
from simulation.world.lint import remarks
from tests.lint.small import OUTSIDE, flags, lines, small_world
from tests.world.making import event
from tests.worlds import ties

FLAT = dict.fromkeys(
    ("threat_weight", "border_weight", "alliance_weight", "peer_weight", "incentive_weight"), 0
)
"""Only commitment is weighed."""

MONTHS = 24


def said(words, *events, **keys):
    return [line for line in lines(*events, months=MONTHS, **keys) if words in line]


def test_a_pressure_too_low_for_anybody():
    out_of_reach = math.log(1e-9 / MONTHS)
    (first, second) = said("nobody can leave", base_rate=out_of_reach - 0.01, **FLAT)
    assert first.startswith(f"rule.parameters.base_rate.T1 = {out_of_reach - 0.01:g}: ")
    assert "T2" in second
    assert said("nobody can leave", base_rate=out_of_reach + 0.01, **FLAT) == []


@pytest.mark.parametrize(
    ("term", "events", "worth"),
    [
        ({"threat_weight": 3}, (), 3.0),
        ({"border_weight": 3}, (), 3.0),
        ({"alliance_weight": 2}, (), 2.0),
        ({"peer_weight": 1}, (), 1.0),
        (
            {"incentive_weight": 2},
            (event("incentive", "S00000", "2021-03", change=("add", 1.5)),),
            3.0,
        ),
        (
            {"incentive_weight": 2, "exit_incentive": 2},
            (event("incentive", "S00000", "2021-03", change=("add", 1.5), follows="NATO"),),
            6.0,
        ),
        (
            {"threat_weight": 3},
            (event("utility", "all", "2021-03", change=("scale", 2.0)),),
            6.0,
        ),
    ],
)
def test_the_highest_pressure_counts_every_term_in_full(term, events, worth):
    edge = math.log(1e-9 / MONTHS) - worth
    assert len(said("nobody can leave T1", *events, base_rate=edge - 0.01, **FLAT | term)) == 1
    assert said("nobody can leave T1", *events, base_rate=edge + 0.01, **FLAT | term) == []


def test_a_pressure_so_high_that_all_leave_at_once():
    """Five states stay in month 1 with chance exp(-h) each; commitment 0.5 takes 1 off log h."""
    at_once = math.log(math.log(5 / 1e-9)) + 1.0
    assert len(said("in the first month", base_rate=at_once + 0.01)) == 2
    assert said("leaves T1 in the first month", base_rate=at_once - 0.01) == []
    pin = event("pin", "ALL_OF_THEM", "2021-01", until="2021-01")
    assert said("in the first month", pin, base_rate=at_once + 0.01) == []
    shame = event("stigma", "all", "2021-01", change=("scale", 0.9))
    assert len(said("in the first month", shame, base_rate=at_once + 0.01)) == 2
    shame = event("stigma", "all", "2021-01", change=("scale", 1.1))
    assert said("leaves T1 in the first month", shame, base_rate=at_once + 0.01) == []


def test_reach_is_left_open_where_the_theory_is_varied():
    assert said("nobody can leave", base_rate=-45.0, **FLAT, vary=["rule.parameters.anxiety"]) == []
    assert len(said("nobody can leave", base_rate=-45.0, **FLAT, vary=["run.seed"])) == 2


def test_nobody_is_free():
    held = event("pin", "ALL_OF_THEM", "2021-01", treaties=["T1"])
    (line,) = said("nobody is ever free", held)
    assert line.endswith("leave T1")
    spared = event("pin", "ALL_OF_THEM", "2021-01", until="2022-11", treaties=["T1"])
    assert said("nobody is ever free", spared) == []


def test_a_cascade_larger_than_all_who_are_free():
    assert said("never reached: at most 5", cascade_size=6) != []
    assert said("never reached", cascade_size=5) == []
    assert said("never reached", cascade_size=6, vary=["run.cascade_size"]) == []


def alone(count):
    """The small world with so many more parties that nothing ties to anybody."""
    w, states = small_world(), 6 + count
    stage = np.full((2, states), OUTSIDE)
    stage[:, :6] = w.stage
    stage[0, 6:] = PARTY
    names = tuple(f"S{i:05d}" for i in range(states))
    return small_world(
        states=names,
        names=names,
        draw_keys=names,
        stage=stage,
        commitment=np.full((2, states), 0.5),
        posture=np.append(w.posture, np.zeros(count)),
        danger=np.zeros(states),
        population=np.full(states, np.nan),
        groups={},
        guarantors={"NATO": flags(0, 1, states=states)},
    )


def test_parties_without_ties_are_counted_and_five_of_them_named():
    (line,) = lines(w=alone(1))
    assert line == "world: 1 party without ties sees no exit on any layer: S00006"
    (line,) = lines(w=alone(7))
    assert line.startswith("world: 7 parties without ties see no exit on any layer: ")
    assert line.endswith("S00006, S00007, S00008, S00009, S00010 and 2 more")
    assert lines(w=alone(0)) == ()


def test_a_tie_that_an_event_begins_is_a_tie():
    tie = event("tie", ["S00006", "S00000"], "2022-03", change=("set", 1.0), layer="peers")
    assert lines(tie, w=alone(1)) == ()


def test_an_outsider_without_ties_is_no_matter():
    cut = small_world().layers["border"]
    inside = (cut.state != 5) & (cut.partner != 5)
    kept = ties(list(zip(cut.state[inside], cut.partner[inside], cut.weight[inside], strict=True)))
    assert lines(w=small_world(layers={**small_world().layers, "border": kept})) == ()


def noticed(as_of):
    asked = read("ottawa-2025", {"time.start": as_of, "world.as_of": as_of})
    return [line for line in remarks(asked, *build(asked)) if "had given notice" in line]


def test_states_under_notice_at_the_start():
    (line,) = noticed("2025-01-01")
    assert line.startswith("world.as_of = 2025-01-01: LTU had given notice to leave CCM")
    assert noticed("2024-09-01") == []
