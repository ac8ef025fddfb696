"""One chunk of replicates: run, measured, and reduced to its rows and totals."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.engines.choosing import departing
from simulation.engines.choosing import engine as engine_named
from simulation.engines.contract import Case, Engine, Histories
from simulation.engines.departures import Departures, departures_of
from simulation.experiments.replicates import Chunk
from simulation.outcomes.failures import NONE_FAILED, Failures, failures_of
from simulation.outcomes.measures import Columns, list_exits, measured, rows_of_runs
from simulation.outcomes.totals import Sums, Totals, total
from simulation.outcomes.writing import Kept
from simulation.world.world import StageEvent


@dataclass(frozen=True, eq=False)
class Point:
    """One design point, ready to be run: a case, and what is asked of its runs."""

    case: Case
    cascade_size: int
    number: int = 0
    dated: tuple[StageEvent, ...] = ()
    """Dated stages to look for, as ``simulation.outcomes.fired`` does."""


@dataclass(frozen=True, eq=False)
class Piece:
    """What is kept of one chunk."""

    runs: Columns
    exits: Columns
    totals: Totals
    failures: Failures = NONE_FAILED
    """Of runs that are in nothing else."""


@dataclass(frozen=True)
class Running:
    """How one engine runs replicates: with all their months, or down to who departed."""

    months: Engine
    departures: Callable[[Case, NDArray[np.int64]], Departures]


def running(engine: str) -> Running:
    """The engine of that name, both ways; InputFault where there is none."""
    return Running(engine_named(engine), departing(engine))


def run_chunk(by: Running, point: Point, chunk: Chunk) -> Piece:
    """Run one chunk of a design point and keep its rows and totals.

    Calls of several threads do not disturb each other.
    """
    if not chunk.recorded:
        return piece_of(point, by.departures(point.case, chunk.replicates))
    histories = by.months(point.case, chunk.replicates, chunk.until - chunk.first)
    return piece_of(point, departures_of(histories), histories)


def piece_of(point: Point, left: Departures, recorded: Histories | None = None) -> Piece:
    """Rows and totals of some runs; recorded: their histories, if they hold months."""
    world, agenda = point.case.world, point.case.agenda
    found = measured(left, world, agenda)
    return Piece(
        rows_of_runs(found, left.replicates, world, point.cascade_size, point.number),
        list_exits(left, point.number),
        total(left, world, agenda, found, recorded, point.dated),
        failures_of(left),
    )


class Gathered:
    """What the pieces of one design point add up to; their rows go where they are kept."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._sums = Sums()
        self.failures = NONE_FAILED

    def add(self, piece: Piece) -> None:
        """One more piece, in the order of replicates."""
        self.failures += piece.failures
        self._kept.add(piece.runs, piece.exits)
        self._sums.add(piece.totals)

    @functools.cached_property
    def totals(self) -> Totals:
        """Over all pieces, once all are there."""
        return self._sums.whole()
