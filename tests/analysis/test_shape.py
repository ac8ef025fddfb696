"""The answer about the shape of outcomes: what it says, and that the commands say it."""

import json
import shutil
from pathlib import Path

import pytest

import simulation as sim
from simulation.analysis.shape import shape_answer, shape_as_data
from simulation.cli.main import main
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
    assert main(["shape", str(folder)]) == 0
    assert capsys.readouterr().out == f"{sim.shape(folder)}\n"
    assert main(["shape", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["treaties"][0]["two_humps"] is True
    assert told["interval"].startswith("Intervals (95 %)")


def test_the_shape_is_there_as_tables(folder):
    found = sim.shape(sim.open_result(folder))
    by_the_end = found.chances[found.chances["by"] == "2009-12"].set_index("exits")
    assert by_the_end.loc[10, "low"] < 0.235795 < by_the_end.loc[10, "high"]
    assert found.times["exits"].tolist() == sorted(found.data["treaties"][0]["months_to_exit"])
    assert len(found.states) == 10
    assert (found.states["low"] <= found.states["not_announced"]).all()
    assert repr(found) == "<Shape of two humps: 1,000 runs>"


def test_one_run_of_which_nothing_is_known_is_told_as_well(tmp_path, capsys):
    nobody = {**TWO, "rule": {"name": "simple", "p": 0.0, "q": 0.0}}
    run(nobody, replicates=1, out=tmp_path / "one")
    assert main(["shape", str(tmp_path / "one")]) == 0
    said = capsys.readouterr().out
    assert "nan" not in said
    assert "shape of the outcomes of 1 run\n" in said
    assert "too few runs to tell two humps from one" in said
    assert main(["shape", str(tmp_path / "one"), "--json"]) == 0
    assert "NaN" not in capsys.readouterr().out


def test_the_command_refuses_in_one_line(tmp_path, capsys):
    vary = {"vary": {"rule.threshold.uniform_integers.high": [8, 9]}}
    sim.sweep({**TWO, "sweep": vary}, replicates=2, out=tmp_path / "sweep")
    for folder, said in (("nothing", "is not a folder"), ("sweep", "several design points")):
        assert main(["shape", str(tmp_path / folder)]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert len(told.err.splitlines()) == 1
        assert said in told.err


def copied_rome(folder):
    """A folder with the scenario of the Rome Statute under another name, and its data."""
    shipped = Path(sim.__file__).parents[1] / "scenarios"
    shutil.copytree(shipped / "rome-statute", folder / "rome-statute")
    shutil.copy(shipped / "rome-statute.toml", folder / "mine.toml")
    return folder


def test_data_files_of_a_result_are_asked_for_and_looked_at(tmp_path, monkeypatch, capsys):
    here = copied_rome(tmp_path / "mine")
    found = run(here / "mine.toml", replicates=3, out=tmp_path / "rome")
    monkeypatch.chdir(tmp_path)
    assert main(["shape", "rome"]) == 2
    assert "say with --data in which folder they lie" in capsys.readouterr().err
    assert main(["shape", "rome", "--data", str(tmp_path)]) == 2
    assert "other data files than it ran with" in capsys.readouterr().err
    assert main(["shape", "rome", "--data", str(here)]) == 0
    assert capsys.readouterr().out == f"{sim.shape(found)}\n"
    drawn = ["plot", "rome", "--figures", "survival", "--format", "svg", "--out", "drawn"]
    assert main(drawn) == 2
    assert "say with --data in which folder they lie" in capsys.readouterr().err
    assert main([*drawn, "--data", str(here)]) == 0
    assert (tmp_path / "drawn" / "survival.svg").is_file()
