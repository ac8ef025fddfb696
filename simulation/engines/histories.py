"""Empty histories, before anything has happened; and those of runs that did not fail."""

import dataclasses
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simulation.engines.contract import Case, Histories
from simulation.model.stages import NEVER, OUT

REASON = "U200"
"""The reason of a failure: one line of at most 200 letters."""


def empty_histories(case: Case, replicates: NDArray[np.int64], recorded: int) -> Histories:
    """Histories of the right shapes in which only what holds at the start has happened.

    recorded: for how many of the replicates, the first ones, months will be recorded.
    """
    treaties, states = case.world.stage.shape
    runs, months = len(replicates), case.agenda.months + 1
    recorded = min(recorded, runs)
    gone = case.world.stage == OUT
    whole = (runs, treaties, states)

    def months_of(happened: NDArray[np.bool_]) -> NDArray[np.int16]:
        """Month 0 where something had happened by the start, never elsewhere."""
        return np.broadcast_to(np.where(happened, np.int16(0), np.int16(NEVER)), whole).copy()

    never = np.zeros_like(gone)
    return Histories(
        replicates=np.asarray(replicates, dtype=np.int64),
        announced=months_of(gone),
        notified=months_of(gone),
        out=months_of(gone),
        returned=months_of(never),
        suspended=months_of(never),
        forced=np.broadcast_to(gone, whole).copy(),
        stage=np.zeros((runs, treaties, states), dtype=np.int8),
        threat=np.zeros((runs, states)),
        commitment=np.zeros((runs, treaties, states)),
        threat_path=np.zeros((recorded, months, states)),
        commitment_path=np.zeros((recorded, months, treaties, states)),
        failed=np.zeros(0, dtype=np.int64),
        reasons=np.zeros(0, dtype=REASON),
    )


def without_failed(histories: Histories, reasons: Mapping[int, str]) -> Histories:
    """Histories of the runs that did not fail; the others' numbers and reasons are listed.

    reasons: why, by the run's place among all.  Recorded are the first so many runs asked for, so a
    failed one leaves the records as it leaves everything else, and no later one takes its place.
    """
    if not reasons:
        return histories
    failed = np.array(sorted(reasons), dtype=np.int64)
    kept = np.ones(len(histories.replicates), dtype=bool)
    kept[failed] = False
    arrays = {
        field.name: getattr(histories, field.name)
        for field in dataclasses.fields(Histories)
        if field.name not in ("failed", "reasons")
    }
    return Histories(
        **{name: array[kept[: len(array)]] for name, array in arrays.items()},
        failed=histories.replicates[failed],
        reasons=np.array([reasons[place] for place in failed.tolist()], dtype=REASON),
    )
