"""What the theorems exclude does happen: one small world for each condition that is dropped.

Pressures are certain or negligible, so that what happens happens in every run.
"""

import numpy as np
import pytest

from simulation.model.stages import OUT, PARTY, SUSPENDED
from tests.properties.changes import (
    with_parameters,
    with_tables,
    without_contagion,
    without_tie,
)
from tests.running import NEVER, months_of
from tests.worlds import agenda, moved, plain_case, world

MONTHS = 24
LATE = 12
"""The month from which things differ by date."""

RUNS = 20
SURE = 40.0
"""What turns a negligible log pressure of -20 into a certain one."""


def late():
    """Rows of an agenda with one row before LATE and one from then on."""
    return (np.arange(MONTHS + 1) >= LATE).astype(int)


def tempted_late(rivals=(), **parameters):
    """The first state is tempted from LATE on; the second looks at it, and is free from LATE on."""
    w = world(3, layers={"border": [(1, 0, 1.0)]}, rivals=rivals, posture=1.0, notice=60)
    incentive, pinned = np.zeros((2, 1, 3)), np.zeros((2, 1, 3), dtype=bool)
    incentive[1, 0, 0] = 1.0
    pinned[0, 0, 1] = True
    a = agenda(w, MONTHS, row=late(), incentive=incentive, pinned=pinned)
    return plain_case(w, a, -20.0, **{"incentive_weight": SURE, **parameters})


def tempted_sooner(case):
    """The same with the first state's incentive raised: it is tempted from the first month on."""
    incentive = case.agenda.incentive.copy()
    incentive[0, 0, 0] = 1.0
    return with_tables(case, incentive=incentive)


def second(engine, case, runs=RUNS):
    """Months in which the second state announces, by replicate."""
    return months_of(engine.run(case, runs).announced[:, 0, 1])


def assert_violated(engine, case):
    """The first state leaves sooner, and for that the second one never leaves."""
    assert (second(engine, case) < NEVER).all()
    assert (second(engine, tempted_sooner(case)) == NEVER).all()


def test_while_its_conditions_hold_these_worlds_obey_theorem_a(engine):
    case = tempted_late(border_weight=SURE, announced_weight=1.0, notified_weight=1.0)
    assert (second(engine, case) == LATE + 1).all()
    assert (second(engine, tempted_sooner(case)) == LATE).all()


def test_an_announcement_seen_more_than_a_notification(engine):
    seen = {"announced_weight": 1.0, "notified_weight": 0.0}
    assert_violated(engine, tempted_late(border_weight=SURE, domestic_delay=3.0, **seen))


def test_turning_back(engine):
    seen = {"announced_weight": 1.0, "notified_weight": 1.0}
    away = {"turning_back": 1.0, "base_return": 1.0, "domestic_delay": 24.0}
    assert_violated(engine, tempted_late(border_weight=SURE, **seen, **away))


def test_a_suspension_seen_more_than_the_announcement_that_it_forestalls(engine):
    unseen = {"announced_weight": 0.0, "notified_weight": 0.0, "domestic_delay": 24.0}
    case = with_tables(
        tempted_late(border_weight=SURE, suspended_weight=1.0, **unseen),
        stage_events=(moved(LATE - 1, 0, SUSPENDED),),
    )
    assert_violated(engine, case)
    calm = with_parameters(case, suspended_weight=0.0)
    assert (second(engine, calm) == second(engine, tempted_sooner(calm))).all()


def threatened(**parameters):
    """The second state leaves for threat alone, from a third state, once it is free to."""
    felt = {"threat_weight": SURE, "threat_months": 1.0}
    return tempted_late([(1, 2, 5.0)], announced_weight=1.0, **felt, **parameters)


def test_deterrence_violates_theorem_a(engine):
    """A neighbour's exit takes away the threat that would have driven the second state out."""
    assert_violated(engine, threatened(deterrence=1.0))
    calm = threatened(deterrence=0.0)
    assert (second(engine, tempted_sooner(calm)) == LATE).all()


def test_deterrence_violates_theorem_b(engine):
    case = tempted_sooner(threatened(deterrence=1.0))
    assert (second(engine, case) == NEVER).all()
    assert (second(engine, without_contagion(case)) == LATE).all()


def test_less_than_a_month_of_inertia(engine):
    """Threat then overshoots: raised for a month by doubt, it is lower the month after."""
    w = world(2, rivals=[(0, 1, 1.0)], posture=0.5)
    pinned = np.zeros((3, 1, 2), dtype=bool)
    pinned[:2] = True
    row, under = [0, 0, 1, *[2] * (MONTHS - 2)], np.ones((3, 2))
    doubted = np.where(np.arange(3) == 1, 0.0, 1.0)[:, None] * under
    tables = {"row": row, "pinned": pinned, "guaranteed": under}
    low, high = (
        plain_case(
            w,
            agenda(w, MONTHS, credibility=credibility, **tables),
            threat_weight=8.0,
            threat_months=0.5,
            protection=0.9,
            anxiety=0.0,
        )
        for credibility in (under, doubted)
    )
    months = [months_of(engine.run(case, 200).announced[:, 0, 0]) for case in (low, high)]
    assert (months[1] > months[0]).any()
    inert = [with_parameters(case, threat_months=1.0) for case in (low, high)]
    months = [months_of(engine.run(case, 200).announced[:, 0, 0]) for case in inert]
    assert (months[1] <= months[0]).all()


def drawn_out(treaties):
    """A state drawn out at once by another one's exit turns back; alone it leaves late, for good.

    The weapon has no use before LATE and a decisive one from then on.  With a second treaty, own
    breach of the first one is all that makes the state leave it.
    """
    stage = np.zeros((treaties, 3), dtype=int)
    stage[0, 0] = OUT
    w = world(
        3,
        treaties,
        stage=stage,
        commitment=np.arange(treaties)[:, None],
        layers={"border": [(1, 0, 1.0)]},
        rivals=[(1, 2, 5.0)],
        posture=1.0,
    )
    pinned = np.broadcast_to([True, False, True], (2, treaties, 3))
    utility = np.repeat([[0.0], [3.0]], treaties, axis=1)
    return plain_case(
        w,
        agenda(w, MONTHS, row=late(), pinned=pinned, utility=utility),
        -20.0,
        border_weight=SURE,
        threat_weight=20.0,
        norm_weight=60.0,
        norm_months=1.0,
        announced_weight=1.0,
        domestic_delay=24.0,
        turning_back=1.0,
        base_return=1.0,
    )


def test_turning_back_lets_contagion_lower_the_number_of_exits(engine):
    """No theorem for exits: whoever announces early has the time to turn back."""
    case = drawn_out(treaties=1)
    together, alone = engine.run(case, RUNS), engine.run(without_contagion(case), RUNS)
    assert (together.announced[:, 0, 1] == 1).all()
    assert (together.returned[:, 0, 1] > 0).all()
    assert (alone.announced[:, 0, 1] == LATE).all()
    assert (alone.returned[:, 0, 1] < 0).all()


def test_own_breach_with_turning_back_violates_theorem_b(engine):
    """Drawn out of one treaty and back in, a state never comes to doubt the other one."""
    case = with_parameters(drawn_out(treaties=2), own_breach=1.0)
    together, alone = engine.run(case, RUNS), engine.run(without_contagion(case), RUNS)
    assert (alone.announced[:, 1, 1] == LATE + 1).all()
    assert (together.announced[:, 1, 1] < 0).all()


@pytest.mark.parametrize(("cut", "month"), [(False, -1), (True, 1)])
def test_renormalising_can_add_a_leaver(engine, cut, month):
    """A state that stays holds another back; with that tie gone, all it sees has left."""
    w = world(
        3, stage=[OUT, PARTY, PARTY], layers={"border": [(2, 0, 1.0), (2, 1, 3.0)]}, notice=60
    )
    case = plain_case(w, agenda(w, MONTHS), -40.0, border_weight=60.0)
    shown = without_tie(case, "border", 1) if cut else case
    assert (engine.run(shown, RUNS).announced[:, 0, 2] == month).all()
