"""What a run under a textbook rule holds while it lasts."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import Floats, Integers, Records, record
from simulation.world.world import LAYERS

Flags = NDArray[np.bool_]
Stages = NDArray[np.int8]
"""(states,) stages of one run and treaty."""

SIGHT = record(
    seen=np.float64,  # weight of the partners that a state was told of
    possible=np.float64,  # weight of all partners counted
    least=np.float64,  # with less seen than this the layer does not reach the state's threshold
)

HERE = record(
    weight=np.float64,  # in others, this month
    resistance=np.float64,  # to leaving; -1: not drawn yet; nothing is under thresholds
    accumulated=np.float64,  # pressure so far, under the simple rule
    nearest=np.float64,  # at the start: highest exposure to neighbours out of some treaty
    temptations=np.int32,  # by how many leavers, under the rule of cascades
    tempter=np.int32,  # the last of them; -1: nobody
    waits=np.bool_,  # having announced or notified, it stays there until a dated stage
)


class Room(NamedTuple):
    """What one run holds for one treaty, and what the next one can use again."""

    sight: Records
    """(layers, states) of SIGHT."""
    whole: Floats
    """(2, layers) where everybody looks at everybody: weight of all that are out, and counted."""
    known: Integers
    """(1,) the month whose ties ``possible`` was added up over; -1: none, for this treaty."""
    here: Records
    """(states,) of HERE."""
    pinned: Flags
    """(states,) this month; between runs nobody is."""
    listed: Flags
    """(states,) whether in the crowd."""
    crowd: Integers
    """(states + 1,) who has something new to decide on; the last entry counts them."""
    newly: Integers
    """(states + 1,) who came out last month; the last entry counts them."""


class Left(NamedTuple):
    """What runs leave behind; shapes as in the contract, but for what is the same for all."""

    happened: NDArray[np.int16]
    """(5, runs, treaties, states) months of announcing, notifying, out, returning, suspending; or
    (1, ...) where no dated event moves anybody: then the first three are one, the others never."""
    stage: NDArray[np.int8]
    """(runs, treaties, states)"""
    forced: Flags
    """(runs, treaties, states)"""
    commitment: Floats
    """(runs or 1, treaties, states); 1: the same in all runs."""
    threat: Floats
    """(runs or 1, states); 1: the same in all runs."""


def empty_room(states: int) -> Room:
    """Room for runs of any treaty."""
    here = np.zeros(states, dtype=HERE)
    here["weight"] = 1.0
    return Room(
        sight=np.zeros((len(LAYERS), states), dtype=SIGHT),
        whole=np.zeros((2, len(LAYERS))),
        known=np.full(1, -1, dtype=np.int64),
        here=here,
        pinned=np.zeros(states, dtype=bool),
        listed=np.zeros(states, dtype=bool),
        crowd=np.zeros(states + 1, dtype=np.int64),
        newly=np.zeros(states + 1, dtype=np.int64),
    )


def append(listed: Integers, number: int) -> None:
    """Append to a list whose last entry counts it."""
    listed[listed[-1]] = number
    listed[-1] += 1
