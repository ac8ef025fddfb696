"""Remarks on made worlds and textbook rules: what they do not read, ties that are not listed."""

import pytest

from simulation.scenario.reading import read
from simulation.world.build import build
from simulation.world.lint import remarks

SEED = {"states": ["S00000"]}


def said(world=None, rule=None, events=(), **tables):
    """The remarks on ten states."""
    scenario = read(
        {
            "time": {"start": 2000, "end": 2001},
            "world": {"source": "synthetic", "states": 10, "seeds": SEED, **(world or {})},
            "rule": rule or {"name": "threshold", "threshold": {"constant": 0.5}},
            "events": list(events),
            **tables,
        }
    )
    return remarks(scenario, *build(scenario))


def layers(**network):
    return {"layers": {"peers": network}}


COMPLETE = layers(graph="complete")
HAZARD = {"threat": {"constant": 0.4}, "commitment": {"constant": 0.5}}


def event(kind, **keys):
    return {"name": "x", "kind": kind, "target": "S00003", "from": "2000-06", **keys}


EVENTS = {
    "exit": {},
    "pin": {},
    "suspend": {},
    "tie": {"target": ["S00003", "S00004"], "layer": "border", "change": {"set": 1}},
    "protection": {"change": {"set": 0.5}},
    "stigma": {"change": {"set": 0.5}},
    "posture": {"change": {"set": 0.5}},
    "advocacy": {"change": {"set": 0.5}},
    "conflict": {},
}
ALWAYS = {"exit", "pin", "suspend"}
ACTING = {
    "threshold": ALWAYS | {"tie", "protection"},
    "cascade": ALWAYS | {"tie"},
    "simple": ALWAYS,
}
RULES = {
    "threshold": {"threshold": {"constant": 0.5}},
    "cascade": {"probability": 0.5},
    "simple": {"p": 0.1, "q": 0.1},
}


@pytest.mark.parametrize("kind", EVENTS)
@pytest.mark.parametrize("rule", RULES)
def test_events_that_a_textbook_rule_does_not_read_are_remarked_on(rule, kind):
    dated = event(kind, **EVENTS[kind])
    lines = said(COMPLETE, {"name": rule, **RULES[rule]}, [dated])
    wanted = () if kind in ACTING[rule] else (f'has no effect under rule.name = "{rule}"',)
    assert lines == tuple(f"events.x: {line}" for line in wanted)


def test_everybody_sees_everybody_on_a_complete_layer():
    assert said(COMPLETE) == ()
    assert said(COMPLETE | HAZARD, {"parameters": {"peer_weight": 1, "base_rate": -7}}) == ()
    assert len(said(layers(graph="complete", weight=0))) == 1


def test_champions_are_heard_by_everybody_on_a_complete_layer():
    champion = event("advocacy", heard_along="peers", change={"set": 0.5})
    assert said(COMPLETE | HAZARD, {"parameters": {"base_rate": -7}}, [champion]) == ()


def test_states_that_are_drawn_without_a_partner_are_no_surprise():
    assert said(layers(graph="erdos-renyi", mean_degree=1)) == ()
    (line,) = said(layers(graph="erdos-renyi", mean_degree=0))
    assert line.startswith("world: 9 parties without ties see no exit on any layer")


def test_ties_are_missed_only_under_a_rule_that_reads_them():
    assert said(rule={"name": "simple", **RULES["simple"]}) == ()
    assert len(said()) == 1


NOBODY = {"layers": {"peers": {"graph": "complete"}}, "seeds": {"count": 0}}
DRAWN = {"layers": {"peers": {"graph": "complete"}}, "seeds": {"count": 2}}
NORMAL = {"normal": {"mean": 0.5, "sd": 0.1}}
INTEGERS = {"uniform_integers": {"low": 1, "high": 5}}
NEVER = [
    (NOBODY, {"name": "threshold", "threshold": {"constant": 0.5}}, "no threshold is 0"),
    (NOBODY, {"name": "threshold", "threshold": INTEGERS, "measure": "count"}, "no threshold is 0"),
    (DRAWN, {"name": "threshold", "threshold": {"constant": 1.5}}, "every threshold is above 1"),
    (NOBODY, {"name": "cascade", "probability": 0.5}, "nobody is out at the start"),
    (DRAWN, {"name": "cascade", "probability": 0.0}, "probability is 0"),
    (DRAWN, {"name": "simple", "p": 0.0, "q": 0.0}, "p and q are 0"),
    (NOBODY, {"name": "simple", "p": 0.0, "q": 0.5}, "p is 0, nobody is out at the start"),
]
SOMETIMES = [
    (NOBODY, {"name": "threshold", "threshold": {"constant": 0.0}}),
    (NOBODY, {"name": "threshold", "threshold": NORMAL}),
    (NOBODY, {"name": "threshold", "threshold": {"values": [0.5] * 9 + [0.0]}}),
    (DRAWN, {"name": "threshold", "threshold": INTEGERS, "measure": "count"}),
    (DRAWN, {"name": "threshold", "threshold": {"constant": 1.5}, "measure": "count"}),
    (DRAWN, {"name": "cascade", "probability": 0.5}),
    (NOBODY, {"name": "simple", "p": 0.1, "q": 0.0}),
    (DRAWN, {"name": "simple", "p": 0.0, "q": 0.5}),
]


@pytest.mark.parametrize(("world", "rule", "why"), NEVER)
def test_a_rule_under_which_nothing_can_begin_is_remarked_on(world, rule, why):
    (line,) = said(world, rule)
    assert line.startswith("rule: nobody can leave T1: ")
    assert why in line


@pytest.mark.parametrize(("world", "rule"), SOMETIMES)
def test_nothing_is_said_where_something_can_begin(world, rule):
    assert said(world, rule) == ()


def test_an_exit_by_date_is_a_beginning():
    assert said(NOBODY, events=[event("exit")]) == ()


def test_a_cascade_of_more_states_than_there_are_is_remarked_on():
    (line,) = said(COMPLETE, run={"cascade_size": 11})
    assert line.startswith("run.cascade_size = 11: never reached: at most 9 states")
