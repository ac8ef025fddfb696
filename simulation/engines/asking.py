"""A researcher's own rule, as compiled runs ask it."""

from typing import NamedTuple

import numpy as np

from simulation.engines.arrays import PARAMETERS, Floats, Gathered, Records, record
from simulation.model.own import Situation
from simulation.model.parameters import Parameters

ASKED = record(**dict.fromkeys(Situation._fields, np.float64))

FAULT = record(
    month=np.int64,  # in which an own rule first gave no pressure; 0: in none
    place=np.int64,  # treaty * states + state: the first of that month
)


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
