"""Which replicates of which design points are run together, and in which order.

Work is laid out in rounds: a round takes every design point that goes on to one number of
replicates, its edge.  So whenever a sweep is interrupted, all points have about as many replicates.
A round is cut into tasks, each some neighbouring points: enough work that keeping it costs little,
little enough that losing it does not hurt.  Everything follows from the number of points and
replicates alone, so neither threads nor interruptions change it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST = 1_000
"""Replicates in a round, at least: each round of a point begins by preparing its world."""

FIRST_LOOK = 250
"""Replicates after which sequential precision looks first; each further look doubles them."""

ROUNDS = 8
"""Without sequential precision: so many rounds at most."""

WORK = 300_000_000
"""States times treaties times months in a task at most: some seconds of the compiled engine."""

RUNS = 8_000
"""Runs in a task, at most."""

SHARES, FEW, LITTLE = 16, 1_000, 50_000_000
"""A sweep is cut into so many tasks at least, unless they are of few runs, or of little work."""

SLOWER = {"compiled": 1, "mesa": 1_000}
"""How much longer an engine takes, about."""


@dataclass(frozen=True)
class Stretch:
    """Replicates of one design point, run one after another."""

    point: int
    first: int
    until: int

    @property
    def runs(self) -> int:
        """How many."""
        return self.until - self.first


@dataclass(frozen=True)
class Task:
    """Stretches that are run and kept together."""

    number: int
    """Place in the order in which tasks begin, from 0, over all rounds."""
    stretches: tuple[Stretch, ...]

    @property
    def runs(self) -> int:
        """How many."""
        return sum(stretch.runs for stretch in self.stretches)


def even_edges(replicates: int) -> list[int]:
    """How many replicates each point has after each round, up to all of them.

    >>> even_edges(1000), even_edges(100), even_edges(10_000)[:2]
    ([1000], [100], [1250, 2500])
    """
    step = max(LEAST, -(-replicates // ROUNDS))
    return [min(edge, replicates) for edge in range(step, replicates + step, step)]


def doubling_edges(replicates: int) -> list[int]:
    """The same where points stop as soon as they have enough: looked at after 250, 500, 1000, ...

    Looks do not depend on how many replicates are allowed, but for the last one.

    >>> doubling_edges(1500), doubling_edges(100)
    ([250, 500, 1000, 1500], [100])
    """
    edges = []
    edge = FIRST_LOOK
    while edge < replicates:
        edges.append(edge)
        edge *= 2
    return [*edges, replicates]


def runs_a_task(size: int, engine: str, runs: int) -> int:
    """Runs that make a task; size: states times treaties times months; runs: of the whole sweep.

    >>> runs_a_task(48_000, "compiled", 10**6), runs_a_task(48_000, "compiled", 20_000)
    (6250, 1250)
    >>> runs_a_task(10**9, "compiled", 10**6), runs_a_task(48_000, "mesa", 10**6)
    (1, 6)
    >>> runs_a_task(144_000, "compiled", 2_000)
    347
    """
    work = max(1, size) * SLOWER[engine]
    fair = max(min(FEW, LITTLE // work), runs // SHARES)
    return max(1, min(RUNS, fair, WORK // work))


Spans = Mapping[int, Sequence[tuple[int, int]]]
"""Point -> replicates that are done, as stretches without a gap inside, in order."""


def tasks_of_round(
    edge: int, done: Spans, active: Sequence[int], most: int, first: int
) -> Iterator[Task]:
    """Tasks that bring active points to an edge; most: runs a task; first: number of the first.

    >>> [task.runs for task in tasks_of_round(250, {0: [(0, 50)]}, range(5), 500, 0)]
    [450, 500, 250]
    """
    waiting: list[Stretch] = []
    number = first
    for stretch in _lacking(edge, done, active, most):
        if waiting and sum(one.runs for one in waiting) + stretch.runs > most:
            yield Task(number, tuple(waiting))
            number, waiting = number + 1, []
        waiting.append(stretch)
    if waiting:
        yield Task(number, tuple(waiting))


def _lacking(edge: int, done: Spans, active: Sequence[int], most: int) -> Iterator[Stretch]:
    """What each point lacks to the edge, in pieces no longer than a task."""
    for point in active:
        for first, until in gaps(done.get(point, ()), edge):
            for begin in range(first, until, most):
                yield Stretch(point, begin, min(begin + most, until))


def gaps(done: Sequence[tuple[int, int]], edge: int) -> list[tuple[int, int]]:
    """What is missing below an edge.

    >>> gaps([(0, 3), (5, 6)], 8), gaps([(0, 9)], 8)
    ([(3, 5), (6, 8)], [])
    """
    found, reached = [], 0
    for first, until in done:
        if reached < min(first, edge):
            found.append((reached, min(first, edge)))
        reached = max(reached, until)
    return [*found, (reached, edge)] if reached < edge else found
