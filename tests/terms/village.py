"""A small world in which every term of the theory is at work, under theorem A's conditions.

Eight states, two kindred treaties, four years.  S0 to S6 are party to T1, S0 to S4 to T2, which S5
joins in month 10; S7 is outside both and the rival of four.  From month 12 the rival stands taller,
the guarantee is doubted, the weapon more useful and less shameful, S4 is pleaded with, S3 is paid,
and S2 protects civilians.
"""

import dataclasses

import numpy as np

from simulation.model.stages import ANNOUNCED, NEVER_JOINED, PARTY, SUSPENDED
from simulation.world.events.wars import War, conflict_ends
from tests.properties.changes import with_parameters, with_tables
from tests.worlds import agenda, case, moved, ties, world

STATES, TREATIES, MONTHS, TURN = 8, 2, 48, 12
RIVAL = 7
OUT = NEVER_JOINED

TERMS_ON = {
    "threat_weight": 4.0,
    "norm_weight": 2.0,
    "border_weight": 1.5,
    "alliance_weight": 1.5,
    "peer_weight": 1.5,
    "incentive_weight": 1.0,
    "erosion_border": 0.3,
    "erosion_alliance": 0.3,
    "erosion_peers": 0.3,
    "kindred": 0.5,
    "reassurance": 0.25,
    "own_breach": 0.3,
    "answer": 1.0,
    "protection": 0.4,
    "anxiety": 0.4,
    "exit_incentive": 2.0,
    "incentive_months": 3.0,
    "posture_months": 3.0,
    "threat_months": 6.0,
    "norm_months": 12.0,
    "domestic_delay": 2.0,
    "domestic_delay_spread": 1.0,
}
BASE_RATE = -6.0


def village(**parameters):
    """The case with every term on, but for the parameters given."""
    w = _world()
    return case(w, _agenda(w), BASE_RATE, **{**TERMS_ON, **parameters})


def _world():
    ring = [(i, (i + 1) % 6, 1.0) for i in range(6)]
    allies = [(i, j, 1.0) for i in (0, 1, 2, 6) for j in (0, 1, 2, 6) if i < j]
    peers = [(i, j, 0.5) for i in range(7) for j in range(i)]
    return world(
        STATES,
        TREATIES,
        stage=[[PARTY] * 7 + [OUT], [PARTY] * 5 + [OUT] * 3],
        commitment=[[0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.5, 0.0], [0.5] * 8],
        layers={
            "border": ties(ring, both_ways=True),
            "alliance": ties(allies, both_ways=True),
            "peers": ties(peers, both_ways=True),
        },
        rivals=[(i, RIVAL, 1.0) for i in (0, 1, 3, 5)],
        posture=[0.0] * 7 + [0.5],
    )


def _agenda(w):
    return agenda(
        w,
        MONTHS,
        row=(np.arange(MONTHS + 1) >= TURN).astype(int),
        posture=_from_the_turn(w.posture, {RIVAL: 0.9}),
        guaranteed=_from_the_turn([1.0, 1.0, 1.0] + [0.0] * 5, {}),
        credibility=_from_the_turn([1.0] * 8, {0: 0.6, 1: 0.6, 2: 0.6}),
        utility=[[1.0, 1.0], [1.25, 1.0]],
        stigma=_each_treaty(_from_the_turn([1.0] * 8, dict.fromkeys(range(7), 0.8))),
        advocacy=_each_treaty(_from_the_turn([0.0] * 8, {4: 0.2})),
        incentive=_each_treaty(_from_the_turn([0.0] * 8, {3: 0.5})),
        weight_in_others=_each_treaty(_from_the_turn([1.0] * 8, {2: 0.5})),
        pinned=_each_treaty(_from_the_turn([0] * 6 + [1, 0], {6: 0}).astype(bool)),
        blocs=[[1, 1, 0, 1, 1, 0, 0, 0]],
        bloc_incentive=np.broadcast_to([[[0, 0, 0, 1, 1, 0, 0, 0]]], (2, 1, 8)),
        joins=[[-1] * 8, [-1] * 5 + [10, -1, -1]],
        conflict_ends=conflict_ends([War(1, 10, 25)], STATES, MONTHS),
        stage_events=(
            moved(8, 2, ANNOUNCED),
            moved(14, 6, SUSPENDED),
            moved(31, 6, PARTY),
        ),
    )


def _from_the_turn(start, later):
    """(2, states) a table before the turn, and after it with some states changed."""
    before = np.array(start, dtype=float)
    after = before.copy()
    for state, value in later.items():
        after[state] = value
    return np.stack([before, after])


def _each_treaty(table):
    return np.repeat(table[:, None, :], TREATIES, axis=1)


def with_world(subject, **fields):
    """The case in another world, with the same agenda."""
    return dataclasses.replace(subject, world=dataclasses.replace(subject.world, **fields))


def without_layer(subject, layer):
    """The case with no ties on one layer."""
    return with_tables(subject, layers={**subject.agenda.layers, layer: ties()})


def table(subject, name, value):
    """The case with one dated table the same throughout."""
    return with_tables(subject, **{name: np.full_like(getattr(subject.agenda, name), value)})


def later_table(subject, name, states, value):
    """The case with one dated table changed for some states from the turn on."""
    changed = getattr(subject.agenda, name).copy()
    changed[1, ..., list(states)] = value
    return with_tables(subject, **{name: changed})


def without_clause(subject):
    """The case in which no treaty heeds armed conflict."""
    law = [dataclasses.replace(t, conflict_clause=False) for t in subject.world.treaties]
    return with_world(subject, treaties=tuple(law))


def unlinked(subject):
    """The case in which nothing joins its treaties."""
    return with_parameters(subject, kindred=0.0, own_breach=0.0, answer=0.0, deterrence=0.0)


def alone(subject, k):
    """The case with one of its treaties only."""
    w, a = subject.world, subject.agenda
    by_treaty = {
        name: getattr(a, name)[:, k : k + 1]
        for name in ("utility", "stigma", "advocacy", "incentive", "weight_in_others", "pinned")
    }
    events = [dataclasses.replace(e, treaty=0) for e in a.stage_events if e.treaty == k]
    return dataclasses.replace(
        subject,
        world=dataclasses.replace(
            w,
            treaties=w.treaties[k : k + 1],
            stage=w.stage[k : k + 1],
            commitment=w.commitment[k : k + 1],
            kindred=np.zeros((1, 1)),
        ),
        agenda=dataclasses.replace(
            a, **by_treaty, joins=a.joins[k : k + 1], stage_events=tuple(events)
        ),
        base_rate=subject.base_rate[k : k + 1],
    )
