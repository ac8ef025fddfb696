"""What the compiled engine gathers from a case before it runs: flat arrays, nothing decided.

Everything here is a rearrangement of ``World`` and ``Agenda``.  Axes are written as in the
contract; "versions" are stretches of months in which no tie begins or ends.  What belongs to one
state, treaty or tie lies in one record: a kernel that is handed ten arrays of records compiles
several times faster than one that is handed eighty of numbers.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from simulation import chance
from simulation.engines.contract import Case
from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER_JOINED, PARTY
from simulation.world.world import LAYERS, Agenda, Ties

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Records = NDArray[Any]
Record = np.record

RIVALS = len(LAYERS)
"""Place of the rivals after the layers in ``Gathered.ties_from``."""


def record(**fields: DTypeLike) -> np.dtype[Any]:
    """A record whose fields are read and written as attributes, compiled or not."""
    return np.dtype((np.record, np.dtype(list(fields.items()), align=True)))


PARAMETERS = record(**dict.fromkeys(Parameters._fields, np.float64))

TREATY = record(base_rate=np.float64, notice=np.int64, clause=np.bool_)

STATE = record(
    danger=np.float64,  # exposure to what is no state's posture
    exposed_weight=np.float64,  # of all counted states exposed to this one's posture
    receives=np.bool_,  # some bloc's money reaches it at some time
    bound=np.bool_,  # counted in some treaty
)

MEMBER = record(
    stage=np.int64,  # in month 0
    counted=np.bool_,  # bound, or already gone, in month 0: a partner in denominators
    start=np.float64,  # commitment index
    low=np.int64,  # the two counter words of the decision
    high=np.int64,
)

DATED_STATE = record(posture=np.float64, guaranteed=np.float64, credibility=np.float64)

DATED = record(
    stigma=np.float64,
    advocacy=np.float64,
    incentive=np.float64,
    weight_in_others=np.float64,
    pinned=np.bool_,
)

MONTH = record(
    row=np.int64,  # of the dated tables
    version=np.int64,  # of the ties
    stirred=np.bool_,  # ties, weights in others or dated stages differ from the month before
    retarget=np.bool_,  # dated tables differ from the month before in what commitment aims at
    joins=np.int64,  # where the month's joins begin among the events, and end with ...
    events=np.int64,  # ... its dated stages, which end with the next month's joins
)

EVENT = record(
    treaty=np.int64,
    state=np.int64,
    stage=np.int64,
    followed=np.bool_,  # a later one takes the state on: no clock begins
)

TIE = record(other=np.int64, weight=np.float64, since=np.int64, until=np.int64)


class Gathered(NamedTuple):
    """The arrays of one case."""

    treaty: Records
    """(treaties,) of TREATY."""
    state: Records
    """(states,) of STATE."""
    member: Records
    """(treaties, states) of MEMBER."""
    kindred: Floats
    """(treaties, treaties)"""
    month: Records
    """(months + 2,) of MONTH; the last one only ends the events of the one before."""
    dated_state: Records
    """(rows, states) of DATED_STATE."""
    utility: Floats
    """(rows, treaties)"""
    dated: Records
    """(rows, treaties, states) of DATED."""
    events: Records
    """(events,) of EVENT, by month: first who joins, then dated stages; earlier ones in month 0."""
    conflict_ends: Integers
    """(months + 1, states)"""
    blocs: Floats
    """(blocs, states)"""
    bloc_incentive: Floats
    """(rows, blocs, states)"""
    ties_from: Integers
    """(layers + 1, states + 1) where the ties begin that look AT each state, layer by layer; at
    RIVALS: where each state's own rivals begin."""
    tie: Records
    """(ties,) of TIE; ``other`` is who looks, or who the rival is."""
    words: Integers
    """(2, treaties, states) the two counter words of each decision."""
    first_event: int
    """The first month in which somebody joins or is moved by a date; after the end: none."""
    possible: Floats
    """(versions, states, lanes) weight of all partners counted."""


def lanes(treaties: int) -> int:
    """Room for one number a layer and treaty, side by side, treaty by treaty, in whole fours."""
    return 4 * -(-RIVALS * treaties // 4)


def gather(case: Case) -> Gathered:
    """The arrays of one case."""
    world, agenda = case.world, case.agenda
    counted = world.stage != NEVER_JOINED
    version, possible = _possible(agenda, counted)
    month, events = _months(agenda, version)
    members = _members(case, counted)
    ties_from, tie = _ties(case)
    return Gathered(
        treaty=_records(
            TREATY,
            base_rate=np.array(case.base_rate),
            notice=np.array([t.notice_months for t in world.treaties]),
            clause=np.array([t.conflict_clause for t in world.treaties]),
        ),
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
        ties_from=ties_from,
        tie=tie,
        words=np.ascontiguousarray(np.stack([members["low"], members["high"]])),
        first_event=_first_event(agenda),
        possible=possible,
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


def _ties(case: Case) -> tuple[Integers, Records]:
    """All layers' ties by whom they look at, then the rivals by who faces them."""
    states = len(case.world.states)
    layers = [case.agenda.layers[layer] for layer in LAYERS]
    looking = [(ties, ties.partner, ties.state) for ties in layers]
    facing = [(case.world.rivals, case.world.rivals.state, case.world.rivals.partner)]
    starts, tables, offset = [], [], 0
    for ties, ends, others in looking + facing:
        order = np.argsort(ends, kind="stable")
        starts.append(np.searchsorted(ends[order], np.arange(states + 1)) + offset)
        columns = {"weight": ties.weight, "since": ties.since, "until": ties.until, "other": others}
        tables.append(_records(TIE, **{name: column[order] for name, column in columns.items()}))
        offset += len(order)
    return np.stack(starts).astype(np.int64), np.concatenate(tables)


def _possible(agenda: Agenda, counted: NDArray[np.bool_]) -> tuple[Integers, Floats]:
    """Stretches of months with the same ties, and each state's weight of counted partners."""
    layers = [agenda.layers[layer] for layer in LAYERS]
    limits = {0}
    for ties in layers:
        limits |= set(ties.since.tolist()) | set((ties.until + 1).tolist())
    first_months = sorted(m for m in limits if 0 <= m <= agenda.months)
    version = np.searchsorted(first_months, np.arange(agenda.months + 1), side="right") - 1
    treaties, states = counted.shape
    possible = np.zeros((len(first_months), states, lanes(treaties)))
    for v, month in enumerate(first_months):
        for place, ties in enumerate(layers):
            holds = (ties.since <= month) & (month <= ties.until)
            for k in range(treaties):
                weight = ties.weight * (holds & counted[k, ties.partner])
                possible[v, :, RIVALS * k + place] = np.bincount(
                    ties.state, weight, minlength=states
                )
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
