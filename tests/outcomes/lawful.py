"""Random but lawful histories: what an engine could have left, made without one."""

import dataclasses
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from simulation.engines.contract import Histories
from simulation.model.stages import (
    ANNOUNCED,
    NEVER,
    NEVER_JOINED,
    NOTIFIED,
    OUT,
    PARTY,
    RETURNED,
    SUSPENDED,
)
from simulation.world.world import Agenda, StageEvent, World
from tests import worlds


class Left(NamedTuple):
    """A world, its agenda and what some replicates left."""

    world: World
    agenda: Agenda
    histories: Histories


def left(seed=1, states=12, treaties=2, months=24, runs=40, recorded=10, forced=True):
    """A world in which every stage occurs, and histories of ``runs`` replicates."""
    rng = np.random.default_rng(seed)
    world = _world(rng, states, treaties)
    agenda = _agenda(rng, world, months, forced)
    return Left(world, agenda, _histories(rng, world, agenda, runs, recorded))


@st.composite
def lefts(draw):
    """``left`` over many sizes."""
    runs = draw(st.integers(1, 30))
    return left(
        seed=draw(st.integers(0, 2**32 - 1)),
        states=draw(st.integers(1, 15)),
        treaties=draw(st.integers(1, 3)),
        months=draw(st.integers(1, 30)),
        runs=runs,
        recorded=draw(st.integers(0, runs)),
        forced=draw(st.booleans()),
    )


def _world(rng, states, treaties):
    stage = rng.choice([PARTY] * 6 + [NEVER_JOINED, OUT], size=(treaties, states))
    made = worlds.world(states, treaties, stage=stage, commitment=rng.random((treaties, states)))
    pairs = [(a, b) for a in range(states) for b in range(a + 1, states) if rng.random() < 0.4]
    return dataclasses.replace(
        made,
        population=np.where(rng.random(states) < 0.1, np.nan, rng.integers(1, 10**9, states)),
        border_km={pair: round(float(rng.random() * 3000), 1) for pair in pairs},
    )


def _agenda(rng, world, months, forced):
    treaties, states = world.stage.shape
    events = []
    if forced:
        events.append(StageEvent(1 + months // 2, 0, 0, OUT, "forced"))
        events.append(StageEvent(months, treaties - 1, states - 1, SUSPENDED, "suspended"))
    pinned = np.zeros((1, treaties, states), dtype=bool)
    pinned[0, 0, states // 2] = True
    joins = np.where((world.stage == NEVER_JOINED) & (rng.random(world.stage.shape) < 0.5), 1, -1)
    return worlds.agenda(
        world,
        months,
        stage_events=tuple(events),
        pinned=pinned,
        joins=joins,
        weight_in_others=rng.choice([1.0, 0.5], (1, treaties, states)),
    )


def _histories(rng, world, agenda, runs, recorded):
    treaties, states = world.stage.shape
    shape = (runs, treaties, states)
    at_start = np.broadcast_to(world.stage, shape)
    gone = at_start == OUT
    stage = np.where((at_start == NEVER_JOINED) & (agenda.joins >= 0), PARTY, at_start)
    months = {name: np.where(gone, 0, NEVER) for name in ("announced", "notified", "out")}
    months |= {name: np.full(shape, NEVER) for name in ("returned", "suspended")}
    free = (stage == PARTY) & ~agenda.pinned[0]
    announces = free & (rng.random(shape) < 0.35)
    months["announced"] = np.where(
        announces, rng.integers(1, agenda.months + 1, shape), months["announced"]
    )
    notified = months["announced"] + rng.integers(0, 5, shape)
    out = notified + 6
    notifies = announces & (notified <= agenda.months)
    leaves = announces & (out <= agenda.months)
    turns = announces & ~leaves & (rng.random(shape) < 0.3)
    for which, name, month in ((notifies, "notified", notified), (leaves, "out", out)):
        months[name] = np.where(which, month, months[name])
    months["returned"] = np.where(turns, agenda.months, NEVER)
    for which, to in (
        (announces, ANNOUNCED),
        (notifies, NOTIFIED),
        (leaves, OUT),
        (turns, RETURNED),
    ):
        stage = np.where(which, to, stage)
    forced = gone.copy()
    _apply_events(agenda, months, stage, forced)
    return Histories(
        replicates=np.arange(runs, dtype=np.int64),
        **{name: values.astype(np.int16) for name, values in months.items()},
        forced=forced,
        stage=stage.astype(np.int8),
        threat=rng.random((runs, states)),
        commitment=rng.random(shape),
        threat_path=rng.random((recorded, agenda.months + 1, states)),
        commitment_path=rng.random((recorded, agenda.months + 1, treaties, states)),
        failed=np.zeros(0, dtype=np.int64),
        reasons=np.zeros(0, dtype="U200"),
    )


def _apply_events(agenda, months, stage, forced):
    for event in agenda.stage_events:
        at = (slice(None), event.treaty, event.state)
        staying = np.isin(stage[at], (PARTY, RETURNED))
        name = {OUT: "out", SUSPENDED: "suspended"}[event.stage]
        months[name][at] = np.where(staying, event.month, months[name][at])
        forced[at] |= staying & (event.stage == OUT)
        stage[at] = np.where(staying, event.stage, stage[at])


def some(histories, chosen):
    """Some of the replicates; those recorded must come first among the chosen."""
    recorded = [r for r in chosen if r < len(histories.threat_path)]
    rows = {"threat_path": recorded, "commitment_path": recorded, "failed": [], "reasons": []}
    return Histories(
        **{
            field.name: getattr(histories, field.name)[rows.get(field.name, list(chosen))]
            for field in dataclasses.fields(Histories)
        }
    )


def reordered(one, order):
    """The same world and histories with the states in another order."""
    world, agenda, histories = one
    place = {old: new for new, old in enumerate(order)}
    names = tuple(world.states[i] for i in order)
    moved = dataclasses.replace(
        world,
        states=names,
        names=names,
        draw_keys=names,
        stage=world.stage[:, order],
        commitment=world.commitment[:, order],
        population=world.population[order],
        border_km={
            tuple(sorted((place[a], place[b]))): km for (a, b), km in world.border_km.items()
        },
    )
    dated = dataclasses.replace(
        agenda,
        pinned=agenda.pinned[:, :, order],
        joins=agenda.joins[:, order],
        weight_in_others=agenda.weight_in_others[:, :, order],
        stage_events=tuple(
            dataclasses.replace(event, state=place[event.state]) for event in agenda.stage_events
        ),
    )
    columns = {
        field.name: getattr(histories, field.name)
        if field.name in ("replicates", "failed", "reasons")
        else getattr(histories, field.name)[..., order]
        for field in dataclasses.fields(Histories)
    }
    return Left(moved, dated, Histories(**columns))
