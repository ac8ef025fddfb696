"""Comparison on the same luck: who is counted, what is refused, and what pairing buys."""

import json
import math

import numpy as np
import pytest

import simulation as sim
from simulation.analysis import comparison as module
from simulation.analysis.comparison import compare, compare_records
from simulation.analysis.comparison_answer import comparison_answer
from simulation.experiments.runner import run
from simulation.outcomes.intervals import mean_with_interval
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read

RUNS = 200


@pytest.fixture(scope="module")
def found():
    return compare("ottawa-2025", "weaker-guarantee", "chain-reaction", replicates=RUNS)


@pytest.fixture(scope="module")
def records():
    names = ("ottawa-2025", "weaker-guarantee")
    return [run(name, replicates=RUNS, overrides={"run.trajectories": 0}) for name in names]


def row(found, scenario, outcome, treaty="APMBC", state=""):
    table = found.effects
    here = (table["scenario"] == scenario) & (table["treaty"] == treaty)
    (one,) = table[here & (table["outcome"] == outcome) & (table["state"] == state)].to_dict(
        "records"
    )
    return one


def test_the_effect_is_the_mean_of_paired_differences(records):
    found = compare_records(records[0], records[1:])
    base, other = (one.runs["exits"].to_numpy(dtype=float) for one in records)
    told = row(found, "weaker-guarantee", "exits")
    assert (told["effect"], told["low"], told["high"]) == mean_with_interval(other - base)
    assert (told["base"], told["other"]) == (base.mean(), other.mean())
    assert told["more"] == (other > base).sum() > 0
    assert told["gain"] == pytest.approx((base.var() + other.var()) / (other - base).var())


def test_chances_of_states_add_up_to_the_exits(found):
    for scenario in ("weaker-guarantee", "chain-reaction"):
        table = found.effects
        chances = table[(table["scenario"] == scenario) & (table["outcome"] == "p_exit")]
        for treaty, rows in chances.groupby("treaty"):
            exits = row(found, scenario, "exits", treaty)
            assert rows["effect"].sum() == pytest.approx(exits["effect"])
            assert rows["base"].sum() == pytest.approx(exits["base"])


def test_whom_any_scenario_moves_by_date_is_compared_in_none(found):
    apmbc, ccm = found.manifest["treaties"]
    assert apmbc["left_out"] == ["EST", "FIN", "LTU", "LVA", "POL", "UKR"]
    assert ccm["left_out"] == []
    table = found.effects
    states = table[(table["treaty"] == "APMBC") & (table["outcome"] == "p_exit")]
    assert set(states.groupby("scenario").size()) == {apmbc["compared"]}
    assert not set(states["state"]) & set(apmbc["left_out"])


def test_finished_exits_count_the_forced_ones(found):
    forced = row(found, "chain-reaction", "finished_exits")
    free = row(found, "chain-reaction", "exits")
    assert forced["other"] >= 5.0
    assert forced["other"] - 5.0 <= free["other"]


def test_the_base_compared_with_itself_changes_nothing(records):
    found = compare_records(records[0], [records[0]])
    assert found.manifest["others"] == ["ottawa-2025 (2)"]
    assert set(found.effects["effect"]) == {0.0}
    assert found.effects["equal"].tolist() == [RUNS] * len(found.effects)
    assert found.effects["gain"].isna().all()


def test_same_luck_is_worth_more_runs_than_independent_luck(found):
    """The interval on the same luck is narrower by the root of the gain."""
    one = row(found, "weaker-guarantee", "exits")
    assert one["gain"] > 3.0
    other_luck = run("weaker-guarantee", replicates=RUNS, seed=99).runs["exits"].to_numpy()
    base = run("ottawa-2025", replicates=RUNS).runs["exits"].to_numpy()
    apart = math.sqrt(np.var(other_luck, ddof=1) + np.var(base, ddof=1))
    together = (one["high"] - one["low"]) / 2 / 1.972 * math.sqrt(RUNS)
    assert apart / together > math.sqrt(3.0)


def test_both_engines_compare_alike():
    some = {"replicates": 40, "only": "7:10"}
    compiled = compare("ottawa-2025", "escalation", **some)
    mesa = compare("ottawa-2025", "escalation", **some, engine="mesa")
    assert compiled.table.equals(mesa.table)


def test_everything_takes_the_luck_of_the_base():
    changed = read("weaker-guarantee", {"run.seed": 5, "run.replicates": 7})
    found = compare(read("ottawa-2025", {"run.replicates": 30}), changed)
    assert (found.manifest["runs"], found.manifest["seed"]) == (30, 2025)
    again = compare("ottawa-2025", "weaker-guarantee", replicates=30)
    assert found.table.equals(again.table)


@pytest.mark.parametrize(
    ("key", "value"),
    [("time.start", "2022-01-01"), ("time.end", "2029-12-31"), ("world.treaties", ["CCM"])],
)
def test_scenarios_of_another_time_or_of_other_treaties_are_refused(key, value, monkeypatch):
    monkeypatch.setattr(module, "run_scenario", None)
    other = read("ottawa-2025", {key: value})
    with pytest.raises(InputFault, match=rf"ottawa-2025: {key} = .*can be compared"):
        compare("ottawa-2025", other)


def test_a_comparison_wants_another_scenario():
    with pytest.raises(InputFault, match="nothing to compare it with"):
        compare("ottawa-2025")


def test_results_on_other_luck_are_refused(records):
    other = run("weaker-guarantee", replicates=RUNS, seed=3, overrides={"run.trajectories": 0})
    fewer = run("weaker-guarantee", replicates=5, overrides={"run.trajectories": 0})
    with pytest.raises(InputFault, match="seed = 3"):
        compare_records(records[0], [other])
    with pytest.raises(InputFault, match="replicates"):
        compare_records(records[0], [fewer])


def test_progress_runs_once_through_all_scenarios():
    told = []
    compare("ottawa-2025", "escalation", replicates=6,
            progress=lambda done, whole: told.append((done, whole)))  # fmt: skip
    assert told[-1] == (12, 12)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_a_folder_holds_the_same_rows_and_is_found_again(tmp_path, monkeypatch):
    some = {"replicates": 6, "out": tmp_path / "c"}
    made = compare("ottawa-2025", "escalation", **some)
    assert sorted(path.name for path in some["out"].iterdir()) == [
        "comparison.parquet",
        "manifest.json",
    ]
    manifest = json.loads((some["out"] / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == made.manifest
    monkeypatch.setattr(module, "run_scenario", None)
    found = compare("ottawa-2025", "escalation", **some)
    assert found.reused
    assert found.table.equals(made.table)


def test_what_else_stands_in_a_folder_is_kept(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(InputFault, match="no comparison of ours"):
        compare("ottawa-2025", "escalation", replicates=4, out=tmp_path / "mine", overwrite=True)
    out = tmp_path / "c"
    compare("ottawa-2025", "escalation", replicates=4, out=out)
    with pytest.raises(InputFault, match="another comparison"):
        compare("ottawa-2025", "deterrence", replicates=4, out=out)
    compare("ottawa-2025", "deterrence", replicates=4, out=out, overwrite=True)
    assert json.loads((out / "manifest.json").read_text())["others"] == ["deterrence"]
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_a_damaged_comparison_is_not_taken_for_complete(tmp_path):
    some = {"replicates": 4, "out": tmp_path / "c"}
    compare("ottawa-2025", "escalation", **some)
    (tmp_path / "c" / "comparison.parquet").write_bytes(b"PAR1")
    with pytest.raises(
        InputFault, match=r"damaged: comparison\.parquet is missing or not readable"
    ):
        compare("ottawa-2025", "escalation", **some)
    assert not compare("ottawa-2025", "escalation", **some, overwrite=True).reused


def test_a_comparison_beside_other_files_is_not_replaced(tmp_path):
    some = {"replicates": 4, "out": tmp_path / "c"}
    compare("ottawa-2025", "escalation", **some)
    (tmp_path / "c" / "thesis.txt").write_text("years of work")
    with pytest.raises(InputFault, match=r"also holds thesis\.txt"):
        compare("ottawa-2025", "deterrence", **some, overwrite=True)
    assert len(list((tmp_path / "c").iterdir())) == 3


def test_the_others_may_come_as_a_list():
    one_by_one = compare("ottawa-2025", "escalation", "deterrence", replicates=3)
    listed = compare("ottawa-2025", ["escalation", "deterrence"], replicates=3)
    assert listed.table.equals(one_by_one.table)


@pytest.mark.parametrize("odd", [5, [5], None])
def test_what_is_no_scenario_is_refused_in_one_line(odd):
    with pytest.raises(InputFault, match="must be a scenario: a path, a name") as refused:
        compare("ottawa-2025", odd)
    assert len(refused.value.faults) == 1


def test_comparing_is_public_and_shows_itself():
    shown = sim.compare("ottawa-2025", "escalation", "deterrence", replicates=3)
    plain = compare("ottawa-2025", "escalation", "deterrence", replicates=3)
    assert shown.table.equals(plain.table)
    assert str(shown) == comparison_answer(plain)
    assert repr(shown) == ("<Comparison of escalation, deterrence with ottawa-2025: 3 runs each>")


def test_worlds_of_other_states_are_refused():
    ten, twelve = (
        {
            "name": f"of {states}",
            "time": {"start": 2000, "end": 2001},
            "world": {"source": "synthetic", "states": states},
            "rule": {"name": "simple", "p": 0.1, "q": 0.1},
        }
        for states in (10, 12)
    )
    with pytest.raises(InputFault, match=r"^of 12: has 12 states, of 10 has 10") as refused:
        compare(ten, twelve, replicates=2)
    assert len(refused.value.faults) == 1
