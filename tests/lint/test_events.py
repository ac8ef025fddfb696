"""Remarks on events: each provoked by a smallest scenario, each absent in a near miss."""

import dataclasses

import numpy as np
import pytest

from simulation.model.stages import OUT, PARTY
from tests.lint.small import OUTSIDE, flags, lines, small_world
from tests.world.making import event

UP = ("scale", 2.0)
ADD = ("add", 0.5)
A, B, C, D, E, RIVAL = (f"S0000{i}" for i in range(6))


def posture(start="2021-03", target=RIVAL, change=UP, **keys):
    return event("posture", target, start, change=change, **keys)


def leave(target, start, stage="announced", name="e", **keys):
    return event("exit", target, start, name=name, stage=stage, treaties=["T1"], **keys)


def hold(kind, target, start="2021-03", change=ADD, name="e", **keys):
    change = None if kind in ("pin", "suspend") else change
    return event(kind, target, start, change=change, name=name, treaties=["T1"], **keys)


def join(target, start="2021-03", into="T1", name="e"):
    return event("join", target, start, name=name, into=into)


def doubt(change=("scale", 0.5), target="NATO"):
    return event("credibility", target, "2021-03", change=change)


def use(change=UP, target="T1"):
    return event("utility", target, "2021-03", change=change)


def bond(pair, layer="border", change=("add", 1.0)):
    return event("tie", pair, "2021-03", change=change, layer=layer)


def money(follows="NATO", target=A, change=ADD):
    return event("incentive", target, "2021-03", change=change, follows=follows)


def war(target=A, change=None, start="2021-03", **keys):
    return event("conflict", target, start, change=change, **keys)


def test_a_scenario_without_events_is_clean():
    assert lines() == ()


PAIRS = {
    "after the end": (posture("2023-01"), posture("2022-12"), "after the end of the run"),
    "over before the run": (
        posture("2019-02", until="2020-11"),
        posture("2019-02", until="2020-12"),
        "lies before the run",
    ),
    "until before from": (
        posture("2021-04", until="2021-02"),
        posture("2021-04", until="2021-04"),
        "lies before from",
    ),
    "an empty group": (posture(target="ASEAN"), posture(target="AES"), "matches no state: ASEAN"),
    "posture that nobody feels": (posture(target=A), posture(target="rivals"), "names nobody"),
    "stigma outside": (hold("stigma", RIVAL), hold("stigma", A), "nobody that is party to T1"),
    "advocacy outside": (hold("advocacy", "AES"), hold("advocacy", "EU"), "is party to T1"),
    "incentive outside": (hold("incentive", RIVAL), hold("incentive", A), "is party to T1"),
    "protection outside": (
        hold("protection", RIVAL, change=("scale", 0.5)),
        hold("protection", A, change=("scale", 0.5)),
        "is party to T1",
    ),
    "pin outside": (hold("pin", RIVAL), hold("pin", A), "is party to T1 while it holds"),
    "an unheard champion": (
        hold("advocacy", C, heard_along="alliance"),
        hold("advocacy", RIVAL, heard_along="any"),
        "tied to a party that could hear it",
    ),
    "war without the clause": (war(RIVAL), war(A), "heeds armed conflict"),
    "peace in peace": (
        war(change=("set", 0.0)),
        war(target="all", start="2019-01"),
        "changes nothing",
    ),
    "exit of an outsider": (leave(RIVAL, "2021-03"), leave(A, "2021-03"), "less far gone"),
    "suspension of an outsider": (hold("suspend", RIVAL), hold("suspend", A), "is party to T1"),
    "joined already": (join(A), join(C, into="T2"), "still outside T1"),
    "joined the pact already": (join(A, into="NATO"), join(C, into="NATO"), "changes nothing"),
    "a guarantee of no party": (doubt(target="CSTO"), doubt(), "no party is under a guarantee"),
    "a tie between outsiders": (bond([D, RIVAL]), bond([D, E]), "together with the other"),
    "money of a bloc without parties": (money("AES"), money("EU"), "no party whose exit"),
    "scale 1": (posture(change=("scale", 1.0)), posture(change=("scale", 1.01)), "changes nothing"),
    "add 0": (hold("stigma", A, change=("add", 0.0)), hold("stigma", A), "{ add = 0 } changes"),
    "a scale of nothing": (
        hold("incentive", A, change=UP),
        hold("incentive", A),
        "changes nothing",
    ),
    "more than full belief": (doubt(("add", 0.5)), doubt(("add", -0.5)), "changes nothing"),
    "use as at the start": (use(("set", 1.0)), use(("set", 0.9)), "changes nothing"),
    "a tie as it is": (
        bond([A, B], change=("set", 1.0)),
        bond([A, B], change=("set", 0.5)),
        "changes nothing",
    ),
    "money of 0": (money(change=("add", 0.0)), money(), "changes nothing"),
    "a treaty left out": (
        event("pin", [A], "2021-03", treaties=["TPNW"]),
        event("pin", [A], "2021-03", treaties=["T1"]),
        "passed over for TPNW",
    ),
    "joining a treaty left out": (join(A, into="TPNW"), join(C, into="T2"), "over for TPNW"),
    "use of a weapon left out": (use(target="TPNW"), use(), "passed over for TPNW"),
    "an exit with an end": (
        leave(A, "2021-03", until="2021-05"),
        leave(A, "2021-03"),
        "until is passed over",
    ),
    "one named in vain": (
        hold("pin", [A, RIVAL]),
        hold("pin", ["NATO", "ALL_OF_THEM"]),
        f"passed over for {RIVAL}: not party",
    ),
}


@pytest.mark.parametrize("what", PAIRS)
def test_a_remark_and_its_near_miss(what):
    provoking, near, says = PAIRS[what]
    (line,) = lines(provoking)
    assert line.startswith("events.e: ")
    assert says in line
    assert lines(near) == ()


STORIES = {
    "left long ago": (
        (leave(A, "2021-03", "out", "first"), leave(A, "2021-09", "notified")),
        (leave(A, "2021-03", "notified", "first"), leave(A, "2021-07", "out")),
    ),
    "suspended on the way out": (
        (leave(A, "2021-03", name="first"), hold("suspend", A, "2021-04")),
        (leave(A, "2021-04", name="first"), hold("suspend", A, "2021-03")),
    ),
    "suspended twice": (
        (hold("suspend", A, "2021-03", name="first"), hold("suspend", A, "2021-06")),
        (hold("suspend", A, until="2021-05", name="first"), hold("suspend", A, "2021-06")),
    ),
    "pinned before joining": (
        (join(RIVAL, "2021-09", name="first"), hold("pin", RIVAL, until="2021-08")),
        (join(RIVAL, "2021-09", name="first"), hold("pin", RIVAL, until="2021-09")),
    ),
    "joined twice": (
        (join(RIVAL, "2021-03", name="first"), join(RIVAL, "2021-04")),
        (join(RIVAL, "2021-03", name="first"), join(D, "2021-04", into="T2")),
    ),
    "a pin within another": (
        (hold("pin", "NATO", "2021-02", name="first"), hold("pin", A, "2021-03")),
        (hold("pin", "NATO", "2021-04", name="first"), hold("pin", A, "2021-03")),
    ),
}


@pytest.mark.parametrize("what", STORIES)
def test_what_one_event_takes_from_another(what):
    provoking, near = STORIES[what]
    (line,) = lines(*provoking)
    assert line.startswith("events.e: ")
    assert lines(*near) == ()


def test_where_states_may_turn_back_only_a_finished_exit_is_certain():
    again = leave(A, "2021-03", "notified", "first"), leave(A, "2021-05")
    assert len(lines(*again)) == 1
    assert lines(*again, turning_back=1.0) == ()
    out = leave(A, "2021-03", "out", "first"), leave(A, "2021-05")
    assert len(lines(*out, turning_back=1.0)) == 1


@pytest.mark.parametrize("later", ["notified", "out"])
@pytest.mark.parametrize("when", ["2021-04", "2021-12", "2022-06"])
def test_a_later_date_of_an_exit_is_never_forestalled_by_a_clock(later, when):
    first = leave(A, "2021-03", "announced" if later == "notified" else "notified", "first")
    assert lines(first, leave(A, when, later)) == ()


def test_a_state_gone_at_the_start_cannot_be_turned_out():
    stage = [[OUT] + [PARTY] * 4 + [OUTSIDE], [PARTY] * 2 + [OUTSIDE] * 4]
    w = small_world(stage=np.array(stage))
    assert len(lines(leave(A, "2021-03"), w=w)) == 1
    assert lines(leave(B, "2021-03"), w=w) == ()


def test_a_treaty_that_nobody_is_party_to():
    w = small_world(stage=np.array([[PARTY] * 5 + [OUTSIDE], [OUTSIDE] * 6]))
    assert any("which nobody is party to" in line for line in lines(use(target="T2"), w=w))
    assert not any("which nobody is party to" in line for line in lines(use(), w=w))


def test_a_guarantee_that_does_not_exist_any_more():
    w = small_world(guarantors={})
    assert any("matches no guarantee" in line for line in lines(doubt(target="all"), w=w))


WEIGHED = {
    "posture": (posture(), {"threat_weight": 0}),
    "credibility": (doubt(), {"protection": 0, "anxiety": 0}),
    "utility": (use(), {"threat_weight": 0}),
    "stigma": (hold("stigma", A), {"norm_weight": 0}),
    "advocacy": (hold("advocacy", A), {"norm_weight": 0}),
    "incentive": (hold("incentive", A), {"incentive_weight": 0}),
    "money": (money(), {"exit_incentive": 0}),
    "tie": (bond([D, E], "peers"), {"peer_weight": 0, "erosion_peers": 0}),
}


@pytest.mark.parametrize("kind", WEIGHED)
def test_an_event_whose_term_is_switched_off(kind):
    one, off = WEIGHED[kind]
    (line,) = lines(one, **off)
    assert line.startswith("events.e: has no effect on who leaves: ")
    assert all(name in line for name in off)
    assert lines(one) == ()
    assert lines(one, **off, vary=[f"rule.parameters.{next(iter(off))}"]) == ()


def test_what_a_sweep_varies_is_not_held_against_an_event():
    still = posture(change=("scale", 1.0))
    assert lines(still, vary=["events.e.change.scale"]) == ()
    late = posture("2031-01")
    assert lines(late, vary=["events.e.from"]) == ()


def test_a_group_counts_for_whoever_belongs_to_it_by_then():
    w = small_world(groups={**small_world().groups, "US_JPN": flags(5)})
    pin = hold("pin", "US_JPN")
    assert len(lines(pin, w=w)) == 1
    assert lines(join(C, "2021-02", into="US_JPN", name="first"), pin, w=w) == ()


def test_every_event_is_remarked_on_by_its_own_name():
    two = posture("2031-01", name="late"), dataclasses.replace(hold("pin", RIVAL), name="vain")
    assert [line.split(":")[0] for line in lines(*two)] == ["events.late", "events.vain"]
