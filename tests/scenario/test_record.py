"""A scenario as plain data and back, without loss."""

import json
import tomllib

import pytest
from hypothesis import given, settings

from simulation.model.parameters import Parameters
from simulation.scenario.files import known
from simulation.scenario.reading import read
from simulation.scenario.record import as_dict, digest, from_dict
from simulation.scenario.toml_text import toml_text
from tests.scenario.made_up import scenarios, small


@settings(max_examples=60)
@given(scenarios())
def test_a_record_makes_the_same_scenario_again(table):
    scenario = read(table)
    assert read(as_dict(scenario)) == scenario


@settings(max_examples=60)
@given(scenarios())
def test_a_record_survives_json(table):
    scenario = read(table)
    again = from_dict(json.loads(json.dumps(as_dict(scenario))))
    assert again == scenario
    assert digest(again) == digest(scenario)


@settings(max_examples=60)
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


def test_the_record_of_the_theory_in_the_real_world_says_nothing_of_other_worlds_and_rules():
    record = as_dict(read(small()))
    assert set(record) == {
        "name",
        "title",
        "question",
        "time",
        "run",
        "world",
        "rule",
        "events",
    } | {"sweep"}
    assert set(record["run"]) == {"replicates", "seed", "trajectories", "cascade_size"}
    assert set(record["world"]) == {
        "source",
        "as_of",
        "treaties",
        "threat_index",
        "commitment_index",
        "border_layer",
        "alliance_layer",
        "peer_layer",
    }
    assert set(record["rule"]) == {"name", "parameters"}
    assert set(record["rule"]["parameters"]) == {"base_rate", *Parameters._fields}


def test_a_record_of_another_rule_or_world_holds_its_keys_alone():
    record = as_dict(read("classroom/weak-ties"))
    assert record["rule"] == {
        "name": "threshold",
        "measure": "count",
        "join": "or",
        "threshold": {"constant": 1},
    }
    assert "as_of" not in record["world"]
    assert record["world"]["layers"] == {
        "peers": {"graph": "small-world", "degree": 6, "rewire": 0.1, "weight": 1}
    }


def test_the_weights_of_layers_are_filled_in_for_those_there_are():
    scenario = read("classroom/window", {"rule.join": "weighted"})
    assert scenario.rule_options["weights"] == {"peers": 1.0}
    assert from_dict(as_dict(scenario)) == scenario


def test_defaults_of_the_run_go_by_world_and_rule():
    window = {"world.states": 250, "world.layers.peers.mean_degree": 2}
    sizes = [
        (one.cascade_size, one.trajectories)
        for one in (
            read(small() | {"run": {}}),
            read({**as_dict(read("classroom/window", window)), "run": {}}),
            read({**as_dict(read("classroom/norm", {"world.states": 7})), "run": {}}),
            read("classroom/window", {"run.cascade_size": 3, "run.trajectories": 4}),
        )
    ]
    assert sizes == [(5, 1_000), (25, 0), (1, 1_000), (3, 4)]


@pytest.mark.parametrize("name", sorted(known()))
def test_every_scenario_shown_as_toml_reads_back_as_it_was(name):
    record = as_dict(read(name))
    text = toml_text(record)
    assert read({"question": record["question"], **tomllib.loads(text)}) == read(record)
    assert max(map(len, text.splitlines())) <= 1_000


def test_layers_and_long_lists_are_shown_so_that_people_can_read_them():
    text = toml_text(as_dict(read("classroom/riot")))
    assert '\n[world.layers.peers]\ngraph = "complete"\n' in text
    assert "\n[rule.threshold]\nvalues = [\n  0.0, 1.0, " in text
    assert all(len(line) <= 100 for line in text.splitlines())
    text = toml_text(as_dict(read("classroom/window")))
    assert "\nthreshold = { constant = 0.18 }\n" in text
    assert "\nseeds = { count = 1 }\n" in text
