"""The same rows, however the work is cut, where it runs, and in how many goes."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulation.experiments.runner import run
from simulation.experiments.sweeping import plan, task
from simulation.experiments.verifying import verify
from simulation.outcomes.parquet import read_parquet
from tests.experiments.sweeping.made import (
    BASE,
    PEER,
    found_in,
    same_result,
    short_ottawa,
    small_tasks,
    swept,
    tables_in,
    village,
)
from tests.outcomes.made import names_in

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("runs", [pytest.param(1, marks=pytest.mark.slow), 11, 37])
def test_tasks_of_any_size_on_two_threads_leave_the_same_bytes(runs, whole, tmp_path, monkeypatch):
    small_tasks(monkeypatch, runs)
    monkeypatch.setattr(task, "CHUNK", max(1, runs // 2))
    same_result(swept(tmp_path / "x", workers=2), whole)
    assert names_in(tmp_path) == ["x"]


def test_a_real_world_leaves_the_same_bytes(ottawa, tmp_path, monkeypatch):
    small_tasks(monkeypatch, 7)
    same_result(swept(tmp_path / "x", short_ottawa(), workers=2), ottawa)


def test_the_engine_to_be_read_leaves_the_same_tables(tmp_path):
    few = village(replicates=4, vary={BASE: [-4.0, -3.0]})
    fast, read_one = (
        swept(tmp_path / name, few, engine=name) for name in ("compiled", "mesa")
    )  # fmt: skip
    same_result(fast, read_one)


@pytest.mark.parametrize("steps", [(400, 1000), (24, 25, 60)])
def test_a_sweep_that_grew_is_the_sweep_that_was_large_at_once(steps, tmp_path, monkeypatch):
    source = village(vary={BASE: [-4.0, -3.0], PEER: [0.0, 2.0]})
    at_once = swept(tmp_path / "at once", source, replicates=steps[-1])
    small_tasks(monkeypatch, 90)
    for replicates in steps:
        swept(tmp_path / "grown", source, replicates=replicates, workers=2)
    same_result(tmp_path / "grown", at_once)
    assert names_in(tmp_path) == ["at once", "grown"]


def test_growing_runs_only_what_is_new(tmp_path, monkeypatch):
    swept(tmp_path / "x", replicates=50)
    ran = []
    original = task._measured
    monkeypatch.setattr(
        task, "_measured", lambda *given: ran.append(given[2].replicates) or original(*given)
    )
    swept(tmp_path / "x", replicates=60)
    assert {int(number) for numbers in ran for number in numbers} == set(range(50, 60))


def test_replicates_may_be_given_by_the_sweep_or_from_outside(whole, tmp_path):
    said = village(replicates=999)
    said["sweep"]["replicates"] = 60
    by_sweep = swept(tmp_path / "by sweep", said)
    from_outside = swept(tmp_path / "outside", village(replicates=7), replicates=60)
    for folder in (by_sweep, from_outside):
        assert tables_in(folder) == tables_in(whole)
    smaller = swept(tmp_path / "smaller", said, replicates=13)
    assert set(run_counts(smaller)) == {13}


def run_counts(folder):
    from simulation.outcomes.records import open_record

    return open_record(folder).points["runs"]


def test_each_point_is_the_run_of_its_scenario(whole):
    from simulation.outcomes.records import open_record

    record = open_record(whole)
    alone = run(village(), overrides={BASE: -4.0})
    for name in ("runs", "exits"):
        here = getattr(record, name)
        rows = here[here["point"] == 2].drop(columns=["point", "run", BASE], errors="ignore")
        there = getattr(alone, name).drop(columns=["point", "run"], errors="ignore")
        assert rows.reset_index(drop=True).equals(there)
        assert len(rows) > 0
    assert np.isin(record.runs[BASE], [-5.0, -4.5, -4.0, -3.5, -3.0]).all()


def test_points_may_differ_in_states_and_months(tmp_path, monkeypatch):
    vary = {"world.states": [6, 12, 9], "time.end": ["2000-06-30", "2001-12-31"]}
    source = village(replicates=30, vary=vary)
    at_once = swept(tmp_path / "at once", source)
    small_tasks(monkeypatch, 20)
    same_result(swept(tmp_path / "cut", source, workers=2), at_once)


def test_the_largest_point_says_how_large_a_task_may_be(monkeypatch):
    from simulation.experiments.sweeping.order import order_of
    from simulation.experiments.sweeping.sweep import size_of
    from simulation.experiments.sweeping.worlds import Worlds

    vary = {"world.states": [6, 4000, 9], "time.end": ["2000-06-30", "2001-12-31"]}
    assert size_of(order_of(village(vary=vary)), Worlds()) == 4000 * 24
    assert plan.runs_a_task(4000 * 24, "compiled", 10**7) == 300_000_000 // (4000 * 24)


@pytest.mark.parametrize(
    "hashes", ["4711", *(pytest.param(seed, marks=pytest.mark.slow) for seed in ("0", "1"))]
)
def test_no_hash_decides_anything(hashes, whole, tmp_path):
    code = (
        "from tests.experiments.sweeping.made import swept; from pathlib import Path;"
        f"swept(Path({str(tmp_path / 'x')!r}), workers=2)"
    )
    there = os.environ | {"PYTHONHASHSEED": hashes, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=there, check=True)
    same_result(tmp_path / "x", whole)


def test_the_end_of_time_may_vary_where_the_scenario_has_dated_events(tmp_path):
    """What the scenario itself cannot do is told of its own months, not of a point's."""
    ends = {"time.end": ["2021-06-30", "2021-12-31"]}
    folder = swept(tmp_path / "x", short_ottawa(replicates=2, vary=ends))
    plain = short_ottawa(replicates=2)
    remarks = found_in(folder)["remarks"]
    assert remarks == found_in(swept(tmp_path / "plain", plain))["remarks"]


def test_the_design_may_hold_other_treaties_than_the_scenario(tmp_path):
    """Tables and what is verified have the treaties of the points, as if the scenario had them."""
    vary = {"rule.parameters.border_weight": [0.0, 6.0]}
    treaties = ["APMBC", "CCM", "ATT"]
    held = swept(tmp_path / "x", short_ottawa(6, vary | {"world.treaties": [treaties]}))
    own = short_ottawa(6, vary) | {"world": {"treaties": treaties}}
    same = swept(tmp_path / "own", own)
    runs = [read_parquet(folder / "runs.parquet") for folder in (held, same)]
    assert "exits_ATT" in runs[0].column_names
    assert runs[0].drop_columns(["world.treaties"]).equals(runs[1])
    assert verify(held, sample=4).sound
