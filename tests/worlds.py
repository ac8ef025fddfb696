"""Worlds for tests: one made by hand from few words, and hypothesis strategies over all of them."""

import numpy as np
from hypothesis import strategies as st

from simulation.engines.contract import Case
from simulation.model.arithmetic import on_grid
from simulation.model.parameters import Parameters
from simulation.model.stages import (
    ANNOUNCED,
    NEVER_JOINED,
    NOTIFIED,
    OUT,
    PARTY,
    SUSPENDED,
)
from simulation.world.world import FOREVER, LAYERS, Agenda, StageEvent, Ties, Treaty, World

EMPTY = np.zeros(0, dtype=np.int64)


def ties(entries=(), both_ways=False):
    """Ties from (state, partner, weight[, since, until])."""
    full = [(*e, 0, FOREVER)[:5] if len(e) == 3 else e for e in entries]
    if both_ways:
        full += [(j, i, w, s, u) for i, j, w, s, u in full]
    columns = list(zip(*full, strict=True)) or [()] * 5
    i, j, w, since, until = columns
    return Ties(
        state=np.array(i, dtype=np.int64),
        partner=np.array(j, dtype=np.int64),
        weight=np.array([on_grid(x) for x in w], dtype=np.float64),
        since=np.array(since, dtype=np.int64),
        until=np.array(until, dtype=np.int64),
    )


def world(
    states=2,
    treaties=1,
    stage=None,
    commitment=0.0,
    layers=None,
    rivals=(),
    posture=0.0,
    notice=6,
    clause=True,
    kindred=None,
    draw_keys=None,
):
    """A world of ``states`` states; layers: name -> entries for ``ties``."""
    names = tuple(f"S{i:05d}" for i in range(states))
    layers = layers or {}
    if kindred is None:
        kindred = np.ones((treaties, treaties)) - np.eye(treaties)
    return World(
        states=names,
        names=names,
        draw_keys=tuple(draw_keys or names),
        treaties=tuple(
            Treaty(f"T{k + 1}", f"Treaty {k + 1}", notice, clause) for k in range(treaties)
        ),
        stage=np.array(
            stage if stage is not None else np.zeros((treaties, states)), dtype=np.int64
        ).reshape(treaties, states),
        commitment=np.broadcast_to(np.asarray(commitment, dtype=float), (treaties, states)).copy(),
        layers={
            name: entries if isinstance(entries := layers.get(name, ()), Ties) else ties(entries)
            for name in LAYERS
        },
        rivals=ties(rivals),
        posture=np.broadcast_to(np.asarray(posture, dtype=float), (states,)).copy(),
        kindred=np.asarray(kindred, dtype=float),
        groups={},
        guarantors={},
        population=np.full(states, np.nan),
    )


def agenda(w, months, **tables):
    """An agenda on which nothing happens, but for the tables given (rows come from their length)."""
    treaties, states = w.stage.shape
    rows = max([1] + [len(t) for n, t in tables.items() if n in ROWED])
    shapes = {
        "posture": (states,),
        "guaranteed": (states,),
        "credibility": (states,),
        "utility": (treaties,),
        "stigma": (treaties, states),
        "advocacy": (treaties, states),
        "incentive": (treaties, states),
        "weight_in_others": (treaties, states),
        "pinned": (treaties, states),
    }
    neutral = {"credibility": 1.0, "utility": 1.0, "stigma": 1.0, "weight_in_others": 1.0}
    blocs = np.asarray(tables.get("blocs", np.zeros((0, states))), dtype=float)
    filled = {}
    for name, shape in shapes.items():
        given_table = tables.get(name)
        if given_table is None:
            base = w.posture if name == "posture" else neutral.get(name, 0.0)
            given_table = np.broadcast_to(np.asarray(base, dtype=float), (rows, *shape))
        filled[name] = np.array(given_table, dtype=bool if name == "pinned" else float)
    bloc_incentive = tables.get("bloc_incentive", np.zeros((rows, len(blocs), states)))
    row = tables.get("row", np.zeros(months + 1))
    return Agenda(
        months=months,
        row=np.array(row, dtype=np.int64),
        **filled,
        blocs=blocs,
        bloc_incentive=np.asarray(bloc_incentive, dtype=float),
        joins=np.array(tables.get("joins", np.full((treaties, states), -1)), dtype=np.int64),
        conflict_ends=np.array(
            tables.get("conflict_ends", np.zeros((months + 1, states))), dtype=np.int64
        ),
        stage_events=tuple(tables.get("stage_events", ())),
        layers=tables.get("layers", w.layers),
    )


ROWED = (
    "posture",
    "guaranteed",
    "credibility",
    "utility",
    "stigma",
    "advocacy",
    "incentive",
    "weight_in_others",
    "pinned",
    "bloc_incentive",
)


def case(w, a, base_rate=-3.0, seed=2025, **parameters):
    """A case of the hazard rule; parameters: those that differ from the defaults."""
    rates = base_rate if isinstance(base_rate, tuple) else (base_rate,) * len(w.treaties)
    p = Parameters()._replace(**{k: float(v) for k, v in parameters.items()})
    return Case(world=w, agenda=a, rule="hazard", parameters=p, base_rate=rates, seed=seed)


UNIT = st.floats(0.0, 1.0, width=32)


@st.composite
def layers_of(draw, states, months, dated=True):
    """Entries of one layer: ties with weights, some beginning or ending during the run."""
    count = draw(st.integers(0, min(3 * states, 90)))
    person = st.integers(0, states - 1)
    chosen = {}
    for _ in range(count):
        i, j = draw(person), draw(person)
        if i == j:
            continue
        since = draw(st.sampled_from([0, 0, 0, 5])) if dated else 0
        until = (
            draw(st.sampled_from([FOREVER, FOREVER, FOREVER, months // 2])) if dated else FOREVER
        )
        chosen[i, j] = (i, j, draw(st.sampled_from([1.0, 0.5, 0.3, 1.7])), since, until)
    return ties(list(chosen.values()))


@st.composite
def parameters(draw, theorem_a=False, theorem_b=False):
    """Parameters all over their ranges; under a theorem only where its conditions hold."""
    plain = theorem_a
    low_announced = draw(st.sampled_from([0.0, 0.3, 0.5]))
    return Parameters(
        threat_weight=draw(st.sampled_from([0.0, 2.0, 5.0])),
        norm_weight=draw(st.sampled_from([0.0, 1.0, 3.0])),
        border_weight=draw(st.sampled_from([0.0, 2.0, 6.0])),
        alliance_weight=draw(st.sampled_from([0.0, 1.5, 4.0])),
        peer_weight=draw(st.sampled_from([0.0, 1.0, 3.0])),
        incentive_weight=draw(st.sampled_from([0.0, 1.0])),
        announced_weight=low_announced,
        notified_weight=draw(st.sampled_from([low_announced, 0.7, 1.0])),
        suspended_weight=draw(UNIT),
        protection=draw(UNIT),
        anxiety=draw(UNIT),
        deterrence=0.0 if theorem_a or theorem_b else draw(st.sampled_from([0.0, 0.0, 0.5])),
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
        answer=draw(st.sampled_from([0.0, 0.0, 2.0])),
        turning_back=0.0 if plain else draw(st.sampled_from([0.0, 0.0, 1.0])),
        base_return=draw(st.sampled_from([-6.0, -2.0])),
        domestic_delay=float(draw(st.integers(0, 5))),
        domestic_delay_spread=float(draw(st.integers(0, 3))),
        start_spread=draw(st.sampled_from([0.0, 0.0, 0.0, 0.3])),
    )


@st.composite
def cases(draw, max_states=60, theorem_a=False, theorem_b=False):
    """A world of 2 to ``max_states`` states, one to three treaties, layers, delays and events."""
    states = draw(st.one_of(st.integers(2, 8), st.integers(2, max_states)))
    treaties = draw(st.integers(1, 3))
    months = draw(st.integers(6, 36))
    random = draw(st.randoms(use_true_random=False))
    rng = np.random.default_rng(random.randrange(2**32))
    stage = rng.choice([PARTY, PARTY, PARTY, PARTY, NEVER_JOINED, OUT], size=(treaties, states))
    stage[:, 0] = PARTY
    w = world(
        states,
        treaties,
        stage=stage,
        commitment=rng.random((treaties, states)).round(3),
        layers={name: draw(layers_of(states, months)) for name in LAYERS},
        rivals=[
            (i, j, float(rng.random()))
            for i, j in {tuple(p) for p in rng.integers(0, states, (states, 2)).tolist()}
            if i != j
        ],
        posture=rng.random(states).round(3),
        notice=draw(st.sampled_from([0, 1, 6])),
        clause=draw(st.booleans()),
    )
    rows = draw(st.integers(1, 3))
    a = agenda(w, months, **_dated(rng, draw, w, months, rows))
    p = draw(parameters(theorem_a=theorem_a, theorem_b=theorem_b))
    rates = tuple(draw(st.sampled_from([-7.0, -4.5, -3.0])) for _ in range(treaties))
    return Case(
        world=w,
        agenda=a,
        rule="hazard",
        parameters=p,
        base_rate=rates,
        seed=draw(st.integers(0, 2**63)),
    )


def _dated(rng, draw, w, months, rows):
    treaties, states = w.stage.shape
    row = np.sort(rng.integers(0, rows, months + 1))
    row[0] = 0
    whole = (rows, treaties, states)
    joins = np.where(
        (w.stage == NEVER_JOINED) & (rng.random((treaties, states)) < 0.5),
        rng.integers(1, months + 1, (treaties, states)),
        -1,
    )
    blocs = (rng.random((draw(st.integers(0, 2)), states)) < 0.5).astype(float)
    wars = np.zeros((months + 1, states), dtype=np.int64)
    for i in range(states):
        if rng.random() < 0.3:
            begin, end = np.sort(rng.integers(0, months + 6, 2))
            wars[begin : min(end, months + 1), i] = end
    return {
        "row": row,
        "posture": w.posture * rng.choice([1.0, 1.0, 1.5, 2.0], (rows, states)),
        "guaranteed": (rng.random((rows, states)) < 0.5).astype(float),
        "credibility": rng.choice([1.0, 0.5, 0.2], (rows, states)),
        "utility": rng.choice([1.0, 1.0, 1.4, 0.6], (rows, treaties)),
        "stigma": rng.choice([1.0, 1.0, 0.7, 1.2], whole),
        "advocacy": rng.choice([0.0, 0.0, 0.3], whole),
        "incentive": rng.choice([0.0, 0.0, 0.0, 1.0], whole),
        "weight_in_others": rng.choice([1.0, 1.0, 1.0, 0.4], whole),
        "pinned": rng.random(whole) < 0.1,
        "blocs": blocs,
        "bloc_incentive": rng.choice([0.0, 1.0], (rows, len(blocs), states)),
        "joins": joins,
        "conflict_ends": wars,
        "stage_events": tuple(
            StageEvent(int(m), int(rng.integers(treaties)), int(rng.integers(states)), int(s), "e")
            for m, s in zip(
                np.sort(rng.integers(0, months + 1, draw(st.integers(0, 4)))),
                rng.choice([ANNOUNCED, NOTIFIED, OUT, SUSPENDED, PARTY], 4),
                strict=False,
            )
        ),
    }
