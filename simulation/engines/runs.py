"""What compiled runs hold and leave: the trunk they share, one run's own state, and the outcome."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines.arrays import (
    PARAMETERS,
    Floats,
    Gathered,
    Integers,
    Records,
    lanes,
    record,
)
from simulation.engines.contract import Histories
from simulation.model.commitment import starting_commitment
from simulation.model.own import Situation
from simulation.model.parameters import Parameters

LUCK = record(
    replicate=np.int64,
    resistance_low=np.int64,  # the key words of the four streams
    resistance_high=np.int64,
    delay_low=np.int64,
    delay_high=np.int64,
    return_low=np.int64,
    return_high=np.int64,
    start_low=np.int64,
    start_high=np.int64,
)

RUN_MEMBER = record(
    stage=np.int64,
    start=np.float64,  # own commitment at the start
    returning=np.float64,  # accumulated pressure to turn back
    notifies=np.int64,  # months in which clocks ring
    takes_effect=np.int64,
    wanted=np.int64,  # the stage it enters in step 6
    mover=np.bool_,  # has changed stage in this run
    forced=np.bool_,
    waits=np.bool_,  # for a dated stage that takes it on: no clock begins
    following=np.int64,  # the next one that crosses in the same month on the trunk; -1: none
)

ASKED = record(**dict.fromkeys(Situation._fields, np.float64))

FAULT = record(
    month=np.int64,  # in which an own rule first gave no pressure; 0: in none
    place=np.int64,  # treaty * states + state: the first of that month
)

# Rows of Trunk.member and Trunk.state.
HELD, GOAL, SUM = 0, 1, 2
"""Commitment, what it moves towards, and accumulated pressure of one who never gives way."""
THREAT, FELT, POSTURE = 0, 1, 2

# Rows of Run.slot, by treaty and slot.
COMMITMENT, TARGET = 0, 1

# Columns of Run.own, by slot and treaty.
ERODED, ACCUMULATED, RESISTANCE = 0, 1, 2
BOUND, CEILING, FACTOR, GAP = 3, 4, 5, 6
"""Of one who sleeps: what it has accumulated at most; by how much its log pressure exceeds the
trunk's at most, and the exponential of that; how far its commitment lies below the trunk's at most.
"""
OWN_COLUMNS = 8

# Rows of Run.slot_state: as lived by the state in a slot.
OWN_THREAT, OWN_FELT = 0, 1

# Columns of Run.marks, by slot and treaty.
AWAKE, SINCE = 0, 1

# Rows of Run.listed, each with its own length in Run.lengths.
STATE_OF, CHANGED, MOVED, WANTING, WATCH, WEIGHED = 0, 1, 2, 3, 4, 5
"""The state in each slot; slots to be looked at anew; members that changed stage, or will, this
month; members awake, and those of them who may leave this month."""
SLOTS, NOTES = 6, 7
"""Further lengths: slots that have lived, notes taken."""


class Trunk(NamedTuple):
    """The path on which nobody decides and only dated events happen, at the end of each month."""

    member: Floats
    """(3, months + 1, treaties, states) HELD, GOAL, SUM."""
    state: Floats
    """(3, months + 1, states) THREAT, FELT, POSTURE."""
    stage: NDArray[np.int8]
    """(2, months + 1, treaties, states) stage at the end; 1 where it was weighed."""
    seen: Floats
    """(months + 1, states, lanes) visible weight among partners, as looked at."""
    exposure: Floats
    """(months + 1, states, lanes) the share it is of all partners' weight."""
    money: Floats
    """(months + 1, blocs, treaties)"""
    no_crossing: Floats
    """(treaties, states) a uniform number below this is surely no crossing on the trunk."""
    joined: NDArray[np.int8]
    """(treaties, states) stage at the end of who never moves: as at the start, or joined."""


class Run(NamedTuple):
    """What one run holds while it lasts; emptied before the next one.

    A state off the trunk has a slot, in the order of leaving it.
    """

    member: Records
    """(treaties, states) of RUN_MEMBER."""
    uniform: Floats
    """(treaties, states) the run's draw behind each resistance."""
    slot_of: Integers
    """(states,) its slot; -1: on the trunk."""
    slot: Floats
    """(2, treaties, slots) COMMITMENT, TARGET."""
    own: Floats
    """(slots, treaties, OWN_COLUMNS)"""
    exposure: Floats
    """(slots, lanes) as last looked at."""
    slot_state: Floats
    """(2, states)"""
    marks: Integers
    """(slots, treaties, 2) AWAKE, SINCE."""
    is_changed: Integers
    """(states,) 1: the slot is listed as changed; a slot's first month + 1 in the next row."""
    born: Integers
    """(states,) the month at whose end a slot left the trunk."""
    path: Floats
    """(months + 1, treaties, slots) commitment at the end of each month."""
    notes: Floats
    """(notes, lanes) exposures that held up to a month, for who sleeps."""
    note: Integers
    """(2, notes) the note before it of the same slot, and the last month in which it held."""
    last_note: Integers
    """(states,) of each slot; -1: none."""
    extra: Floats
    """(states, lanes) what is seen beyond the trunk."""
    happened: Integers
    """(5, treaties, states) months of announcing, notifying, out, returning, suspending."""
    money: Floats
    """(blocs, treaties)"""
    posture: Floats
    """(2, states) posture, and weight of those exposed to it that are out."""
    listed: Integers
    """(6, treaties * states) lists; ``lengths`` says how long each is."""
    treaty_of: Integers
    """(6, treaties * states) the treaty of each member in those lists."""
    lengths: Integers
    """(8,)"""
    first: Integers
    """(months + 2,) first of those crossing in each month on the trunk; -1: none; the last entry:
    the first month in which anything can happen."""
    buffer: Floats
    """(at least treaties * states and months,) log pressures, then pressures."""


class Own(NamedTuple):
    """A researcher's own rule, as the runs of a chunk ask it."""

    address: int
    """Where its code lies."""
    p: Records
    """(1,) of PARAMETERS."""
    now: Records
    """(1,) of ASKED: the situation it is asked about."""
    gone: Floats
    """(treaties,) share of the states counted that are out."""
    faults: Records
    """(runs,) of FAULT."""
    situations: Records
    """(runs,) of ASKED: in which the fault lay."""


class Out(NamedTuple):
    """What a chunk of runs leaves behind; shapes as in the contract."""

    happened: NDArray[np.int16]
    """(5, runs, treaties, states) months of announcing, notifying, out, returning, suspending."""
    forced: NDArray[np.bool_]
    stage: NDArray[np.int8]
    threat: Floats
    commitment: Floats
    threat_path: Floats
    commitment_path: Floats


def empty_trunk(g: Gathered, months: int) -> Trunk:
    """A trunk of T + 1 months, before it has grown."""
    treaties, states = g.member.shape
    whole = (months + 1, treaties, states)
    return Trunk(
        member=np.zeros((3, *whole)),
        state=np.zeros((3, months + 1, states)),
        stage=np.zeros((2, *whole), dtype=np.int8),
        seen=np.zeros((months + 1, states, lanes(treaties))),
        exposure=np.zeros((months + 1, states, lanes(treaties))),
        money=np.zeros((months + 1, len(g.blocs), treaties)),
        no_crossing=np.zeros((treaties, states)),
        joined=np.zeros((treaties, states), dtype=np.int8),
    )


NOTES_A_STATE = 8
"""Room for notes; who would need more is woken instead."""


def empty_run(g: Gathered, p: Parameters, months: int) -> Run:
    """Room for one run of T + 1 months."""
    treaties, states = g.member.shape
    member = np.zeros((treaties, states), dtype=RUN_MEMBER)
    member["stage"] = g.member["stage"]
    member["start"] = [
        [starting_commitment(start, 0.5, p) for start in row] for row in g.member["start"].tolist()
    ]
    notes = NOTES_A_STATE * states
    return Run(
        member=member,
        uniform=np.zeros((treaties, states)),
        slot_of=np.full(states, -1, dtype=np.int64),
        slot=np.zeros((2, treaties, states)),
        own=np.zeros((states, treaties, OWN_COLUMNS)),
        exposure=np.zeros((states, lanes(treaties))),
        slot_state=np.zeros((2, states)),
        marks=np.zeros((states, treaties, 2), dtype=np.int64),
        is_changed=np.zeros(states, dtype=np.int64),
        born=np.zeros(states, dtype=np.int64),
        path=np.zeros((months + 1, treaties, states)),
        notes=np.zeros((notes, lanes(treaties))),
        note=np.zeros((2, notes), dtype=np.int64),
        last_note=np.full(states, -1, dtype=np.int64),
        extra=np.zeros((states, lanes(treaties))),
        happened=np.full((5, treaties, states), -1, dtype=np.int64),
        money=np.zeros((len(g.blocs), treaties)),
        posture=np.zeros((2, states)),
        listed=np.zeros((6, treaties * states), dtype=np.int64),
        treaty_of=np.zeros((6, treaties * states), dtype=np.int64),
        lengths=np.zeros(8, dtype=np.int64),
        first=np.full(months + 2, -1, dtype=np.int64),
        buffer=np.zeros(max(treaties * states, months + 1)),
    )


def empty_own(g: Gathered, p: Parameters, address: int, runs: int) -> Own:
    """An own rule before it is asked, in so many runs."""
    return Own(
        address=address,
        p=np.array([p], dtype=PARAMETERS),
        now=np.zeros(1, dtype=ASKED),
        gone=np.zeros(g.treaty.size),
        faults=np.zeros(runs, dtype=FAULT),
        situations=np.zeros(runs, dtype=ASKED),
    )


def trunk_run(g: Gathered, p: Parameters, months: int) -> Run:
    """A run to grow the trunk with: everybody off it and awake, and nobody can give way."""
    run = empty_run(g, p, months)
    states = g.state.size
    run.slot[COMMITMENT] = run.member["start"]
    run.own[:, :, RESISTANCE] = np.inf
    run.posture[0] = g.dated_state["posture"][g.month[0].row]
    run.slot_of[:] = np.arange(states)
    run.listed[STATE_OF, :states] = np.arange(states)
    for row in (MOVED, WATCH):
        run.listed[row] = np.tile(np.arange(states), g.treaty.size)
        run.treaty_of[row] = np.repeat(np.arange(g.treaty.size), states)
        run.lengths[row] = run.listed.shape[1]
    run.lengths[STATE_OF] = run.lengths[SLOTS] = states
    return run


def lucks(seed: int, replicates: Integers) -> Records:
    """(runs,) of LUCK."""
    streams = (
        chance.RESISTANCE,
        chance.DOMESTIC_DELAY,
        chance.RETURN_RESISTANCE,
        chance.INITIAL_VALUES,
    )
    words = [word for stream in streams for word in chance.stream_key(seed, stream)]
    luck = np.zeros(len(replicates), dtype=LUCK)
    for name, word in zip((LUCK.names or ())[1:], words, strict=True):
        luck[name] = word
    luck["replicate"] = replicates
    return luck


def outcome(histories: Histories) -> Out:
    """The arrays of histories for runs to be written into; only the months are a copy."""
    months = (
        histories.announced,
        histories.notified,
        histories.out,
        histories.returned,
        histories.suspended,
    )
    return Out(
        happened=np.stack(months),
        forced=histories.forced,
        stage=histories.stage,
        threat=histories.threat,
        commitment=histories.commitment,
        threat_path=histories.threat_path,
        commitment_path=histories.commitment_path,
    )
