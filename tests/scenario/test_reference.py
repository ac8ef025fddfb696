"""What is generated from the code: the reference and the JSON Schema."""

import datetime
import re
import tomllib

import jsonschema
import pytest
from hypothesis import given

from simulation.model.parameters import Parameters
from simulation.scenario import catalogue
from simulation.scenario.files import shipped
from simulation.scenario.json_schema import schema
from simulation.scenario.kinds import KINDS
from simulation.scenario.reading import read
from simulation.scenario.record import as_dict, json_able
from simulation.scenario.reference import blocks, renewed
from tests.scenario.made_up import scenarios, small

README = shipped() / "README.md"


def test_the_readme_agrees_with_the_code():
    text = README.read_text(encoding="utf-8")
    assert renewed(text) == text
    assert all(f"<!-- begin {name}:" in text for name in blocks())


def test_every_example_in_the_readme_can_be_read():
    examples = re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert examples
    for text in examples:
        assert read(tomllib.loads(text)).events


def test_every_parameter_has_a_row_that_says_everything():
    rows = {row.key: row for row in catalogue.parameters()}
    assert set(rows) == {"base_rate", *Parameters._fields}
    assert all(all(row) for row in rows.values())
    for name, default in Parameters()._asdict().items():
        assert float(rows[name].default) == default


def test_every_key_and_kind_has_a_meaning():
    keys = catalogue.keys()
    assert all(row.key and row.meaning for row in [*keys, *catalogue.event_keys()])
    assert len({row.key for row in keys}) == len(keys)
    assert [row.kind for row in catalogue.event_kinds()] == list(KINDS)


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


SPOILED = [
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


def test_a_child_need_not_repeat_what_its_parent_says():
    child = {"extends": "ottawa-2025", "events": [{"name": "ukraine-held", "off": True}]}
    VALIDATOR.validate(child)
    assert not VALIDATOR.is_valid(child | {"evnts": []})
    assert not VALIDATOR.is_valid({"events": child["events"]})


def test_dates_in_the_schema_are_those_that_reading_takes():
    for written in (2021, "2021", "2021-02", "2021-02-03"):
        table = small() | {"time": {"start": written, "end": "2030"}}
        VALIDATOR.validate(table)
        assert read(table).start >= datetime.date(2021, 1, 1)
