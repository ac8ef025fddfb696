"""What a sound scenario becomes: dates, defaults, overrides, and a value that cannot change."""

import copy
import dataclasses
import datetime
import os
import pickle
from pathlib import Path

import pytest

from simulation.model.parameters import DEFAULT_BASE_RATE, Parameters
from simulation.scenario.faults import InputFault
from simulation.scenario.overrides import parse
from simulation.scenario.reading import changed, find, read
from tests.scenario.made_up import small


def with_table(**tables):
    """The small scenario with keys of some tables changed."""
    scenario = small()
    for name, keys in tables.items():
        scenario[name] = {**scenario[name], **keys}
    return scenario


def test_defaults_are_filled_in():
    bare = {
        "time": {"start": 2021, "end": 2021},
        "world": {"source": "real", "treaties": "APMBC"},
    }
    scenario = read(bare)
    assert scenario.parameters == Parameters()
    assert scenario.base_rate == {"APMBC": DEFAULT_BASE_RATE}
    assert (scenario.replicates, scenario.trajectories, scenario.cascade_size) == (10_000, 1_000, 5)
    assert scenario.world.as_of == datetime.date(2021, 1, 1)
    assert scenario.world.options["threat_index"]
    assert scenario.months == 12


@pytest.mark.parametrize(
    ("written", "start", "as_of"),
    [
        (2021, (2021, 1, 1), (2021, 12, 31)),
        ("2021", (2021, 1, 1), (2021, 12, 31)),
        ("2020-02", (2020, 2, 1), (2020, 2, 29)),
        ("2020-02-03", (2020, 2, 3), (2020, 2, 3)),
        (datetime.date(2020, 2, 3), (2020, 2, 3), (2020, 2, 3)),
    ],
)
def test_a_bare_month_or_year_means_its_first_or_last_day(written, start, as_of):
    scenario = read(with_table(time={"start": written}, world={"as_of": written}))
    assert scenario.start == datetime.date(*start)
    assert scenario.world.as_of == datetime.date(*as_of)


def test_whole_numbers_stand_for_floats_and_become_floats():
    scenario = read(with_table(rule={"parameters": {"threat_weight": 4, "base_rate": -7}}))
    assert {type(value) for value in scenario.parameters} == {float}
    assert scenario.base_rate == {"APMBC": -7.0, "CCM": -7.0}


def test_a_base_rate_by_treaty_leaves_the_others_at_the_default():
    assert read(small()).base_rate == {"APMBC": DEFAULT_BASE_RATE, "CCM": -9.0}


def test_one_target_needs_no_list():
    events = {event.name: event for event in read(small()).events}
    assert events["doubt"].target == ("NATO",)
    assert events["push"].options == {"stage": "out"}
    assert events["held"].treaties == ()


def test_an_exit_is_announced_unless_it_says_otherwise():
    scenario = small()
    del scenario["events"][2]["stage"]
    assert read(scenario).events[2].options == {"stage": "announced"}


def test_nothing_in_a_scenario_can_be_changed():
    scenario = read(small())
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.seed = 2
    for table in (scenario.base_rate, scenario.sweep, scenario.world.options):
        with pytest.raises(TypeError):
            table["APMBC"] = 1.0
        with pytest.raises(AttributeError):
            table._entries = {}
    assert isinstance(scenario.sweep["vary"]["rule.parameters.anxiety"], tuple)


def test_a_dict_that_was_read_is_left_as_it_was():
    given = small()
    read(given, {"run.seed": 3})
    assert given == small()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_scenario_can_be_copied_and_sent(copied):
    scenario = read(small())
    assert copied(scenario) == scenario


def test_with_makes_a_changed_copy_validated_like_a_file():
    scenario = read("ottawa-2025")
    other = scenario.with_({"events.ukraine-held.off": True}, run__seed=3)
    assert other.seed == 3
    assert "ukraine-held" not in [event.name for event in other.events]
    assert scenario.seed == 2025
    assert other.folder == scenario.folder
    with pytest.raises(InputFault, match=r"run\.seed = -1: must be a whole number from 0"):
        scenario.with_({"run.seed": -1})


def test_changing_nothing_gives_the_same_scenario():
    scenario = read(small())
    assert changed(scenario, {}) == scenario
    assert read(scenario) == scenario


def test_a_treaty_can_be_given_its_own_base_rate_from_outside():
    scenario = read(
        with_table(rule={"parameters": {"base_rate": -7}}), {"rule.parameters.base_rate.CCM": -9}
    )
    assert scenario.base_rate == {"APMBC": -7.0, "CCM": -9.0}


def test_an_event_is_changed_by_its_name():
    scenario = read(small(), {"events.doubt.change.set": 0.25})
    assert (scenario.events[0].change.how, scenario.events[0].change.amount) == ("set", 0.25)


def test_set_words_are_toml_values_or_text():
    words = ["run.seed=7", "a.b=[1, 2]", "c=2021-01-01", "d=true", "e=NATO", "f=x = 1", "g= 1 "]
    assert parse(words) == {
        "run.seed": 7,
        "a.b": [1, 2],
        "c": datetime.date(2021, 1, 1),
        "d": True,
        "e": "NATO",
        "f": "x = 1",
        "g": 1,
    }


def test_a_set_word_cannot_smuggle_in_a_second_key():
    assert parse(["run.seed=1\nother = 2"]) == {"run.seed": "1\nother = 2"}


def test_names_are_looked_up_here_before_among_the_shipped(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find("ottawa-2025").is_absolute()
    folder = tmp_path / "scenarios" / "classroom"
    folder.mkdir(parents=True)
    (folder / "riot.toml").write_text('# Why riot?\nextends = "ottawa-2025"\n')
    (folder.parent / "ottawa-2025.toml").write_text("# mine\n")
    assert find("classroom/riot") == Path("scenarios/classroom/riot.toml")
    assert find("ottawa-2025") == Path("scenarios/ottawa-2025.toml")


def test_the_first_comment_line_is_the_question(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        '\ufeff# Who follows?\r\n# More.\r\nextends = "ottawa-2025"\r\n', encoding="utf-8"
    )
    scenario = read(path)
    assert (scenario.question, scenario.name) == ("Who follows?", "mine")
    assert scenario.folder == tmp_path.resolve()


def test_a_file_without_a_comment_does_not_inherit_its_parents_question(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "ottawa-2025"\n')
    assert read(path).question == ""


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be written there")
def test_the_name_of_a_scenario_can_always_name_a_folder(tmp_path):
    path = tmp_path / "..who: leaves?.toml"
    path.write_text('extends = "ottawa-2025"\n')
    assert read(path).name == "who- leaves"
