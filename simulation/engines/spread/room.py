"""What a run under a textbook rule holds while it lasts."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import Floats, Integers, Records, record
from simulation.world.world import LAYERS

Flags = NDArray[np.bool_]
Stages = NDArray[np.int8]
"""(states,) stages of one run and treaty."""

HERE = record(
    weight=np.float64,  # in others, this month
    resistance=np.float64,  # to leaving; nothing is drawn under the rule of thresholds
    accumulated=np.float64,  # pressure so far, under the simple rule
    nearest=np.float64,  # at the start: highest exposure to neighbours out of some treaty
    temptations=np.int32,  # by how many leavers, under the rule of cascades
    tempter=np.int32,  # the last of them; -1: nobody
    waits=np.bool_,  # having announced or notified, it stays there until a dated stage
)


class Room(NamedTuple):
    """What one run holds for one treaty; emptied before the next one."""

    seen: Floats
    """(states, layers) weight of the partners that a state was told of."""
    possible: Floats
    """(states, layers) weight of all partners counted."""
    whole: Floats
    """(2, layers) where everybody looks at everybody: weight of all that are out, and counted."""
    here: Records
    """(states,) of HERE."""
    pinned: Flags
    """(states,) this month."""
    listed: Flags
    """(states,) whether in the crowd."""
    crowd: Integers
    """(states + 1,) who has something new to decide on; the last entry counts them."""
    newly: Integers
    """(states + 1,) who came out last month; the last entry counts them."""


class Left(NamedTuple):
    """Of what runs leave behind, that which their months write; shapes as in the contract."""

    happened: NDArray[np.int16]
    """(5, runs, treaties, states) months of announcing, notifying, out, returning, suspending."""
    stage: NDArray[np.int8]
    """(runs, treaties, states)"""
    forced: Flags
    """(runs, treaties, states)"""


def empty_room(states: int) -> Room:
    """Room for one run of one treaty, not yet emptied."""
    here = np.empty(states, dtype=HERE)
    here["nearest"] = 0.0
    return Room(
        seen=np.empty((states, len(LAYERS))),
        possible=np.empty((states, len(LAYERS))),
        whole=np.empty((2, len(LAYERS))),
        here=here,
        pinned=np.empty(states, dtype=bool),
        listed=np.empty(states, dtype=bool),
        crowd=np.empty(states + 1, dtype=np.int64),
        newly=np.empty(states + 1, dtype=np.int64),
    )


def append(listed: Integers, number: int) -> None:
    """Append to a list whose last entry counts it."""
    listed[listed[-1]] = number
    listed[-1] += 1
