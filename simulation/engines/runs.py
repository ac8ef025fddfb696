"""What compiled runs hold and leave: the trunk they share, one run's own state, and the outcome."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines.arrays import Floats, Gathered, Integers, Records, record
from simulation.engines.contract import Histories
from simulation.model.commitment import starting_commitment
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

TRUNK_STATE = record(felt=np.float64, posture=np.float64, threat=np.float64)

TRUNK_MEMBER = record(
    stage=np.int64,
    commitment=np.float64,
    accumulated=np.float64,  # pressure of a state that never gives way
)

RUN_STATE = record(
    touched=np.bool_,  # off the trunk
    felt=np.float64,
    threat=np.float64,
    posture=np.float64,
    gone=np.float64,  # weight of those exposed to it that are out
)

RUN_MEMBER = record(
    stage=np.int64,
    start=np.float64,  # own commitment at the start
    commitment=np.float64,
    accumulated=np.float64,
    returning=np.float64,  # accumulated pressure to turn back
    resistance=np.float64,
    notifies=np.int64,  # months in which clocks ring
    takes_effect=np.int64,
    wanted=np.int64,  # the stage it enters in step 6
    mover=np.bool_,  # has changed stage in this run
    forced=np.bool_,
    waits=np.bool_,  # for a dated stage that takes it on: no clock begins
    following=np.int64,  # the next one that crosses in the same month on the trunk; -1: none
)

WEIGHED = record(
    border=np.float64,
    alliance=np.float64,
    peers=np.float64,
    eroded=np.float64,
    own=np.float64,  # how visible the state's own stage is
)


class Trunk(NamedTuple):
    """The path on which nobody decides and only dated events happen, at the end of each month."""

    member: Records
    """(months + 1, treaties, states) of TRUNK_MEMBER."""
    state: Records
    """(months + 1, states) of TRUNK_STATE."""
    seen: Floats
    """(months + 1, layers, treaties, states) visible weight among partners, as looked at."""
    money: Floats
    """(months + 1, blocs, treaties)"""


class Run(NamedTuple):
    """What one run holds while it lasts; emptied before the next one."""

    member: Records
    """(treaties, states) of RUN_MEMBER."""
    state: Records
    """(states,) of RUN_STATE."""
    extra: Floats
    """(layers, treaties, states) what is seen beyond the trunk."""
    happened: Integers
    """(5, treaties, states) months of announcing, notifying, out, returning, suspending."""
    money: Floats
    """(blocs, treaties)"""
    crowd: Integers
    """(states + 1,) those touched, in order; the last entry counts them."""
    lived: Integers
    """(1,) how many of the crowd have lived a month of their own."""
    moved: Integers
    """(treaties * states + 1,) those who changed stage, in order; the last entry counts them."""
    wanting: Integers
    """(treaties * states + 1,) those who move this month; the last entry counts them."""
    first: Integers
    """(months + 1,) first of those crossing in each month on the trunk; -1: none."""
    weighed: Records
    """(treaties,) of WEIGHED: one state, while it is weighed."""


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
    return Trunk(
        member=np.zeros((months + 1, treaties, states), dtype=TRUNK_MEMBER),
        state=np.zeros((months + 1, states), dtype=TRUNK_STATE),
        seen=np.zeros((months + 1, len(g.ties_from) - 1, treaties, states)),
        money=np.zeros((months + 1, len(g.blocs), treaties)),
    )


def empty_run(g: Gathered, months: int) -> Run:
    """Room for one run of T + 1 months."""
    treaties, states = g.member.shape
    return Run(
        member=np.zeros((treaties, states), dtype=RUN_MEMBER),
        state=np.zeros(states, dtype=RUN_STATE),
        extra=np.zeros((len(g.ties_from) - 1, treaties, states)),
        happened=np.zeros((5, treaties, states), dtype=np.int64),
        money=np.zeros((len(g.blocs), treaties)),
        crowd=np.zeros(states + 1, dtype=np.int64),
        lived=np.zeros(1, dtype=np.int64),
        moved=np.zeros(treaties * states + 1, dtype=np.int64),
        wanting=np.zeros(treaties * states + 1, dtype=np.int64),
        first=np.zeros(months + 1, dtype=np.int64),
        weighed=np.zeros(treaties, dtype=WEIGHED),
    )


def trunk_run(g: Gathered, p: Parameters, months: int) -> Run:
    """A run to grow the trunk with: everybody off it, and resistances that nobody can reach."""
    run = empty_run(g, months)
    run.member["stage"] = g.member["stage"]
    run.member["start"] = [
        [starting_commitment(start, 0.5, p) for start in row] for row in g.member["start"].tolist()
    ]
    run.member["commitment"] = run.member["start"]
    run.member["resistance"] = np.inf
    run.state["posture"] = g.dated_state["posture"][g.month[0].row]
    run.state["touched"] = True
    run.crowd[:] = np.arange(len(run.crowd))
    run.moved[:] = np.arange(len(run.moved))
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
    return np.array([(replicate, *words) for replicate in replicates.tolist()], dtype=LUCK)


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
