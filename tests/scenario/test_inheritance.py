"""The laws of merging: what a child says holds, and a chain can be read in any grouping."""

from hypothesis import given
from hypothesis import strategies as st

from simulation.scenario.inheritance import by_name, merged
from simulation.scenario.reading import read
from tests.scenario.made_up import scenarios, small

KEYS = st.sampled_from(["run", "rule", "events", "sweep", "parameters", "base_rate", "change", "x"])
VALUES = st.integers(0, 9) | st.lists(st.integers(0, 9), max_size=2)
TREES = st.recursive(
    st.dictionaries(KEYS, VALUES, max_size=3),
    lambda inner: st.dictionaries(KEYS, inner | VALUES, max_size=3),
    max_leaves=12,
)


@given(TREES, TREES)
def test_every_value_comes_from_child_or_parent(parent, child):
    both = merged(parent, child)
    assert set(both) == set(parent) | set(child)
    for key, value in child.items():
        if not isinstance(value, dict):
            assert both[key] == value
    for key in set(parent) - set(child):
        assert both[key] == parent[key]


@given(TREES)
def test_nothing_over_a_tree_and_a_tree_over_nothing_is_the_tree(tree):
    assert merged(tree, {}) == tree
    assert merged({}, tree) == tree


@given(TREES)
def test_a_tree_over_itself_is_itself(tree):
    assert merged(tree, tree) == tree


@given(scenarios(), scenarios(), scenarios())
def test_a_chain_can_be_read_in_any_grouping(first, second, third):
    one, two, three = (by_name(tree, "test") for tree in (first, second, third))
    assert merged(merged(one, two), three) == merged(one, merged(two, three))


@given(scenarios())
def test_a_scenario_over_itself_is_itself(scenario):
    tree = by_name(scenario, "test")
    assert merged(tree, tree) == tree


def child(*events, **tables):
    """The scenario that says only this over the small one."""
    return read(
        merged(by_name(small(), "test"), by_name({"events": list(events), **tables}, "test"))
    )


def test_an_event_is_overridden_key_by_key():
    (doubt, *_) = child({"name": "doubt", "ramp_months": 9}).events
    assert (doubt.ramp_months, doubt.target, doubt.change.amount) == (9, ("NATO",), 0.5)


def test_a_change_is_replaced_as_a_whole():
    (doubt, *_) = child({"name": "doubt", "change": {"set": 0.1}}).events
    assert (doubt.change.how, doubt.change.amount) == ("set", 0.1)


def test_new_events_follow_those_of_the_parent():
    new = {"name": "new", "kind": "pin", "target": "FIN", "from": 2021}
    assert [event.name for event in child(new).events] == ["doubt", "held", "push", "new"]


def test_an_event_is_removed_and_brought_back():
    off = child({"name": "held", "off": True})
    assert [event.name for event in off.events] == ["doubt", "push"]
    back = read(small(), {"events.held.off": True} | {"events.held": {"off": False}})
    assert [event.name for event in back.events] == ["doubt", "held", "push"]


def test_what_varies_is_replaced_as_a_whole():
    sweep = child(sweep={"vary": {"run.replicates": [1]}}).sweep
    assert sweep == {"design": "grid", "vary": {"run.replicates": (1,)}}


def test_a_number_replaces_a_table_of_base_rates_and_a_table_refines_a_number():
    parameters = {"rule": {"parameters": {"base_rate": -7}}}
    assert child(**parameters).base_rate == {"APMBC": -7.0, "CCM": -7.0}
    number = merged(by_name(small(), "test"), parameters)
    finer = merged(number, {"rule": {"parameters": {"base_rate": {"CCM": -6}}}})
    assert read(finer).base_rate == {"APMBC": -7.0, "CCM": -6.0}
