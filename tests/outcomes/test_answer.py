"""The short answer: fits a terminal, and is the tables and nothing else."""

import json

import numpy as np
import pytest

from simulation.outcomes.answer import MOST_LIKELY, WIDTH, answer, answer_as_data
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
    assert data["exits"] == {"value": 0.0, "low": None, "high": None}
    assert "No state free to decide left in any run." in answer(one)
