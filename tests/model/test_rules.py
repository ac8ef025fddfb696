"""The rules of exposure, perception, commitment and decision: hand-worked values, bounds, order."""

import inspect
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model import commitment, decision, exposure, perception
from simulation.model.parameters import Parameters
from simulation.model.stages import ANNOUNCED, NOTIFIED, OUT, STAGES, SUSPENDED

P = Parameters()
UNIT = st.floats(0.0, 1.0)
SMALL = st.floats(0.0, 3.0)
STEP = st.floats(0.01, 1.0)
SLACK = 1e-12
"""What rounding may take from an inequality."""


def test_visibility_of_each_stage():
    p = P._replace(announced_weight=0.25, notified_weight=0.5, suspended_weight=0.125)
    seen = {ANNOUNCED: 0.25, NOTIFIED: 0.5, OUT: 1.0, SUSPENDED: 0.125}
    assert [exposure.visibility(s, p) for s in range(len(STAGES))] == [
        seen.get(s, 0.0) for s in range(len(STAGES))
    ]


@given(st.lists(st.tuples(st.floats(0.0, 4.0), UNIT), max_size=50))
def test_exposure_is_a_share(partners):
    weights = [exposure.contribution(weight, 1.0) for weight, _ in partners]
    seen = sum(exposure.contribution(weight, amount) for weight, amount in partners)
    share = exposure.exposure(seen, sum(weights))
    assert 0.0 <= share <= 1.0
    assert exposure.exposure(sum(weights), sum(weights)) in (0.0, 1.0)


def test_who_has_no_partners_sees_nothing():
    assert exposure.exposure(0.0, 0.0) == 0.0


@given(st.floats(0.0, 60.0))
def test_posture_felt_saturates_at_one(faced):
    felt = perception.posture_felt(faced)
    assert felt == pytest.approx(-math.expm1(-faced), abs=1e-12)
    assert 0.0 <= felt <= 1.0


@given(SMALL, STEP)
def test_a_second_rival_adds_less_than_the_first(faced, more):
    first = perception.posture_felt(more)
    second = perception.posture_felt(faced + more) - perception.posture_felt(faced)
    assert second <= first + SLACK


@given(UNIT, UNIT, UNIT, UNIT, UNIT)
def test_a_guarantee_protects_as_far_as_it_is_believed(
    felt, credibility, more, protection, anxiety
):
    p = P._replace(protection=protection, anxiety=anxiety)
    believed = min(1.0, credibility + more)
    doubted = perception.threat_target(felt, 1.0, credibility, 0.0, p)
    assert perception.threat_target(felt, 1.0, believed, 0.0, p) <= doubted + SLACK
    assert perception.threat_target(felt, 0.0, credibility, 0.0, p) == felt
    assert 0.0 <= doubted <= 1.0


def test_threat_target_by_hand():
    p = P._replace(protection=0.5, anxiety=0.25, deterrence=0.5)
    target = perception.threat_target(0.8, 1.0, 0.5, 0.5, p)
    assert target == pytest.approx(0.8 * 0.75 * 1.125 * 0.75, rel=1e-15)
    assert perception.threat_target(1.0, 1.0, 0.0, 0.0, p) == 1.0


@given(UNIT, UNIT, st.floats(1.0, 600.0))
def test_what_moves_stays_between_where_it_is_and_where_it_goes(now, target, months):
    p = P._replace(
        threat_months=months, norm_months=months, posture_months=months, incentive_months=months
    )
    moved = [
        perception.perceive(now, target, p),
        commitment.hold(now, target, p),
        perception.posture_answered(now, target, 0.0, p),
        decision.bloc_money(now, target, p),
    ]
    assert len(set(moved)) == 1
    assert min(now, target) - SLACK <= moved[0] <= max(now, target) + SLACK
    assert moved[0] == pytest.approx(now + (target - now) / months, abs=1e-15)


@given(SMALL, SMALL, UNIT, UNIT, SMALL)
def test_a_rival_answers_more_exits_with_no_less_posture(posture, base, gone, more, answer):
    p = P._replace(answer=answer)
    less = perception.posture_answered(posture, base, gone, p)
    assert perception.posture_answered(posture, base, min(1.0, gone + more), p) >= less - SLACK


@given(UNIT, UNIT, st.floats(0.0, 0.5))
def test_the_start_is_spread_around_its_index(index, luck, spread):
    start = commitment.starting_commitment(index, luck, P._replace(start_spread=spread))
    assert 0.0 <= start <= 1.0
    assert abs(start - index) <= spread + SLACK
    assert commitment.starting_commitment(index, luck, P) == index


def test_erosion_by_hand():
    p = P._replace(erosion_border=0.25, erosion_alliance=0.5, erosion_peers=0.125)
    assert commitment.erosion(1.0, 0.5, 0.5, p) == 0.25 + 0.25 + 0.0625
    assert commitment.erosion(0.0, 0.0, 0.0, p) == 0.0


@given(UNIT, UNIT, UNIT, UNIT)
def test_erosion_carried_over_and_breach_are_shares_of_what_happened_there(there, kin, kappa, r):
    p = P._replace(kindred=kappa, reassurance=r, own_breach=kappa)
    carried = commitment.kindred_erosion(there, kin, p)
    assert carried == pytest.approx(kin * kappa * (1.0 - r) * there, abs=1e-12)
    assert commitment.breach_erosion(there, kin, p) == pytest.approx(kin * kappa * there, abs=1e-12)


@given(UNIT, SMALL, SMALL, SMALL, SMALL, UNIT, STEP)
def test_commitment_target_falls_with_erosion_and_rises_with_the_rest(
    start, stigma, eroded, carried, breached, advocacy, more
):
    target = commitment.commitment_target(start, stigma, eroded, carried, breached, advocacy)
    assert 0.0 <= target <= 1.0
    worse = [(eroded + more, carried, breached), (eroded, carried + more, breached)]
    for lost in [*worse, (eroded, carried, breached + more)]:
        assert commitment.commitment_target(start, stigma, *lost, advocacy) <= target
    held = (eroded, carried, breached)
    assert commitment.commitment_target(start, stigma + more, *held, advocacy) >= target
    assert commitment.commitment_target(start, stigma, *held, advocacy + more) >= target


def test_commitment_target_by_hand():
    target = commitment.commitment_target(0.8, 0.5, 0.25, 0.125, 0.125, 0.25)
    assert target == 0.8 * 0.5 * 0.5 + 0.25


DRIVERS = tuple(inspect.signature(decision.log_pressure).parameters)[:-1]


@given(st.tuples(*[SMALL] * len(DRIVERS)), st.integers(0, len(DRIVERS) - 1), STEP)
def test_log_pressure_rises_with_everything_but_commitment(values, which, more):
    drivers = dict(zip(DRIVERS, values, strict=True))
    name = DRIVERS[which]
    before = decision.log_pressure(**drivers, p=P)
    after = decision.log_pressure(**{**drivers, name: drivers[name] + more}, p=P)
    assert after <= before if name == "commitment" else after >= before


def test_log_pressure_by_hand():
    weights = {f"{name}_weight": float(n) for n, name in enumerate(NAMES, 1)}
    made = decision.log_pressure(-5.0, 0.5, 2.0, 0.25, 0.1, 0.2, 0.3, 0.4, P._replace(**weights))
    hand = -5.0 + 1 * 0.5 * 2.0 - 2 * 0.25 + 3 * 0.1 + 4 * 0.2 + 5 * 0.3 + 6 * 0.4
    assert made == pytest.approx(hand, rel=1e-14)


NAMES = ("threat", "norm", "border", "alliance", "peer", "incentive")


@given(st.floats(-1e6, 1e6))
def test_pressure_is_positive_and_bounded(log_of_it):
    made = decision.pressure(log_of_it)
    assert made == pytest.approx(math.exp(min(max(log_of_it, -50.0), 50.0)), rel=3e-13)


@given(UNIT, SMALL, UNIT)
def test_return_pressure_is_what_norm_leaves_of_threat(threat, utility, held):
    p = P._replace(base_return=-2.0, norm_weight=3.0, threat_weight=4.0)
    made = decision.return_pressure(threat, utility, held, p)
    assert made == pytest.approx(math.exp(-2.0 + 3.0 * held - 4.0 * threat * utility), rel=1e-11)


def test_a_resistance_of_exactly_the_pressure_is_reached():
    assert decision.gives_way(1.0, 1.0)
    assert not decision.gives_way(math.nextafter(1.0, 0.0), 1.0)
