"""A manifest that was edited, and what is given for a folder, are faults of the input."""

import contextlib
import json

import pytest

import simulation as sim
from simulation.outcomes.manifest_file import manifest_in
from simulation.scenario.faults import InputFault

TOY = {
    "name": "toy",
    "time": {"start": 2000, "end": 2000},
    "world": {"source": "synthetic", "states": 5, "fixed": True},
    "rule": {"name": "hazard"},
}


def test_what_a_manifest_lacks_is_said_in_one_line(tmp_path):
    (tmp_path / "manifest.json").write_text('{"a": {"b": 1}, "c": [{"d": 2}]}')
    said = manifest_in(tmp_path)
    assert said == {"a": {"b": 1}, "c": [{"d": 2}]}
    assert said.get("seed") is None
    for part in (said, said["a"], said["c"][0]):
        with pytest.raises(InputFault, match=r"manifest\.json: is damaged, lacks 'seed'"):
            part["seed"]


@pytest.mark.parametrize("text", ["", "[]", "{", "3"])
def test_what_is_no_manifest_says_nothing(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    assert manifest_in(tmp_path) == {}


def test_a_manifest_without_one_of_its_parts_never_gives_a_traceback(tmp_path):
    made = {
        "run": lambda out: sim.run(TOY, replicates=3, out=out),
        "comparison": lambda out: sim.compare(TOY, TOY, replicates=3, out=out),
        "attribution": lambda out: sim.attribute(TOY, replicates=3, out=out),
    }
    for name, make in made.items():
        make(tmp_path / name)
        file = tmp_path / name / "manifest.json"
        whole = json.loads(file.read_text())
        for part in whole:
            file.write_text(json.dumps({key: whole[key] for key in whole if key != part}))
            with contextlib.suppress(InputFault):
                str(sim.open_result(tmp_path / name))


@pytest.mark.parametrize("given", [None, 3, {"name": "toy"}])
def test_what_is_no_folder_is_named(given):
    for look in (sim.open_result, sim.shape):
        with pytest.raises(InputFault, match="must be the folder of a result, a path"):
            look(given)
