"""What is left of runs when nobody looks at single perceptions: who departed, and sums.

Histories hold every state's months and what it holds at the end: some ten kilobytes a run, nearly
all of it "never".  Most questions need only those who moved, and what the others hold on average.
All amounts are added up as whole numbers, so that neither order nor grouping can change a bit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.engines.contract import Histories
from simulation.model.arithmetic import GRID_BITS
from simulation.model.stages import PARTY, RETURNED

FIXED_BITS = 36
"""Amounts in 0..1 are summed over runs as multiples of 2**-36: a million runs stay exact."""

MONTHS = ("announced", "notified", "out", "returned", "suspended")
"""Rows of ``Departures.months``, in the order of the stages."""

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Departures:
    """Who moved in some replicates, and what all of them hold; failed ones are left out and listed.

    A row stands for a run, a treaty and a state that announced, notified, was out, returned or was
    suspended at some time, at the start included.  Rows are in the order of runs, treaties, states.
    """

    replicates: Integers
    """(runs,) numbers of the replicates."""
    run: Integers
    """(rows,) place of the run among ``replicates``."""
    treaty: NDArray[np.int16]
    """(rows,) place of the treaty."""
    state: NDArray[np.int32]
    """(rows,) place of the state."""
    months: NDArray[np.int16]
    """(5, rows) month of each of ``MONTHS``, -1 for never; 0 for what held at the start."""
    stage: NDArray[np.int8]
    """(rows,) at the end."""
    forced: NDArray[np.bool_]
    """(rows,) True: a dated event, not a decision, moved the state out."""
    stayers: Integers
    """(runs, treaties) how many are a party at the end, or turned back."""
    norm_of_stayers: Integers
    """(runs, treaties) sum of their norm commitment at the end, in multiples of 2**-40."""
    threat: Integers
    """(states,) threat perception at the end, in multiples of 2**-36, summed over runs."""
    commitment: Integers
    """(treaties, states) norm commitment at the end, likewise."""
    failed: Integers
    """(failures,) numbers of the replicates that failed, in order."""
    reasons: NDArray[np.str_]
    """(failures,) why, in one line each."""


def to_fixed(values: NDArray[np.float64], bits: int = FIXED_BITS) -> Integers:
    """Amounts as whole multiples of 2**-bits; nan counts as 0.

    >>> to_fixed(np.array([0.5])).tolist() == [2**35]
    True
    """
    return np.rint(np.nan_to_num(values) * 2.0**bits).astype(np.int64)


def departures_of(histories: Histories) -> Departures:
    """What is left of histories."""
    months = np.stack([getattr(histories, name) for name in MONTHS])
    where = np.nonzero((months >= 0).any(axis=0))
    stays = np.isin(histories.stage, (PARTY, RETURNED))
    held = to_fixed(histories.commitment, GRID_BITS)
    return Departures(
        replicates=histories.replicates,
        run=where[0],
        treaty=where[1].astype(np.int16),
        state=where[2].astype(np.int32),
        months=months[:, where[0], where[1], where[2]],
        stage=histories.stage[where],
        forced=histories.forced[where],
        stayers=stays.sum(axis=-1),
        norm_of_stayers=np.where(stays, held, 0).sum(axis=-1),
        threat=to_fixed(histories.threat).sum(axis=0),
        commitment=to_fixed(histories.commitment).sum(axis=0),
        failed=histories.failed,
        reasons=histories.reasons,
    )
