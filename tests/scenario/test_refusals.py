"""Every refusal: which line it gives, naming key, value and what is allowed."""

import math
import re

import numpy as np
import pytest

from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.kinds import KINDS
from simulation.scenario.reading import read
from tests.scenario.made_up import small

NEW = {"name": "new", "target": "FIN", "from": 2021}


def faults_of(scenario, overrides=None):
    with pytest.raises(InputFault) as caught:
        read(scenario, overrides)
    faults = caught.value.faults
    assert all("\n" not in line and len(line) < 400 for line in faults)
    return faults


OVERRIDES = [
    ("run.replicates", 0, "= 0: must be a whole number from 1 to 100,000,000"),
    ("run.replicates", -3, "= -3: must be a whole number from 1 to 100,000,000"),
    ("run.replicates", True, "= true: must be a whole number"),
    ("run.replicates", 2.0, "= 2.0: must be a whole number"),
    ("run.replicates", "ten", '= "ten": must be a whole number'),
    ("run.seed", 10**30, ": must be a whole number from 0 to 9,223,372,036,854,775,807"),
    ("run.sed", 1, ': no such key here (did you mean "seed"?)'),
    ("run", 3, "= 3: must be a table"),
    ("rum.seed", 3, ': no such key here (did you mean "run"?)'),
    ("time.end", "2020-12-31", "= 2020-12-31: must not be before start = 2021-01-01"),
    ("time.end", "2121-01", "= 2121-01-31: must be at most 1,200 months after start, is 1,201"),
    ("time.end", "2021-13", '= "2021-13": must be a date such as'),
    ("time.end", "2021-02-30", "must be a date such as"),
    ("time.end", True, "= true: must be a date such as"),
    ("time.end", 2021.5, "= 2021.5: must be a date such as"),
    (
        "world.source",
        "rael",
        '= "rael": must be one of "real", "synthetic", "table" (did you mean "real"?)',
    ),
    ("world.treaties", [], "= []: must be a code, or a list of codes"),
    (
        "world.treaties",
        ["CCM", "CCM"],
        '= ["CCM", "CCM"]: must be a code, or a list of codes, each',
    ),
    ("world.treaties", [1], "= [1]: must be a code, or a list of codes"),
    ("world.treaties", "APMBC", "base_rate.CCM: no such treaty in world.treaties; there: APMBC"),
    (
        "rule.name",
        "hazrad",
        'must be one of "hazard", "threshold", "cascade", "simple" (did you mean "hazard"?)',
    ),
    ("rule.parameters.threat_weight", True, "= true: must be a number from 0 to 20"),
    ("rule.parameters.threat_weight", "4", '= "4": must be a number from 0 to 20'),
    ("rule.parameters.threat_weight", -0.1, "= -0.1: must be a number from 0 to 20"),
    ("rule.parameters.threat_weight", math.nan, "= nan: must be a number from 0 to 20"),
    ("rule.parameters.threat_weight", math.inf, "= inf: must be a number from 0 to 20"),
    ("sweep.vary", {"run.seed": [1, math.nan]}, "nan must be a finite number"),
    ("rule.parameters.threat_wieght", 4, ': no such key here (did you mean "threat_weight"?)'),
    ("rule.parameters.base_rate", -51, "= -51: must be a number from -50 to 20"),
    ("rule.parameters.base_rate.CCM", 21, "= 21: must be a number from -50 to 20"),
    (
        "rule.parameters.base_rate.CMC",
        -9,
        ': no such treaty in world.treaties (did you mean "CCM"?)',
    ),
    ("title", 3, "= 3: must be text of at most 500 letters"),
    ("title", "x" * 501, "must be text of at most 500 letters"),
    ("title", None, "not nothing"),
    ("name", "../elsewhere", '= "../elsewhere": must be a name of letters'),
    ("sweep.design", "gird", '(did you mean "grid"?)'),
    ("sweep.vary", [1], "= [1]: must be a table"),
    ("events", 3, "= 3: must be tables under [[events]]"),
    ("events.doubt", 3, "= 3: must be a table"),
    ("events.dobt.off", True, 'no event of this name to change (did you mean "doubt"?)'),
    ("events.doubt.off", 1, "= 1: must be true or false"),
    ("events.doubt.kind", "pins", '(did you mean "pin"?)'),
    ("events.doubt.kind", ["pin"], '= ["pin"]: must be one of "posture"'),
    ("events.doubt.name", "a b", '= "a b": must be a name of letters, digits, - and _'),
    ("events.doubt.until", 2020, "= 2020-12-31: must not be before from = 2021-06-01"),
    ("events.doubt.ramp_months", -1, "= -1: must be a whole number from 0 to 1,200"),
    ("events.doubt.change", {}, "= {}: must be exactly one of { set = 0 to 1 } or { scale"),
    ("events.doubt.change", {"set": 1, "add": 0}, "must be exactly one of { set = 0 to 1 }"),
    ("events.doubt.change.set", 1.5, "= 1.5: must be a number from 0 to 1"),
    ("events.doubt.change.by", 1, ".by: no such key here"),
    ("events.held.change.set", 1, ".change: no such key here; known keys: name, kind, target"),
    ("events.held.target", "", '= "": must be a code, or a list of codes'),
    ("events.push.stage", "gone", '= "gone": must be one of "announced", "notified", "out"'),
    ("extends", "other", "extends: can only stand in a file"),
    ("run..seed", 1, "must be keys joined by dots"),
]


@pytest.mark.parametrize(("key", "value", "line"), OVERRIDES)
def test_a_key_at_fault_gives_one_line(key, value, line):
    faults = faults_of(small(), {key: value})
    assert len(faults) == 1
    assert line in faults[0]
    assert faults[0].startswith("override: ") or "base_rate" in faults[0]


@pytest.mark.parametrize(("table", "missing"), [("time", 2), ("world", 1)])
def test_a_table_left_out_names_each_key_that_is_missing(table, missing):
    scenario = small()
    del scenario[table]
    faults = faults_of(scenario)
    assert len(faults) == missing
    assert all(re.match(rf"scenario: {table}\.\w+ is missing: must be ", line) for line in faults)


def test_several_faults_give_several_lines():
    faults = faults_of(small(), {"run.seed": -1, "title": 1, "events.held.target": 3})
    assert len(faults) == 3


def test_very_many_faults_are_counted():
    faults = faults_of(small(), {f"k{i}": 1 for i in range(100)})
    assert len(faults) == 21
    assert faults[-1].endswith("and 80 more faults")


OWN_KEYS = {
    "stage": "exit",
    "into": "join",
    "heard_along": "advocacy",
    "follows": "incentive",
    "layer": "tie",
}


@pytest.mark.parametrize(
    ("key", "kind"), [(key, kind) for key in OWN_KEYS for kind in KINDS if kind != OWN_KEYS[key]]
)
def test_a_key_of_one_kind_is_refused_for_the_others(key, kind):
    faults = faults_of(small(), {"events.new": NEW | {"kind": kind, key: "border"}})
    assert any(line.startswith(f"override: events.new.{key}: no such key") for line in faults)


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if not kind.change])
def test_kinds_that_change_no_quantity_refuse_a_change(kind):
    faults = faults_of(small(), {"events.new": NEW | {"kind": kind, "change": {"set": 1}}})
    assert any("events.new.change: no such key here" in line for line in faults)


@pytest.mark.parametrize("kind", [name for name, kind in KINDS.items() if not kind.lasts])
def test_kinds_that_happen_once_refuse_an_end(kind):
    faults = faults_of(small(), {"events.new": NEW | {"kind": kind, "until": 2022}})
    assert any("events.new.until: no such key here" in line for line in faults)


@pytest.mark.parametrize("key", ["target", "from", "change"])
def test_an_event_must_say_whom_when_and_how(key):
    event = NEW | {"kind": "posture", "change": {"scale": 2}}
    del event[key]
    assert faults_of(small(), {"events.new": event | {"name": "new"}})[0].startswith(
        f"override: events.new.{key} is missing: must be "
    )


@pytest.mark.parametrize("targets", ["FIN", ["FIN"], ["FIN", "SWE", "NOR"]])
def test_a_tie_joins_two_states(targets):
    tie = NEW | {"kind": "tie", "layer": "border", "change": {"set": 1}, "target": targets}
    assert "must be a list of two states" in faults_of(small(), {"events.new": tie})[0]


def test_two_events_of_one_name_are_refused():
    scenario = small()
    scenario["events"].append(scenario["events"][0])
    assert faults_of(scenario) == (
        'scenario: two events are named "doubt", each name must be unique',
    )


def test_an_event_without_a_name_is_refused():
    scenario = small()
    del scenario["events"][1]["name"]
    assert "event number 2 has no name" in faults_of(scenario)[0]


def test_text_that_cannot_be_written_is_refused():
    for text in ("\ud800", "x" * 6_000):
        assert "must be text" in faults_of(small(), {"title": text})[0]


@pytest.mark.parametrize(
    "letter", ["\x00", "\x1b", "\x7f", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069"]
)
def test_control_characters_are_refused_for_that_reason_and_shown_escaped(letter):
    spelt = letter.encode("unicode_escape").decode()
    for key in ("title", "name", "world.treaties"):
        (line,) = faults_of(small(), {key: f"a{letter}b"})
        assert f'"a{spelt}b" must not hold control characters' in line
    (line,) = faults_of(small(), {f"run.{letter}": 1})
    assert "must not hold control characters" in line


def test_values_at_fault_are_all_told():
    faults = faults_of(
        small(),
        {
            "rule.parameters.threat_weight": math.nan,
            "rule.parameters.norm_weight": math.inf,
            "run.seed": -1,
            "events.doubt.change.scale": math.nan,
            "events.held.target": [],
        },
    )
    assert len(faults) == 5
    assert len(faults_of(small(), {"title": b"x", "name": "\x00"})) == 2


def test_tables_too_deep_or_too_large_are_refused():
    deep = []
    deep.append(deep)
    assert "nest deeper" in faults_of(small(), {"sweep.vary": {"a": deep}})[0]
    many = [0] * 250_001
    assert (
        "more than 500,000 values" in faults_of(small(), {"sweep.vary": {"a": many, "b": many}})[0]
    )
    assert "more than 500,000 values" in faults_of(small(), {"run": {"a": many, "b": many}})[0]


def test_a_number_too_long_to_print_is_refused():
    assert "at most 300 digits" in faults_of(small(), {"run.seed": 10**5_000})[0]


def test_keys_must_be_text():
    assert "the key 3 must be text" in faults_of({3: 4})[0]


def test_numbers_of_numpy_are_numbers():
    scenario = read(small(), {"run.seed": np.int64(7), "rule.parameters.anxiety": np.float32(0.5)})
    assert (scenario.seed, scenario.parameters.anxiety) == (7, 0.5)


@pytest.mark.parametrize("value", [b"x", {1, 2}, object(), 1j, ...])
def test_what_no_file_could_say_is_refused(value):
    assert (
        "must be text, a number, a date, true or false" in faults_of(small(), {"title": value})[0]
    )


def test_a_word_is_offered_only_where_one_is_near():
    assert did_you_mean("NAT0", ["NATO", "EU"]) == ' (did you mean "NATO"?)'
    assert did_you_mean("xyz", ["NATO", "EU"]) == ""
    assert did_you_mean("x", []) == ""
