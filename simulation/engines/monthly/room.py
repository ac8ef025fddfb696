"""What one run holds while everybody is lived through every month, and what runs leave behind."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import Floats, Integers, Records
from simulation.engines.contract import Histories
from simulation.engines.monthly.ground import HERE, Ground

# Rows of Room.member.
START, TARGET, HELD, ERODED, CARRIED, BREACHED, GIVEN = 0, 1, 2, 3, 4, 5, 6
"""Commitment at the start, what it moves towards, as it is; what erodes it: exits in this treaty,
in kindred ones, and own breach; incentive."""
WEIGHS, SUM, HURDLE, SHOWN, NOTHING = 7, 8, 9, 10, 11
"""1 for who may leave this month, else 0; accumulated pressure; the resistance; how far its own
stage is visible to itself; room."""
ROWS = 12

# Rows of Room.state.
OWN_THREAT, OWN_FELT, POSTURE, GONE, NEAREST, BUFFER = 0, 1, 2, 3, 4, 5
"""Where exits move threat: threat and posture felt; posture, and weight of those exposed to it that
are out; the highest exposure at the border of all treaties."""

# Rows of Room.listed, each with its own length in Room.lengths.
PENDING, WANTING, MOVED = 0, 1, 2
"""Members that announced or notified; those that change stage this month; those that ever did."""
REAIM = 3
"""A further length: 1 where some state's own stage has changed what its commitment aims at."""


class Room(NamedTuple):
    """What one run holds; emptied before the next one."""

    here: Records
    """(treaties, states) of HERE."""
    member: Floats
    """(ROWS, treaties, states)"""
    seen: Floats
    """(2, treaties, layers, states) visible weight among partners, and the share it is of all."""
    state: Floats
    """(6, states)"""
    money: Floats
    """(blocs, treaties)"""
    listed: Integers
    """(2, 3, treaties * states + 1) treaties and states of the members in each list."""
    rings: Integers
    """(treaties * states + 1,) a month before which no clock rings, of each in PENDING."""
    lengths: Integers
    """(4,)"""
    stirred: Integers
    """(treaties,) 1: somebody sees something new in this treaty."""


class Left(NamedTuple):
    """What a chunk of runs leaves behind; shapes as in the contract."""

    announced: NDArray[np.int16]
    notified: NDArray[np.int16]
    out: NDArray[np.int16]
    returned: NDArray[np.int16]
    suspended: NDArray[np.int16]
    forced: NDArray[np.bool_]
    stage: NDArray[np.int8]
    threat: Floats
    commitment: Floats
    threat_path: Floats
    commitment_path: Floats


def empty_room(g: Ground) -> Room:
    """Room for one run, not yet emptied."""
    treaties, states = g.member.shape
    return Room(
        here=np.zeros((treaties, states), dtype=HERE),
        member=np.zeros((ROWS, treaties, states)),
        seen=np.zeros_like(g.at_start),
        state=np.zeros((6, states)),
        money=np.zeros((len(g.blocs), treaties)),
        listed=np.zeros((2, 3, treaties * states + 1), dtype=np.int64),
        rings=np.zeros(treaties * states + 1, dtype=np.int64),
        lengths=np.zeros(4, dtype=np.int64),
        stirred=np.zeros(treaties, dtype=np.int64),
    )


def left_of(histories: Histories) -> Left:
    """The arrays of histories, for runs to be written into."""
    return Left(*(getattr(histories, name) for name in Left._fields))
