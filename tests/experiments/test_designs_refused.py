"""Designs that cannot be run are refused before anything is, in one line for each fault."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.cli.main import main
from simulation.experiments.designs import design_of
from simulation.model.parameters import Parameters
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from tests.experiments.made_sweeps import ANXIETY, NORM, SCALE, THREAT, swept
from tests.scenario.made_up import sweeps
from tests.scenario.test_fuzz import THINGS, places, put

SPAN = {"low": 0, "high": 1, "points": 3}


PROTECTION = "rule.parameters.protection"


def faults_of(source, overrides=None):
    with pytest.raises(InputFault) as caught:
        design_of(source, overrides)
    assert all("\n" not in line and len(line) < 400 for line in caught.value.faults)
    return caught.value.faults


REFUSED = [
    (
        {"rule.parameters.threat_wieght": [1, 2]},
        'threat_wieght: no such key here (did you mean "threat_weight"?)',
    ),
    (
        {"rule.paramters.anxiety": SPAN},
        'rule.paramters.anxiety: rule.paramters: no such key here (did you mean "parameters"?)',
    ),
    (
        {"rum.cascade_size": [1, 2]},
        'sweep.vary.rum.cascade_size: rum: no such key here (did you mean "run"?)',
    ),
    (
        {"events.dobt.change.scale": SPAN},
        "sweep.vary.events.dobt.change.scale: events.dobt: has no kind, and no event of this name"
        ' to change (did you mean "doubt"?)',
    ),
    ({SCALE: [0.5, 11]}, f"sweep.vary.{SCALE} = 11: must be a number from 0 to 10"),
    (
        {THREAT: {"low": 10, "high": 30, "points": 2}},
        f"sweep.vary.{THREAT} = 30.0: must be a number from 0 to 20",
    ),
    ({THREAT: ["high", 4]}, f'sweep.vary.{THREAT} = "high": must be a number from 0 to 20'),
    (
        {"run.cascade_size": {"low": 2, "high": 4, "points": 2}},
        "cascade_size = 2.0: must be a whole number from 1 to 1,000,000 states; a range gives them",
    ),
    (
        {"events.doubt.target": ["NATO", []]},
        "sweep.vary.events.doubt.target = []: must be a code, or a list of codes, each once",
    ),
    (
        {"world.threat_index": ["proximity-capability-hostility-politics", "votings"]},
        'sweep.vary.world.threat_index = "votings": allowed are proximity-capability-hostility',
    ),
    (
        {"time.end": [2020, 2022]},
        "sweep.vary.time.end = 2020-12-31: must not be before start = 2021-01-01",
    ),
    (
        {"time.start": [2021, 2022]},
        "[sweep]: time.start = 2022-01-01 at one point and 2021-01-01 at another: must be the same",
    ),
    ({"world.treaties": [["APMBC", "CCM"], ["CCM"]]}, "world.treaties = "),
]


@pytest.mark.parametrize(("vary", "line"), REFUSED)
def test_a_key_or_value_at_fault_gives_one_line(vary, line):
    (said,) = faults_of(swept(vary))
    assert said.startswith("scenario: ")
    assert line.split(" states; ")[0] in said
    assert line.split(" states; ")[-1] in said


def test_each_different_fault_is_told_once_however_many_points_have_it():
    vary = {THREAT: [3, 21, 22], NORM: [1, 2, 3], PROTECTION: [0.1, 0.2, 2]}
    assert faults_of(swept(vary)) == tuple(
        f"scenario: sweep.vary.{key} = {value}: must be a number from 0 to {most}"
        for key, value, most in ((THREAT, 21, 20), (PROTECTION, 2, 1))
    )


def test_very_many_faults_are_cut():
    several = {f"rule.parameters.{name}": -99 for name in Parameters._fields}
    source = swept({**several, SCALE: [0.1, 0.2]})
    assert len(several) > 20
    said = faults_of(source)
    assert len(said) == 21
    assert said[-1] == "scenario: and more faults"


def test_a_row_at_fault_is_told_as_a_row():
    rows = [{THREAT: 1}, {THREAT: 21}]
    (said,) = faults_of(swept(design="list", rows=rows))
    assert said == f"scenario: sweep.rows.{THREAT} = 21: must be a number from 0 to 20"


def test_values_that_do_not_fit_each_other_name_the_point():
    source = {
        "time": {"start": 2000, "end": 2001},
        "world": {
            "source": "synthetic",
            "states": 20,
            "layers": {"peers": {"graph": "ring", "degree": 4}},
        },
        "rule": {"name": "cascade", "probability": 0.1},
        "sweep": {"vary": {"world.states": [10, 30], "world.layers.peers.degree": [4, 12]}},
    }
    (said,) = faults_of(source)
    assert said == (
        "scenario: sweep.vary.world.layers.peers.degree = 12: must be below world.states = 10"
    )
    paired = source | {"sweep": {"design": "list", **source["sweep"]}}
    assert len(design_of(paired).points) == 2


def test_what_is_set_from_outside_may_not_vary():
    source = swept({THREAT: [1, 2], SCALE: [0.1, 0.2], ANXIETY: 0.5})
    for overrides, key in (
        ({THREAT: 3}, THREAT),
        ({"events.doubt.change": {"scale": 0.3}}, SCALE),
        ({"events.doubt.change.scale": 0.3}, SCALE),
        ({ANXIETY: 0.1}, ANXIETY),
    ):
        (said,) = faults_of(source, overrides)
        assert said == (
            f"override: {key}: is already varied or held by [sweep] of scenario; must be given in"
            " one of the two"
        )
    design = design_of(source, {NORM: 3, "sweep.replicates": 2})
    scenario = design.scenario_of(design.points[0])
    assert (scenario.parameters.norm_weight, scenario.replicates) == (3.0, 2)


def test_an_event_that_is_off_may_not_vary():
    source = swept({SCALE: [0.1, 0.2]})
    assert faults_of(source, {"events.doubt.off": True}) == (
        f"scenario: sweep.vary.{SCALE}: can have no effect: events.doubt.off = true;"
        " must be an event that happens",
    )
    both = swept({SCALE: [0.1, 0.2], "events.doubt.off": [True, False]})
    assert len(design_of(both).points) == 4


def test_a_scenario_without_a_sweep_has_no_design():
    plain = {key: held for key, held in swept({}).items() if key != "sweep"}
    assert faults_of(plain) == ("scenario: has no [sweep]: must say what varies",)
    assert faults_of("ottawa-2025")[0].endswith(
        "ottawa-2025.toml: has no [sweep]: must say what varies"
    )


def test_a_design_without_points_and_a_division_by_nothing_are_refused():
    (said,) = faults_of(swept({THREAT: [1, 2]}, constraints=[f"{THREAT} > 5"]))
    assert said == (
        "scenario: sweep.constraints: no point keeps every constraint, must leave at least one"
    )
    text = f"1 / ({THREAT} - 1) < 5"
    (said,) = faults_of(swept({THREAT: [1, 2]}, constraints=[text]))
    assert said == f'scenario: sweep.constraints = "{text}": must not divide by 0 at any point'


def test_the_file_that_says_the_sweep_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parent.toml").write_text(
        f'extends = "ottawa-2025"\n[sweep.vary]\n"{THREAT}" = [1, 21]\n'
    )
    (tmp_path / "child.toml").write_text('extends = "parent"\n')
    assert faults_of("child.toml") == (
        f"parent.toml: sweep.vary.{THREAT} = 21: must be a number from 0 to 20",
    )
    assert faults_of("child.toml", {THREAT: 2})[0].startswith(f"override: {THREAT}: is already")


def test_check_looks_at_every_point(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.toml").write_text(
        f'extends = "ottawa-2025"\n[sweep.vary]\n"{THREAT}" = [1, 21]\n'
    )
    read("s.toml")
    assert main(["check", "s.toml"]) == 2
    assert capsys.readouterr().err == (
        f"snowball: s.toml: sweep.vary.{THREAT} = 21: must be a number from 0 to 20\n"
    )
    (tmp_path / "s.toml").write_text(
        'extends = "ottawa-2025"\n[sweep]\ndesign = "sobol"\npoints = 3\n'
        f'[sweep.vary]\n"{THREAT}" = {{ low = 1, high = 2 }}\n'
    )
    assert main(["check", "s.toml"]) == 0
    assert "s.toml: sweep.points = 3: Sobol points are balanced" in capsys.readouterr().err


ODD = THINGS | st.sampled_from(
    [..., 1, 2, 0.5, "a < 1", {"low": 1, "high": 2}, {"low": "a", "high": 2}, ["x", 1], [[1], [2]]]
)
KEYS = st.none() | st.sampled_from(
    ["events.doubt.off", "world.states", "run", "rule.name", "time.end", "vary", "rows"]
)


@settings(max_examples=200, deadline=None)
@given(sweeps(), st.data())
def test_whatever_is_done_to_a_sweep_it_is_laid_out_or_refused(sweep, data):
    source = swept(**copy.deepcopy(sweep))
    where = data.draw(st.sampled_from(places(source["sweep"])))
    put(source["sweep"], where, data.draw(ODD), data.draw(KEYS))
    try:
        design = design_of(source)
    except InputFault as fault:
        outcome = fault.faults
    else:
        outcome = [design.scenario_of(point) for point in design.points[:3]]
    assert outcome
