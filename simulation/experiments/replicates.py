"""Which replicates to run, and in which pieces; neither decides what is in a row."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.scenario.faults import InputFault

LARGEST_CHUNK = 1000
LARGEST_RECORDED_CHUNK = 50
"""Months are kept for each recorded replicate of a chunk, so these chunks are smaller; so are those
of a slow engine, which cannot be stopped within a chunk."""

CHUNK_BYTES = 400_000_000
"""Room of a chunk, in bytes."""
MOST_RECORDED_BYTES = 2_000_000_000

BYTES_A_STATE = 100
"""What a run leaves of one state and treaty, and what measuring it takes for a moment."""
BYTES_A_MONTH = 24
"""The same of one recorded number."""

PIECES_PER_WORKER = 8
"""At least so many chunks for each worker, so that none idles long at the end."""


@dataclass(frozen=True)
class Chunk:
    """Replicates run together: all recorded month by month, or none."""

    first: int
    until: int
    recorded: bool

    @property
    def replicates(self) -> NDArray[np.int64]:
        """Their numbers."""
        return np.arange(self.first, self.until, dtype=np.int64)


def chosen_replicates(only: str | int | range | None, replicates: int) -> range:
    """The replicates asked for: all, one number, or ``first:until`` without ``until``.

    Raises InputFault for anything else, for none, and for numbers the scenario does not have.

    >>> chosen_replicates("17:20", 100), chosen_replicates(17, 100), chosen_replicates(None, 3)
    (range(17, 20), range(17, 18), range(0, 3))
    """
    chosen = _as_range(only, replicates)
    if len(chosen) == 0 or chosen.start < 0 or chosen.stop > replicates or chosen.step != 1:
        raise InputFault(
            f"--only-replicates: {_written(only)} must lie in 0:{replicates}, the replicates of"
            " the scenario, and hold at least one"
        )
    return chosen


def _as_range(only: str | int | range | None, replicates: int) -> range:
    if only is None:
        return range(replicates)
    if isinstance(only, range):
        return only
    match = re.fullmatch(r"\s*([0-9]{1,18})(?::([0-9]{1,18}))?\s*", str(only), re.ASCII)
    if match is None:
        raise InputFault(
            f"--only-replicates: {_written(only)} must be a number as in 17 or a stretch as in"
            " 17:20"
        )
    first = int(match[1])
    return range(first, first + 1 if match[2] is None else int(match[2]))


def _written(only: str | int | range | None) -> str:
    return f"{only.start}:{only.stop}" if isinstance(only, range) else f"{str(only)[:40]!r}"


class Largest(NamedTuple):
    """Replicates that a chunk holds at most."""

    plain: int = LARGEST_CHUNK
    recorded: int = LARGEST_RECORDED_CHUNK


ANY_SIZE = Largest()


def largest_chunks(
    states: int, treaties: int, months: int, trajectories: int, slow: bool = False
) -> Largest:
    """Replicates of a world of some size that fit into the room of a chunk; at least one.

    slow: the engine is the one to be read.  Raises InputFault where not even one replicate can be
    recorded month by month.

    >>> largest_chunks(200, 2, 120, 1_000), largest_chunks(1_000_000, 1, 120, 0).plain
    (Largest(plain=1000, recorded=50), 4)
    """
    plain = BYTES_A_STATE * states * treaties
    recorded = plain + BYTES_A_MONTH * (months + 1) * states * (1 + treaties)
    if trajectories and recorded > MOST_RECORDED_BYTES:
        raise InputFault(
            f"run.trajectories = {trajectories:,}: to record {states:,} states in {months:,} months"
            f" takes {recorded / 1e9:.1f} GB a run, at most {MOST_RECORDED_BYTES / 1e9:g} GB can be"
            " held; run.trajectories = 0 records none"
        )
    most = LARGEST_RECORDED_CHUNK if slow else LARGEST_CHUNK
    return Largest(
        min(most, max(1, CHUNK_BYTES // plain)),
        min(LARGEST_RECORDED_CHUNK, max(1, CHUNK_BYTES // recorded)),
    )


def chunks_of(
    chosen: range, trajectories: int, workers: int, largest: Largest = ANY_SIZE
) -> list[Chunk]:
    """The chosen replicates in order, in chunks; those below ``trajectories`` are recorded.

    >>> chunks_of(range(0, 3), 1, 1)
    [Chunk(first=0, until=1, recorded=True), Chunk(first=1, until=2, recorded=False), \
Chunk(first=2, until=3, recorded=False)]
    """
    border = min(max(trajectories, chosen.start), chosen.stop)
    fair = max(1, len(chosen) // (PIECES_PER_WORKER * workers))
    return [
        *cut(chosen.start, border, min(fair, largest.recorded), True),
        *cut(border, chosen.stop, min(fair, largest.plain), False),
    ]


def cut(first: int, until: int, size: int, recorded: bool) -> list[Chunk]:
    """Some replicates in order, in chunks of a size; the last one may be smaller."""
    return [Chunk(begin, min(begin + size, until), recorded) for begin in range(first, until, size)]
