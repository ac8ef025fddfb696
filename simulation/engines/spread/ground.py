"""What the engine of textbook rules gathers from a case before it runs: arrays, nothing decided.

Worlds of a million states must fit, so there is nothing here of the size of months times states:
tables of the agenda are read row by row, and only states that differ from all others are listed.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import Floats, Integers, Records, record
from simulation.engines.contract import Case
from simulation.engines.gathering import dated_events
from simulation.engines.spread.filing import file_ties
from simulation.model.stages import NEVER_JOINED
from simulation.world.luck import words
from simulation.world.world import LAYERS, Agenda

MONTH = record(
    row=np.int64,  # of the exceptions
    afresh=np.bool_,  # ties or weights in others differ from the month before
    everybody=np.bool_,  # ties, weights, pins, parties or dated stages differ
    joins=np.int64,  # where the month's joins begin among the events, and end with ...
    events=np.int64,  # ... its dated stages, which end with the next month's joins
)

EXCEPTION = record(state=np.int64, weight=np.float64, pinned=np.bool_)

MEMBER = record(
    stage=np.int8,  # in month 0
    counted=np.bool_,  # bound, or already gone, in month 0: a partner in denominators
    threshold=np.float64,
    start=np.float64,  # commitment index
    low=np.int64,  # the two counter words of the decision, where anything is drawn
    high=np.int64,
)

AT_START = record(
    danger=np.float64, posture=np.float64, guaranteed=np.float64, credibility=np.float64
)

FACED = record(state=np.int64, rival=np.int64, weight=np.float64)


class Ground(NamedTuple):
    """What stays as it is through all runs of one case."""

    month: Records
    """(months + 2,) of MONTH; the last one only ends the events of the one before."""
    events: Records
    """(events,) of EVENT, by month: first who joins, then dated stages; earlier ones in month 0."""
    exceptions_from: Integers
    """(rows * treaties + 1,) where the exceptions of each row and treaty begin."""
    exceptions: Records
    """(exceptions,) of EXCEPTION: states that are pinned, or weigh other than 1 in others."""
    member: Records
    """(treaties, states) of MEMBER."""
    complete: Floats
    """(layers,) weight of each tie of a layer on which everybody looks at everybody; else 0."""
    ties_from: Integers
    """(states * layers + 1,) where the ties begin that look AT each state, on each layer."""
    tie: Records
    """(ties,) of ``filing.TIE``; ``other`` is who looks."""


class Threats(NamedTuple):
    """What threat perception stands on at the start."""

    state: Records
    """(states,) of AT_START."""
    faced: Records
    """(rivalries,) of FACED."""


def gather(case: Case, draws: bool) -> Ground:
    """What stays; draws: whether states draw anything, or their luck need not be known."""
    world, agenda = case.world, case.agenda
    month, events = _months(agenda)
    exceptions_from, exceptions = _exceptions(agenda)
    ties_from, tie = file_ties(agenda, len(world.states))
    weights = dict(zip(world.complete, world.complete_weight, strict=True))
    drawn = np.zeros((1, 2, 1), dtype=np.int64)
    if draws:
        drawn = np.array([words(world.draw_keys, treaty.code) for treaty in world.treaties])
    return Ground(
        month=month,
        events=events,
        exceptions_from=exceptions_from,
        exceptions=exceptions,
        member=_records(
            MEMBER,
            stage=world.stage,
            counted=world.stage != NEVER_JOINED,
            threshold=world.threshold if world.threshold.size else 0.0,
            start=world.commitment,
            low=drawn[:, 0],
            high=drawn[:, 1],
        ),
        complete=np.array([weights.get(layer, 0.0) for layer in LAYERS], dtype=np.float64),
        ties_from=ties_from,
        tie=tie,
    )


def gather_threats(case: Case) -> Threats:
    """Rivals, guarantees and dangers of month 0."""
    world, agenda, row = case.world, case.agenda, case.agenda.row[0]
    rivals = world.rivals
    return Threats(
        state=_records(
            AT_START,
            danger=world.danger,
            posture=agenda.posture[row],
            guaranteed=agenda.guaranteed[row],
            credibility=agenda.credibility[row],
        ),
        faced=_records(FACED, state=rivals.state, rival=rivals.partner, weight=rivals.weight),
    )


def _records(dtype: np.dtype[Any], **columns: NDArray[Any] | float) -> Records:
    """Records of the first column's shape, to which the others are spread out."""
    records = np.empty(np.shape(next(iter(columns.values()))), dtype=dtype)
    for name, column in columns.items():
        records[name] = column
    return records


def _months(agenda: Agenda) -> tuple[Records, Records]:
    """What each month brings, and the events of all months."""
    events, joins, stages = dated_events(agenda)
    month = np.zeros(agenda.months + 2, dtype=MONTH)
    month["row"][:-1] = agenda.row
    month["joins"], month["events"] = joins, stages
    joined = month["events"] > month["joins"]
    dated = month["joins"][1:] > month["events"][:-1]
    month["afresh"] = _tied_anew(agenda) | _differs(agenda.weight_in_others, agenda.row)
    month["everybody"] = month["afresh"] | _differs(agenda.pinned, agenda.row) | joined
    month["everybody"][1:] |= dated
    return month, events


def _tied_anew(agenda: Agenda) -> NDArray[np.bool_]:
    """(months + 2,) whether some tie begins in a month, or ended in the one before; month 1 too."""
    anew = np.zeros(agenda.months + 2, dtype=bool)
    anew[:2] = True
    for ties in agenda.layers.values():
        if ties.state.size and ties.since.max() > 0:
            anew[ties.since[(ties.since > 0) & (ties.since <= agenda.months)]] = True
        if ties.state.size and ties.until.min() < agenda.months:
            anew[ties.until[(ties.until >= 0) & (ties.until < agenda.months)] + 1] = True
    return anew


def _differs(table: NDArray[Any], row: Integers) -> NDArray[np.bool_]:
    """(months + 2,) whether the rows of a month and of the month before differ."""
    differs = np.zeros(len(row) + 1, dtype=bool)
    for m in np.flatnonzero(np.diff(row)) + 1:
        differs[m] = not np.array_equal(table[row[m]], table[row[m - 1]])
    return differs


def _exceptions(agenda: Agenda) -> tuple[Integers, Records]:
    """States that are pinned or weigh other than 1 in others, by row and treaty."""
    rows, treaties, _ = agenda.pinned.shape
    found = [
        np.flatnonzero(agenda.pinned[row, k] | (agenda.weight_in_others[row, k] != 1.0))
        for row in range(rows)
        for k in range(treaties)
    ]
    starts = np.zeros(len(found) + 1, dtype=np.int64)
    np.cumsum([len(states) for states in found], out=starts[1:])
    exceptions = np.empty(starts[-1], dtype=EXCEPTION)
    for place, states in enumerate(found):
        row, k = divmod(place, treaties)
        here = exceptions[starts[place] : starts[place + 1]]
        here["state"] = states
        here["weight"] = agenda.weight_in_others[row, k, states]
        here["pinned"] = agenda.pinned[row, k, states]
    return starts, exceptions
