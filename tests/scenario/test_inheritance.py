"""The laws of merging: what a child says holds, and a chain can be read in any grouping."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.scenario.faults import InputFault
from simulation.scenario.inheritance import Layer, by_name, merged, resolved, together
from simulation.scenario.overrides import parse
from simulation.scenario.reading import read
from simulation.scenario.record import as_dict
from simulation.scenario.tables import RULES
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


OF_ONE_KIND = scenarios(("real",), ("hazard",))


@settings(max_examples=50)
@given(OF_ONE_KIND, OF_ONE_KIND, OF_ONE_KIND)
def test_a_chain_of_one_kind_can_be_read_in_any_grouping(first, second, third):
    one, two, three = (by_name(tree, "test") for tree in (first, second, third))
    assert merged(merged(one, two), three) == merged(one, merged(two, three))


@given(scenarios())
def test_a_scenario_over_itself_is_itself(scenario):
    tree = by_name(scenario, "test")
    assert merged(tree, tree) == tree


@settings(max_examples=40)
@given(st.lists(scenarios(), min_size=2, max_size=3))
def test_a_chain_is_read_from_the_oldest_on_and_the_youngest_holds(chain):
    trees = [by_name(tree, "test") for tree in chain]
    whole = resolved([Layer("test", tree) for tree in reversed(trees)])
    older = resolved([Layer("test", tree) for tree in reversed(trees[:-1])])
    assert whole == merged(older, trees[-1])
    assert merged(whole, trees[-1]) == whole
    assert whole["world"]["source"] == trees[-1]["world"]["source"]


@given(TREES, TREES)
def test_what_is_set_together_is_one_layer(one, other):
    both = together(one, other)
    assert set(both) == set(one) | set(other)
    assert together(both, other) == both
    assert together(one, {}) == one


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
    sweep = child(sweep={"vary": {"time.end": [2023, 2024]}}).sweep
    assert sweep == {"design": "grid", "vary": {"time.end": (2023, 2024)}}


def test_a_number_replaces_a_table_of_base_rates_and_a_table_refines_a_number():
    parameters = {"rule": {"parameters": {"base_rate": -7}}}
    assert child(**parameters).base_rate == {"APMBC": -7.0, "CCM": -7.0}
    number = merged(by_name(small(), "test"), parameters)
    finer = merged(number, {"rule": {"parameters": {"base_rate": {"CCM": -6}}}})
    assert read(finer).base_rate == {"APMBC": -7.0, "CCM": -6.0}


WATTS = {
    "time": {"start": 2000, "end": 2001},
    "world": {
        "source": "synthetic",
        "states": 10,
        "seeds": {"count": 2},
        "threat": {"normal": {"mean": 0.5, "sd": 0.1}},
        "layers": {"peers": {"graph": "erdos-renyi", "mean_degree": 4, "weight": 0.5}},
    },
    "rule": {"name": "threshold", "measure": "count", "threshold": {"constant": 2}},
}


def changed(*settings):
    """World and rule of the record once some keys are set."""
    record = as_dict(read(WATTS, parse(settings)))
    return record["world"], record["rule"]


def test_a_key_of_a_network_is_changed_and_the_others_stay():
    world, _ = changed("world.layers.peers.mean_degree=3")
    assert world["layers"] == {"peers": {"graph": "erdos-renyi", "mean_degree": 3, "weight": 0.5}}


def test_another_network_begins_afresh():
    world, _ = changed("world.layers.peers.graph=complete")
    assert world["layers"] == {"peers": {"graph": "complete", "weight": 1}}
    said = ("world.layers.peers.degree=4", "world.layers.peers.graph=ring")
    for words in (said, said[::-1]):
        world, _ = changed(*words)
        assert world["layers"] == {"peers": {"graph": "ring", "degree": 4, "weight": 1}}


def test_a_further_layer_stands_beside_that_of_the_parent():
    world, _ = changed("world.layers.border.graph=ring", "world.layers.border.degree=2")
    assert list(world["layers"]) == ["border", "peers"]


def test_another_rule_begins_afresh():
    said = ("rule.name=cascade", "rule.probability=0.1")
    for words in (said, said[::-1]):
        assert changed(*words)[1] == {"name": "cascade", "probability": 0.1}
    with pytest.raises(InputFault, match=r"override: rule\.probability is missing"):
        changed("rule.name=cascade")


def test_another_world_begins_afresh():
    real = {"world": {"source": "real", "treaties": ["APMBC"]}}
    assert merged(WATTS, real)["world"] == real["world"]
    with pytest.raises(InputFault) as caught:
        read(WATTS, {"world.source": "table"})
    assert [line.split(" is missing")[0] for line in caught.value.faults] == [
        "override: world.treaties",
        "override: world.states",
    ]


def test_another_way_to_give_an_amount_replaces_the_one_of_the_parent():
    assert changed("rule.threshold.constant=0.2")[1]["threshold"] == {"constant": 0.2}
    drawn = ("rule.threshold.uniform_integers.low=0", "rule.threshold.uniform_integers.high=9")
    assert changed(*drawn)[1]["threshold"] == {"uniform_integers": {"low": 0, "high": 9}}
    world, _ = changed('world.seeds.states=["S00003"]', "world.threat.constant=0")
    assert (world["seeds"], world["threat"]) == ({"states": ["S00003"]}, {"constant": 0})
    with pytest.raises(InputFault, match="exactly one of"):
        changed("rule.threshold.constant=0.2", *drawn)


def test_one_number_of_a_law_is_changed_and_the_others_stay():
    world, _ = changed("world.threat.normal.sd=0.3")
    assert world["threat"] == {"normal": {"mean": 0.5, "sd": 0.3}}


def test_a_rule_without_a_name_is_hazard_to_a_child_that_names_it():
    parameters = {"parameters": {"anxiety": 0.5}}
    assert merged({"rule": parameters}, {"rule": {"name": "hazard"}})["rule"] == {
        "name": "hazard",
        **parameters,
    }


def test_weights_are_not_inherited_where_layers_are_joined_otherwise():
    weighted = {"rule.join": "weighted", "rule.weights": {"peers": 2}}
    parent = read(WATTS, weighted)
    assert parent.rule_options["weights"] == {"peers": 2}
    assert "weights" not in parent.with_({"rule.join": "or"}).rule_options
    heavier = parent.with_({"rule.join": "weighted", "rule.weights.peers": 3})
    assert heavier.rule_options["weights"] == {"peers": 3}


SYNTHETIC = st.one_of(scenarios(("synthetic",), (name,)) for name in RULES)


@settings(max_examples=50)
@given(SYNTHETIC, SYNTHETIC)
def test_a_layer_that_becomes_another_network_keeps_no_key_of_the_old_one(old, new):
    layers = merged(old, new)["world"].get("layers", {})
    for name, layer in new["world"].get("layers", {}).items():
        before = old["world"].get("layers", {}).get(name, {})
        kept = set(before) if before.get("graph") == layer["graph"] else set()
        assert set(layers[name]) == set(layer) | kept
