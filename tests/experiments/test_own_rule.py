"""Runs under a researcher's own rule, and runs that fail: what is counted, kept, told, refused."""

import dataclasses
import json

import pytest

import simulation as sim
from simulation.analysis.comparison import compare_records
from simulation.experiments import replicates as pieces
from simulation.experiments.cases import own_rule
from simulation.experiments.runner import run
from simulation.outcomes.answer import WIDTH, answer, answer_as_data
from simulation.outcomes.contents import contents_hash
from simulation.outcomes.records import TABLES
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from tests.outcomes.made import names_in

RUNS = 40
SMALL = {"run.trajectories": 10, "run.cascade_size": 3, "time.end": "2024-12-31"}
ASKED = {"replicates": RUNS, "overrides": SMALL}
RATE = 0.0001


def steady(now, p):
    return RATE + 0.0 * p.threat_weight


def frail(now, p):
    if now.gone > 0.0:
        raise ValueError("somebody is gone")
    return RATE


def never(now, p):
    return -1


@pytest.fixture(scope="module")
def whole():
    return run("ottawa-2025", rule=steady, **ASKED)


@pytest.fixture(scope="module")
def part():
    return run("ottawa-2025", rule=frail, **ASKED)


def hashes(record):
    return {name: contents_hash(record.table(name)) for name in TABLES}


def test_the_rows_are_those_of_the_runs_that_did_not_fail(whole, part):
    failed = part.manifest["runs"]["failed"]
    assert 3 <= failed <= RUNS - 3
    assert part.manifest["runs"] == {"asked": RUNS, "done": RUNS - failed, "failed": failed}
    for name in ("runs", "exits"):
        rows, kept = getattr(whole, name), getattr(part, name)
        left = rows[rows["replicate"].isin(part.runs["replicate"])]
        assert kept.equals(left.reset_index(drop=True))
    assert set(part.states["runs"]) == set(part.points["runs"]) == {RUNS - failed}
    recorded = (part.runs["replicate"] < SMALL["run.trajectories"]).sum()
    assert set(part.months["n"]) == {recorded} != {SMALL["run.trajectories"]}


def test_the_manifest_keeps_the_rule_and_the_failures(whole, part):
    assert whole.manifest["own_rule"]["name"] == "steady"
    assert len(whole.manifest["own_rule"]["sha256"]) == 64
    assert whole.manifest["failures"] == {"first": [], "reasons": []}
    failed = set(range(RUNS)) - set(part.runs["replicate"])
    first = part.manifest["failures"]["first"]
    assert [one["replicate"] for one in first] == sorted(failed)[:20]
    (reason,) = part.manifest["failures"]["reasons"]
    assert reason == {
        "reason": "rule frail raised ValueError: somebody is gone",
        "runs": len(failed),
    }
    assert all(one["reason"].startswith(reason["reason"] + " (A") for one in first)
    assert run("ottawa-2025", replicates=1).manifest["own_rule"] is None


def test_failures_are_told(part):
    text, data = answer(part), json.loads(json.dumps(answer_as_data(part), allow_nan=False))
    failed = part.manifest["runs"]["failed"]
    told = " ".join(text.split())
    assert f"{RUNS - failed} runs, seed 2025, by the rule frail" in told
    assert (
        f"{failed} of {RUNS} runs failed and are left out: rule frail raised ValueError:"
        " somebody is gone."
    ) in told
    assert max(map(len, text.splitlines())) <= WIDTH
    assert data["runs"]["failed"] == failed
    assert data["own_rule"]["name"] == "frail"
    assert data["failures"]["reasons"][0]["runs"] == failed
    shown = sim.Result(part.manifest, part.tables)
    assert f"({failed} failed)" in repr(shown)
    assert "failed and are left out" in shown._repr_html_()


@pytest.mark.parametrize("size", [1, 7])
def test_neither_chunks_nor_threads_matter_where_runs_fail(part, monkeypatch, size):
    monkeypatch.setattr(pieces, "LARGEST_CHUNK", size)
    monkeypatch.setattr(pieces, "LARGEST_RECORDED_CHUNK", size)
    told = []
    again = run(
        "ottawa-2025", rule=frail, workers=4, progress=lambda *now: told.append(now), **ASKED
    )
    assert hashes(again) == hashes(part)
    assert again.manifest["failures"] == part.manifest["failures"]
    assert told[-1] == (RUNS, RUNS)


def test_both_engines_leave_the_same_tables():
    some = {**ASKED, "overrides": {**SMALL, "time.end": "2022-12-31"}, "only": "8:12"}
    fast, read_one = (
        run("ottawa-2025", rule=frail, engine=name, **some) for name in ("compiled", "mesa")
    )
    assert hashes(fast) == hashes(read_one)


@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_where_all_runs_fail_the_reason_is_said_and_nothing_is_written(tmp_path, engine):
    with pytest.raises(InputFault) as refused:
        run("ottawa-2025", rule=never, replicates=3, engine=engine, out=tmp_path / "r")
    assert refused.value.faults == (
        "all 3 runs failed: rule never gave a negative pressure (-1.0; AFG, APMBC, month 1),"
        " first in replicate 0",
    )
    assert names_in(tmp_path) == []


def test_a_folder_goes_on_only_with_the_same_rule(tmp_path, monkeypatch):
    asked = {"replicates": 3, "overrides": SMALL, "out": tmp_path / "r"}
    made = run("ottawa-2025", rule=steady, **asked)
    assert run("ottawa-2025", rule=steady, **asked).reused
    other = {
        "made by the rule steady, so rule=steady must be given": {},
        "made by the rule steady, so rule=steady must be given;": {"rule": frail},
        "made by the rule steady under engine=compiled": {"rule": steady, "engine": "mesa"},
    }
    for said, named in other.items():
        with pytest.raises(InputFault, match=said.rstrip(";")) as refused:
            run("ottawa-2025", **named, **asked)
        assert len(refused.value.faults) == 1
    monkeypatch.setitem(globals(), "RATE", 0.5)
    with pytest.raises(InputFault, match="another version of the rule steady, or other values"):
        run("ottawa-2025", rule=steady, **asked)
    monkeypatch.undo()
    assert sim.open_result(tmp_path / "r").manifest == made.manifest
    assert not run("ottawa-2025", overwrite=True, **asked).reused
    with pytest.raises(InputFault, match="made without a rule of your own"):
        run("ottawa-2025", rule=steady, **asked)


def test_a_rule_takes_the_place_of_the_pressure_only():
    textbook = dataclasses.replace(read("ottawa-2025"), rule="threshold")
    with pytest.raises(InputFault, match=r'ottawa-2025 has rule\.name = "threshold"'):
        own_rule(steady, textbook)
    assert own_rule(None, textbook) is None


@pytest.mark.parametrize(
    "rule",
    [
        {"name": "tests.experiments.test_own_rule:steady"},
        {"name": "steady"},
        {"name": "hazard", "own": "steady"},
        {"name": "hazard", "function": "os.system"},
        {"name": "hazard", "rule": "steady"},
        {"own": "lambda now, p: 1"},
        {"name": "hazard", "parameters": {"threat_weight": "steady"}},
    ],
)
def test_no_scenario_file_can_name_a_function(rule, tmp_path):
    """A rule of one's own comes from Python only: a scenario is data."""
    with pytest.raises(InputFault):
        read({"extends": "ottawa-2025", "rule": rule})
    lines = ["[rule]", *(f"{key} = {_toml(held)}" for key, held in rule.items())]
    file = tmp_path / "mine.toml"
    file.write_text("\n".join(['extends = "ottawa-2025"', *lines]), encoding="utf-8")
    with pytest.raises(InputFault, match="rule"):
        read(file)


def _toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(held)}" for key, held in value.items()) + " }"
    return json.dumps(value)


def test_results_with_failed_runs_are_not_compared(whole, part):
    with pytest.raises(InputFault, match=r"runs failed; only results of which no run failed"):
        compare_records(whole, [part])
    same = compare_records(whole, [run("ottawa-2025", rule=steady, **ASKED)]).effects
    assert (same["effect"].fillna(0.0) == 0.0).all()


def test_what_is_refused_is_refused_before_anything_is_written(tmp_path):
    for rule in (0.5, lambda now, p: 0.5, lambda now: 0.5):
        with pytest.raises(InputFault, match=r"^rule"):
            run("ottawa-2025", rule=rule, replicates=2, out=tmp_path / "r")
    assert names_in(tmp_path) == []
