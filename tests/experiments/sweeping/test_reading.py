"""A finished sweep is read by whoever reads Parquet, and shows itself."""

import json
import re

import pytest

import simulation as sim
from simulation.cli.main import main
from simulation.outcomes.sweep_answer import sweep_answer, sweep_answer_as_data
from tests.experiments.sweeping.made import BASE, short_ottawa, swept, village
from tests.outcomes.made import names_in


def test_pandas_reads_it(whole):
    result = sim.open_result(whole)
    assert len(result.runs) == 300
    assert list(result.points[BASE]) == [-5.0, -4.5, -4.0, -3.5, -3.0]
    assert result.runs.groupby(BASE)["exits"].mean().is_monotonic_increasing
    assert result.exits["point"].is_monotonic_increasing
    assert str(result) == sweep_answer(result)
    assert "300 runs" in repr(result)
    assert BASE in result._repr_html_()


def test_few_runs_have_no_interval_of_their_mean_and_it_is_said_once(whole, tmp_path):
    few = sweep_answer(sim.open_result(swept(tmp_path / "x", village(19))))
    assert few.count("fewer than 20 runs at a point: too few for an interval of its mean") == 1
    many = sweep_answer(sim.open_result(whole))
    assert "too few" not in many
    exits, cascades = zip(*map(intervals, (few, many)), strict=True)
    assert exits == (0, 5)
    assert cascades == (5, 5)
    data = sweep_answer_as_data(sim.open_result(tmp_path / "x"))
    assert data["few_runs"]
    assert {one["exits"]["low"] for one in data["points"]} == {None}


def intervals(text):
    """How many points have an interval of mean exits, and of their chance of a cascade."""
    rows = [line for line in text.splitlines() if re.match(r" +\d +-\d", line)]
    return (
        sum(bool(re.search(r"\d\.\d\d \(", row)) for row in rows),
        sum(bool(re.search(r"% \([^)]*\)$", row)) for row in rows),
    )


def test_ends_of_the_design_say_where_they_are_and_further_treaties_have_a_line(tmp_path):
    result = sim.open_result(swept(tmp_path / "x", short_ottawa(3)))
    text = sweep_answer(result)
    assert max(len(line) for line in text.splitlines()) <= 80
    means = result.points.set_index(["treaty", "point"])["mean_exits"]
    for treaty, said in (("APMBC", "  expected exits        "), ("CCM", "CCM: expected exits ")):
        (line,) = (line for line in text.splitlines() if line.startswith(said))
        least, most = means[treaty].min(), means[treaty].max()
        told = f"from {least:.2f} (point {means[treaty].idxmin()}) to {most:.2f} (point"
        assert line.startswith(said + (told if least < most else f"{least:.2f} at every point"))


def test_polars_reads_it(whole):
    polars = pytest.importorskip("polars")
    assert polars.read_parquet(whole / "runs.parquet").group_by(BASE).len()["len"].sum() == 300


def test_duckdb_reads_it(whole):
    duckdb = pytest.importorskip("duckdb")
    asked = f"SELECT sum(exits) FROM '{whole / 'runs.parquet'}'"
    assert duckdb.sql(asked).fetchall()[0][0] == sim.open_result(whole).runs["exits"].sum()


def test_from_python_it_stays_in_memory(tmp_path, monkeypatch, whole):
    monkeypatch.chdir(tmp_path)
    result = sim.sweep(village())
    assert result.folder is None
    assert result.runs.equals(sim.open_result(whole).runs)
    assert names_in(tmp_path) == []


def test_the_command_prints_the_answer(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = 'extends = "ottawa-2025"\n[time]\nend = 2021-12-31\n[sweep.vary]\n'
    (tmp_path / "s.toml").write_text(text + '"rule.parameters.anxiety" = [0, 1]\n')
    words = ("sweep", "s.toml", "--replicates", "5", "--no-figures")
    assert main(words) == 0
    said = capsys.readouterr()
    assert "grid: 2 points, 10 runs, seed 2025" in said.out
    assert "Tables and figures: results" in said.out
    assert main((*words, "--json")) == 0
    again = capsys.readouterr()
    assert "already holds this result; nothing was run" in again.err
    assert len(json.loads(again.out)["points"]) == 2
    assert main(("run", "s.toml", "--replicates", "5", "--no-figures")) == 2
    assert "holds the result of snowball sweep" in capsys.readouterr().err


def test_a_sweep_grows_without_running_anything_twice(tmp_path):
    swept(tmp_path / "x", village(20))
    grown = sim.sweep(village(), out=tmp_path / "x", replicates=30)
    assert grown.manifest["runs"]["done"] == 150
