"""Multipliers: identities of the arms, a planted truth, and a closed form."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from simulation.analysis.attribution import arms
from simulation.analysis.attribution.multipliers import base_runs, held_runs
from simulation.model.stages import PARTY
from tests.analysis.attribution.village import SEEN, asked, pair, told
from tests.drawn import cases
from tests.running import COMPILED
from tests.worlds import agenda, plain_case, world

RUNS = 3
LAW = 4_000


def test_one_neighbour_in_closed_form():
    """S1 gives way by T with chance 1 - exp(-pressure); S0's exit multiplies it by exp(2)."""
    h, months, month = math.exp(-3.5), 24, 7
    held, sent = h * months, h * (month + (months - month) * math.exp(2.0))
    truth = math.exp(-held) - math.exp(-sent)
    first, second = told(pair(months=months), month, LAW)
    effect = first.others[0]
    assert effect.effect == pytest.approx(truth, abs=4.0 * math.sqrt(truth * (1.0 - truth) / LAW))
    assert effect.low < truth < effect.high
    assert first.on[0, 1].effect == effect.effect
    assert second.others[0].effect == 0.0


def test_whom_nobody_looks_at_moves_nobody():
    """Nobody's month can differ, so its arms are not run; run, they agree in every bit."""
    case = pair()
    assert arms.never_seen(case).tolist() == [False, True]
    (second,) = told(case, 5, states=[1])
    assert (second.others[0].more, second.others[0].fewer, second.on) == (0, 0, {})
    runs = np.arange(200)
    out = arms.decided_in(arms.forced_out(case, 0, 1, 5), runs, "compiled")
    held = arms.decided_in(arms.pinned(case, 0, 1), runs, "compiled")
    assert (out[:, :, 0] == held[:, :, 0]).all()


def check_arms(case):
    """Base runs in which the state never leaves are its runs held; both arms agree until then."""
    free = np.argwhere(case.world.stage == PARTY)
    treaty, state = free[0].tolist()
    month = (case.agenda.months + 1) // 2
    runs = np.arange(RUNS)
    base = base_runs(case, runs, "compiled")
    held, out = arms.pinned(case, treaty, state), arms.forced_out(case, treaty, state, month)
    lent = held_runs(case, asked(case, month)._replace(treaty=treaty), base, "compiled", state)
    assert (lent == arms.decided_in(held, runs, "compiled")).all()
    one, other = (COMPILED.run(each, RUNS) for each in (held, out))
    for stage in ("announced", "notified", "out", "returned", "suspended"):
        before, after = getattr(one, stage), getattr(other, stage)
        # of a stage entered twice, only the last month is on record
        early = (before < month) & (after < month)
        assert (before == after)[early].all()
    assert not arms.decided_in(held, runs, "compiled")[:, treaty, state].any()
    assert (other.announced[:, treaty, state] >= 0).all()


@settings(max_examples=120)
@given(cases(max_states=20))
def test_arms_differ_in_one_announcement(case):
    check_arms(case)


@pytest.fixture(scope="module")
def star():
    """S0 is the neighbour of S1, S2 and S3; S4 is S5's; S6 and S7 stand alone."""
    looks = [(i, 0, 1.0) for i in (1, 2, 3)] + [(5, 4, 0.25), (5, 6, 0.75)]
    w = world(8, layers={"border": looks})
    return plain_case(w, agenda(w, 36), -4.5, border_weight=3.0, **SEEN)


def test_a_planted_star_is_found(star):
    found = told(star, 6, 1_000)
    ranked = sorted(found, key=lambda one: -one.others[0].effect)
    assert ranked[0].state == 0
    assert {other for _, other in found[0].on} == {1, 2, 3}
    assert all(found[0].on[0, other].low > 0.0 for other in (1, 2, 3))
    assert {one.state for one in found if one.on} <= {0, 4, 6}
    assert set(found[6].on) == {(0, 5)}
    assert found[6].others[0].effect > found[4].others[0].effect


def test_without_contagion_nobody_moves_anybody(star):
    alone = plain_case(star.world, star.agenda, -4.5, border_weight=0.0)
    assert all(one.others[0].equal == 200 for one in told(alone, 6))
    assert not any(one.on for one in told(alone, 6))


def test_both_engines_agree(star):
    base = base_runs(star, np.arange(40), "compiled")
    assert (base.chose == base_runs(star, np.arange(40), "mesa").chose).all()
