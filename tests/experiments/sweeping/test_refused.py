"""What is at fault is told in one line, before anything runs, and leaves no file."""

import numpy as np
import pytest

from simulation.cli.main import main
from simulation.experiments.sweeping import task
from simulation.experiments.sweeping.order import order_of
from simulation.scenario.faults import InputFault
from tests.experiments.sweeping.made import PEER, village
from tests.outcomes.made import names_in

SWEPT = 'extends = "ottawa-2025"\n[time]\nend = 2021-12-31\n[sweep]\n{}\n[sweep.vary]\n{}\n'
FINE = '"rule.parameters.anxiety" = [0, 1]'

DESIGNS = {
    "treaties differ": ("", '"world.treaties" = [["APMBC"], ["CCM"]]', "world.treaties"),
    "starts differ": ("", '"time.start" = [2021-01-01, 2021-02-01]', "time.start"),
    "no such key": ("", '"rule.parameters.anxeity" = [0, 1]', "anxeity"),
    "out of range": ("", '"rule.parameters.anxiety" = [0, -1]', "anxiety"),
    "a seed": ("", '"run.seed" = [1, 2]', "run.seed: may not vary"),
    "replicates": ("", '"run.replicates" = [1, 2]', "run.replicates: may not vary"),
    "no such design": ('design = "gird"', FINE, 'did you mean "grid"'),
    "no replicates": ("replicates = 0", FINE, "sweep.replicates = 0"),
    "nothing varies": ("", "", "vary"),
    "no such layer": ("", '"world.layers.peeers" = [1, 2]', "peeers"),
}
WORDS = {
    "--only-replicates": (["--only-replicates", "17"], "--only-replicates: a sweep runs all"),
    "--engine": (["--engine", "mess"], "--engine: 'mess' must be one of"),
    "--workers": (["--workers", "0"], "--workers: 0 must be"),
    "--workers word": (["--workers", "x"], "--workers: 'x' must be a whole number"),
    "--precision": (["--precision", "2"], "--precision: '2' must be a number above 0"),
    "--scheduler": (["--scheduler", "here"], "--scheduler: 'here' is no address"),
    "--replicates": (["--replicates", "0"], "--replicates = 0: must"),
    "--seed": (["--seed", "x"], '--seed = "x": must be'),
    "--set": (["--set", "run.sede=1"], "--set run.sede: no such key"),
    "what varies": (["--set", "rule.parameters.anxiety=1"], "already varied"),
    "one value": (["--set", "sweep.vary.rule.parameters.anxiety=1"], "such as { low = 0.2, high"),
    "a key to vary": (["--set", "sweep.vary.rule.parameters.anxeity=[0, 1]"], "anxeity: no such"),
    "a file": (["--out", "s.toml"], "--out: s.toml is a file"),
    "not understood": (["--precison", "0.1"], '--precison: not understood (did you mean "--pr'),
}


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys):
    """Runs words that must be refused before anything runs; gives the line on stderr."""
    monkeypatch.chdir(tmp_path)

    def never(*_):
        raise AssertionError("something ran")

    monkeypatch.setattr(task, "_measured", never)

    def run(design, vary, *words):
        (tmp_path / "s.toml").write_text(SWEPT.format(design, vary))
        assert main(["sweep", "s.toml", *words]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert names_in(tmp_path) == ["s.toml"]
        (line,) = err.splitlines()
        assert line.startswith("snowball: ")
        return line

    return run


@pytest.mark.parametrize("what", DESIGNS)
def test_a_bad_design_is_refused(what, refused):
    design, vary, said = DESIGNS[what]
    assert said in refused(design, vary)


@pytest.mark.parametrize("what", WORDS)
def test_a_bad_option_is_refused(what, refused):
    words, said = WORDS[what]
    assert said in refused("", FINE, *words)


def test_a_scenario_without_a_sweep_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", "ottawa-2025"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "ottawa-2025: has no [sweep]; snowball run runs it" in line
    assert names_in(tmp_path) == []


def test_a_folder_of_something_else_is_refused(refused, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "a.txt").write_text("mine")
    with pytest.raises(AssertionError, match=r"\['s.toml', 'thesis'\]"):
        refused("", FINE, "--out", "thesis")
    assert names_in(tmp_path / "thesis") == ["a.txt"]


@pytest.mark.parametrize("held", [np.array([0.0, 1.0]), range(3), {1, 2}])
def test_what_is_no_list_is_told_that_a_list_or_a_range_is_wanted(held):
    with pytest.raises(InputFault, match=r"must be a list, a range such as \{ low = 0") as told:
        order_of(village(4, vary={PEER: held}))
    assert len(told.value.faults) == 1
