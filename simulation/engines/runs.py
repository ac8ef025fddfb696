"""What compiled runs hold and leave: the trunk they share, one run's own state, and the outcome."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation import chance
from simulation.engines.arrays import (
    Floats,
    Gathered,
    Integers,
    Records,
    record,
)
from simulation.model.commitment import starting_commitment
from simulation.model.exposure import visibility
from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER
from simulation.world.world import LAYERS

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

SLEEPER = record(
    bound=np.float64,  # what it has accumulated at most, by the end of the month ``since``
    factor=np.float64,  # by which its pressure has exceeded the trunk's at most, after that
    since=np.int64,
    accumulated=np.float64,  # of who is awake
    resistance=np.float64,  # below 0: not reckoned yet
)
"""A treaty's member in a slot, as ``sleeping`` sees it."""

# Rows of Trunk.member, Trunk.state and Trunk.settled.
HELD, SUM = 0, 1
"""Commitment and accumulated pressure of one who never gives way."""
THREAT, FELT, POSTURE = 0, 1, 2
FIXED, FINE = 0, 1
"""Commitment at the end in multiples of 2**-36 and of 2**-40."""

# Places in Trunk.standing; the last three by layer.
SHAMED, ADVOCATED, AIMED, VIEWED, SHARE, WHOLE = 0, 1, 2, 3, 6, 9
"""Stigma and advocacy, what commitment moves towards; the visible weight of partners, its share of
all their weight, and that."""

CEILINGS = (0.125, 0.25, 0.5, 0.75, 1.0, 1.5, 2.5, 4.0)
"""Excess log pressures for which it is known beforehand which draws withstand them."""

# Rows of Run.slot_state: as lived by the state in a slot.
OWN_THREAT, OWN_FELT = 0, 1

# Rows of Run.lane, by treaty and slot.
START, STIGMA, ADVOCACY, BREACHED, ERODED, CARRIED, TARGET = 0, 1, 2, 3, 4, 5, 6
"""What commitment moves towards, and what that is made of."""
GOAL, GAP, MORE, EXCESS, CEILING = 7, 8, 9, 10, 11
"""What it moves towards on the trunk, and how far it has lain below the trunk's at most; what
exposures add to the log pressure beyond the trunk's at most, and all that is beyond it; the excess
up to which a sleeper sleeps on."""

ROW = 8
"""Slots come in rows of so many numbers."""

FOREVER = 1e300
"""The ceiling of who does not sleep: nothing exceeds it."""

# Rows of Run.wide, by treaty, layer and slot.
EXTRA, SEEN, POSSIBLE, BASE = 0, 1, 2, 3
"""Visible weight beyond the trunk's, and on the trunk; the weight of all partners; the trunk's
share of it."""

# Rows of Run.month.
FIRST, RINGS, LOOKED = 0, 1, 2
"""LOOKED and the rows after it: one for each treaty."""

# Rows of Run.listed, each with its own length in Run.lengths.
STATE_OF, CHANGED, MOVED, WANTING, WATCH, WEIGHED = 0, 1, 2, 3, 4, 5
"""The state in each slot; states to be looked at anew; members that changed stage, or will, this
month; members awake, and those of them who may leave this month."""
SLOTS = 6
"""A further length: slots that have lived."""


class Trunk(NamedTuple):
    """The path on which nobody decides and only dated events happen, at the end of each month."""

    member: Floats
    """(months + 1, states, treaties, 2) HELD, SUM: what is read of one state lies together."""
    state: Floats
    """(3, months + 1, states) THREAT, FELT, POSTURE."""
    stage: NDArray[np.int8]
    """(2, months + 1, treaties, states) stage at the end; 1 where it was weighed."""
    standing: Floats
    """(looks, states, treaties, 12) what a slot takes from dated tables and from the trunk."""
    money: Floats
    """(months + 1, blocs, treaties)"""
    no_crossing: Floats
    """(draws,) a uniform number below this is surely no crossing on the trunk."""
    ladder: Floats
    """(states * treaties, levels) a uniform number below this withstands that ceiling."""
    rungs: Floats
    """(2, levels + 1) ceilings, -1 first, and the factors that belong to them."""
    joined: NDArray[np.int8]
    """(treaties, states) stage at the end of who never moves: as at the start, or joined."""
    settled: Integers
    """(2, states * treaties) FIXED, FINE."""
    staying: Integers
    """(2, treaties) how many of them stay, and their commitment as in FINE."""


class Run(NamedTuple):
    """What one run holds while it lasts; emptied before the next one.

    A state off the trunk has a slot, in the order of leaving it; there are as many slots as states,
    in full rows.
    """

    member: Records
    """(treaties, states) of RUN_MEMBER."""
    visible: Floats
    """(states, treaties) how visible each member's stage is."""
    uniform: Floats
    """(draws,) the run's draw behind each resistance."""
    slot_of: Integers
    """(states,) its slot; -1: on the trunk."""
    path: Floats
    """(months + 1, treaties, slots) commitment at the end of each month."""
    shares: Floats
    """(months + 1, treaties, layers, slots) exposures, in months in which somebody looked anew."""
    lane: Floats
    """(12, treaties, slots)"""
    wide: Floats
    """(4, treaties, layers, slots)"""
    sleeper: Records
    """(treaties, slots) of SLEEPER."""
    slot_state: Floats
    """(2, slots)"""
    born: Integers
    """(slots,) the month at whose end a slot left the trunk."""
    is_changed: Integers
    """(states,) 1: the state is listed as changed."""
    differs: Integers
    """(treaties + 1,) 1: what somebody sees of a treaty has changed; last: somebody aims anew."""
    happened: Integers
    """(5, treaties, states) months of announcing, notifying, out, returning, suspending."""
    money: Floats
    """(blocs, treaties)"""
    posture: Floats
    """(2, states) posture, and weight of those exposed to it that are out."""
    listed: Integers
    """(6, treaties * states + 1) lists; ``lengths`` says how long each is."""
    treaty_of: Integers
    """(6, treaties * states + 1) the treaty of each member in those lists."""
    lengths: Integers
    """(7,)"""
    month: Integers
    """(2 + treaties, months + 2) FIRST: of those crossing in that month on the trunk, -1 for none;
    RINGS: 1 where some clock rings; LOOKED: the month in which exposures in a treaty were last
    reckoned, of months in which anybody was off the trunk."""
    buffer: Floats
    """(at least treaties * states and months,) log pressures, then pressures."""


def empty_trunk(g: Gathered, months: int) -> Trunk:
    """A trunk of T + 1 months, before it has grown."""
    treaties, states = g.member.shape
    whole = (months + 1, treaties, states)
    return Trunk(
        member=np.zeros((months + 1, states, treaties, 2)),
        state=np.zeros((3, months + 1, states)),
        stage=np.zeros((2, *whole), dtype=np.int8),
        standing=dated_standing(g),
        money=np.zeros((months + 1, len(g.blocs), treaties)),
        no_crossing=np.zeros(len(g.member_of)),
        ladder=np.zeros((states * treaties, len(CEILINGS))),
        rungs=np.array([(-1.0, *CEILINGS), (0.0,) * (len(CEILINGS) + 1)]),
        joined=np.zeros((treaties, states), dtype=np.int8),
        settled=np.zeros((2, states * treaties), dtype=np.int64),
        staying=np.zeros((2, treaties), dtype=np.int64),
    )


def dated_standing(g: Gathered) -> Floats:
    """``Trunk.standing`` before the trunk has grown: what dated tables and ties hold of it.

    Months with one look have the same of both.
    """
    treaties, states = g.member.shape
    first = g.month[:-1][np.diff(g.month["look"][:-1], prepend=-1) > 0]
    standing = np.zeros((len(first), states, treaties, WHOLE + len(LAYERS)))
    dated = g.dated[first["row"]]
    standing[..., SHAMED] = dated["stigma"].transpose(0, 2, 1)
    standing[..., ADVOCATED] = dated["advocacy"].transpose(0, 2, 1)
    possible = g.looks.possible[first["version"]]
    standing[..., WHOLE:] = possible.reshape(len(first), states, treaties, len(LAYERS))
    return standing


def empty_run(g: Gathered, p: Parameters, months: int) -> Run:
    """Room for one run of T + 1 months."""
    treaties, states = g.member.shape
    member = np.zeros((treaties, states), dtype=RUN_MEMBER)
    member["stage"] = g.member["stage"]
    member["start"] = [
        [starting_commitment(start, 0.5, p) for start in row] for row in g.member["start"].tolist()
    ]
    visible = [[visibility(stage, p) for stage in row] for row in g.member["stage"].T.tolist()]
    slots = -(-states // ROW) * ROW
    places, wide = treaties * states, (treaties, len(LAYERS), slots)
    return Run(
        member=member,
        visible=np.array(visible),
        uniform=np.zeros(len(g.member_of)),
        slot_of=np.full(states, -1, dtype=np.int64),
        path=np.zeros((months + 1, treaties, slots)),
        shares=np.zeros((months + 1, *wide)),
        lane=np.zeros((12, treaties, slots)),
        wide=np.zeros((4, *wide)),
        sleeper=np.zeros((treaties, states), dtype=SLEEPER),
        slot_state=np.zeros((2, states)),
        born=np.zeros(states, dtype=np.int64),
        is_changed=np.zeros(states, dtype=np.int64),
        differs=np.zeros(treaties + 1, dtype=np.int64),
        happened=np.full((5, treaties, states), NEVER, dtype=np.int64),
        money=np.zeros((len(g.blocs), treaties)),
        posture=np.zeros((2, states)),
        listed=np.zeros((6, places + 1), dtype=np.int64),
        treaty_of=np.zeros((6, places + 1), dtype=np.int64),
        lengths=np.zeros(7, dtype=np.int64),
        month=np.zeros((LOOKED + treaties, months + 2), dtype=np.int64),
        buffer=np.zeros(max(places, months + 1)),
    )


def trunk_run(g: Gathered, p: Parameters, months: int) -> Run:
    """A run to grow the trunk with: everybody off it and awake, and nobody can give way."""
    run = empty_run(g, p, months)
    treaties, states = g.member.shape
    run.path[0, :, :states] = run.lane[START, :, :states] = run.member["start"]
    run.lane[CEILING] = FOREVER
    run.sleeper["resistance"] = np.inf
    run.posture[0] = g.dated_state["posture"][g.month[0].row]
    run.slot_of[:] = run.listed[STATE_OF, :states] = np.arange(states)
    run.listed[CHANGED, :states] = np.arange(states)
    run.lengths[CHANGED], run.is_changed[:] = states, 1
    for row in (MOVED, WATCH):
        run.listed[row, :-1] = np.tile(np.arange(states), treaties)
        run.treaty_of[row, :-1] = np.repeat(np.arange(treaties), states)
        run.lengths[row] = treaties * states
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
