"""Running one task: its stretches one after another, and what is kept of each.

A run that fails is recorded with its reason and leaves the others alone.  Where the engine itself
gives up on several runs at once, they are halved until the one at fault stands alone.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulation.engines.departures import departures_of
from simulation.engines.histories import REASON
from simulation.experiments.cases import case_of
from simulation.experiments.chunks import Piece, Point, Running, piece_of, running
from simulation.experiments.replicates import (
    BYTES_A_STATE,
    CHUNK_BYTES,
    Chunk,
    cut,
    largest_chunks,
)
from simulation.experiments.sweeping import raw, sums
from simulation.experiments.sweeping.parts import TABLES, Batches
from simulation.experiments.sweeping.plan import Stretch
from simulation.experiments.sweeping.worlds import Worlds
from simulation.model.own import OwnRule
from simulation.outcomes.tables import join
from simulation.outcomes.totals import Sums
from simulation.scenario.faults import InputFault
from simulation.scenario.scenario import Scenario
from simulation.world.world import World

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Job:
    """A stretch with the scenario of its point."""

    stretch: Stretch
    scenario: Scenario
    recorded: int
    """Replicates below this are recorded month by month."""


@dataclass(frozen=True)
class Work:
    """A task as it is handed to whoever runs it: all that is needed, and nothing shared."""

    number: int
    jobs: tuple[Job, ...]
    engine: str
    treaties: tuple[str, ...]
    """Codes, in the order of every point's world."""
    own: OwnRule | None = None


@dataclass(frozen=True, eq=False)
class Done:
    """What a task leaves."""

    batches: Batches
    summaries: list[dict[str, int]]
    """For each stretch: runs done and failed, sum and sum of squares of exits from the first
    treaty, and cascades."""


Failed = tuple[int, str]
"""Replicate and reason."""

OF_THE_MACHINE = (MemoryError, OSError)
"""Faults that say nothing of a run: elsewhere, or later, it would come to its end."""

CHUNK = 1_000
"""Replicates run at once, at most."""


def carry_out(work: Work, worlds: Worlds, threads: int = 1) -> Done:
    """Run all stretches of a task; nothing that goes wrong in a run goes further than that run."""
    one = partial(_stretch, work=work, worlds=worlds)
    if threads == 1:
        kept = [one(job) for job in work.jobs]
    else:
        with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="points") as pool:
            kept = list(pool.map(one, work.jobs))
    tables = [batches for batches, _ in kept]
    return Done(
        {name: [batches[name] for batches in tables] for name in TABLES},
        [summary for _, summary in kept],
    )


def _stretch(
    job: Job, work: Work, worlds: Worlds
) -> "tuple[dict[str, pa.RecordBatch], dict[str, int]]":
    """Batches and summary of one stretch."""
    first, until = job.stretch.first, job.stretch.until
    try:
        world, agenda = worlds.of(job.scenario)
        case = case_of(job.scenario, world, agenda, work.own)
    except OF_THE_MACHINE:
        raise
    except Exception as fault:
        why = _reason(fault)
        return _kept([], [(number, why) for number in range(first, until)], work.treaties)
    point = Point(case, job.scenario.cascade_size, job.stretch.point)
    lived: list[Piece] = []
    failed: list[Failed] = []
    for chunk in _chunks(job, world):
        _live(running(work.engine), point, chunk, lived, failed)
    return _kept(lived, failed, work.treaties)


def _chunks(job: Job, world: World) -> list[Chunk]:
    """The stretch in pieces that fit into memory."""
    stretch, size = job.stretch, len(world.states) * len(world.treaties)
    largest = largest_chunks(
        len(world.states), len(world.treaties), job.scenario.months, min(job.recorded, 1)
    )
    plain = max(1, min(CHUNK, CHUNK_BYTES // (BYTES_A_STATE * size)))
    border = min(max(job.recorded, stretch.first), stretch.until)
    return [
        *cut(stretch.first, border, largest.recorded, True),
        *cut(border, stretch.until, plain, False),
    ]


def _live(
    by: Running, point: Point, chunk: Chunk, lived: list[Piece], failed: list[Failed]
) -> None:
    """Run a chunk; where the engine gives up, both its halves, down to the run at fault."""
    try:
        one, others = _measured(by, point, chunk)
    except OF_THE_MACHINE:
        raise
    except Exception as fault:
        if chunk.until - chunk.first == 1 or isinstance(fault, InputFault):
            why = _reason(fault)  # a refusal is of the point, not of a run
            failed.extend((number, why) for number in range(chunk.first, chunk.until))
            return
        middle = (chunk.first + chunk.until) // 2
        for first, until in ((chunk.first, middle), (middle, chunk.until)):
            _live(by, point, Chunk(first, until, chunk.recorded), lived, failed)
        return
    lived.append(one)
    failed.extend(others)


def _measured(by: Running, point: Point, chunk: Chunk) -> tuple[Piece, list[Failed]]:
    """What is kept of a chunk, and the runs in it that failed by themselves."""
    if chunk.recorded:
        histories = by.months(point.case, chunk.replicates, chunk.until - chunk.first)
        left = departures_of(histories)
        one = piece_of(point, left, histories)
    else:
        left = by.departures(point.case, chunk.replicates)
        one = piece_of(point, left)
    return one, list(zip(left.failed.tolist(), map(str, left.reasons.tolist()), strict=True))


def _reason(fault: Exception) -> str:
    """Why runs failed, in one line."""
    said = " ".join(str(fault).split())
    return f"{type(fault).__name__}: {said}"[: int(REASON[1:])]


def _kept(
    lived: Sequence[Piece],
    failed: Sequence[Failed],
    treaties: tuple[str, ...],
) -> "tuple[dict[str, pa.RecordBatch], dict[str, int]]":
    """Batches and summary of runs that came to an end, and of those that did not."""
    runs, exits = ([getattr(one, name) for one in lived] for name in ("runs", "exits"))
    totals = Sums(one.totals for one in lived).whole() if lived else None
    batches = {
        "runs": raw.kept(join(runs) if lived else None, raw.of_runs(treaties)),
        "exits": raw.kept(join(exits) if lived else None, raw.OF_EXITS),
        "sums": sums.as_batch(totals),
        "failures": failures_batch(failed),
    }
    return batches, _summary(lived, failed)


def failures_batch(failed: Sequence[Failed]) -> "pa.RecordBatch":
    """Replicates that failed, in order, with their reasons."""
    import pyarrow as pa

    ordered = sorted(failed)
    return pa.RecordBatch.from_arrays(
        [
            pa.array([replicate for replicate, _ in ordered], pa.int64()),
            pa.array([reason for _, reason in ordered], pa.string()),
        ],
        names=["replicate", "reason"],
    )


def _summary(lived: Sequence[Piece], failed: Sequence[Failed]) -> dict[str, int]:
    left = np.concatenate([np.zeros(0), *(one.runs["exits"] for one in lived)]).astype(np.int64)
    return {
        "runs": len(left),
        "failed": len(failed),
        "exits": int(left.sum()),
        "squares": int((left * left).sum()),
        "cascades": sum(int(one.runs["cascade"].sum()) for one in lived),
    }
