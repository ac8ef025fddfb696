"""The short answer: fits a terminal, and is the tables and nothing else."""

import json

import numpy as np
import pytest

from simulation.outcomes.answer import WIDTH, answer, answer_as_data
from simulation.outcomes.findings import FEWEST, MOST_LIKELY
from tests.outcomes.made import record


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("runs", [1, 2, 300])
def test_it_fits_eighty_columns(seed, runs):
    text = answer(record(seed=seed, runs=runs, recorded=1, states=40, treaties=3))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "provisional" in text


def test_it_says_what_the_tables_say():
    one = record(seed=5, runs=100, states=30)
    data = json.loads(json.dumps(answer_as_data(one), allow_nan=False))
    first = data["treaties"][0]
    assert first["treaty"] == "T1"
    assert first["exits"]["value"] == pytest.approx(one.runs["exits"].mean())
    assert first["cascade"]["value"] == pytest.approx((one.runs["exits"] >= 5).mean())
    assert (first["from"], first["until"]) == ("2021-01", "2022-12")
    named = [likely["state"] for likely in first["most_likely"]]
    states = one.states[one.states["treaty"] == "T1"].set_index("state")
    assert len(named) == MOST_LIKELY
    chances = states.loc[named, "p_exit"].to_numpy()
    assert (np.diff(chances) <= 0).all()
    assert chances.min() >= np.sort(states["p_exit"].dropna())[-MOST_LIKELY]
    for likely in first["most_likely"]:
        year, month = map(int, likely["median_announcement"].split("-"))
        number = 12 * (year - 2021) + month
        assert number == states.loc[likely["state"], "median_month"]


def test_a_treaty_nobody_leaves_is_said_in_words():
    one = record(seed=1, states=1, months=1, runs=1, treaties=1, forced=False, recorded=0)
    data = answer_as_data(one)["treaties"][0]
    assert data["most_likely"] == []
    assert data["exits"] == {"value": 0.0, "low": None, "high": None, "all_runs_agree": False}
    assert "1 run, seed" in answer(one)
    assert "in the only run" in answer(one)
    assert "No state free to decide left in any run." in answer(one)


def test_few_runs_have_no_interval_of_a_mean():
    few, enough = record(seed=5, runs=FEWEST - 1), record(seed=5, runs=FEWEST)
    data = answer_as_data(few)["treaties"][0]
    assert data["exits"]["low"] is data["exits_5_to_95"] is None
    assert data["cascade"]["low"] is not None
    assert "too few runs for an interval of a mean" in answer(few)
    assert "in nine runs of ten" not in answer(few)
    least, most = few.runs["exits"].min(), few.runs["exits"].max()
    assert f"in all {FEWEST - 1} runs        {least} to {most} exits" in answer(few)
    assert answer_as_data(enough)["treaties"][0]["exits"]["low"] is not None
    assert "in nine runs of ten" in answer(enough)


def test_agreement_of_all_runs_is_said_and_not_taken_for_certainty():
    one = record(seed=1, states=1, months=1, runs=300, treaties=1, forced=False, recorded=0)
    assert one.runs["exits"].nunique() == 1
    exits = answer_as_data(one)["treaties"][0]["exits"]
    assert exits["low"] <= exits["value"] < exits["high"] or exits["value"] > exits["low"]
    assert f"expected exits        {exits['value']:.2f} in all 300 runs" in answer(one)


def test_it_says_who_is_moved_by_date_or_that_nobody_is():
    for forced in (True, False):
        one = record(seed=3, runs=30, states=30, forced=forced)
        moved = one.states[(one.states["standing"] == "forced") & (one.states["treaty"] == "T1")]
        text = " ".join(answer(one).split())
        assert bool(len(moved)) == forced
        assert ("the model decides; recorded exits are not imposed" in text) != forced
        number = "1 state is" if len(moved) == 1 else f"{len(moved)} states are"
        assert (f"T1: {number} moved by dated events and not counted as" in text) == forced
        assert ("People and border km include" in text) == forced
        assert "this is no forecast" in text
