"""What the compiled engine knows of a case before it runs: flat arrays, filled by ``gathering``.

Everything here is a rearrangement of ``World`` and ``Agenda``.  Axes are written as in the
contract; "versions" are stretches of months in which no tie begins or ends.  What belongs to one
state, treaty or tie lies in one record: a kernel that is handed ten arrays of records compiles
several times faster than one that is handed eighty of numbers.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from simulation.model.parameters import Parameters

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Records = NDArray[Any]
Record = np.record


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
    look=np.int64,  # of all that is seen on the trunk and aimed at there
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


LOOK = record(other=np.int64, since=np.int64, until=np.int64)

RIVAL = record(other=np.int64, weight=np.float64)


class Looks(NamedTuple):
    """Ties by whom they look at, those of one pair over the same months joined."""

    begins: Integers
    """(states + 1,) where those begin that look at each state."""
    look: Records
    """(looks,) of LOOK: who looks, and in which months."""
    weight: Floats
    """(looks, layers) on each layer; 0: not tied there."""
    possible: Floats
    """(versions, states, treaties * layers) weight of all partners counted."""


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
    looks: Looks
    """Who looks at whom, and what can be seen at most."""
    rivals_from: Integers
    """(states + 1,) where each state's own rivals begin."""
    rival: Records
    """(rivals,) of RIVAL."""
    words: Integers
    """(2, draws) the two counter words of each decision that can be reached in some run."""
    draw_of: Integers
    """(states * treaties,) by state and treaty: its place among ``words``; -1: it has none."""
    member_of: Integers
    """(draws,) treaty * states + state of each."""
    gone: Integers
    """(gone,) treaty * states + state of who is out from the start, in order."""
    first_event: int
    """The first month in which somebody joins or is moved by a date; after the end: none."""
