"""Ranks of the leavers: against counts by hand and another implementation."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation.experiments.ranks import (
    LEAVERS,
    area_under_curve,
    as_lines,
    mid_ranks,
    ranking_of,
    ranking_of_plain_rule,
    ranks_allowed,
)
from simulation.experiments.runner import run
from simulation.outcomes.intervals import wilson

SCORES = st.lists(st.integers(0, 5), min_size=2, max_size=20).map(lambda s: np.array(s, float))


@given(SCORES)
def test_ranks_are_those_of_scipy(score):
    assert mid_ranks(score).tolist() == stats.rankdata(-score).tolist()


@given(SCORES, st.data())
def test_area_under_the_curve_is_the_mann_whitney_statistic(score, data):
    positive = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(score), max_size=len(score)))
    )
    if positive.any() and not positive.all():
        u = stats.mannwhitneyu(score[positive], score[~positive]).statistic
        pairs = positive.sum() * (~positive).sum()
        assert abs(area_under_curve(score, positive) - u / pairs) < 1e-12


@given(st.lists(st.integers(0, 200), min_size=1, max_size=20))
def test_the_rank_lies_among_the_ranks_allowed(leavers):
    counts = np.array(leavers)
    best, worst = ranks_allowed(*wilson(counts, 200))
    rank = mid_ranks(counts.astype(float))
    assert ((best <= rank) & (rank <= worst)).all()


def test_the_plain_rule_flags_seven_states_and_ranks_them_alike():
    states = ("AAA", "EST", "FIN", "LTU", "LVA", "NOR", "POL", "UKR")
    day = datetime.date(2025, 1, 1)
    plain = ranking_of_plain_rule("plain", states, day, frozenset())
    assert plain.rank.tolist() == [8.0] + [4.0] * 7
    assert plain.auc == pytest.approx((5 * 2 * 0.5 + 5) / 15)
    without = ranking_of_plain_rule("plain", states, day, frozenset({"UKR"}))
    assert without.auc == pytest.approx((5 * 1 * 0.5 + 5 * 2) / 15)


def test_the_parties_of_the_base_scenario_are_ranked():
    record = run("ottawa-2025", replicates=20, workers=1)
    ranking = ranking_of(record, "base")
    assert len(ranking.states) == 164
    assert set(LEAVERS) <= set(ranking.states)
    assert "MHL" not in ranking.states
    assert ranking.held == {"UKR"}
    assert ranking.rank.sum() == 164 * 165 / 2
    lines = list(as_lines("Title", [ranking]))
    assert len(lines) == 3
    assert all(len(line) <= 100 for line in lines)
