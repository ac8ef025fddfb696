"""A world from the researcher's own tables.

Parties of a treaty are those who are bound on the world's date, from ``parties.csv`` and, where
there is one, the record of withdrawals; without ``parties.csv`` all states are.  Who joins later is
party from that month on.  Whoever is on record as leaving later is not moved: whether it leaves is
the question.
"""

from typing import NamedTuple

import numpy as np

from simulation.model.stages import NEVER_JOINED, PARTY
from simulation.scenario.data_files import named
from simulation.scenario.scenario import Scenario
from simulation.world.table import history, parties
from simulation.world.table.parties import Membership
from simulation.world.table.sheet import Faults
from simulation.world.table.states import States, states
from simulation.world.table.tied import RIVAL, border_km, ties
from simulation.world.world import LAYERS, Integers, Ties, Treaty, World


class Tables(NamedTuple):
    """Everything that the files say."""

    states: States
    bound: list[Membership] | None
    """Who is bound when; None where no file says it: then all are."""
    gone: tuple[history.Withdrawal, ...]
    layers: dict[str, Ties]
    """By name, rivals among them."""
    border_km: dict[tuple[int, int], float]


def table_world(scenario: Scenario) -> World:
    """The world that a scenario with source = "table" asks for.

    Every treaty is kindred to every other.  Raises ``InputFault`` with one line for each fault,
    naming file, row and column, at most twenty.
    """
    read, said, codes = tables(scenario), scenario.world.options, scenario.world.treaties
    stage = _stage(scenario, read)
    return World(
        states=read.states.identifiers,
        names=read.states.names,
        draw_keys=read.states.identifiers,
        treaties=tuple(Treaty(code, code, said["notice_months"], False) for code in codes),
        stage=stage,
        commitment=read.states.commitment,
        layers={name: read.layers[name] for name in LAYERS},
        rivals=read.layers[RIVAL],
        posture=read.states.posture,
        danger=read.states.danger,
        kindred=1.0 - np.eye(len(codes)),
        groups=read.states.groups,
        guarantors={},
        population=read.states.population,
        border_km=read.border_km,
        coordinates=read.states.coordinates,
        sources=tuple(
            {"table": name, "source": f"the scenario's own file, {key}", "licence": "not stated"}
            for key, name in named(scenario).items()
        ),
        declared=tuple(name for name in LAYERS if name in said["layers"]),
        joining=_joining(scenario, stage, read),
    )


def tables(scenario: Scenario) -> Tables:
    """All files, read and checked.

    Raises ``InputFault``: first for the file of states, by which the others are read, then for all
    the others together.
    """
    who, faults = states(scenario), Faults()
    bound: list[Membership] | None = None
    gone: tuple[history.Withdrawal, ...] = ()
    if scenario.world.as_of > scenario.start:
        line = f"world.as_of = {scenario.world.as_of}: later than time.start = {scenario.start}"
        faults.add(line)
    if parties.KEY in named(scenario):
        with faults.noting():
            bound = parties.memberships(scenario, who, faults)
    if history.KEY in named(scenario):
        with faults.noting():
            gone = history.withdrawals(scenario, who, faults)
    layers = {}
    for name in (*LAYERS, RIVAL):
        with faults.noting():
            layers[name] = ties(scenario, name, who, faults)
    faults.close()
    return Tables(who, bound, gone, layers, border_km(scenario, who))


def _stage(scenario: Scenario, read: Tables) -> Integers:
    """(treaties, states) stage on the world's date: party, or outside."""
    day, codes = scenario.world.as_of, scenario.world.treaties
    shape = (len(codes), len(read.states.identifiers))
    stage = np.full(shape, PARTY if read.bound is None else NEVER_JOINED, dtype=np.int64)
    for one in read.bound or ():
        if one.joined <= day and (one.left is None or one.left > day):
            stage[one.treaty, one.state] = PARTY
    for past in read.gone:
        if past.outside(day):
            stage[codes.index(past.treaty), read.states.index[past.state]] = NEVER_JOINED
    return stage


def _joining(scenario: Scenario, stage: Integers, read: Tables) -> tuple[tuple[int, int, int], ...]:
    """Treaty, state and month of those who join after the world's date and within the run."""
    first: dict[tuple[int, int], int] = {}
    for one in read.bound or ():
        month, place = max(0, scenario.month_of(one.joined)), (one.treaty, one.state)
        outside = stage[place] == NEVER_JOINED
        if outside and one.joined > scenario.world.as_of and month <= scenario.months:
            first[place] = min(month, first.get(place, month))
    return tuple((*place, month) for place, month in sorted(first.items()))
