"""Gathering a case into the arrays of the compiled engine: a rearrangement, nothing decided."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines.arrays import (
    DATED,
    DATED_STATE,
    EVENT,
    MEMBER,
    MONTH,
    STATE,
    TREATY,
    Floats,
    Gathered,
    Integers,
    Records,
)
from simulation.engines.contract import Case
from simulation.engines.looks import looks_at, rivals_of, stretches
from simulation.model.stages import NEVER_JOINED, OUT, PARTY, SUSPENDED
from simulation.world.world import LAYERS, Agenda, Ties


def gather(case: Case) -> Gathered:
    """The arrays of one case."""
    world, agenda = case.world, case.agenda
    counted = world.stage != NEVER_JOINED
    layers = [agenda.layers[layer] for layer in LAYERS]
    version, possible = stretches(layers, agenda.months, counted)
    month, events = _months(agenda, version)
    members = _members(case, counted)
    rivals_from, rival = rivals_of(world.rivals, len(world.states))
    drawn = _drawn(case)
    return Gathered(
        treaty=_treaties(case),
        state=_records(
            STATE,
            danger=world.danger,
            exposed_weight=_exposed(world.rivals, counted.any(axis=0)),
            receives=np.asarray((agenda.bloc_incentive > 0.0).any(axis=(0, 1))),
            bound=counted.any(axis=0),
        ),
        member=members,
        kindred=_floats(world.kindred),
        month=month,
        dated_state=_dated(DATED_STATE, agenda),
        utility=_floats(agenda.utility),
        dated=_dated(DATED, agenda),
        events=events,
        conflict_ends=np.ascontiguousarray(agenda.conflict_ends, dtype=np.int64),
        blocs=_floats(agenda.blocs),
        bloc_incentive=_floats(agenda.bloc_incentive),
        looks=looks_at(layers, len(world.states), possible),
        rivals_from=rivals_from,
        rival=rival,
        words=np.ascontiguousarray(np.stack([members["low"][drawn], members["high"][drawn]])),
        draw_of=_places(drawn),
        member_of=np.flatnonzero(drawn),
        gone=np.flatnonzero(world.stage == OUT),
        first_event=_first_event(agenda),
    )


def _treaties(case: Case) -> Records:
    treaties = case.world.treaties
    return _records(
        TREATY,
        base_rate=np.array(case.base_rate),
        notice=np.array([treaty.notice_months for treaty in treaties]),
        clause=np.array([treaty.conflict_clause for treaty in treaties]),
    )


def _floats(table: Floats) -> Floats:
    return np.ascontiguousarray(table, dtype=np.float64)


def _records(dtype: np.dtype[Any], **columns: NDArray[Any]) -> Records:
    """Records from one array for each field, all of one shape."""
    records = np.zeros(next(iter(columns.values())).shape, dtype=dtype)
    for name, column in columns.items():
        records[name] = column
    return records


def _dated(dtype: np.dtype[Any], agenda: Agenda) -> Records:
    return _records(dtype, **{name: getattr(agenda, name) for name in dtype.names or ()})


def _members(case: Case, counted: NDArray[np.bool_]) -> Records:
    world = case.world
    words = np.array([chance.subjects(world.draw_keys, t.code) for t in world.treaties])
    return _records(
        MEMBER,
        stage=world.stage,
        counted=counted,
        start=world.commitment,
        low=words[:, :, 0],
        high=words[:, :, 1],
    )


def _months(agenda: Agenda, version: Integers) -> tuple[Records, Records]:
    """What each month brings, and the events of all months."""
    events, joins, stages = dated_events(agenda)
    month = np.zeros(agenda.months + 2, dtype=MONTH)
    month["row"][:-1] = agenda.row
    month["version"][:-1] = version
    month["stirred"][:-1] = _stirred(agenda, version)
    month["retarget"][:-1] = _retargeted(agenda)
    month["look"] = np.cumsum(month["stirred"] | month["retarget"]) - 1
    month["joins"], month["events"] = joins, stages
    return month, events


def dated_events(agenda: Agenda) -> tuple[Records, Integers, Integers]:
    """Who joins and who is moved by date, month by month, those who join first: of EVENT.

    And for each month, with one more at the end, where its joins and its dated stages begin.
    """
    joins = [(int(agenda.joins[k, i]), k, i) for k, i in np.argwhere(agenda.joins >= 0).tolist()]
    events = [(m, 0, k, i, PARTY, False) for m, k, i in joins]
    events += [
        (max(0, e.month), 1, e.treaty, e.state, e.stage, e.followed) for e in agenda.stage_events
    ]
    events.sort(key=lambda event: event[:2])  # stable: dated stages stay in the agenda's order
    begins = np.array([2 * event[0] + event[1] for event in events], dtype=np.int64)
    months = np.arange(agenda.months + 2)
    return (
        np.array([event[2:] for event in events], dtype=EVENT),
        np.searchsorted(begins, 2 * months),
        np.searchsorted(begins, 2 * months + 1),
    )


def _first_event(agenda: Agenda) -> int:
    months = [max(0, event.month) for event in agenda.stage_events]
    months += agenda.joins[agenda.joins >= 0].tolist()
    return min(months, default=agenda.months + 1)


def _drawn(case: Case) -> NDArray[np.bool_]:
    """(treaties, states) who may ever weigh leaving: a party now, after a suspension or by joining.

    Nobody else becomes a party: no dated stage brings back who left or turned back.
    """
    stage = case.world.stage
    return np.asarray((stage == PARTY) | (stage == SUSPENDED) | (case.agenda.joins >= 0))


def _places(drawn: NDArray[np.bool_]) -> Integers:
    """By state and treaty: the place among those drawn; -1: not drawn."""
    places = np.where(drawn, np.cumsum(drawn).reshape(drawn.shape) - 1, -1)
    return np.ascontiguousarray(places.T).reshape(-1).astype(np.int64)


def _stirred(agenda: Agenda, version: Integers) -> NDArray[np.bool_]:
    """Months at whose start what is seen of somebody may differ though nobody moved."""
    stirred = np.ones(agenda.months + 1, dtype=bool)
    for month in range(1, agenda.months + 1):
        now, before = agenda.row[month], agenda.row[month - 1]
        stirred[month] = (
            version[month] != version[month - 1]
            or not np.array_equal(agenda.weight_in_others[now], agenda.weight_in_others[before])
            or any(max(0, event.month) == month - 1 for event in agenda.stage_events)
        )
    return stirred


def _retargeted(agenda: Agenda) -> NDArray[np.bool_]:
    """Months in which stigma or advocacy differ from the month before."""
    steps = [
        (table[1:] != table[:-1]).any(axis=(1, 2)) for table in (agenda.stigma, agenda.advocacy)
    ]
    differs = np.concatenate(([False], steps[0] | steps[1]))
    moved = np.concatenate(([True], agenda.row[1:] != agenda.row[:-1]))
    # rows follow one another, so a row differs in these tables from the one before it or not
    return np.asarray(moved & (differs[agenda.row] | (np.diff(agenda.row, prepend=0) != 1)))


def _exposed(rivals: Ties, counted: NDArray[np.bool_]) -> Floats:
    weight = rivals.weight * counted[rivals.state]
    return np.bincount(rivals.partner, weight, minlength=len(counted)).astype(np.float64)
