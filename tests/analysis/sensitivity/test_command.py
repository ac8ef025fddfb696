"""``snowball sensitivity``: from the command line, with its faults."""

import json

import pytest

import simulation as sim
from simulation.cli.main import main
from simulation.scenario.faults import InputFault

SWEEP = """
title = "Two assumptions"
extends = "classroom/norm"

[sweep]
design = "grid"
replicates = 12

[sweep.vary]
"rule.parameters.norm_weight" = { low = 0.5, high = 4.0, points = 3 }
"rule.parameters.border_weight" = { low = 0.0, high = 4.0, points = 3 }
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "two.toml"
    path.write_text(SWEEP)
    return path


def test_a_grid_is_laid_anew_run_told_and_drawn(file, tmp_path, capsys):
    out = tmp_path / "out"
    words = ["sensitivity", str(file), "--discover", "--out", str(out)]
    assert main([*words, "--points", "8"]) == 2
    assert "at least 40 to tell" in capsys.readouterr().err
    assert not out.exists()  # refused before anything ran
    assert main([*words, "--points", "16", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["method"] == "sobol"
    assert told["points"] == 16 * 4
    assert {one["key"] for one in told["keys"]} == {
        "rule.parameters.norm_weight", "rule.parameters.border_weight",
    }  # fmt: skip
    assert told["discovery"]["points"] == 32
    assert (out / "figures" / "sobol.png").is_file()
    assert main(["sensitivity", str(out), "--outcome", "cascade"]) == 0
    assert "outcome: cascade" in capsys.readouterr().out
    for words in (["--method", "morris"], ["--replicates", "50"], ["--set", "run.seed=3"]):
        assert main(["sensitivity", str(out), *words]) == 2
        assert f"{words[0]}: a finished result is given" in capsys.readouterr().err
    again = sim.sensitivity(out, outcome="cascade", boxes=True)
    assert again.found.outcome == "cascade"
    assert len(again.regions) > 0
    assert repr(sim.sensitivity(sim.open_result(out))).startswith("<Sensitivity of two: exits")
    with pytest.raises(InputFault, match="--points: a finished result"):
        sim.sensitivity(out, points=8)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--method", "sobbol"], "--method: 'sobbol' must be sobol or morris"),
        (["--points", "x"], "--points: 'x' must be a whole number"),
        (["--points", "3"], "--points: 3 must be a power of 2"),
        (["--points", "-2"], "--points: -2 must be a power of 2"),
        (["--points", "2", "--replicates", "3"], "--replicates: 3 must be at least 10"),
        (["--points", "2", "--outcome", "exit"], "--outcome: 'exit' must be one of exits"),
        (["--only-replicates", "3"], "--only-replicates"),
    ],
)
def test_bad_words_are_one_line(file, tmp_path, words, said, capsys):
    assert main(["sensitivity", str(file), *words, "--quiet", "--out", str(tmp_path / "o")]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not (tmp_path / "o").exists()  # refused before anything ran


def test_a_scenario_without_a_sweep_is_refused(capsys):
    assert main(["sensitivity", "classroom/norm"]) == 2
    assert "has no [sweep]" in capsys.readouterr().err


def test_a_finished_sweep_of_another_design_is_refused(file, tmp_path, capsys):
    out = str(tmp_path / "grid")
    assert main(["sweep", str(file), "--quiet", "--no-figures", "--out", out]) == 0
    capsys.readouterr()
    assert main(["sensitivity", out]) == 2
    assert "must be saltelli or morris" in capsys.readouterr().err


def test_nothing_that_varies_is_told_in_words(file, tmp_path, capsys):
    nobody = ["--set", "rule.parameters.base_rate=-40", "--set", "run.cascade_size=1"]
    sobol = ["--points", "16", "--replicates", "10", "--discover", "--out", str(tmp_path / "s")]
    morris = ["--method", "morris", "--points", "2", "--replicates", "10", "--out", "m"]
    for words in (sobol, morris):
        assert main(["sensitivity", str(file), *nobody, *words, "--quiet", "--no-figures"]) == 0
        said = capsys.readouterr()
        assert "nan" not in said.out
        assert "0.00 in all runs" in said.out
        assert said.err == ""
        if words is sobol:
            assert "(T1, 1 exit or more)" in said.out


def test_boxes_are_of_the_treaty_that_the_outcome_is_of():
    two = {
        "extends": "classroom/linked-treaties",
        "sweep": {"design": "saltelli", "points": 16, "replicates": 10,
                  "vary": {"rule.parameters.norm_weight": {"low": 0.5, "high": 4.0}}},
    }  # fmt: skip
    found = sim.sensitivity(two, outcome="exits", boxes=True)
    first, second = dict.fromkeys(found.record.points["treaty"])
    assert found.boxes.treaty == first
    other = sim.sensitivity(found.record, outcome=f"exits_{second}", boxes=True)
    assert other.boxes.treaty == second
    assert f"in a cascade ({second}, " in str(other)
