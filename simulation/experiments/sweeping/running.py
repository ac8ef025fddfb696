"""The rounds of a sweep: which tasks are still to be run, until every point has what it needs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from simulation.experiments.sweeping.merging import Pieces, pieces_of, spans_of
from simulation.experiments.sweeping.parts import Part, name_of, write_part
from simulation.experiments.sweeping.places import Place
from simulation.experiments.sweeping.plan import (
    Task,
    doubling_edges,
    even_edges,
    tasks_of_round,
)
from simulation.experiments.sweeping.precision import enough
from simulation.experiments.sweeping.task import Done, Job, Work
from simulation.model.own import OwnRule
from simulation.outcomes.publishing import plain_faults
from simulation.scenario.scenario import Scenario

Estimate = Callable[[int, int, str], None]
"""Told how many runs are done, how many there are at most, and what they say so far."""


@dataclass(frozen=True, eq=False)
class Rounds:
    """What a sweep has to run."""

    points: Sequence[int]
    scenario_of: Callable[[int], Scenario]
    """Point -> its scenario."""
    replicates: int
    """Of each point, at most."""
    recorded: int
    treaties: tuple[str, ...]
    engine: str
    own: OwnRule | None
    most: int
    """Runs a task."""
    precision: float | None
    """Half-width at which a point has enough; None: all replicates of all points."""

    @property
    def edges(self) -> list[int]:
        """Replicates after each round."""
        if self.precision is None:
            return even_edges(self.replicates)
        return doubling_edges(self.replicates)


@dataclass(eq=False)
class Kept:
    """Finished tasks, and what they hold at a glance."""

    tasks: Path
    """The folder they lie in."""
    mark: str
    """Of the sweep they belong to."""
    parts: dict[int, Part]
    """By number."""
    runs: int = 0
    failed: int = 0
    exits: int = 0
    squares: int = 0

    def __post_init__(self) -> None:
        for part in self.parts.values():
            self._count(part)

    def add(self, number: int, part: Part) -> None:
        """One more."""
        self.parts[number] = part
        self._count(part)

    def _count(self, part: Part) -> None:
        for summary in part.summaries:
            self.runs += summary["runs"]
            self.failed += summary["failed"]
            self.exits += summary["exits"]
            self.squares += summary["squares"]

    @property
    def following(self) -> int:
        """The number of the next task."""
        return max(self.parts, default=-1) + 1

    def by_point(self) -> Pieces:
        """Where the stretches of each point lie."""
        return pieces_of([self.parts[number] for number in sorted(self.parts)])


def run_rounds(rounds: Rounds, kept: Kept, place: Place, progress: Estimate | None) -> None:
    """Run what is missing; every finished task is on disk before the next one counts.

    Raises InputFault where the disk refuses.
    """
    if rounds.precision is None:
        _run(_all_rounds(rounds, kept), rounds, kept, place, progress)
        return
    for look in range(len(rounds.edges)):
        active = going_on(rounds, kept.by_point(), look)
        spans = spans_of(kept.by_point())
        tasks = tasks_of_round(rounds.edges[look], spans, active, rounds.most, kept.following)
        _run(tasks, rounds, kept, place, progress)


def _all_rounds(rounds: Rounds, kept: Kept) -> Iterator[Task]:
    """All tasks, round after round; each round counts on the one before."""
    spans = spans_of(kept.by_point())
    number = kept.following
    for edge in rounds.edges:
        tasks = list(tasks_of_round(edge, spans, rounds.points, rounds.most, number))
        number += len(tasks)
        for stretch in chain.from_iterable(task.stretches for task in tasks):
            there = spans.setdefault(stretch.point, [])
            there.append((stretch.first, stretch.until))
            there.sort()
        yield from tasks


def going_on(rounds: Rounds, pieces: Pieces, look: int) -> list[int]:
    """Points that had not enough at any look before this one."""
    return [
        point
        for point in rounds.points
        if not any(_stopped(rounds, pieces, point, before) for before in range(look))
    ]


def _stopped(rounds: Rounds, pieces: Pieces, point: int, look: int) -> bool:
    """Whether a point had enough at a look; the last edge is none, there it ends anyway."""
    edge = rounds.edges[look]
    held = [piece.summary for piece in pieces.get(point, ()) if piece.until <= edge]
    cascades, runs = (sum(one[name] for one in held) for name in ("cascades", "runs"))
    return enough(cascades, runs, look + 1, rounds.precision or 0.0)


def _run(
    tasks: Iterator[Task], rounds: Rounds, kept: Kept, place: Place, progress: Estimate | None
) -> None:
    for work, done in place(_work(rounds, task) for task in tasks):
        kept.add(work.number, keep(kept, work, done))
        if progress is not None:
            progress(kept.runs + kept.failed, len(rounds.points) * rounds.replicates, told(kept))


def _work(rounds: Rounds, task: Task) -> Work:
    jobs = tuple(
        Job(stretch, rounds.scenario_of(stretch.point), rounds.recorded)
        for stretch in task.stretches
    )
    return Work(task.number, jobs, rounds.engine, rounds.treaties, rounds.own)


def keep(kept: Kept, work: Work, done: Done) -> Part:
    """Bring what a task left to the disk; InputFault where it refuses."""
    folder = kept.tasks / name_of(work.number)
    stretches = [job.stretch for job in work.jobs]
    with plain_faults(kept.tasks):
        return write_part(folder, kept.mark, stretches, done.batches, done.summaries)


def told(kept: Kept) -> str:
    """The main outcome so far, over all points: mean exits, with a 95 % interval for chance.

    >>> told(Kept(Path(), "", {}, runs=4, exits=8, squares=20))
    '2.00 exits a run (0.87 to 3.13)'
    """
    if kept.runs < 2:
        return ""
    mean = kept.exits / kept.runs
    spread = max(0.0, (kept.squares - kept.runs * mean * mean) / (kept.runs - 1))
    half = 1.96 * (spread / kept.runs) ** 0.5
    return f"{mean:.2f} exits a run ({max(0.0, mean - half):.2f} to {mean + half:.2f})"
