"""Hypothesis strategies over worlds: layers, delays, events, several treaties."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from simulation.engines.contract import Case
from simulation.model.arithmetic import on_grid
from simulation.model.contagion import JOINS, RULES, Contagion
from simulation.model.parameters import Parameters
from simulation.model.stages import (
    ANNOUNCED,
    NEVER_JOINED,
    NOTIFIED,
    OUT,
    PARTY,
    RETURNED,
    SUSPENDED,
)
from simulation.world.world import FOREVER, LAYERS
from tests.worlds import agenda, moved, ties, world

ANYTHING, A, B = "anything", "theorem A", "theorem B"
"""What a drawn case must allow: everything, or only what a theorem's conditions allow."""

UNIT = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0])


@st.composite
def parameters(draw, conditions=ANYTHING, treaties=1):
    """Parameters all over their ranges; under a theorem only where its conditions hold."""
    p = Parameters(
        threat_weight=draw(st.sampled_from([5.0, 2.0, 0.0])),
        norm_weight=draw(st.sampled_from([3.0, 1.0, 0.0])),
        border_weight=draw(st.sampled_from([6.0, 2.0, 0.0])),
        alliance_weight=draw(st.sampled_from([4.0, 1.5, 0.0])),
        peer_weight=draw(st.sampled_from([3.0, 1.0, 0.0])),
        incentive_weight=draw(st.sampled_from([3.0, 1.0, 0.0])),
        announced_weight=draw(UNIT),
        notified_weight=draw(UNIT),
        suspended_weight=draw(UNIT),
        protection=draw(UNIT),
        anxiety=draw(UNIT),
        deterrence=draw(st.sampled_from([0.0, 0.5, 1.0])),
        threat_months=draw(st.sampled_from([1.0, 6.0, 24.0])),
        norm_months=draw(st.sampled_from([1.0, 12.0, 60.0])),
        posture_months=draw(st.sampled_from([1.0, 6.0])),
        incentive_months=draw(st.sampled_from([1.0, 12.0])),
        exit_incentive=draw(st.sampled_from([0.0, 1.0, 3.0])),
        erosion_border=draw(UNIT),
        erosion_alliance=draw(UNIT),
        erosion_peers=draw(UNIT),
        kindred=draw(st.sampled_from([0.0, 0.3, 1.0])),
        reassurance=draw(st.sampled_from([0.0, 0.5, 1.0])),
        own_breach=draw(st.sampled_from([0.0, 0.2, 1.0])),
        answer=draw(st.sampled_from([0.0, 2.0])),
        turning_back=draw(st.sampled_from([0.0, 0.0, 1.0])),
        base_return=draw(st.sampled_from([-6.0, -2.0])),
        domestic_delay=float(draw(st.integers(0, 5))),
        domestic_delay_spread=float(draw(st.integers(0, 3))),
        start_spread=draw(st.sampled_from([0.0, 0.0, 0.0, 0.3])),
    )
    if conditions == A:
        return under_theorem_a(p)
    return under_theorem_b(p, treaties) if conditions == B else p


def under_theorem_a(p):
    """The nearest parameters that meet the conditions of theorem A.

    A suspension counts as a stage on the way out here: it must not be seen more than the
    announcement that it forestalls.
    """
    suspended, announced, notified = sorted(
        (p.suspended_weight, p.announced_weight, p.notified_weight)
    )
    return p._replace(
        deterrence=0.0,
        turning_back=0.0,
        suspended_weight=suspended,
        announced_weight=announced,
        notified_weight=notified,
    )


def under_theorem_b(p, treaties):
    """The nearest parameters that meet the conditions of theorem B.

    With several treaties own breach links them within one state: leaving one sooner must then be
    seen no less by the state itself, which is theorem A's condition.
    """
    calm = p._replace(deterrence=0.0)
    if treaties == 1 or calm == under_theorem_a(calm):
        return calm
    return calm._replace(own_breach=0.0) if p.turning_back else under_theorem_a(calm)


@st.composite
def cases(draw, max_states=60, max_treaties=3, conditions=ANYTHING):
    """A case of 2 to ``max_states`` states, one to three treaties, layers, delays and events."""
    states = draw(st.one_of(st.integers(2, min(8, max_states)), st.integers(2, max_states)))
    treaties = draw(st.integers(1, max_treaties))
    months = draw(st.integers(6, 36))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    w = _world(rng, draw, states, treaties, months)
    return Case(
        world=w,
        agenda=agenda(w, months, **_dated(rng, draw, w, months, draw(st.integers(1, 3)))),
        rule="hazard",
        parameters=draw(parameters(conditions, treaties)),
        base_rate=tuple(draw(st.sampled_from([-4.5, -3.0, -7.0])) for _ in range(treaties)),
        seed=draw(st.integers(0, 2**63)),
    )


@st.composite
def contagion_cases(draw, max_states=60, max_treaties=3, rules=tuple(RULES), complete=True):
    """A case of a textbook rule on such a world; complete: some layers may tie all to all."""
    case = draw(cases(max_states, max_treaties))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    declared = draw(st.lists(st.sampled_from(LAYERS), min_size=1, unique=True))
    terms = Contagion(
        RULES[draw(st.sampled_from(rules))],
        draw(st.sampled_from([1, 0])),
        draw(st.sampled_from(list(JOINS.values()))),
        **{layer: draw(WEIGHT) if layer in declared else 0.0 for layer in LAYERS},
        probability=draw(st.sampled_from([0.5, 0.3, 0.8, 0.1, 1.0, 0.0])),
        p=draw(st.sampled_from([0.03, 0.01, 0.1, 0.0])),
        q=draw(st.sampled_from([0.1, 0.3, 0.0, 1.0])),
    )
    whole = draw(st.lists(st.sampled_from(declared), max_size=1)) if complete else []
    levels = LEVELS if terms.shares else [*LEVELS, 1.0, 1.7, 2.0, 2.2, 3.0]
    w = replace(
        case.world,
        threshold=rng.choice(levels, case.world.stage.shape),
        declared=tuple(declared),
        complete=tuple(whole),
        complete_weight=tuple(draw(st.sampled_from([1.0, on_grid(0.3)])) for _ in whole),
    )
    layers = {
        name: tied if name in declared and name not in whole else ties()
        for name, tied in case.agenda.layers.items()
    }
    return replace(
        case,
        world=w,
        agenda=replace(case.agenda, layers=layers),
        rule={number: name for name, number in RULES.items()}[terms.rule],
        contagion=terms,
    )


WEIGHT = st.sampled_from([1.0, 0.5, 2.0])
LEVELS = [0.1, 0.25, 0.3, 0.5, 0.5, 0.75, 1.0, 1.0, 0.0]
"""Thresholds, as shares of the partners."""


def _world(rng, draw, states, treaties, months):
    shape = (treaties, states)
    stage = rng.choice([PARTY] * 12 + [NEVER_JOINED] * 3 + [OUT] * 2 + [SUSPENDED, RETURNED], shape)
    stage[:, 0] = PARTY
    density = draw(st.sampled_from([2.0, 1.0, 0.0]))
    return world(
        states,
        treaties,
        stage=stage,
        commitment=rng.random(shape).round(3),
        layers={name: ties(_pairs(rng, states, density, months)) for name in LAYERS},
        rivals=[tie[:3] for tie in _pairs(rng, states, 1.0, months)],
        posture=rng.random(states).round(3),
        notice=draw(st.sampled_from([6, 1, 0])),
        clause=draw(st.booleans()),
        kindred=(rng.random((treaties, treaties)) < 0.7) & ~np.eye(treaties, dtype=bool),
    )


def _pairs(rng, states, partners, months):
    """Entries for ``ties``: so many partners a state, some beginning or ending during the run."""
    ends = rng.integers(0, states, (round(partners * states), 2)).tolist()
    return [
        (
            i,
            j,
            rng.choice([1.0, 0.5, 0.3, 1.7]),
            int(rng.choice([0, 0, 0, 5])),
            int(rng.choice([FOREVER, FOREVER, FOREVER, months // 2])),
        )
        for i, j in sorted({(i, j) for i, j in ends if i != j})
    ]


def _dated(rng, draw, w, months, rows):
    treaties, states = w.stage.shape
    one, whole = (rows, states), (rows, treaties, states)
    row = np.sort(rng.integers(0, rows, months + 1))
    row[0] = 0
    blocs = (rng.random((draw(st.integers(0, 2)), states)) < 0.5).astype(float)
    joining = (w.stage == NEVER_JOINED) & (rng.random(w.stage.shape) < 0.7)
    return {
        "row": row,
        "posture": w.posture * rng.choice([1.0, 1.0, 1.5, 2.0], one),
        "guaranteed": (rng.random(one) < 0.5).astype(float),
        "credibility": rng.choice([1.0, 0.5, 0.2], one),
        "utility": rng.choice([1.0, 1.0, 1.4, 0.6], (rows, treaties)),
        "stigma": rng.choice([1.0, 1.0, 0.7, 1.2], whole),
        "advocacy": rng.choice([0.0, 0.0, 0.3], whole),
        "incentive": rng.choice([0.0, 0.0, 0.0, 1.0], whole),
        "weight_in_others": rng.choice([1.0, 1.0, 1.0, 0.4], whole),
        "pinned": rng.random(whole) < 0.1,
        "blocs": blocs,
        "bloc_incentive": rng.choice([0.0, 1.0], (rows, len(blocs), states)),
        "joins": np.where(joining, rng.integers(1, months + 1, w.stage.shape), -1),
        "conflict_ends": _wars(rng, months, states),
        "stage_events": _stage_events(rng, w, months, draw(st.integers(0, 6))),
    }


def _wars(rng, months, states):
    """A war for some states: in each month of it, the month in which it is over."""
    ends = np.zeros((months + 1, states), dtype=np.int64)
    for i in range(states):
        if rng.random() < 0.3:
            begin, end = np.sort(rng.integers(0, months + 6, 2))
            ends[begin : min(end, months + 1), i] = end
    return ends


def _stage_events(rng, w, months, count):
    """Dated stages, a few of them before the run began."""
    treaties, states = w.stage.shape
    when = np.sort(rng.integers(-2, months + 1, count)).tolist()
    stages = rng.choice([ANNOUNCED, NOTIFIED, OUT, SUSPENDED, SUSPENDED, PARTY], count).tolist()
    return tuple(
        moved(
            month, int(rng.integers(states)), stage, int(rng.integers(treaties)), rng.random() < 0.3
        )
        for month, stage in zip(when, stages, strict=True)
    )
