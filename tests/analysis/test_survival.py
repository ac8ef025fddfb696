"""Curves of time: known trials, closed forms, coverage, and what a result's own tables say."""

import numpy as np
import pytest
from scipy.stats import binom

from simulation.analysis.chances import chances_by_date
from simulation.analysis.survival import kaplan_meier, states_curves, time_to_exit
from simulation.experiments.runner import run
from simulation.outcomes.intervals import wilson
from simulation.scenario.faults import InputFault

TOY = {
    "name": "toy",
    "time": {"start": 2000, "end": 2001},
    "world": {"source": "synthetic", "states": 12},
    "rule": {"name": "simple", "p": 0.05, "q": 0.0},
}
RUNS = 2000


@pytest.fixture(scope="module")
def toy():
    return run(TOY, replicates=RUNS, seed=4)


@pytest.fixture(scope="module")
def ottawa():
    return run("ottawa-2025", replicates=400, overrides={"run.trajectories": 0})


def test_a_known_trial():
    """Remission under 6-MP (Freireich and others 1963), as in every textbook."""
    months = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    seen = [m in (7, 13, 16, 22, 23) for m in months]
    seen[:3], seen[6] = [True] * 3, True
    curve = kaplan_meier(np.array(months), np.array(seen), 35)
    told = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448, 35: 0.448}
    assert {m: round(float(curve.survival[m]), 3) for m in told} == told
    assert [int(curve.at_risk[m]) for m in (6, 7, 10, 23, 35)] == [21, 17, 15, 6, 1]
    assert curve.median()[0] == 23
    # Greenwood's standard error at 10 is 0.0963, so as many runs as this would give it.
    effective = 0.753 * 0.247 / 0.0963**2
    low, high = wilson(np.array([0.753 * effective]), effective)
    assert (curve.low[10], curve.high[10]) == (
        pytest.approx(low[0], abs=2e-3),
        pytest.approx(high[0], abs=2e-3),
    )


def test_without_censoring_the_curve_is_a_share_with_wilson_s_interval():
    month = np.array([1, 2, 2, 3, 5, 5, 5, 5])
    curve = kaplan_meier(month, month < 5, 5)
    left = np.array([(month[month < 5] > m).sum() + 4 for m in range(6)])
    low, high = wilson(left, 8)
    assert curve.survival == pytest.approx(left / 8)
    assert curve.low == pytest.approx(low)
    assert curve.high == pytest.approx(high)


def test_nothing_is_said_of_months_in_which_nobody_is_watched():
    curve = kaplan_meier(np.array([1, 2, 2]), np.array([True, False, False]), 4)
    assert curve.survival[:3] == pytest.approx([1.0, 2 / 3, 2 / 3])
    assert np.isnan(curve.survival[3:]).all()
    assert np.isnan(curve.low[3:]).all()


@pytest.mark.parametrize("truth", [0.5, 0.95])
def test_intervals_cover_the_truth_under_censoring(truth):
    """Known answer: constant hazard, a third censored; 1,000 trials tell 1.4 points apart."""
    luck = np.random.default_rng(6)
    hazard = 1.0 - truth ** (1.0 / 12.0)
    covered = 0
    for _ in range(1000):
        when, ends = luck.geometric(hazard, 80), luck.geometric(1.0 / 30.0, 80)
        month, seen = np.minimum(np.minimum(when, ends), 12), when <= np.minimum(ends, 12)
        curve = kaplan_meier(month, seen, 12)
        covered += bool(curve.low[12] <= truth <= curve.high[12])
    assert 0.925 < covered / 1000 < 0.985


def test_chances_and_times_of_a_binomial_toy(toy):
    chances = chances_by_date(toy, "T1")
    months = np.arange(25)
    out_by = 1.0 - 0.95**months
    inside = total = 0
    for k in range(1, 8):
        truth = binom.sf(k - 1, 12, out_by)
        curve = time_to_exit(toy, "T1", k)
        assert curve.survival == pytest.approx(1.0 - chances.chance[k - 1])
        inside += ((chances.low[k - 1] <= truth + 1e-12) & (truth <= chances.high[k - 1])).sum()
        total += len(truth)
        exact = int(np.argmax(truth >= 0.5)) if truth[-1] >= 0.5 else -1
        _, early, late = curve.median()
        assert early <= exact <= (late if late >= 0 else 25)
    assert inside / total > 0.85


def test_the_last_month_agrees_with_the_table_of_sizes(ottawa):
    for treaty in ("APMBC", "CCM"):
        chances = chances_by_date(ottawa, treaty)
        sizes = ottawa.sizes[ottawa.sizes["treaty"] == treaty]
        for k in range(1, len(chances.reached) + 1):
            assert chances.reached[k - 1, -1] == sizes[sizes["size"] >= k]["runs"].sum()
        assert chances.reached[-1].max() == 0


def test_the_chances_of_every_month_add_up_to_its_mean(ottawa):
    chances = chances_by_date(ottawa, "APMBC")
    months = ottawa.months[ottawa.months["treaty"] == "APMBC"]
    assert chances.chance.sum(axis=0) == pytest.approx(months["exits_mean"].to_numpy())


def test_chances_are_asked_for_by_number_and_month(ottawa):
    chances = chances_by_date(ottawa, "APMBC")
    assert chances.of(0, 5) == (1.0, 1.0, 1.0)
    value, low, high = chances.of(5, 120)
    assert value == pytest.approx(float(ottawa.points["p_cascade"].iloc[0]))
    assert low < value < high
    assert chances.of(99, 120)[0] == 0.0
    assert chances.of(99, 120)[2] > 0.0


def test_a_state_s_curve_ends_at_its_chance_to_stay(ottawa):
    chance = ottawa.states[ottawa.states["treaty"] == "APMBC"].set_index("state")["p_exit"]
    curves = states_curves(ottawa, "APMBC")
    assert {one.state for one in curves} == set(chance.dropna().index)
    for one in curves:
        assert one.curve.survival[-1] == pytest.approx(1.0 - chance[one.state])
    left = [one.curve.happened for one in curves]
    assert left == sorted(left, reverse=True)
    assert curves[0].curve.median()[0] > 12


def test_a_state_suspended_by_date_is_watched_until_then():
    calm = {"run.trajectories": 0, "rule.parameters.threat_weight": 5.0}
    freed = {"events.ukraine-held.off": True}
    found = run("ottawa-2025", replicates=60, overrides={**calm, **freed})
    (ukraine,) = (one for one in states_curves(found, "APMBC") if one.state == "UKR")
    month = 12 * 4 + 7
    assert np.isfinite(ukraine.curve.survival[: month + 1]).all()
    assert np.isnan(ukraine.curve.survival[month + 1 :]).all()


def test_a_result_that_does_not_list_all_exits_is_refused(ottawa):
    from simulation.outcomes.records import Record

    short = Record({**ottawa.manifest, "exits_listed_until": 7}, ottawa.tables)
    with pytest.raises(InputFault, match="only runs before replicate 7") as refused:
        chances_by_date(short, "APMBC")
    assert len(refused.value.faults) == 1
