"""The engines beside the theories: counts of runs follow the predicted laws."""

import numpy as np
import pytest

from simulation.experiments.runner import run
from tests.oracles.laws import follow
from tests.predictions.made import (
    COMPLETE,
    constant,
    contact,
    erdos_renyi,
    integers,
    listed,
    made,
    normal,
)

BASS = {"name": "simple", "p": 0.01, "q": 0.3}
HAZARD = {"name": "hazard", "parameters": {"base_rate": -4.0}}
THREAT = {"name": "hazard", "parameters": {"base_rate": -6.0, "threat_weight": 4.0}}

LAWS = {
    "parking functions": made(8, integers(0, 7), COMPLETE, months=12),
    "thresholds cut short": made(8, integers(0, 7), COMPLETE, 1, months=2),
    "normal thresholds": made(12, normal(0.3, 0.2), COMPLETE, 1, months=12),
    "reed-frost": made(7, contact(0.2), COMPLETE, 2, months=12),
    "reed-frost cut short": made(7, contact(0.2), COMPLETE, 2, months=2),
    "bass": made(12, BASS, months=8, seeds=1),
    "alike on their own": made(20, HAZARD, months=12, seeds=3),
    "unlike on their own": made(6, THREAT, months=12,
                                threat={"values": [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]}),
    "drawn on their own": made(9, THREAT, months=12, seeds=2,
                               threat={"uniform": {"low": 0.2, "high": 1.0}},
                               commitment={"normal": {"mean": 0.5, "sd": 0.4}}),
}  # fmt: skip
RUNS = 500


@pytest.mark.parametrize("name", LAWS)
def test_runs_follow_the_law(name):
    scenario = LAWS[name]
    result = run(scenario, replicates=RUNS, seed=17)
    told = result.predictions
    assert told.loc[told["quantity"] == "exits", "reliable"].all()
    for method, law in told[told["quantity"] == "exits"].groupby("method"):
        chances = np.zeros(scenario.world.options["states"] + 1)
        chances[law["at"].to_numpy(int)] = law["value"]
        counts = np.bincount(result.runs["exits"], minlength=len(chances))
        assert counts[chances == 0.0].sum() == 0, method
        follow(counts, chances / chances.sum())
    _means_lie_on_the_curve(result)


def _means_lie_on_the_curve(result):
    """The mean of each month, within 4.9 standard errors of what the last month's spread allows."""
    told = result.predictions
    curves = told[(told["quantity"] == "exits by month") & told["reliable"]]
    means = result.months.set_index("month")["exits_mean"]
    assert len(curves) > 0
    most = max(0.5, np.ptp(result.runs["exits"]) / 2.0)
    for _, curve in curves.groupby("method"):
        expected = curve.set_index("at")["value"]
        assert np.abs(means - expected).max() <= 4.9 * most / RUNS**0.5


def test_the_crowd_of_a_hundred_is_met_exactly():
    thresholds = list(range(100))
    for changed, gone in ((1, 100), (2, 1)):
        result = run(made(100, listed([0, changed, *thresholds[2:]]), COMPLETE), replicates=1)
        told = result.predictions
        assert set(told.loc[told["quantity"] == "exits", "at"]) == {gone}
        assert result.runs["exits"].tolist() == [gone]
        curve = told[told["quantity"] == "exits by month"]
        assert curve["value"].tolist() == result.months["exits_mean"].tolist()


@pytest.mark.parametrize(
    ("rule", "mean", "seeds"),
    [(constant(0.18), 4.0, 40), (normal(0.3, 0.1), 5.0, 60), (contact(0.5), 4.0, 60)],
    ids=["watts", "drawn thresholds", "percolation"],
)
def test_large_random_networks_end_where_they_should(rule, mean, seeds):
    scenario = made(2000, rule, erdos_renyi(mean), seeds, months=40)
    result = run(scenario, replicates=12, seed=4)
    told = result.predictions
    end = told[told["quantity"] == "mean exits"].iloc[0]
    assert end["reliable"]
    # The mean of twelve runs, and one in two hundred states for the size of the world.
    error = result.runs["exits"].std() / 12**0.5
    assert abs(result.runs["exits"].mean() - end["value"]) <= 4.9 * error + 10


def test_a_treaty_without_theory_has_an_empty_table_with_its_columns():
    result = run("ottawa-2025", replicates=1, overrides={"time.end": "2021-03-31"})
    assert len(result.predictions) == 0
    assert list(result.predictions.columns)[:4] == ["point", "treaty", "method", "quantity"]
