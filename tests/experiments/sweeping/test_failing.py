"""One point, or one run, that fails harms no other: it is counted, with where and why."""

import json

import numpy as np
import pytest

from simulation.experiments.sweeping import task
from simulation.outcomes.records import open_record
from simulation.outcomes.sweep_answer import sweep_answer, sweep_answer_as_data
from simulation.scenario.faults import InputFault
from tests.experiments.sweeping.made import PEER, small_tasks, swept, village
from tests.outcomes.made import names_in

NORM = "rule.parameters.norm_weight"
VALUES = [round(0.01 * k, 2) for k in range(100)]
BAD = 37
WRONG = VALUES[BAD]


def touchy(now, p):
    if p.norm_weight == WRONG:
        raise ValueError("not at this one")
    return 0.01 + 0.01 * p.norm_weight


def moody(now, p):
    if now.gone > 0.3:
        raise ValueError("too many are gone")
    return 0.02


@pytest.fixture(scope="module")
def hundred(tmp_path_factory):
    source = village(4, vary={NORM: VALUES})
    return swept(tmp_path_factory.mktemp("hundred") / "x", source, rule=touchy)


def test_ninety_nine_points_are_as_they_are_without_it(hundred, tmp_path):
    others = [value for value in VALUES if value != VALUES[BAD]]
    without = swept(tmp_path / "x", village(4, vary={NORM: others}), rule=touchy)
    held_by_value(open_record(hundred), open_record(without))


def held_by_value(one, other):
    """Raise where rows differ, but for the numbers of the points."""
    for name in ("runs", "exits", "states", "points", "sizes", "months", "sums"):
        here, there = (record.table(name).to_pandas() for record in (one, other))
        assert len(there) > 0
        shift = there["point"].to_numpy() + (there["point"].to_numpy() >= BAD)
        there = there.assign(point=shift)
        if "run" in there:
            there["run"] += (there["point"] > BAD) * 2**32
        assert here.equals(there), name


def test_what_failed_is_counted_with_where_and_why(hundred):
    record = open_record(hundred)
    fails = record.table("failures").to_pandas()
    assert set(fails["point"]) == {BAD}
    assert sorted(fails["replicate"]) == [0, 1, 2, 3]
    assert record.manifest["runs"] == {"asked": 400, "done": 396, "failed": 4}
    first = record.manifest["failures"]["first"][0]
    assert first["point"] == BAD
    assert first["values"] == {NORM: VALUES[BAD]}
    assert first["reason"].startswith("rule touchy raised ValueError: not at this one (")
    assert record.manifest["failures"]["reasons"] == [
        {"reason": "rule touchy raised ValueError: not at this one", "runs": 4}
    ]
    data = json.loads(json.dumps(sweep_answer_as_data(record), allow_nan=False))
    assert data["without_runs"] == 1
    text = sweep_answer(record)
    assert "4 of 400 runs failed and are left out" in " ".join(text.split())
    assert "1 of 100 points is without any run." in text
    assert f"failed at point {BAD} ({NORM} = {VALUES[BAD]}): rule touchy raised" in text


def test_a_world_that_cannot_be_built_at_one_point_is_one_failure(tmp_path, monkeypatch):
    source = village(6, vary={"world.states": [10, 12, 14]})
    build = task.Worlds.of

    def fails_at_twelve(self, scenario):
        if scenario.world.options["states"] == 12:
            raise InputFault("world.states = 12: not twelve")
        return build(self, scenario)

    monkeypatch.setattr(task.Worlds, "of", fails_at_twelve)
    record = open_record(swept(tmp_path / "x", source))
    assert set(record.runs["point"]) == {0, 2}
    first = record.manifest["failures"]["first"][0]
    assert first["values"] == {"world.states": 12}
    assert first["reason"] == "InputFault: world.states = 12: not twelve"
    assert record.manifest["runs"]["failed"] == 6


def test_a_rule_that_fails_in_some_runs_leaves_the_others(tmp_path, monkeypatch):
    source = village(40, vary={PEER: [0.0, 1.0]})
    record = open_record(swept(tmp_path / "x", source, rule=moody))
    failed = record.manifest["runs"]["failed"]
    assert 0 < failed < 80
    assert len(record.runs) == 80 - failed
    small_tasks(monkeypatch, 7)
    again = open_record(swept(tmp_path / "again", source, rule=moody, workers=2))
    assert again.manifest["failures"] == record.manifest["failures"]
    for name in record.manifest["tables"]:
        assert again.sha256(name) == record.sha256(name)


def test_where_the_engine_gives_up_the_run_at_fault_is_found(whole, tmp_path, monkeypatch):
    measured = task._measured

    def gives_up(by, point, chunk):
        if point.number == 2 and chunk.first <= 41 < chunk.until:
            raise RuntimeError("the engine gave up")
        return measured(by, point, chunk)

    monkeypatch.setattr(task, "_measured", gives_up)
    record = open_record(swept(tmp_path / "x"))
    (failure,) = record.table("failures").to_pylist()
    assert failure == {"point": 2, "replicate": 41, "reason": "RuntimeError: the engine gave up"}
    rows = open_record(whole).runs
    left = rows[~((rows["point"] == 2) & (rows["replicate"] == 41))]
    assert record.runs.equals(left.reset_index(drop=True))


@pytest.mark.parametrize("fault", [MemoryError, OSError])
def test_a_fault_of_the_machine_is_no_failed_run(fault, whole, tmp_path, monkeypatch):
    def short(*_):
        raise fault("short")

    monkeypatch.setattr(task, "_measured", short)
    with pytest.raises((InputFault, OSError)):
        swept(tmp_path / "x")
    assert names_in(tmp_path) == []


def test_a_rule_that_cannot_be_compiled_is_refused_before_anything_runs(tmp_path):
    listed = [0.5]

    def lists(now, p):
        return listed[0] if p.norm_weight in listed else 0.1

    with pytest.raises(InputFault, match=r"^rule lists: .*numba cannot compile") as told:
        swept(tmp_path / "x", rule=lists)
    assert len(told.value.faults) == 1
    assert names_in(tmp_path) == []


def test_where_the_engine_refuses_a_point_it_is_asked_once(tmp_path, monkeypatch):
    asked = []

    def refuses(by, point, chunk):
        asked.append(point.number)
        raise InputFault("too many ties")

    monkeypatch.setattr(task, "_measured", refuses)
    with pytest.raises(InputFault, match="all 300 runs failed: InputFault: too many ties"):
        swept(tmp_path / "x")
    assert sorted(asked) == [0, 1, 2, 3, 4]


def test_where_all_runs_fail_it_is_said(tmp_path):
    def never(now, p):
        return -1.0

    with pytest.raises(InputFault, match=r"all 10 runs failed: rule never gave.* at point 0, rep"):
        swept(tmp_path / "x", village(2), rule=never)
    assert names_in(tmp_path) == []
    swept(tmp_path / "x", village(2))


def test_reasons_of_many_failures_are_counted_and_few_are_listed(tmp_path):
    from simulation.experiments.sweeping.writing import Missed
    from simulation.outcomes.columns import FAILURES
    from simulation.outcomes.contents import arrow_table

    missed = Missed()
    for point in range(3):
        columns = {
            "point": np.full(30, point), "replicate": np.arange(30),
            "reason": np.array([f"odd (in month {k})" for k in range(30)], dtype=object),
        }  # fmt: skip
        missed.add(arrow_table(columns, FAILURES))
    assert missed.runs == 90
    assert missed.failures.reasons == {"odd": 90}
    assert [one[:2] for one in missed.first] == [(0, k) for k in range(20)]
