"""A scenario as plain data and back, without loss."""

import json
import tomllib

from hypothesis import given

from simulation.scenario.reading import read
from simulation.scenario.record import as_dict, digest, from_dict
from simulation.scenario.toml_text import toml_text
from tests.scenario.made_up import scenarios, small


@given(scenarios())
def test_a_record_makes_the_same_scenario_again(table):
    scenario = read(table)
    assert read(as_dict(scenario)) == scenario


@given(scenarios())
def test_a_record_survives_json(table):
    scenario = read(table)
    again = from_dict(json.loads(json.dumps(as_dict(scenario))))
    assert again == scenario
    assert digest(again) == digest(scenario)


@given(scenarios())
def test_a_record_survives_toml(table):
    scenario = read(table)
    shown = tomllib.loads(toml_text(as_dict(scenario)))
    assert read({"question": scenario.question, **shown}) == scenario


def test_the_question_is_shown_as_the_first_line():
    record = as_dict(read("ottawa-2025"))
    assert toml_text(record).startswith(f"# {record['question']}\n")


def test_the_digest_is_of_what_decides_and_not_of_words_or_order_of_keys():
    scenario = small()
    turned = dict(reversed(list(scenario.items())))
    same = digest(read(scenario))
    assert digest(read(turned | {"title": "Other", "question": "Why?", "name": "other"})) == same
    assert digest(read(scenario, {"run.seed": 2})) != same
    assert digest(read(scenario, {"events.doubt.ramp_months": 4})) != same
