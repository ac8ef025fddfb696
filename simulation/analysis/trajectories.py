"""Threat perception and norm commitment month by month, run by run: recorded runs lived again.

A result keeps only their mean over runs (``months``), since whole paths would fill the disk.  The
scenario in its manifest and the numbers of its runs give the same luck and so the same paths.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from simulation.analysis.announcing import of_one_point
from simulation.analysis.sides import Side, sides_of
from simulation.engines.choosing import engine
from simulation.experiments.replicates import cut, largest_chunks
from simulation.outcomes.records import Record
from simulation.outcomes.standing import mean_over, parties_at_start
from simulation.scenario.faults import InputFault
from simulation.world.world import Flags, Floats, Integers

MOST_RUNS = 1_000
"""Runs that are lived again, at most: the first that are recorded."""
MOST_CELLS = 200_000_000
"""States times months times numbers kept of each, over all runs lived again, at most."""
SPREAD = (0.05, 0.95)
"""Shares of runs between which a band lies."""


class Band(NamedTuple):
    """A quantity at the end of each month, 0 (the start) to T, over runs."""

    mean: Floats
    """(months + 1,) mean over runs, 0..1."""
    low: Floats
    high: Floats
    """(months + 1,) 5 % and 95 % quantile over runs: how far runs differ, no interval."""


class Trajectory(NamedTuple):
    """What the parties on average, or one state, perceive and hold."""

    state: str
    """Identifier; empty: the mean over the parties at the start."""
    name: str
    threat: Band
    norm: Band


class Trajectories(NamedTuple):
    """Threat and norm of one treaty's parties in runs lived again."""

    runs: int
    parties: Trajectory
    """The mean over the parties at the start, as ``threat_mean`` of ``months`` is."""
    states: tuple[Trajectory, ...]


PARTIES = "mean of parties"


def trajectories(record: Record, treaty: str, states: Sequence[str] = ()) -> Trajectories:
    """Live a result's recorded runs again and say how threat and norm went, month by month.

    states: identifiers of states to follow beside the parties' mean.  The runs are those behind
    ``months``; where none was recorded, the first of the result; at most ``MOST_RUNS``.  Raises
    InputFault for a textbook rule, which has neither threat nor norm, for a result made by a rule
    of one's own, and for one of several design points.
    """
    _refuse(of_one_point(record))
    (side,) = sides_of([record])
    at = [side.world.states.index(state) for state in states]
    parts = [_lived(side, treaty, at, some) for some in _pieces(side)]
    threat, norm = (np.concatenate(one, axis=1) for one in zip(*parts, strict=True))
    labels = [("", PARTIES), *((side.world.states[i], side.world.names[i]) for i in at)]
    parties, *others = (
        Trajectory(*label, _band(felt), _band(held))
        for label, felt, held in zip(labels, threat, norm, strict=True)
    )
    return Trajectories(threat.shape[1], parties, tuple(others))


def _refuse(record: Record) -> None:
    """Raises InputFault where there is nothing to follow, or runs cannot be lived again."""
    name, rule = record.scenario.name, record.scenario.rule
    if rule != "hazard":
        raise InputFault(
            f'{name}: rule.name = "{rule}" has neither threat perception nor norm commitment;'
            ' only "hazard" has'
        )
    if record.manifest.get("own_rule"):
        raise InputFault(
            f"{name}: was made by a rule of one's own, which the result does not hold: its runs"
            " cannot be lived again to follow threat and norm"
        )


def _pieces(side: Side) -> Iterator[Integers]:
    """Replicates to live again, so many together as fit into the room of a chunk."""
    world, months = side.world, side.agenda.months
    treaties, states = world.stage.shape
    largest = largest_chunks(states, treaties, months, 1).recorded
    few = _chosen(side.record, MOST_CELLS // ((months + 1) * states * (1 + treaties)))
    for chunk in cut(0, len(few), largest, recorded=True):
        yield few[chunk.first : chunk.until]


def _chosen(record: Record, room: int) -> Integers:
    """(runs,) numbers of the replicates to live again, at least one."""
    every: Integers = record.table("runs").column("replicate").to_numpy().astype(np.int64)
    recorded = every[every < record.scenario.trajectories]
    few: Integers = recorded if len(recorded) else every
    return few[: max(1, min(MOST_RUNS, room))]


def _lived(side: Side, treaty: str, at: list[int], replicates: Integers) -> tuple[Floats, Floats]:
    """(1 + states, runs, months + 1) threat and norm: the parties' mean, then each state's."""
    k = [one.code for one in side.world.treaties].index(treaty)
    lived = engine("compiled")(side.case, replicates, len(replicates))
    parties = parties_at_start(side.world)[k]
    threat, norm = lived.threat_path, lived.commitment_path[:, :, k]
    return _followed(threat, parties, at), _followed(norm, parties, at)


def _followed(paths: Floats, parties: Flags, at: list[int]) -> Floats:
    """(1 + states, runs, months + 1) of paths (runs, months + 1, states)."""
    each = np.moveaxis(paths[:, :, at], 2, 0)
    return np.concatenate([mean_over(paths, parties)[None], each])


def _band(values: Floats) -> Band:
    """values: (runs, months + 1)."""
    low, high = np.quantile(values, SPREAD, axis=0, method="inverted_cdf")
    return Band(values.mean(axis=0), low, high)
