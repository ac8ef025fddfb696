"""Whatever is done to a scenario, the answer is a Scenario or an InputFault."""

import datetime
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from simulation.scenario.scenario import Scenario
from tests.scenario.made_up import scenarios, small

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=3),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.just(10**4_000),
    st.sampled_from(["real", "hazard", "*", "off", "tie", "2021", "0000", "9999-12", "２０２１"]),
    st.sampled_from(
        ["synthetic", "table", "threshold", "ring", "weighted", "S00001", "Ｓ1", "ties"]
    ),
)
THINGS = st.recursive(
    ODD,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(tree: Any, path: tuple = ()) -> list[tuple]:
    """Every place in a tree."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree)
    below = [
        place
        for key, value in inner
        if isinstance(value, dict | list)
        for place in places(value, (*path, key))
    ]
    return [
        *((*path, key) for key in (tree if isinstance(tree, dict) else range(len(tree)))),
        *below,
    ]


def put(tree: Any, place: tuple, value: Any, key: Any) -> None:
    """Replaces, renames or removes what stands at a place."""
    for part in place[:-1]:
        tree = tree[part]
    if value is ...:
        del tree[place[-1]]
    elif key is not None and isinstance(tree, dict):
        tree[key] = tree.pop(place[-1])
    else:
        tree[place[-1]] = value


@settings(max_examples=400)
@given(st.data())
def test_a_mutated_scenario_is_read_or_refused(data):
    tree = small()
    for _ in range(data.draw(st.integers(1, 3))):
        known = places(tree)
        if known:
            place = data.draw(st.sampled_from(known))
            key = data.draw(st.none() | st.text(max_size=5) | st.sampled_from(["off", "change"]))
            put(tree, place, data.draw(THINGS | st.just(...)), key)
    answered(tree, None)


@settings(max_examples=200)
@given(scenarios(("synthetic", "table")), st.data())
def test_a_mutated_scenario_of_any_world_and_rule_is_read_or_refused(tree, data):
    answered(tree, None)
    for _ in range(data.draw(st.integers(1, 3))):
        known = [place for place in places(tree) if place[0] in ("world", "rule")]
        if known:
            place = data.draw(st.sampled_from(known))
            key = data.draw(st.none() | st.sampled_from(["graph", "values", "degree", "count", ""]))
            put(tree, place, data.draw(THINGS | st.just(...)), key)
    answered(tree, None)


@given(
    st.dictionaries(st.text(max_size=12) | st.sampled_from(["run.seed", "events.doubt"]), THINGS)
)
@example({"events.doubt.name": "held"})
@example({"events": {"doubt": []}})
@example({"*": 1, "run.*": 1})
@example({"time.end": datetime.date.max})
@example({"rule.parameters.base_rate": {"*": "x"}})
def test_odd_overrides_are_taken_or_refused(overrides):
    answered(small(), overrides)


@given(THINGS.filter(lambda thing: isinstance(thing, dict)))
def test_odd_tables_are_refused(thing):
    assert not answered(thing, None)


def answered(tree: Any, overrides: Any) -> bool:
    """Whether a scenario came of it; nothing but plain one-line faults may come instead."""
    try:
        scenario = read(tree, overrides)
    except InputFault as fault:
        faults = fault.faults
    else:
        assert isinstance(scenario, Scenario)
        return True
    assert faults
    assert all(line and len(line) < 600 and line.isprintable() for line in faults)
    return False
