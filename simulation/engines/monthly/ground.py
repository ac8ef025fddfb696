"""What is gathered from a case before everybody is lived through every month: flat arrays.

Numbers of one kind lie side by side, state by state, so that a loop over states runs through them
in step.  Nothing here grows with months times states but the paths of threat, and these only where
rivals or dated tables move it.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import Floats, Integers, Records, record
from simulation.engines.contract import Case
from simulation.engines.gathering import dated_events
from simulation.engines.monthly.ordering import may_ever_leave
from simulation.engines.spread.filing import file_ties, one_block
from simulation.model.stages import NEVER_JOINED
from simulation.world.luck import words
from simulation.world.world import LAYERS, Agenda, Ties

TREATY = record(base_rate=np.float64, notice=np.int64, clause=np.bool_)

MONTH = record(
    row=np.int64,  # of the dated tables
    version=np.int64,  # of the ties
    path=np.int64,  # row of the paths of threat
    afresh=np.bool_,  # ties or weights in others differ from the month before
    dated=np.bool_,  # the row differs from that of the month before
    joins=np.int64,  # where the month's joins begin among the events, and end with ...
    events=np.int64,  # ... its dated stages, which end with the next month's joins
)

MEMBER = record(
    stage=np.int64,  # in month 0
    counted=np.bool_,  # bound, or already gone, in month 0: a partner in denominators
    draws=np.bool_,  # is or may yet become a party: its resistance matters
)

STATE = record(
    danger=np.float64,  # exposure to what is no state's posture
    exposed_weight=np.float64,  # of all counted states exposed to this one's posture
    bound=np.bool_,  # counted in some treaty
)

HERE = record(
    stage=np.int64,
    returning=np.float64,  # accumulated pressure to turn back
    notifies=np.int64,  # months in which clocks ring
    takes_effect=np.int64,
    wanted=np.int64,  # the stage it enters in step 6
    waits=np.bool_,  # for a dated stage that takes it on: no clock begins
)

FACED = record(rival=np.int64, weight=np.float64)


class Ground(NamedTuple):
    """What stays as it is through all runs of one case."""

    treaty: Records
    """(treaties,) of TREATY."""
    month: Records
    """(months + 2,) of MONTH; the last one only ends the events of the one before."""
    state: Records
    """(states,) of STATE."""
    member: Records
    """(treaties, states) of MEMBER."""
    words: NDArray[Any]
    """(2, treaties, states) of np.uint32: the two counter words of each decision."""
    start: Floats
    """(treaties, states) commitment index."""
    kindred: Floats
    """(treaties, treaties)"""
    events: Records
    """(events,) of EVENT, by month: first who joins, then dated stages; earlier ones in month 0."""
    possible: Floats
    """(versions, treaties, layers, states) weight of all partners counted."""
    ties_from: Integers
    """(states * layers + 1,) where the ties begin that look AT each state, on each layer."""
    tie: Records
    """(ties,) of ``filing.TIE``."""
    faced_from: Integers
    """(states + 1,) where each state's own rivals begin."""
    faced: Records
    """(rivalries,) of FACED."""
    dated_state: Floats
    """(3, rows, states) POSTURE, GUARANTEED, CREDIBILITY."""
    utility: Floats
    """(rows, treaties)"""
    dated: Floats
    """(5, rows, treaties, states) STIGMA, ADVOCACY, INCENTIVE, WEIGHT, FREE."""
    blocs: Floats
    """(blocs, states)"""
    bloc_incentive: Floats
    """(rows, blocs, states)"""
    conflict_ends: Integers
    """(months + 1, states); of no month where nobody is at war."""
    path: Floats
    """(2, paths, states) THREAT and posture FELT by month, while no exit changes either; one row
    where they stay as they are at the start."""
    fresh: Records
    """(treaties, states) of HERE, in month 0."""
    home: Integers
    """(states,) where each state stands in the case: here they may be in another order."""
    until: Integers
    """(treaties,) from which place on nobody may ever leave."""
    shown: Floats
    """(treaties, states) how far each is visible in month 0."""
    at_start: Floats
    """(2, treaties, layers, states) SEEN and EXPOSED in month 1, were nobody to move in month 0."""


POSTURE, GUARANTEED, CREDIBILITY = 0, 1, 2
STIGMA, ADVOCACY, INCENTIVE, WEIGHT, FREE = 0, 1, 2, 3, 4
"""WEIGHT: in others.  FREE: 1, or 0 for who is pinned."""
THREAT, FELT = 0, 1
SEEN, EXPOSED = 0, 1


def gather(case: Case, home: Integers) -> Ground:
    """The arrays of one case, whose states stand at ``home`` in the case that was asked for.

    ``path``, ``shown`` and ``at_start`` are still to be filled.
    """
    world, agenda = case.world, case.agenda
    counted = world.stage != NEVER_JOINED
    month, events, possible = _months(agenda, counted)
    ties_from, tie = file_ties(agenda.layers, agenda.months, len(world.states))
    faced_from, faced = _faced(world.rivals, len(world.states))
    return Ground(
        **_members(case, counted),
        month=month,
        start=one_block(world.commitment, np.float64),
        kindred=one_block(world.kindred, np.float64),
        events=events,
        possible=possible,
        ties_from=ties_from,
        tie=tie,
        faced_from=faced_from,
        faced=faced,
        dated_state=np.stack([agenda.posture, agenda.guaranteed, agenda.credibility]),
        utility=one_block(agenda.utility, np.float64),
        dated=_dated(agenda),
        blocs=one_block(agenda.blocs, np.float64),
        bloc_incentive=one_block(agenda.bloc_incentive, np.float64),
        conflict_ends=_conflict_ends(agenda),
        path=np.zeros((2, month["path"].max() + 1, len(world.states))),
        home=home,
        shown=np.zeros(world.stage.shape),
        at_start=np.zeros((2, len(world.treaties), len(LAYERS), len(world.states))),
    )


def _members(case: Case, counted: NDArray[np.bool_]) -> dict[str, Any]:
    """Treaties and states, and what each state is to each treaty at the start."""
    world, may_leave = case.world, may_ever_leave(case)
    bound = np.asarray(counted.any(axis=0))
    return {
        "treaty": _records(
            TREATY,
            base_rate=np.array(case.base_rate),
            notice=np.array([t.notice_months for t in world.treaties]),
            clause=np.array([t.conflict_clause for t in world.treaties]),
        ),
        "state": _records(
            STATE,
            danger=world.danger,
            exposed_weight=_exposed(world.rivals, bound),
            bound=bound,
        ),
        "member": _records(MEMBER, stage=world.stage, counted=counted, draws=may_leave),
        "until": _until(may_leave),
        "words": _words(case),
        "fresh": _fresh(case),
    }


def _words(case: Case) -> NDArray[np.uint32]:
    """Of 32 bits each: where the compiler sees that, it multiplies several in one step."""
    both = [words(case.world.draw_keys, treaty.code) for treaty in case.world.treaties]
    return np.array(both, dtype=np.uint32).swapaxes(0, 1).copy()


def _fresh(case: Case) -> Records:
    fresh = np.zeros(case.world.stage.shape, dtype=HERE)
    fresh["stage"] = case.world.stage
    fresh["notifies"] = fresh["takes_effect"] = case.agenda.months + 1
    return fresh


def _until(may: NDArray[np.bool_]) -> Integers:
    """In whole groups of eight, which loops take in one step."""
    last = np.where(may, np.arange(1, may.shape[1] + 1), 0).max(axis=1)
    return np.asarray(np.minimum(-(-last // 8) * 8, may.shape[1]), dtype=np.int64)


def calm(agenda: Agenda) -> bool:
    """Whether threat stays as at the start, but for exits that move it.

    With one row of dated tables rivals' posture stands at its base from the start, and threat at
    its target: steps of (base * 1 - base) and (target - target) are nothing.
    """
    return len(agenda.posture) == 1


def _records(dtype: np.dtype[Any], **columns: NDArray[Any]) -> Records:
    """Records from one array for each field, all of one shape."""
    records = np.zeros(next(iter(columns.values())).shape, dtype=dtype)
    for name, column in columns.items():
        records[name] = column
    return records


def _dated(agenda: Agenda) -> Floats:
    """Dated tables by treaty and state, and who is not pinned."""
    whole = np.empty((5, *agenda.stigma.shape))
    tables = (agenda.stigma, agenda.advocacy, agenda.incentive, agenda.weight_in_others)
    for place, table in enumerate(tables):
        whole[place] = table
    whole[FREE] = ~agenda.pinned
    return whole


def _conflict_ends(agenda: Agenda) -> Integers:
    if not agenda.conflict_ends.any():
        return np.zeros((0, agenda.conflict_ends.shape[1]), dtype=np.int64)
    return one_block(agenda.conflict_ends, np.int64)


def _months(agenda: Agenda, counted: NDArray[np.bool_]) -> tuple[Records, Records, Floats]:
    """What each month brings, the events of all months, and the weights of partners by stretch."""
    firsts = _firsts(agenda)
    events, joins, stages = dated_events(agenda)
    month = np.zeros(agenda.months + 2, dtype=MONTH)
    month["row"][:-1] = agenda.row
    month["version"][:-1] = np.searchsorted(firsts, np.arange(agenda.months + 1), side="right") - 1
    month["joins"], month["events"] = joins, stages
    for m in range(1, agenda.months + 1):
        now, before = agenda.row[m], agenda.row[m - 1]
        weights = agenda.weight_in_others
        month["dated"][m] = now != before
        month["afresh"][m] = month["version"][m] != month["version"][m - 1] or (
            now != before and not np.array_equal(weights[now], weights[before])
        )
    month["path"] = 0 if calm(agenda) else np.minimum(np.arange(len(month)), agenda.months)
    return month, events, _possible(agenda, firsts, counted)


def _firsts(agenda: Agenda) -> list[int]:
    """First months of the stretches in which no tie begins or ends."""
    limits = {0}
    for ties in agenda.layers.values():
        limits |= set(np.unique(ties.since).tolist()) | set((np.unique(ties.until) + 1).tolist())
    return sorted(m for m in limits if 0 <= m <= agenda.months)


def _possible(agenda: Agenda, firsts: list[int], counted: NDArray[np.bool_]) -> Floats:
    """Each state's weight of counted partners, by stretch of months with the same ties."""
    treaties, states = counted.shape
    possible = np.zeros((len(firsts), treaties, len(LAYERS), states))
    for v, month in enumerate(firsts):
        for place, layer in enumerate(LAYERS):
            ties = agenda.layers[layer]
            holds = (ties.since <= month) & (month <= ties.until)
            for k in range(treaties):
                weight = ties.weight * (holds & counted[k, ties.partner])
                possible[v, k, place] = np.bincount(ties.state, weight, minlength=states)
    return possible


def _faced(rivals: Ties, states: int) -> tuple[Integers, Records]:
    order = np.argsort(rivals.state, kind="stable")
    faced = _records(FACED, rival=rivals.partner[order], weight=rivals.weight[order])
    return np.searchsorted(rivals.state[order], np.arange(states + 1)).astype(np.int64), faced


def _exposed(rivals: Ties, counted: NDArray[np.bool_]) -> Floats:
    weight = rivals.weight * counted[rivals.state]
    return np.bincount(rivals.partner, weight, minlength=len(counted)).astype(np.float64)
