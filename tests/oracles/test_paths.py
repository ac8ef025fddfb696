"""Threat perception and norm commitment month by month, from their closed forms."""

import math

import numpy as np
import pytest

from simulation.model.stages import OUT, PARTY
from tests.oracles.laws import relaxed
from tests.worlds import agenda, moved, plain_case, world

MONTHS = 18
NOBODY = -50.0
"""A log pressure under which nobody decides anything."""

CLOSE = {"rtol": 1e-12, "atol": 1e-13}
FELT = 1.0 - math.exp(-0.5 * 0.8)


def threatened(**tables):
    """The first state faces the second one's posture of 0.8 with weight 0.5."""
    w = world(3, rivals=[(0, 1, 0.5)], posture=[0.0, 0.8, 0.0])
    return w, agenda(w, MONTHS, **tables)


def threat(engine, w, a, **parameters):
    """The first state's threat perception in months 0..T."""
    return engine.run(plain_case(w, a, NOBODY, **parameters), 1, 1).threat_path[0, :, 0]


def dated(month):
    """Rows of an agenda with one row before a month and one from then on."""
    return (np.arange(MONTHS + 1) >= month).astype(int)


@pytest.mark.parametrize(
    ("guaranteed", "credibility", "share"),
    [
        (0.0, 1.0, 1.0),
        (0.0, 0.0, 1.0),
        (1.0, 1.0, 1.0 - 0.6),
        (1.0, 0.5, (1.0 - 0.3) * (1.0 + 0.2)),
        (1.0, 0.0, 1.4),
    ],
)
def test_threat_stands_at_its_target_from_the_start(engine, guaranteed, credibility, share):
    w, a = threatened(guaranteed=[[guaranteed] * 3], credibility=[[credibility] * 3])
    path = threat(engine, w, a, protection=0.6, anxiety=0.4)
    np.testing.assert_allclose(path, FELT * share, **CLOSE)
    assert len(set(path.tolist())) == 1


def test_rivals_add_up_and_saturate(engine):
    rivals = [(0, 1, 0.5), (0, 2, 1.5), (1, 0, 9.0)]
    w = world(3, rivals=rivals, posture=[0.3, 0.8, 1.2])
    felt = 1.0 - math.exp(-(0.5 * 0.8 + 1.5 * 1.2))
    np.testing.assert_allclose(threat(engine, w, agenda(w, MONTHS)), felt, **CLOSE)


@pytest.mark.parametrize("time", [1.0, 4.0, 12.0])
def test_threat_moves_towards_a_new_target_from_that_month_on(engine, time):
    """A guarantee is doubted from month 5: the first step is taken in month 5."""
    w, a = threatened(row=dated(5), guaranteed=np.ones((2, 3)), credibility=[[1.0] * 3, [0.0] * 3])
    path = threat(engine, w, a, protection=0.5, anxiety=0.5, threat_months=time)
    np.testing.assert_allclose(path[:5], 0.5 * FELT, **CLOSE)
    np.testing.assert_allclose(path[4:], relaxed(0.5 * FELT, 1.5 * FELT, time, MONTHS - 4), **CLOSE)


@pytest.mark.parametrize("time", [1.0, 6.0])
def test_a_new_posture_is_felt_from_the_next_month_on(engine, time):
    """Posture moves at the end of month 5, towards twice its size; threat without inertia."""
    w, a = threatened(row=dated(5), posture=[[0.0, 0.8, 0.0], [0.0, 1.6, 0.0]])
    path = threat(engine, w, a, threat_months=1.0, posture_months=time)
    np.testing.assert_allclose(path[:6], FELT, **CLOSE)
    posture = relaxed(0.8, 1.6, time, MONTHS - 5)
    np.testing.assert_allclose(path[5:], 1.0 - np.exp(-0.5 * posture), **CLOSE)


@pytest.mark.parametrize("time", [1.0, 6.0])
def test_a_rival_answers_the_share_of_those_exposed_to_it_that_are_out(engine, time):
    """Of weights 0.5, 1.0 and 1.5, the state with 1.0 is out from month 3 on."""
    w = world(4, rivals=[(0, 3, 0.5), (1, 3, 1.0), (2, 3, 1.5)], posture=[0.0, 0.0, 0.0, 0.8])
    a = agenda(w, MONTHS, stage_events=(moved(3, 1, OUT),))
    path = threat(engine, w, a, threat_months=1.0, posture_months=time, answer=1.5)
    posture = relaxed(0.8, 0.8 * (1.0 + 1.5 / 3.0), time, MONTHS - 3)
    np.testing.assert_allclose(path[:4], FELT, **CLOSE)
    np.testing.assert_allclose(path[4:], 1.0 - np.exp(-0.5 * posture[1:]), **CLOSE)


def test_deterrence_takes_away_threat_where_neighbours_are_out(engine):
    w = world(
        3,
        rivals=[(0, 1, 0.5)],
        posture=[0.0, 0.8, 0.0],
        layers={"border": [(0, 2, 1.0), (0, 1, 3.0)]},
    )
    a = agenda(w, MONTHS, stage_events=(moved(0, 2, OUT),))
    path = threat(engine, w, a, deterrence=0.8)
    np.testing.assert_allclose(path, FELT * (1.0 - 0.8 * 0.25), **CLOSE)


@pytest.mark.parametrize("treaty", [0, 1])
def test_exits_from_either_treaty_deter_and_are_answered(engine, treaty):
    """Threat perception is one, whichever treaty is left: the neighbour counts once, if at all."""
    w = world(
        3,
        2,
        rivals=[(0, 1, 0.5), (2, 1, 1.5)],
        posture=[0.0, 0.8, 0.0],
        layers={"border": [(0, 2, 1.0), (0, 1, 3.0)]},
    )
    a = agenda(w, MONTHS, stage_events=(moved(0, 2, OUT, treaty),))
    moving = {"threat_months": 1.0, "posture_months": 1.0}
    path = threat(engine, w, a, deterrence=0.8, answer=1.0, **moving)
    calm = 1.0 - 0.8 * 0.25
    np.testing.assert_allclose(path[:2], FELT * calm, **CLOSE)
    alarmed = 1.0 - math.exp(-0.5 * 0.8 * (1.0 + 0.75))
    np.testing.assert_allclose(path[2:], alarmed * calm, **CLOSE)


def commitment(engine, w, a, treaty=0, **parameters):
    """The first state's norm commitment in months 0..T."""
    return engine.run(plain_case(w, a, NOBODY, **parameters), 1, 1).commitment_path[0, :, treaty, 0]


EROSIONS = {"erosion_border": 0.2, "erosion_alliance": 0.3, "erosion_peers": 0.4}


@pytest.mark.parametrize("layer", ["border", "alliance", "peers"])
@pytest.mark.parametrize("time", [1.0, 24.0])
def test_commitment_erodes_where_partners_are_out(engine, layer, time):
    """One of two partners is out from month 3: seen, and the first step taken, in month 4."""
    w = world(3, commitment=0.8, layers={layer: [(0, 1, 1.0), (0, 2, 1.0)]})
    a = agenda(w, MONTHS, stage_events=(moved(3, 1, OUT),))
    path = commitment(engine, w, a, norm_months=time, **EROSIONS)
    target = 0.8 * (1.0 - 0.5 * EROSIONS[f"erosion_{layer}"])
    np.testing.assert_allclose(path[:4], 0.8, **CLOSE)
    np.testing.assert_allclose(path[3:], relaxed(0.8, target, time, MONTHS - 3), **CLOSE)


@pytest.mark.parametrize(
    ("tables", "target"),
    [
        ({"stigma": 0.5}, 0.4),
        ({"stigma": 1.5}, 1.0),
        ({"advocacy": 0.1}, 0.9),
        ({"advocacy": 0.7}, 1.0),
        ({"stigma": 0.0, "advocacy": 0.3}, 0.3),
    ],
)
def test_stigma_scales_commitment_and_advocacy_adds_to_it(engine, tables, target):
    """Dated from month 6 on, and kept in 0..1."""
    neutral = {"stigma": 1.0, "advocacy": 0.0}
    w = world(2, commitment=0.8)
    rows = {
        name: [np.full((1, 2), neutral[name]), np.full((1, 2), value)]
        for name, value in tables.items()
    }
    path = commitment(engine, w, agenda(w, MONTHS, row=dated(6), **rows), norm_months=10.0)
    np.testing.assert_allclose(path[:6], 0.8, **CLOSE)
    np.testing.assert_allclose(path[5:], relaxed(0.8, target, 10.0, MONTHS - 5), **CLOSE)


def test_who_weighs_less_in_others_erodes_less(engine):
    """The partner that is out counts a quarter from month 6 on."""
    w = world(2, commitment=0.8, stage=[PARTY, OUT], layers={"peers": [(0, 1, 1.0)]})
    a = agenda(w, MONTHS, row=dated(6), weight_in_others=[[[1.0, 1.0]], [[1.0, 0.25]]])
    path = commitment(engine, w, a, norm_months=1.0, erosion_peers=0.4)
    np.testing.assert_allclose(path[1:6], 0.8 * 0.6, **CLOSE)
    np.testing.assert_allclose(path[6:], 0.8 * 0.9, **CLOSE)


def test_advocacy_is_added_to_what_erosion_and_stigma_leave(engine):
    w = world(2, commitment=0.8, stage=[PARTY, OUT], layers={"border": [(0, 1, 1.0)]})
    a = agenda(w, MONTHS, stigma=[[[0.5, 1.0]]], advocacy=[[[0.1, 0.0]]])
    path = commitment(engine, w, a, norm_months=3.0, erosion_border=0.25)
    target = 0.8 * 0.5 * 0.75 + 0.1
    np.testing.assert_allclose(path, relaxed(0.8, target, 3.0, MONTHS), **CLOSE)


def two_treaties(stage, **kinship):
    """Two treaties; the second state is out of the first one and seen by the first state."""
    return world(2, 2, stage=stage, commitment=0.8, layers={"border": [(0, 1, 1.0)]}, **kinship)


@pytest.mark.parametrize(("reassurance", "carried"), [(0.0, 0.5), (0.5, 0.25), (1.0, 0.0)])
def test_erosion_carries_over_to_a_kindred_treaty_less_reassurance(engine, reassurance, carried):
    w = two_treaties([[PARTY, OUT], [PARTY, PARTY]])
    parameters = {"norm_months": 12.0, "kindred": 0.5, "reassurance": reassurance, **EROSIONS}
    here = commitment(engine, w, agenda(w, MONTHS), 0, **parameters)
    there = commitment(engine, w, agenda(w, MONTHS), 1, **parameters)
    np.testing.assert_allclose(here, relaxed(0.8, 0.8 * 0.8, 12.0, MONTHS), **CLOSE)
    target = 0.8 * (1.0 - carried * 0.2)
    np.testing.assert_allclose(there, relaxed(0.8, target, 12.0, MONTHS), **CLOSE)


def test_erosion_carries_over_only_from_a_kindred_treaty(engine):
    """Kinship is directed: the row's treaty feels the column's."""
    w = two_treaties([[PARTY, OUT], [PARTY, PARTY]], kindred=[[0.0, 1.0], [0.0, 0.0]])
    there = commitment(engine, w, agenda(w, MONTHS), 1, kindred=0.5, own_breach=0.5, **EROSIONS)
    np.testing.assert_allclose(there, 0.8, **CLOSE)


def test_own_breach_of_one_treaty_costs_commitment_to_another(engine):
    w = two_treaties([[OUT, PARTY], [PARTY, PARTY]])
    there = commitment(engine, w, agenda(w, MONTHS), 1, own_breach=0.3, norm_months=12.0)
    np.testing.assert_allclose(there, relaxed(0.8, 0.8 * 0.7, 12.0, MONTHS), **CLOSE)


def test_erosion_never_leaves_less_than_nothing(engine):
    w = two_treaties([[OUT, OUT], [PARTY, OUT]])
    whole = {"erosion_border": 0.9, "kindred": 0.9, "own_breach": 0.9, "norm_months": 2.0}
    there = commitment(engine, w, agenda(w, MONTHS), 1, **whole)
    np.testing.assert_allclose(there, relaxed(0.8, 0.0, 2.0, MONTHS), **CLOSE)
