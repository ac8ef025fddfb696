"""An entry of a manifest that is not what it may be is one line, whatever opens the folder."""

import copy
import json
import shutil

import pytest

import simulation as sim
from simulation.cli.main import main
from simulation.outcomes.manifest import COMPARISON, KIND
from simulation.outcomes.manifest_shapes import SHAPES, refuse_edited
from simulation.outcomes.records import open_record
from simulation.scenario.faults import InputFault

TOY = {
    "name": "toy",
    "time": {"start": 2000, "end": 2000},
    "world": {"source": "synthetic", "states": 5, "fixed": True},
    "rule": {"name": "simple", "p": 0.05, "q": 0.1},
}
HAZARD = {**TOY, "rule": {"name": "hazard"}}
OTHER = {**TOY, "name": "other", "rule": {"name": "simple", "p": 0.1, "q": 0.1}}
SWEEP = {**TOY, "sweep": {"replicates": 20, "vary": {"rule.p": [0.01, 0.1]}}}
ODD = (5, -1, "x", [], {}, None, True, [5], {"a": 5})
MAKE = {
    "run": lambda out: sim.run(TOY, replicates=20, out=out),
    "sweep": lambda out: sim.sweep(SWEEP, out=out),
    "comparison": lambda out: sim.compare(TOY, OTHER, replicates=20, out=out),
    "attribution": lambda out: sim.attribute(HAZARD, replicates=3, out=out),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder of each kind, with a manifest that may be edited, and what it says."""
    place = tmp_path_factory.mktemp("made")
    for name, make in MAKE.items():
        make(place / name)
    return {
        name: (place / name, json.loads((place / name / "manifest.json").read_text()))
        for name in MAKE
    }


def places(said, deep=3):
    """Where entries stand, of tables in tables and of the first of each list."""
    inside = said.items() if isinstance(said, dict) else list(enumerate(said))[:1]
    for key, held in inside:
        yield (key,)
        if deep > 1 and isinstance(held, dict | list):
            yield from ((key, *below) for below in places(held, deep - 1))


def edited(said, place, value):
    whole = copy.deepcopy(said)
    held = whole
    for key in place[:-1]:
        held = held[key]
    held[place[-1]] = value
    return whole


def value_at(said, place):
    return said if not place else value_at(said[place[0]], place[1:])


def shown_or_refused(folder):
    """How many lines say that a folder is damaged; 0: it is opened and shown."""
    try:
        found = sim.open_result(folder)
        assert str(found), repr(found)
    except InputFault as fault:
        return len(fault.faults)
    return 0


@pytest.mark.parametrize("name", MAKE)
def test_an_entry_of_another_type_is_refused_in_one_line_or_does_no_harm(made, name):
    folder, said = made[name]
    refused = 0
    for place in places(said):
        for value in (one for one in ODD if type(one) is not type(value_at(said, place))):
            (folder / "manifest.json").write_text(json.dumps(edited(said, place, value)))
            lines = shown_or_refused(folder)
            assert lines <= 1, (place, value)
            refused += lines
    assert refused > 300


COMMANDS = {
    "run": ["report", "plot", "shape", "verify", "sensitivity"],
    "sweep": ["report", "plot", "shape", "verify", "sensitivity"],
    "comparison": ["report", "plot"],
    "attribution": ["report", "plot"],
}


@pytest.mark.parametrize("name", MAKE)
def test_every_command_names_file_key_value_and_what_is_allowed(made, name, capsys):
    folder, said = made[name]
    wrong = {"seed": [], "tables": [], "engine": None, "software": "x", "runs": "many",
             "replicates": 3, "remarks": 0}  # fmt: skip
    wrong |= {"failures": 3, "treaties": "x"} if name in ("run", "sweep") else {}
    wrong |= {"scenarios" if name == "comparison" else "scenario": None}
    for key, value in wrong.items():
        (folder / "manifest.json").write_text(json.dumps({**said, key: value}))
        for command in COMMANDS[name]:
            assert main([command, str(folder)]) == 2, (key, command)
            out, err = capsys.readouterr()
            (line,) = err.splitlines()
            assert out == ""
            assert line.startswith(f"snowball: {folder / 'manifest.json'}: is damaged, {key} = ")
            assert ": must be a" in line or ": must be text" in line, line


def test_a_damaged_manifest_is_told_where_a_result_is_to_be_written_and_may_be_replaced(
    made, tmp_path
):
    makes = {
        "run": lambda **how: sim.run(TOY, replicates=20, **how),
        "sweep": lambda **how: sim.sweep(SWEEP, **how),
        "comparison": lambda **how: sim.compare(TOY, OTHER, replicates=20, **how),
        "attribution": lambda **how: sim.attribute(HAZARD, replicates=3, **how),
    }
    for name, make in makes.items():
        folder = shutil.copytree(made[name][0], tmp_path / name)
        for key in ("remarks", "treaties" if name in ("run", "sweep") else "tables"):
            (folder / "manifest.json").write_text(json.dumps({**made[name][1], key: 3}))
            with pytest.raises(
                InputFault, match=rf"--out: .*manifest\.json: is damaged, {key} = 3"
            ):
                make(out=folder)
            make(out=folder, overwrite=True)
            assert str(sim.open_result(folder))


def test_a_scenario_that_is_not_the_one_that_ran_is_damaged(made):
    folder, said = made["run"]
    (folder / "manifest.json").write_text(json.dumps(edited(said, ("scenario", "rule", "p"), 0.5)))
    with pytest.raises(InputFault, match=r"scenario is not what ran: must have the SHA-256"):
        open_record(folder)
    titled = edited(said, ("scenario", "title"), "Called otherwise, for readers")
    (folder / "manifest.json").write_text(json.dumps(titled))
    assert "Called otherwise" in str(sim.open_result(folder))


def test_names_and_treaties_of_a_comparison_go_together(made):
    folder, said = made["comparison"]
    for key, value in {"scenarios": {}, "remarks": {}, "others": ["x"], "treaties": [
        {"treaty": "x", "compared": 5, "left_out": []}
    ]}.items():  # fmt: skip
        with pytest.raises(InputFault, match=r"is damaged, \w+ (=|are of) .*: must be"):
            refuse_edited({**said, key: value}, folder)


def test_what_nobody_looks_up_may_be_anything():
    for kind in SHAPES:
        refuse_edited({"kind": kind, "of a later version": 3}, "here")
    assert {KIND, COMPARISON} < set(SHAPES)
