"""The law of leaving under pressures that are known month by month."""

import math

import numpy as np
import pytest
from scipy import stats

from simulation.model.stages import ANNOUNCED, NEVER_JOINED, NOTIFIED, OUT, PARTY, SUSPENDED
from tests.oracles.laws import ALPHA, follow, months_follow, relaxed
from tests.worlds import agenda, case, moved, plain_case, ties, world

MONTHS = 20
BASE = -3.0
H = math.exp(BASE)


def seconds(engine, made):
    """Months in which the second state announces, one for each run."""
    return engine.run(made, engine.runs).announced[:, 0, 1]


def test_exits_without_ties_are_binomial(engine):
    """193 states, h = 0.01 a month, 20 months: mean 34.985."""
    states, runs = 193, engine.large_runs
    w = world(states)
    announced = engine.run(plain_case(w, agenda(w, 20), math.log(0.01)), runs).announced[:, 0]
    chance = 1.0 - math.exp(-0.2)
    assert states * chance == pytest.approx(34.985, abs=5e-4)
    left = (announced > 0).sum(axis=1)
    assert stats.binomtest(int(left.sum()), states * runs, chance).pvalue > ALPHA
    months_follow(announced, [0.01] * 20)
    if runs >= 100:
        follow(
            np.bincount(left, minlength=states + 1),
            stats.binom.pmf(range(states + 1), states, chance),
        )


@pytest.mark.parametrize("forced_by", ["stage", "event", "event before the run"])
def test_the_second_of_two_leaves_in_a_geometric_month(engine, forced_by):
    """With threat and commitment at rest: chance 1 - exp(-exp(eta)) in every month."""
    month = -3 if forced_by.endswith("run") else 0
    events = () if forced_by == "stage" else (moved(month, 0, OUT),)
    w = world(
        3,
        stage=[OUT if forced_by == "stage" else PARTY, PARTY, PARTY],
        layers={"border": ties([(0, 1, 0.7)], both_ways=True)},
        commitment=0.5,
        rivals=[(1, 2, 0.5)],
        posture=0.8,
    )
    weights = {"border_weight": 1.5, "threat_weight": 2.0, "norm_weight": 1.0}
    made = plain_case(w, agenda(w, MONTHS, stage_events=events), BASE, **weights)
    eta = BASE + 1.5 + 2.0 * (1.0 - math.exp(-0.4)) - 0.5
    months_follow(seconds(engine, made), [math.exp(eta)] * MONTHS)


@pytest.mark.parametrize(
    ("stage", "visibility"), [(ANNOUNCED, 0.25), (NOTIFIED, 0.5), (OUT, 1.0), (SUSPENDED, 0.75)]
)
@pytest.mark.parametrize("layer", ["border", "alliance", "peers"])
def test_exposure_is_the_visible_share_of_the_partners_weight(engine, layer, stage, visibility):
    """A partner of weight 3 beside one of weight 1 that stays; both were bound at the start."""
    w = world(3, layers={layer: [(1, 0, 3.0), (1, 2, 1.0)]}, notice=60)
    made = plain_case(
        w,
        agenda(w, MONTHS, stage_events=(moved(0, 0, stage),), pinned=[[[False, False, True]]]),
        BASE,
        **{{"peers": "peer"}.get(layer, layer) + "_weight": 3.0},
        announced_weight=0.25,
        notified_weight=0.5,
        suspended_weight=0.75,
        domestic_delay=60.0,
    )
    months_follow(seconds(engine, made), [math.exp(BASE + 3.0 * 0.75 * visibility)] * MONTHS)


def test_everyone_seen_by_everyone_is_a_chain_of_binomials(engine):
    """Three states, no delays: with k gone, each of the others leaves with 1 - exp(-h_k)."""
    pairs = [(i, j, 1.0) for i in range(3) for j in range(3) if i != j]
    w = world(3, layers={"border": pairs}, notice=0)
    made = plain_case(w, agenda(w, 12), BASE, border_weight=3.0)
    announced = engine.run(made, engine.runs).announced[:, 0]
    law = np.array([1.0, 0.0, 0.0, 0.0])
    for _ in range(12):
        after = np.zeros(4)
        for gone, chance in enumerate(law):
            leave = 1.0 - math.exp(-math.exp(BASE + 3.0 * gone / 2.0))
            after[gone:] += chance * stats.binom.pmf(range(4 - gone), 3 - gone, leave)
        law = after
    follow(np.bincount((announced > 0).sum(axis=1), minlength=4), law)


DATED = np.arange(MONTHS + 1) >= 8
"""Months in which the second row of an agenda holds."""


def before_and_after(before, after):
    return np.where(DATED[1:], after, before)


@pytest.mark.parametrize(
    ("tables", "eta"),
    [
        ({"utility": [[1.0], [2.0]]}, 2.0 * (1.0 - math.exp(-0.4))),
        ({"incentive": [[[0.0, 0.0, 0.0]], [[0.0, 2.0, 0.0]]]}, 1.0),
        ({"stigma": [[[1.0] * 3], [[1.0, 0.5, 1.0]]]}, 0.25),
        ({"advocacy": [[[0.0] * 3], [[0.0, 0.25, 0.0]]]}, -0.25),
        ({"weight_in_others": [[[1.0] * 3], [[0.25, 1.0, 1.0]]]}, -1.5 * 0.75),
        ({"posture": [[0.8] * 3], "guaranteed": [[0.0] * 3, [1.0] * 3]}, None),
    ],
)
def test_what_is_dated_acts_from_its_month_on(engine, tables, eta):
    """eta: what is added to the log pressure from month 8 on."""
    w = world(
        3,
        stage=[OUT, PARTY, PARTY],
        layers={"border": [(1, 0, 1.0)]},
        commitment=0.5,
        rivals=[(1, 2, 0.5)],
        posture=0.8,
    )
    rows = {name: np.resize(table, (2, *np.shape(table)[1:])) for name, table in tables.items()}
    made = plain_case(
        w,
        agenda(w, MONTHS, row=DATED, **rows),
        BASE,
        border_weight=1.5,
        threat_weight=2.0,
        norm_weight=1.0,
        incentive_weight=0.5,
        protection=0.5,
        threat_months=1.0,
        norm_months=1.0,
    )
    threat = 2.0 * (1.0 - math.exp(-0.4))
    added = -0.5 * threat if eta is None else eta
    before = BASE + 1.5 + threat - 0.5
    months_follow(seconds(engine, made), np.exp(before_and_after(before, before + added)))


def test_a_tie_counts_in_its_months_only(engine):
    w = world(2, stage=[OUT, PARTY], layers={"border": [(1, 0, 1.0, 5, 9)]})
    made = plain_case(w, agenda(w, MONTHS), BASE, border_weight=3.0)
    held = [BASE + 3.0 if 5 <= m <= 9 else BASE for m in range(1, MONTHS + 1)]
    months_follow(seconds(engine, made), np.exp(held))


def test_pins_stop_the_clock_of_pressure(engine):
    """What was accumulated before counts after; what would have been in between does not."""
    w = world(2)
    pinned = np.zeros((3, 1, 2), dtype=bool)
    pinned[1] = True
    row = np.searchsorted([5, 9], np.arange(MONTHS + 1), side="right")
    made = plain_case(w, agenda(w, MONTHS, row=row, pinned=pinned), BASE)
    months_follow(seconds(engine, made), [0.0 if 5 <= m < 9 else H for m in range(1, MONTHS + 1)])


def test_who_ratifies_enters_the_risk_set_in_that_month(engine):
    w = world(2, stage=[PARTY, NEVER_JOINED])
    made = plain_case(w, agenda(w, MONTHS, joins=[[-1, 7]]), BASE)
    months_follow(seconds(engine, made), [H if m >= 7 else 0.0 for m in range(1, MONTHS + 1)])


def test_a_suspension_stops_the_clock_and_its_end_starts_it(engine):
    w = world(2)
    events = (moved(4, 1, SUSPENDED), moved(9, 1, PARTY))
    made = plain_case(w, agenda(w, MONTHS, stage_events=events), BASE)
    months_follow(seconds(engine, made), [0.0 if 5 <= m <= 9 else H for m in range(1, MONTHS + 1)])


@pytest.mark.parametrize("lag", [1.0, 6.0])
def test_bloc_money_follows_finished_exits_with_its_lag(engine, lag):
    """One of four members that were bound is out; money of month m acts in month m + 1."""
    w = world(5, stage=[OUT, PARTY, PARTY, PARTY, NEVER_JOINED])
    pays = np.zeros((1, 1, 5))
    pays[0, 0, 1] = 2.0
    made = plain_case(
        w,
        agenda(w, MONTHS, blocs=[[1, 1, 1, 1, 1]], bloc_incentive=pays, pinned=staying(5)),
        BASE,
        incentive_weight=3.0,
        incentive_months=lag,
        exit_incentive=1.5,
    )
    money = relaxed(0.0, 0.25, lag, MONTHS - 1)
    months_follow(seconds(engine, made), np.exp(BASE + 3.0 * 1.5 * 2.0 * money))


def staying(states):
    """Everyone pinned but the second state."""
    return [[[n != 1 for n in range(states)]]]


def test_turning_back_is_geometric_too(engine):
    """From the month after announcing, at exp(base + norm - threat)."""
    w = world(3, commitment=0.5, rivals=[(1, 2, 0.5)], posture=0.8)
    made = plain_case(
        w,
        agenda(w, MONTHS, stage_events=(moved(3, 1, ANNOUNCED),), pinned=[[[True] * 3]]),
        BASE,
        turning_back=1.0,
        base_return=-1.5,
        norm_weight=1.0,
        threat_weight=2.0,
        domestic_delay=60.0,
    )
    eta = -1.5 + 0.5 - 2.0 * (1.0 - math.exp(-0.4))
    returned = engine.run(made, engine.runs).returned[:, 0, 1]
    months_follow(returned, [math.exp(eta) if m > 3 else 0.0 for m in range(1, MONTHS + 1)])


def test_domestic_delays_are_spread_evenly(engine):
    w = world(2)
    made = plain_case(
        w,
        agenda(w, 10, stage_events=(moved(0, 1, ANNOUNCED),)),
        BASE,
        domestic_delay=3.0,
        domestic_delay_spread=2.0,
    )
    notified = engine.run(made, engine.runs).notified[:, 0, 1]
    assert set(notified) == {1, 2, 3, 4, 5}
    follow(np.bincount(notified, minlength=6)[1:], [0.2] * 5)


def test_doubt_about_the_start_is_spread_evenly(engine):
    w = world(2, commitment=0.5)
    made = case(w, agenda(w, 1), start_spread=0.25)
    runs = engine.runs // 2
    at_start = engine.run(made, runs, runs).commitment_path[:, 0, 0]
    even = stats.uniform(0.25, 0.5).cdf
    assert stats.kstest(at_start.ravel(), even).pvalue > ALPHA
