"""The runner: rows depend on scenario and seed, not on workers, chunks, engine or folder."""

import threading

import numpy as np
import pytest

from simulation.experiments import chunks, runner
from simulation.experiments import replicates as pieces
from simulation.experiments.runner import run
from simulation.outcomes.contents import contents_hash
from simulation.outcomes.records import TABLES, open_record
from simulation.scenario.faults import InputFault
from tests.outcomes.made import names_in

RUNS = 60
BASE = {"run.trajectories": 20, "run.cascade_size": 3, "time.end": "2027-12-31"}


@pytest.fixture(scope="module")
def base():
    return run("ottawa-2025", replicates=RUNS, overrides=BASE, workers=1)


def hashes(record):
    return {name: contents_hash(record.table(name)) for name in TABLES}


@pytest.mark.parametrize("workers", [2, 5])
def test_workers_change_nothing(base, workers):
    again = run("ottawa-2025", replicates=RUNS, overrides=BASE, workers=workers)
    assert hashes(again) == hashes(base)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_chunks_change_nothing(base, monkeypatch, size):
    monkeypatch.setattr(pieces, "LARGEST_CHUNK", size)
    monkeypatch.setattr(pieces, "LARGEST_RECORDED_CHUNK", size)
    monkeypatch.setattr(pieces, "PIECES_PER_WORKER", 1)
    again = run("ottawa-2025", replicates=RUNS, overrides=BASE, workers=1)
    assert hashes(again) == hashes(base)


def test_the_base_has_leavers_and_stayers(base):
    assert base.runs["exits"].sum() > 0
    assert 0 < base.states["p_exit"].max() < 1
    assert base.runs["replicate"].tolist() == list(range(RUNS))
    assert set(base.months["n"]) == {20}
    assert base.manifest["tables"]["runs"]["rows"] == RUNS


def test_the_mesa_engine_leaves_the_same_tables(base):
    some = {"replicates": RUNS, "overrides": BASE, "only": "17:21"}
    assert hashes(run("ottawa-2025", **some, engine="mesa")) == hashes(run("ottawa-2025", **some))


@pytest.mark.parametrize(("only", "first", "until"), [("17", 17, 18), ("15:25", 15, 25)])
def test_some_replicates_are_those_rows_of_the_whole(base, only, first, until):
    part = run("ottawa-2025", replicates=RUNS, overrides=BASE, only=only)
    rows = base.runs["replicate"].between(first, until - 1)
    assert part.runs.equals(base.runs[rows].reset_index(drop=True))
    rows = base.exits["replicate"].between(first, until - 1)
    assert part.exits.equals(base.exits[rows].reset_index(drop=True))
    assert set(part.months["n"]) == {max(0, min(20, until) - first)}


def test_a_folder_holds_what_memory_holds(base, tmp_path):
    out = tmp_path / "deep" / "er"
    written = run("ottawa-2025", replicates=RUNS, overrides=BASE, out=out, finish=_signed)
    assert hashes(written) == hashes(base)
    assert hashes(open_record(out)) == hashes(base)
    assert (out / "signed").exists()
    assert not written.reused
    again = run("ottawa-2025", replicates=RUNS, overrides=BASE, out=out)
    assert again.reused
    assert names_in(tmp_path / "deep") == ["er"]


def _signed(folder):
    assert (folder / "manifest.json").exists()
    (folder / "signed").touch()


def test_other_results_stay_until_they_may_be_replaced(tmp_path):
    small = {"replicates": 2, "overrides": BASE, "out": tmp_path / "r"}
    run("ottawa-2025", **small)
    with pytest.raises(InputFault, match="another seed"):
        run("ottawa-2025", **small, seed=1)
    assert open_record(tmp_path / "r").manifest["seed"] == 2025
    run("ottawa-2025", **small, seed=1, overwrite=True)
    assert open_record(tmp_path / "r").manifest["seed"] == 1


@pytest.mark.parametrize(
    "words",
    [{"replicates": 0}, {"replicates": -1}, {"seed": -1}, {"workers": 0}, {"workers": True},
     {"engine": "Mesa"}, {"only": "2:1"}, {"overrides": {"rule.parameters.protecton": 0.5}}],
)  # fmt: skip
def test_what_cannot_be_is_refused_before_anything_is_written(tmp_path, words):
    with pytest.raises(InputFault):
        run("ottawa-2025", **words, out=tmp_path / "r")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt])
def test_a_fault_in_one_chunk_stops_the_others_and_leaves_nothing(tmp_path, monkeypatch, fault):
    begun = []

    def failing(case, replicates, recorded):
        begun.append(replicates)
        raise fault("stop")

    monkeypatch.setattr(chunks, "engine_named", lambda name: failing)
    with pytest.raises(fault, match="stop"):
        run("ottawa-2025", replicates=5000, workers=1, out=tmp_path / "r")
    assert names_in(tmp_path) == []
    assert 1 <= len(begun) <= runner.AHEAD
    assert not [t for t in threading.enumerate() if t.name.startswith("replicates")]


def test_an_interruption_between_chunks_leaves_nothing(tmp_path):
    def interrupted(done, whole):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run("ottawa-2025", replicates=50, overrides=BASE, out=tmp_path / "r", progress=interrupted)
    assert names_in(tmp_path) == []


def test_progress_counts_replicates_up_to_all(base):
    told = []
    run("ottawa-2025", replicates=RUNS, overrides=BASE, workers=2,
        progress=lambda done, whole: told.append((done, whole)))  # fmt: skip
    done = [one for one, _ in told]
    assert done == sorted(set(done))
    assert told[-1] == (RUNS, RUNS)


def test_states_and_exits_agree(base):
    """Two tables made on two ways: totals of chunks, and rows."""
    exits = base.exits
    decided = exits[~exits["forced"] & exits["returned"].isna() & (exits["announced"] >= 1)]
    free = base.states[base.states["standing"] == "free"]
    counted = decided.groupby(["treaty", "state"]).size()
    for row in free.to_dict("records"):
        assert row["leavers"] == counted.get((row["treaty"], row["state"]), 0)
    np.testing.assert_allclose(
        free[free["treaty"] == "APMBC"]["p_exit"].sum(), base.points["mean_exits"][0]
    )
