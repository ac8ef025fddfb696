"""What is generated from the code: the reference and the JSON Schema."""

import datetime
import re
import tomllib

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.model.parameters import Parameters
from simulation.scenario import catalogue
from simulation.scenario.descent import held_under
from simulation.scenario.faults import InputFault
from simulation.scenario.files import shipped
from simulation.scenario.graphs import GRAPHS
from simulation.scenario.json_schema import schema
from simulation.scenario.kinds import KINDS
from simulation.scenario.reading import read
from simulation.scenario.record import as_dict, json_able
from simulation.scenario.reference import blocks, renewed
from simulation.scenario.tables import RULES, WORLDS
from simulation.scenario.wording import keys_of
from tests.scenario.made_up import scenarios, small
from tests.scenario.test_fuzz import places, put

README = shipped() / "README.md"


def test_the_readme_agrees_with_the_code():
    text = README.read_text(encoding="utf-8")
    assert renewed(text) == text
    assert all(f"<!-- begin {name}:" in text for name in blocks())


EXAMPLES = re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def complete(text):
    """An example as a dict; a part of a file gets the months that it leaves out."""
    tree = tomllib.loads(text)
    return tree if "extends" in tree else {"time": {"start": 2000, "end": 2001}, **tree}


def test_every_example_in_the_readme_can_be_read():
    read_all = [read(complete(text)) for text in EXAMPLES]
    assert {(one.world.source, one.rule) for one in read_all} >= {
        ("real", "hazard"),
        ("synthetic", "threshold"),
        ("table", "hazard"),
    }
    assert any(one.events for one in read_all)
    for text in EXAMPLES:
        VALIDATOR.validate(json_able(complete(text)))


def test_every_parameter_has_a_row_that_says_everything():
    rows = {row.key: row for row in catalogue.parameters()}
    assert set(rows) == {"base_rate", *Parameters._fields}
    assert all(all(row) for row in rows.values())
    for name, default in Parameters()._asdict().items():
        assert float(rows[name].default) == default


def tables_of_keys():
    yield [*catalogue.keys()]
    yield from (catalogue.world_keys(source) for source in WORLDS)
    yield from (catalogue.rule_keys(name) for name in RULES if name != "hazard")


def test_every_key_and_kind_has_a_meaning():
    for rows in tables_of_keys():
        assert all(row.key and row.meaning and row.allowed for row in rows)
        assert len({row.key for row in rows}) == len(rows)
    assert all(row.key and row.meaning for row in catalogue.event_keys())
    assert [row.kind for row in catalogue.event_kinds()] == list(KINDS)


def keys_within(model, prefix):
    """Every key that a table may hold, and those of tables in it, by what the models say."""
    for key, held in inside(model):
        yield prefix + key
        for inner in (held.model(), *held.several()):
            if inner is not None and key != "parameters":
                yield from keys_within(inner, f"{prefix}{key}.")


def inside(model):
    return [(key, held_under(model, key)) for key in keys_of(model)]


@pytest.mark.parametrize(("table", "kinds"), [("world", WORLDS), ("rule", RULES)])
def test_every_key_of_every_world_rule_and_network_stands_in_the_readme(table, kinds):
    text = README.read_text(encoding="utf-8")
    for model in kinds.values():
        for key in keys_within(model, f"{table}."):
            anywhere = re.sub(r"^(world\.layers)\.\w+\.", r"\1.NAME.", key)
            assert f"| `{anywhere}` |" in text or key == "rule.parameters", key


def test_every_network_says_what_it_is_and_which_keys_it_takes():
    assert [row.graph for row in catalogue.graphs()] == list(GRAPHS)
    assert all(all(row) for row in catalogue.graphs())
    taken = {
        (graph, row.key) for row, kinds in catalogue.graph_keys() for graph in kinds.split(", ")
    }
    assert ("small-world", "world.layers.NAME.rewire") in taken
    assert ("all", "world.layers.NAME.weight") in taken


VALIDATOR = jsonschema.Draft202012Validator(schema())


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_schema_accepts_every_shipped_scenario():
    for path in shipped().rglob("*.toml"):
        VALIDATOR.validate(json_able(tomllib.loads(path.read_text(encoding="utf-8"))))
        VALIDATOR.validate(as_dict(read(path)))


@given(scenarios())
def test_the_schema_accepts_what_is_sound(table):
    VALIDATOR.validate(json_able(table))


def rule(name, **keys):
    return {"name": name, **keys}


def world(layer=None, **keys):
    layers = {} if layer is None else {"layers": {"peers": layer}}
    return {"source": "synthetic", "states": 10, **layers, **keys}


SPOILED = [
    ("rule", rule("cascade")),
    ("rule", rule("cascade", probability=1.5)),
    ("rule", rule("cascade", probability=0.5, p=0.5)),
    ("rule", rule("simple", p=0.1)),
    ("rule", rule("simple", p=0.1, q=0.1, parameters={})),
    ("rule", rule("threshold", threshold=0.5)),
    ("rule", rule("threshold", threshold={})),
    ("rule", rule("threshold", threshold={"constant": 1, "values": [1]})),
    ("rule", rule("threshold", threshold={"normal": {"mean": 1}})),
    ("rule", rule("threshold", threshold={"values": []})),
    ("rule", rule("threshold", threshold={"values": ["1"]})),
    ("rule", rule("threshold", threshold={"constant": 1}, join="nor")),
    ("world", world(states=1)),
    ("world", world(states="states.csv")),
    ("world", world(treaties=[])),
    ("world", world(seeds=3)),
    ("world", world(seeds={"count": 1, "fraction": 0.5})),
    ("world", world(seeds={"states": [1]})),
    ("world", world(threat={"values": [2]})),
    ("world", world(fixed=1)),
    ("world", world({"graph": "rings", "degree": 2})),
    ("world", world({"degree": 2})),
    ("world", world({"graph": "ring"})),
    ("world", world({"graph": "ring", "degree": 2, "mean_degree": 2})),
    ("world", world({"graph": "block", "sizes": [0], "inside": 1, "across": 1})),
    ("world", world({"graph": "edges"})),
    ("world", world(layers={"friends": {"graph": "complete"}})),
    ("world", {"source": "table", "states": "states.csv"}),
    ("world", {"source": "table", "states": 3, "treaties": "T"}),
    ("world", {"source": "table", "states": "s.csv", "treaties": "T", "codes": "iso4"}),
    ("run", {"replicates": 0}),
    ("run", {"sede": 1}),
    ("rule", {"parameters": {"threat_weight": 21}}),
    ("rule", {"parameters": {"base_rate": {"CCM": 21}}}),
    ("time", {"start": "2021"}),
    ("time", {"start": "June 2021", "end": "2022"}),
    ("world", {"source": "unreal", "treaties": "APMBC"}),
    ("events", [{"name": "x", "kind": "pin", "target": "FIN", "from": 2021, "change": {"set": 1}}]),
    ("events", [{"name": "x", "kind": "exit", "target": "FIN", "from": 2021, "stage": "gone"}]),
    ("events", [{"name": "x", "kind": "tie", "target": ["FIN", "SWE"], "from": 2021}]),
]


@pytest.mark.parametrize(("table", "value"), SPOILED)
def test_the_schema_refuses_what_reading_refuses(table, value):
    spoiled = small() | {table: value}
    assert not VALIDATOR.is_valid(spoiled)
    with pytest.raises(ValueError, match=r"must be|no such key|is missing"):
        read(spoiled)


NEAR = st.sampled_from(
    [..., 0, 1, 2, 4, 0.5, -1, 2.0, True, "", "x.csv", "or", "share", "complete", "2020", ["CCM"],
     {"constant": 0.5}, {"count": 1}, {"graph": "complete"}, {"file": "x.csv"}, {}, [], [0.5]]
)  # fmt: skip
"""Values that some key may hold, and odd ones; ...: none."""


@settings(max_examples=120)
@given(scenarios(), st.data())
def test_the_schema_accepts_whatever_reading_accepts(table, data):
    """Reading refuses more than the schema can: what does not fit together."""
    tree = json_able(table)
    place = data.draw(st.sampled_from([one for one in places(tree) if one[0] in ("world", "rule")]))
    key = data.draw(st.sampled_from([None, None, "weight", "degree", "values"]))
    put(tree, place, data.draw(NEAR), key)
    try:
        read(tree)
    except InputFault:
        return
    VALIDATOR.validate(tree)


def test_a_child_need_not_repeat_what_its_parent_says():
    child = {"extends": "ottawa-2025", "events": [{"name": "ukraine-held", "off": True}]}
    VALIDATOR.validate(child)
    assert not VALIDATOR.is_valid(child | {"evnts": []})
    assert not VALIDATOR.is_valid({"events": child["events"]})


CHILDREN = [
    {"world": {"layers": {"peers": {"mean_degree": 3}}}},
    {"world": {"layers": {"border": {"graph": "ring", "degree": 2}}}},
    {"world": {"seeds": {"states": ["S00003"]}}},
    {"world": {"threat": {"normal": {"mean": 0.5, "sd": 0.1}}}},
    {"rule": {"threshold": {"constant": 0.2}}},
    {"rule": {"name": "cascade", "probability": 0.1}},
    {"rule": {"join": "weighted", "weights": {"peers": 2}}},
]


@pytest.mark.parametrize("said", CHILDREN)
def test_a_child_of_a_made_world_need_not_repeat_what_its_parent_says(said):
    child = {"extends": "classroom/window", **said}
    VALIDATOR.validate(child)
    assert read(child) != read("classroom/window")


@pytest.mark.parametrize("said", CHILDREN)
def test_a_child_of_a_made_world_may_not_say_what_no_world_or_rule_takes(said):
    (table,) = said
    for wrong in ({**said[table], "sede": 1}, {**said[table], "treaties": 3, "p": "x"}):
        child = {"extends": "classroom/window", table: wrong}
        assert not VALIDATOR.is_valid(child)
        with pytest.raises(InputFault):
            read(child)


def test_dates_in_the_schema_are_those_that_reading_takes():
    for written in (2021, "2021", "2021-02", "2021-02-03"):
        table = small() | {"time": {"start": written, "end": "2030"}}
        VALIDATOR.validate(table)
        assert read(table).start >= datetime.date(2021, 1, 1)
