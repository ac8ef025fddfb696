"""A scenario read at many points: each reading is what a whole new reading gives, faults too."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from simulation.scenario.rereading import Readings
from tests.scenario.made_up import scenarios, small

CHANGES = st.dictionaries(
    st.sampled_from(
        [
            "rule.parameters.threat_weight",
            "rule.parameters.base_rate",
            "rule.parameters.base_rate.CCM",
            "rule.name",
            "events.doubt.change.scale",
            "events.doubt.change",
            "events.doubt.off",
            "events.held.off",
            "events.held.until",
            "events.gone.off",
            "events.new",
            "time.end",
            "world.treaties",
            "world.states",
            "run.replicates",
            "title",
        ]
    ),
    st.sampled_from(
        [0.5, -1, 3, True, False, "APMBC", "2021-03", "cascade", {"set": 0.5}, [], ["CCM"], 2022]
    ),
    max_size=3,
)


def outcome(reading, *given):
    try:
        return reading(*given)
    except InputFault as fault:
        return fault.faults


@settings(max_examples=150, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=4), CHANGES)
def test_one_reading_after_another_is_what_read_gives(several, overrides):
    """One after another: what an earlier reading left behind must change nothing."""
    source = small()
    readings, wanted = outcome(Readings, source, overrides), outcome(read, source, overrides)
    assert getattr(readings, "base", readings) == wanted
    for changes in several if isinstance(readings, Readings) else ():
        both = {**overrides, **changes}
        assert outcome(readings.at, changes) == outcome(read, source, both)


@settings(max_examples=40, deadline=None)
@given(scenarios(), st.integers(1, 99))
def test_of_any_scenario_and_from_memory(source, size):
    changes = {"run.replicates": size, "title": "Other"}
    wanted = read(source, changes)
    assert Readings(source).at(changes) == wanted
    assert Readings(read(source)).at(changes) == read(read(source), changes) == wanted


def test_data_files_are_looked_up_where_they_were(tmp_path):
    (tmp_path / "s.csv").write_text("state\nA\nB\n")
    text = '[time]\nstart = 2000\nend = 2001\n[world]\nsource = "table"\nstates = "s.csv"\n'
    (tmp_path / "t.toml").write_text(text + 'treaties = "X"\n')
    path = tmp_path / "t.toml"
    for source in (path, read(path)):
        for changes in ({"run.seed": 2}, {"world.states": "other.csv"}):
            made, wanted = Readings(source).at(changes), read(source, changes)
            assert (made.folder, made.data_folders) == (wanted.folder, wanted.data_folders)


def test_what_is_said_and_by_whom_can_be_asked():
    readings = Readings(small(), {"events.doubt.off": True})
    assert readings.said("events", "doubt", "off") is True
    assert readings.said("events", "doubt", "kind") == "credibility"
    assert readings.said("events", "gone", "off") is None
    assert readings.overrides == {"events.doubt.off": True}
    assert readings.label(("run", "seed")) == "scenario"


def test_a_scenario_at_fault_is_refused_at_once():
    with pytest.raises(InputFault, match=r"run\.seed"):
        Readings(small(), {"run.seed": -1})
