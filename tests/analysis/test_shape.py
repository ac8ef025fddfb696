"""The answer about the shape of outcomes: what it says, and that the commands say it."""

import json

import pytest

from simulation.analysis.shape import main, shape_answer, shape_as_data
from simulation.experiments.runner import run

TWO = {
    "name": "two humps",
    "time": {"start": 2000, "end": 2009},
    "world": {"source": "synthetic", "states": 10, "seeds": {"count": 0},
              "layers": {"peers": {"graph": "complete"}}},
    "rule": {"name": "threshold", "measure": "count",
             "threshold": {"uniform_integers": {"low": 0, "high": 9}}},
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("shape") / "two"
    run(TWO, replicates=1000, seed=2, out=out)
    return out


def test_parking_functions_have_two_humps(folder):
    """Uniform thresholds (closed form): nobody with chance 0.349, all ten with 0.236."""
    from simulation.outcomes.records import open_record

    (told,) = shape_as_data(open_record(folder))["treaties"]
    assert told["two_humps"]
    assert told["dip"]["p_value"] < 0.01
    humps = told["humps"]
    assert (humps["first"]["at"], humps["second"]["at"]) == (0, 10)
    assert humps["first"]["at"] < humps["valley"]["at"] < 10
    last = told["chance_of_exits"]["2009-12"]
    assert last[1][1] < 1.0 - 0.348678 < last[1][2]
    assert last[10][1] < 0.235795 < last[10][2]


def test_the_base_has_one_hump_and_every_line_fits():
    record = run("ottawa-2025", replicates=200, overrides={"run.trajectories": 0})
    text = shape_answer(record)
    assert "APMBC: one hump is enough" in text
    assert "5 or more" in text
    assert "Poland" in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_command_prints_and_gives_json(folder, capsys):
    assert main([str(folder)]) == 0
    assert "two humps" in capsys.readouterr().out
    assert main([str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["treaties"][0]["two_humps"] is True


def test_the_command_refuses_in_one_line(tmp_path, capsys):
    assert main([str(tmp_path / "nothing")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
