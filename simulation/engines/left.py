"""The outcome of compiled runs: room for it, and what is read from it."""

import dataclasses
from collections.abc import Mapping

import numpy as np

from simulation.engines.arrays import Integers
from simulation.engines.contract import Histories
from simulation.engines.departures import Departures, to_fixed
from simulation.engines.histories import REASON
from simulation.engines.leaving import (
    COLUMNS,
    FORCED,
    MONTHS,
    ROWS,
    RUN,
    STAGE,
    STATE,
    TREATY,
    WANTED,
    Out,
)
from simulation.engines.runs import FIXED, THREAT, Trunk


def histories_out(histories: Histories) -> Out:
    """The arrays of histories for runs to be written into; only the months are a copy."""
    months = (
        histories.announced,
        histories.notified,
        histories.out,
        histories.returned,
        histories.suspended,
    )
    return _out(0, 0, histories.stage.shape[1:])._replace(
        happened=np.stack(months),
        forced=histories.forced,
        stage=histories.stage,
        threat=histories.threat,
        commitment=histories.commitment,
        threat_path=histories.threat_path,
        commitment_path=histories.commitment_path,
    )


def departures_out(runs: int, room: int, shape: tuple[int, ...]) -> Out:
    """Room for the departures of so many runs; shape: treaties, states."""
    return _out(runs, room, shape)


def _out(runs: int, room: int, shape: tuple[int, ...]) -> Out:
    treaties, states = shape
    return Out(
        happened=np.zeros((5, 0, treaties, states), dtype=np.int16),
        forced=np.zeros((0, treaties, states), dtype=bool),
        stage=np.zeros((0, treaties, states), dtype=np.int8),
        threat=np.zeros((0, states)),
        commitment=np.zeros((0, treaties, states)),
        threat_path=np.zeros((0, 0, states)),
        commitment_path=np.zeros((0, 0, treaties, states)),
        departed=np.zeros((room, COLUMNS), dtype=np.int64),
        done=np.zeros(3, dtype=np.int64),
        stayers=np.zeros((2, runs, treaties), dtype=np.int64),
        threat_sum=np.zeros(states, dtype=np.int64),
        commitment_sum=np.zeros(states * treaties, dtype=np.int64),
    )


def with_more_room(out: Out) -> Out:
    """The same departures, with room for at least as many again and for the run that wants it."""
    more = max(len(out.departed), int(out.done[WANTED]))
    room = np.zeros((len(out.departed) + more, COLUMNS), dtype=np.int64)
    room[: out.done[ROWS]] = out.departed[: out.done[ROWS]]
    return out._replace(departed=room)


def written(histories: Histories, out: Out) -> Histories:
    """Histories whose months were written into a copy."""
    names = ("announced", "notified", "out", "returned", "suspended")
    return dataclasses.replace(histories, **dict(zip(names, out.happened, strict=True)))


def departed(replicates: Integers, t: Trunk, out: Out, reasons: Mapping[int, str]) -> Departures:
    """Departures of the runs that did not fail; reasons: why, by the run's place among all."""
    failed = np.array(sorted(reasons), dtype=np.int64)
    kept = np.ones(len(replicates), dtype=bool)
    kept[failed] = False
    rows, runs = out.departed[: out.done[ROWS]], int(kept.sum())
    treaties, states = t.joined.shape
    commitment = out.commitment_sum + runs * t.settled[FIXED]
    return Departures(
        replicates=replicates[kept],
        run=(np.cumsum(kept) - 1)[rows[:, RUN]],
        treaty=rows[:, TREATY].astype(np.int16),
        state=rows[:, STATE].astype(np.int32),
        months=rows[:, MONTHS:].T.astype(np.int16, order="C"),
        stage=rows[:, STAGE].astype(np.int8),
        forced=rows[:, FORCED] != 0,
        stayers=out.stayers[0, kept],
        norm_of_stayers=out.stayers[1, kept],
        threat=out.threat_sum + runs * to_fixed(t.state[THREAT, -1]),
        commitment=np.ascontiguousarray(commitment.reshape(states, treaties).T),
        failed=replicates[failed],
        reasons=np.array([reasons[place] for place in failed.tolist()], dtype=REASON),
    )
