"""Remarks never raise, and never lie: what is said to do nothing can be taken away."""

import dataclasses

import numpy as np
from hypothesis import strategies as st

from simulation.experiments.cases import case_of
from simulation.model.parameters import Parameters
from simulation.model.stages import PARTY
from simulation.scenario.faults import InputFault
from simulation.scenario.kinds import KINDS
from simulation.world.agenda import agenda
from simulation.world.lint import remarks
from simulation.world.world import LAYERS
from tests.lint.small import small_scenario, small_world
from tests.running import COMPILED
from tests.world.making import event

MONTHS = 18
NAMES = [*(f"S0000{i}" for i in range(6)), "NATO", "EU", "ASEAN", "all", "rivals"]
DATES = ["2019-03", "2020-11", "2020-12", "2021-01", "2021-04", "2021-09", "2022-06", "2022-07"]
AMOUNTS = {
    "set": [0.0, 0.5, 1.0],
    "scale": [0.0, 0.5, 1.0, 1.5],
    "add": [-0.5, 0.0, 0.5],
}
OTHER = {
    "threat_weight": [0.0, 4.0],
    "norm_weight": [0.0, 4.0],
    "border_weight": [0.0, 4.0],
    "alliance_weight": [0.0, 4.0],
    "peer_weight": [0.0, 4.0],
    "incentive_weight": [0.0, 4.0],
    "protection": [0.0, 0.8],
    "anxiety": [0.0, 1.0],
    "deterrence": [0.0, 0.5],
    "suspended_weight": [0.0, 1.0],
    "announced_weight": [0.0, 1.0],
    "notified_weight": [0.0, 1.0],
    "threat_months": [1.0],
    "norm_months": [1.0],
    "posture_months": [1.0],
    "incentive_months": [1.0],
    "exit_incentive": [0.0, 4.0],
    "erosion_border": [0.0, 0.9],
    "erosion_alliance": [0.0, 0.9],
    "erosion_peers": [0.0, 0.9],
    "kindred": [0.0, 1.0],
    "reassurance": [0.0, 0.9],
    "own_breach": [0.0, 1.0],
    "answer": [0.0, 2.0],
    "turning_back": [0.0, 1.0],
    "base_return": [-3.0],
    "domestic_delay": [0.0, 2.0],
    "domestic_delay_spread": [0.0],
    "start_spread": [0.0, 0.3],
}
"""Values away from the defaults that a drawn scenario may have."""


@st.composite
def events(draw):
    """Any event that the scenario's tables allow, to do something or nothing."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    about = KINDS[kind]
    targets = {"utility": ["T1", "T2", "all"], "credibility": ["NATO", "CSTO", "all"]}
    targets |= {"tie": NAMES[:6]}
    count = about.exactly or draw(st.integers(1, 2))
    who = st.lists(
        st.sampled_from(targets.get(kind, NAMES)), min_size=count, max_size=count, unique=True
    )
    ends = st.sampled_from([None, None, *DATES]) if about.lasts else st.none()
    return event(
        kind,
        tuple(draw(who)),
        draw(st.sampled_from(DATES)),
        until=draw(ends),
        ramp=draw(st.sampled_from([0, 0, 4])) if about.ramps else 0,
        treaties=draw(st.sampled_from([(), ("T1",), ("T2",), ("TPNW",)]))
        if about.by_treaty
        else (),
        change=draw(changes(about)),
        **draw(options(kind)),
    )


@st.composite
def changes(draw, about):
    if not about.change or (not about.must_change and draw(st.booleans())):
        return None
    how = draw(st.sampled_from(sorted(about.change)))
    low, high = about.change[how]
    return how, draw(st.sampled_from([a for a in AMOUNTS[how] if low <= a <= high]))


@st.composite
def options(draw, kind):
    offered = {
        "exit": {"stage": ["announced", "notified", "out"]},
        "join": {"into": ["T1", "T2", "TPNW", "NATO", "EU"]},
        "tie": {"layer": list(LAYERS)},
        "advocacy": {"heard_along": [None, *LAYERS, "any"]},
        "incentive": {"follows": [None, "NATO", "EU", "ASEAN"]},
    }.get(kind, {})
    chosen = {key: draw(st.sampled_from(words)) for key, words in offered.items()}
    return {key: word for key, word in chosen.items() if word is not None}


@st.composite
def asked(draw):
    """A lawful scenario over the small world, with up to four events."""
    drawn = draw(st.lists(events(), max_size=4))
    named = [dataclasses.replace(one, name=f"event-{n}") for n, one in enumerate(drawn)]
    changed = draw(st.lists(st.sampled_from(sorted(OTHER)), max_size=6, unique=True))
    keys = {name: draw(st.sampled_from(OTHER[name])) for name in changed}
    rate = draw(st.sampled_from([-6.0, -3.0, -45.0, 6.0]))
    vary = draw(st.sampled_from([(), (), ("rule.parameters.kindred",), ("events.event-0.from",)]))
    return small_scenario(*named, months=MONTHS, base_rate=rate, vary=vary, **keys)


def built(scenario):
    """World and agenda; None where an event is refused."""
    w = small_world()
    try:
        return w, agenda(w, scenario)
    except InputFault:
        return None


def over(check):
    """How often ``check(scenario, world, agenda)`` returned what, over drawn scenarios."""

    def hold(scenario):
        made = built(scenario)
        return None if made is None else check(scenario, *made)

    hold.__qualname__ = check.__qualname__
    return COMPILED.over(asked(), hold)


def test_no_remark_ever_raises():
    def check(scenario, w, dated):
        found = remarks(scenario, w, dated)
        for line in found:
            assert line.startswith(("events.", "rule.", "run.", "world", "sweep."))
            assert line == " ".join(line.split())
        return bool(found)

    said = over(check)
    assert said[True] > 50
    assert said[False] > 5
    assert said[None] < 50


DECISIONS = ("announced", "notified", "out", "returned", "suspended", "forced", "stage")


def decisions(scenario, w, dated):
    histories = COMPILED.run(case_of(scenario, w, dated), 20)
    return {name: getattr(histories, name) for name in DECISIONS}


def assert_same(one, other):
    for name in DECISIONS:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def idle_events(found):
    """Names of events that are said to do nothing at all."""
    partly = ("passed over for S", "until is passed over")
    said = [line.removeprefix("events.").split(": ", 1) for line in found if line[:7] == "events."]
    return {name for name, what in said if not what.startswith(partly)}


def test_an_event_said_to_do_nothing_can_be_taken_away():
    def check(scenario, w, dated):
        whole = decisions(scenario, w, dated)
        idle = idle_events(remarks(scenario, w, dated))
        for name in idle:
            left = tuple(one for one in scenario.events if one.name != name)
            without = dataclasses.replace(scenario, events=left)
            assert_same(whole, decisions(without, *built(without)))
        return bool(idle)

    assert over(check)[True] > 50


def idle_parameters(found):
    said = [line for line in found if "has no effect on who leaves" in line]
    rule = "rule.parameters."
    return {line.removeprefix(rule).split(" = ")[0] for line in said if line.startswith(rule)}


def test_a_parameter_said_to_have_no_effect_can_be_set_back():
    def check(scenario, w, dated):
        whole = decisions(scenario, w, dated)
        idle = idle_parameters(remarks(scenario, w, dated))
        for name in idle:
            default = {name: Parameters._field_defaults[name]}
            changed = scenario.parameters._replace(**default)
            without = dataclasses.replace(scenario, parameters=changed)
            assert_same(whole, decisions(without, *built(without)))
        return bool(idle)

    assert over(check)[True] > 15


def test_what_is_said_to_be_out_of_reach_is_not_reached():
    def check(scenario, w, dated):
        found = remarks(scenario, w, dated)
        histories = COMPILED.run(case_of(scenario, w, dated), 20)
        for k, code in enumerate(("T1", "T2")):
            mine = [line for line in found if code in line]
            if any("nobody can leave" in line or "is ever free" in line for line in mine):
                assert (histories.forced | (histories.announced < 1))[:, k].all()
            if any("in the first month" in line for line in mine):
                assert (histories.announced[:, k, deciding_first(w, dated, k)] == 1).all()
        return (
            "never" if "nobody can" in str(found) else "at once" if "first m" in str(found) else ""
        )

    reached = over(check)
    assert reached["never"] > 5
    assert reached["at once"] > 5


def deciding_first(w, dated, k):
    """(states,) party, free to decide in month 1, and moved by no date."""
    free = (w.stage[k] == PARTY) & ~dated.pinned[dated.row[1], k]
    free[[event.state for event in dated.stage_events if event.treaty == k]] = False
    return free
