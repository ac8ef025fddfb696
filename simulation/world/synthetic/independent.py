"""Networks in which each tie exists by itself with its own chance: Erdős-Rényi and blocks.

Whom a pass over all pairs would pick is found by skipping from one pick to the next: the gaps are
geometric (Batagelj and Brandes 2005, Phys. Rev. E 71:036113).  The law is that of one toss for each
pair, exactly: the number of ties is binomial, and which pairs they are is even.
"""

from collections.abc import Sequence

import numpy as np

from simulation.model.arithmetic import log
from simulation.world.luck import Luck, logarithms
from simulation.world.synthetic.pairs import Pairs, triangle, triangle_of
from simulation.world.world import Integers


def picked(cells: int, chance: float, luck: Luck, turn: int = 0) -> Integers:
    """Which of ``cells`` numbers are picked, each by itself with one chance; in order."""
    if chance >= 1.0:
        return np.arange(cells)
    slope = log(1.0 - max(chance, 0.0))
    found, last, drawn = [np.zeros(0, dtype=np.int64)], -1, 0
    while slope < 0.0 and last < cells - 1:
        wanted = _enough((cells - 1 - last) * chance)
        gaps = logarithms(luck.uniforms(np.arange(drawn, drawn + wanted), turn)) / slope
        at = last + np.cumsum(np.minimum(gaps, cells).astype(np.int64) + 1)
        found.append(at[: np.searchsorted(at, cells)])
        last, drawn = int(at[-1]), drawn + wanted
    return np.concatenate(found)


def _enough(expected: float) -> int:
    """So many draws that more are seldom needed."""
    return int(expected + 6.0 * expected**0.5) + 16


def erdos_renyi(states: int, mean_degree: float, luck: Luck) -> Pairs:
    """Every pair tied with the chance that gives each state so many partners on average."""
    chance = mean_degree / (states - 1)
    return triangle(picked(triangle_of(states), chance, luck))


def blocks(sizes: Sequence[int], inside: float, across: float, luck: Luck) -> Pairs:
    """Blocks of states: one chance of a tie within a block, another between two of them."""
    within, between = _within(sizes, inside, luck), _between(sizes, across, luck)
    first = np.concatenate((within.first, between.first))
    return Pairs(first, np.concatenate((within.second, between.second)))


def _within(sizes: Sequence[int], chance: float, luck: Luck) -> Pairs:
    """Ties inside blocks: the triangles of all blocks, numbered one after another."""
    starts, ends = _starts(sizes), _starts([triangle_of(size) for size in sizes])
    cells = picked(int(ends[-1]), chance, luck, turn=0)
    block = np.searchsorted(ends, cells, side="right") - 1
    local = triangle(cells - ends[block])
    return Pairs(local.first + starts[block], local.second + starts[block])


def _between(sizes: Sequence[int], chance: float, luck: Luck) -> Pairs:
    """Ties between blocks: for each block the rectangle of its states by all states after it."""
    starts = _starts(sizes)
    after = starts[-1] - starts[1:]
    ends = _starts([size * int(others) for size, others in zip(sizes, after, strict=True)])
    cells = picked(int(ends[-1]), chance, luck, turn=1)
    block = np.searchsorted(ends, cells, side="right") - 1
    row, column = np.divmod(cells - ends[block], np.maximum(after[block], 1))
    return Pairs(starts[block] + row, starts[block + 1] + column)


def _starts(sizes: Sequence[int]) -> Integers:
    """Where each of some stretches begins when they follow one another, and where the last ends.

    >>> _starts([2, 3]).tolist()
    [0, 2, 5]
    """
    return np.concatenate(([0], np.cumsum(np.array(sizes, dtype=np.int64))))
