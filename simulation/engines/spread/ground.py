"""What the engine of textbook rules gathers from a case before it runs: arrays, nothing decided.

Worlds of a million states must fit, so there is nothing here of the size of months times states:
tables of the agenda are read row by row, and only states that differ from all others are listed.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import Floats, Integers, Records, record
from simulation.engines.contract import Case
from simulation.engines.gathering import dated_events
from simulation.engines.spread.filing import TIE, file_ties, one_block
from simulation.model.stages import NEVER_JOINED
from simulation.world.luck import words
from simulation.world.world import LAYERS, Agenda, Ties, World

MONTH = record(
    row=np.int64,  # of the exceptions
    afresh=np.bool_,  # ties or weights in others differ from the month before
    everybody=np.bool_,  # ties, weights, pins, parties or dated stages differ
    joins=np.int64,  # where the month's joins begin among the events, and end with ...
    events=np.int64,  # ... its dated stages, which end with the next month's joins
    next_dated=np.int64,  # the first later month in which anything dated happens, or differs
)

EXCEPTION = record(state=np.int64, weight=np.float64, pinned=np.bool_)

AT_START = record(posture=np.float64, guaranteed=np.float64, credibility=np.float64)

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
    counted: NDArray[np.bool_]
    """(treaties, states) bound, or already gone, in month 0: a partner in denominators."""
    words: Integers
    """(2, treaties, states) the counter words of each decision; (2, 1, 1) where none is drawn."""
    complete: Floats
    """(layers,) weight of each tie of a layer on which everybody looks at everybody; else 0."""
    ties_from: Integers
    """(states * layers + 1,) where the ties begin that look AT each state, on each layer."""
    tie: Records
    """(ties,) of ``filing.TIE``; ``other`` is who looks."""


class Threats(NamedTuple):
    """What threat perception stands on at the start, besides dangers."""

    state: Records
    """(states,) of AT_START."""
    faced: Records
    """(rivalries,) of FACED."""


class Drawn(NamedTuple):
    """What each run may draw anew; one entry where it is the same in all runs."""

    threshold: Floats
    """(runs or 1, treaties, states)"""
    commitment: Floats
    """(runs or 1, treaties, states) commitment index."""
    danger: Floats
    """(runs or 1, states)"""


def gather(case: Case, draws: bool) -> Ground:
    """What stays; draws: whether states draw anything, or their luck need not be known."""
    return with_ties(gather_untied(case, draws), case.agenda.layers, case.agenda.months)


def gather_untied(case: Case, draws: bool) -> Ground:
    """What stays besides ties."""
    world, agenda = case.world, case.agenda
    month, events = _months(agenda)
    exceptions_from, exceptions = _exceptions(agenda)
    weights = dict(zip(world.complete, world.complete_weight, strict=True))
    return Ground(
        month=month,
        events=events,
        exceptions_from=exceptions_from,
        exceptions=exceptions,
        counted=one_block(world.stage != NEVER_JOINED, np.bool_),
        words=_words(world) if draws else np.zeros((2, 1, 1), dtype=np.int64),
        complete=np.array([weights.get(layer, 0.0) for layer in LAYERS], dtype=np.float64),
        ties_from=np.zeros(0, dtype=np.int64),
        tie=np.zeros(0, dtype=TIE),
    )


def with_ties(ground: Ground, layers: Mapping[str, Ties], months: int) -> Ground:
    """The same with ties; which of them begin or end, ``month`` knows already."""
    ties_from, tie = file_ties(layers, months, ground.counted.shape[1])
    return ground._replace(ties_from=ties_from, tie=tie)


def drawn_once(world: World) -> Drawn:
    """What is the same in all runs of one world."""
    whole = world.stage.shape
    threshold = world.threshold if world.threshold.size else np.broadcast_to(0.0, whole)
    return Drawn(
        threshold=one_block(threshold[None], np.float64),
        commitment=one_block(world.commitment[None], np.float64),
        danger=one_block(world.danger[None], np.float64),
    )


def gather_threats(case: Case) -> Threats:
    """Rivals and guarantees of month 0."""
    agenda, row, rivals = case.agenda, case.agenda.row[0], case.world.rivals
    return Threats(
        state=_records(
            AT_START,
            posture=agenda.posture[row],
            guaranteed=agenda.guaranteed[row],
            credibility=agenda.credibility[row],
        ),
        faced=_records(FACED, state=rivals.state, rival=rivals.partner, weight=rivals.weight),
    )


def _records(dtype: np.dtype[Any], **columns: NDArray[Any]) -> Records:
    """Records of the first column's shape, to which the others are spread out."""
    records = np.empty(np.shape(next(iter(columns.values()))), dtype=dtype)
    for name, column in columns.items():
        records[name] = column
    return records


def _words(world: World) -> Integers:
    drawn = [words(world.draw_keys, treaty.code) for treaty in world.treaties]
    return one_block(np.moveaxis(np.array(drawn), 0, 1), np.int64)


def _months(agenda: Agenda) -> tuple[Records, Records]:
    """What each month brings, and the events of all months."""
    events, joins, stages = dated_events(agenda)
    month = np.zeros(agenda.months + 2, dtype=MONTH)
    month["row"][:-1] = agenda.row
    month["joins"], month["events"] = joins, stages
    joined = month["events"] > month["joins"]
    moved = np.zeros(len(month), dtype=bool)
    moved[:-1] = month["joins"][1:] > month["events"][:-1]
    month["afresh"] = _tied_anew(agenda) | _differs(agenda.weight_in_others, agenda.row)
    month["everybody"] = month["afresh"] | _differs(agenda.pinned, agenda.row) | joined
    month["everybody"][1:] |= moved[:-1]
    turned = np.zeros(len(month), dtype=bool)
    turned[1:-1] = np.diff(agenda.row) != 0
    month["next_dated"] = _next_of(month["everybody"] | moved | turned)
    return month, events


def _next_of(marked: NDArray[np.bool_]) -> Integers:
    """(months + 2,) the next month after each that is marked; the last one where there is none.

    >>> _next_of(np.array([True, False, True, False])).tolist()
    [2, 2, 3, 3]
    """
    last = len(marked) - 1
    place = np.where(marked, np.arange(len(marked)), last)
    following = np.minimum.accumulate(place[::-1])[::-1]
    return np.append(following[1:], last)


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
