"""What the compiled engine gathers from a case before it runs: flat arrays, nothing decided.

Everything here is a rearrangement of ``World`` and ``Agenda``.  Axes are written as in the
contract; "versions" are stretches of months in which no tie begins or ends.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines.contract import Case
from simulation.model.stages import NEVER_JOINED
from simulation.world.world import LAYERS, Agenda, Ties

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Gathered(NamedTuple):
    """The arrays of one case, in the order in which the kernel's arguments are documented."""

    base_rate: Floats
    """(treaties,)"""
    notice: Integers
    """(treaties,) months."""
    clause: NDArray[np.bool_]
    """(treaties,)"""
    stage: Integers
    """(treaties, states) in month 0."""
    counted: NDArray[np.bool_]
    """(treaties, states) bound, or already gone, in month 0: a partner in denominators."""
    start: Floats
    """(treaties, states) commitment index."""
    kindred: Floats
    """(treaties, treaties)"""

    row: Integers
    """(months + 1,) row of the dated tables."""
    posture: Floats
    """(rows, states)"""
    guaranteed: Floats
    """(rows, states)"""
    credibility: Floats
    """(rows, states)"""
    utility: Floats
    """(rows, treaties)"""
    stigma: Floats
    """(rows, treaties, states)"""
    advocacy: Floats
    """(rows, treaties, states)"""
    incentive: Floats
    """(rows, treaties, states)"""
    weight_in_others: Floats
    """(rows, treaties, states)"""
    pinned: NDArray[np.bool_]
    """(rows, treaties, states)"""
    blocs: Floats
    """(blocs, states)"""
    bloc_incentive: Floats
    """(rows, blocs, states)"""
    bloc_bound: Floats
    """(blocs, treaties) members counted."""
    receives: NDArray[np.bool_]
    """(states,) some bloc's money reaches the state at some time."""
    conflict_ends: Integers
    """(months + 1, states)"""
    joins_from: Integers
    """(months + 2,) where each month's joins begin below."""
    join_treaty: Integers
    join_state: Integers
    events_from: Integers
    """(months + 2,) where each month's stage events begin below; earlier ones count as month 0."""
    event_treaty: Integers
    event_state: Integers
    event_stage: Integers

    seen_from: Integers
    """(layers, states + 1) where the ties begin that look AT each state."""
    watcher: Integers
    """(ties,) who looks."""
    tie_weight: Floats
    """(ties,)"""
    since: Integers
    """(ties,)"""
    until: Integers
    """(ties,)"""
    version: Integers
    """(months + 1,)"""
    possible: Floats
    """(versions, layers, treaties, states) weight of all partners counted."""
    stirred: NDArray[np.bool_]
    """(months + 1,) ties, weights in others or dated stages differ from the month before."""

    rivals_from: Integers
    """(states + 1,) where each state's rivals begin below."""
    rival: Integers
    rival_weight: Floats
    exposed_weight: Floats
    """(states,) weight of all counted states exposed to each state's posture."""

    subject: Integers
    """(treaties, states, 2) counter words of each decision."""


def gather(case: Case) -> Gathered:
    """The arrays of one case."""
    world, agenda = case.world, case.agenda
    counted = world.stage != NEVER_JOINED
    version, possible = _possible(agenda, counted)
    joins = sorted((int(agenda.joins[k, i]), k, i) for k, i in np.argwhere(agenda.joins >= 0).tolist())
    events = [(max(0, e.month), e.treaty, e.state, e.stage) for e in agenda.stage_events]
    seen_from, ties = _watchers(agenda)
    rivals_from, rivals = _by(world.rivals, "state", len(world.states))
    return Gathered(
        base_rate=np.array(case.base_rate, dtype=np.float64),
        notice=np.array([t.notice_months for t in world.treaties], dtype=np.int64),
        clause=np.array([t.conflict_clause for t in world.treaties], dtype=bool),
        stage=world.stage.astype(np.int64),
        counted=counted,
        start=_floats(world.commitment),
        kindred=_floats(world.kindred),
        row=agenda.row.astype(np.int64),
        posture=_floats(agenda.posture),
        guaranteed=_floats(agenda.guaranteed),
        credibility=_floats(agenda.credibility),
        utility=_floats(agenda.utility),
        stigma=_floats(agenda.stigma),
        advocacy=_floats(agenda.advocacy),
        incentive=_floats(agenda.incentive),
        weight_in_others=_floats(agenda.weight_in_others),
        pinned=np.ascontiguousarray(agenda.pinned, dtype=bool),
        blocs=_floats(agenda.blocs),
        bloc_incentive=_floats(agenda.bloc_incentive),
        bloc_bound=np.array(
            [[float((b * c).sum()) for c in counted] for b in agenda.blocs], dtype=np.float64
        ).reshape(len(agenda.blocs), len(world.treaties)),
        receives=(agenda.bloc_incentive > 0.0).any(axis=(0, 1)),
        conflict_ends=agenda.conflict_ends.astype(np.int64),
        joins_from=_month_starts([j[0] for j in joins], agenda.months),
        join_treaty=_integers([j[1] for j in joins]),
        join_state=_integers([j[2] for j in joins]),
        events_from=_month_starts([e[0] for e in events], agenda.months),
        event_treaty=_integers([e[1] for e in events]),
        event_state=_integers([e[2] for e in events]),
        event_stage=_integers([e[3] for e in events]),
        seen_from=seen_from,
        watcher=ties.state,
        tie_weight=ties.weight,
        since=ties.since,
        until=ties.until,
        version=version,
        possible=possible,
        stirred=_stirred(agenda, version),
        rivals_from=rivals_from,
        rival=rivals.partner,
        rival_weight=rivals.weight,
        exposed_weight=_exposed(world.rivals, counted.any(axis=0)),
        subject=np.array(
            [chance.subjects(world.draw_keys, t.code) for t in world.treaties], dtype=np.int64
        ),
    )


def _floats(table: Floats) -> Floats:
    return np.ascontiguousarray(table, dtype=np.float64)


def _integers(values: list[int]) -> Integers:
    return np.array(values, dtype=np.int64)


def _month_starts(months: list[int], last: int) -> Integers:
    """Where each month's entries begin in a list sorted by month, for months 0..last + 1."""
    return np.searchsorted(np.array(months, dtype=np.int64), np.arange(last + 2)).astype(np.int64)


def _by(ties: Ties, end: str, states: int) -> tuple[Integers, Ties]:
    """Ties sorted by one of their ends, and where each state's begin."""
    ends: Integers = getattr(ties, end)
    order = np.argsort(ends, kind="stable")
    starts = np.searchsorted(ends[order], np.arange(states + 1)).astype(np.int64)
    return starts, Ties(
        state=ties.state[order].astype(np.int64),
        partner=ties.partner[order].astype(np.int64),
        weight=_floats(ties.weight[order]),
        since=ties.since[order].astype(np.int64),
        until=ties.until[order].astype(np.int64),
    )


def _watchers(agenda: Agenda) -> tuple[Integers, Ties]:
    """All layers' ties, sorted by layer and by whom they look at."""
    states = agenda.conflict_ends.shape[1]
    sorted_layers = [_by(agenda.layers[layer], "partner", states) for layer in LAYERS]
    offset, starts = 0, []
    for begins, ties in sorted_layers:
        starts.append(begins + offset)
        offset += len(ties.weight)
    columns = [
        np.concatenate([getattr(ties, column) for _, ties in sorted_layers])
        for column in ("state", "partner", "weight", "since", "until")
    ]
    return np.stack(starts), Ties(*columns)


def _possible(agenda: Agenda, counted: NDArray[np.bool_]) -> tuple[Integers, Floats]:
    """Stretches of months with the same ties, and each state's weight of counted partners."""
    layers = [agenda.layers[layer] for layer in LAYERS]
    limits = {0}
    for ties in layers:
        limits |= set(ties.since.tolist()) | set((ties.until + 1).tolist())
    first_months = sorted(m for m in limits if 0 <= m <= agenda.months)
    version = np.searchsorted(first_months, np.arange(agenda.months + 1), side="right") - 1
    treaties, states = counted.shape
    possible = np.zeros((len(first_months), len(layers), treaties, states))
    for v, month in enumerate(first_months):
        for place, ties in enumerate(layers):
            holds = (ties.since <= month) & (month <= ties.until)
            for k in range(treaties):
                weight = ties.weight * (holds & counted[k, ties.partner])
                possible[v, place, k] = np.bincount(ties.state, weight, minlength=states)
    return version.astype(np.int64), possible


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


def _exposed(rivals: Ties, counted: NDArray[np.bool_]) -> Floats:
    weight = rivals.weight * counted[rivals.state]
    return np.bincount(rivals.partner, weight, minlength=len(counted)).astype(np.float64)
