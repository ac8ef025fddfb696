"""World and agenda as plain lists and numbers, for an engine that is to be read."""

import functools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from simulation.world.world import Agenda, Ties


class Dated(NamedTuple):
    """One row of the agenda's tables, as nested lists of plain numbers."""

    posture: list[float]
    guaranteed: list[float]
    credibility: list[float]
    utility: list[float]
    stigma: list[list[float]]
    advocacy: list[list[float]]
    incentive: list[list[float]]
    weight_in_others: list[list[float]]
    pinned: list[list[bool]]
    bloc_incentive: list[list[float]]


@functools.lru_cache(maxsize=4)
def dated_rows(agenda: Agenda) -> tuple[Dated, ...]:
    """All rows of the tables, in order."""
    tables: list[list[Any]] = [getattr(agenda, name).tolist() for name in Dated._fields]
    return tuple(Dated(*row) for row in zip(*tables, strict=True))


@functools.lru_cache(maxsize=4)
def joining(agenda: Agenda) -> dict[int, list[tuple[int, int]]]:
    """Month -> (treaty, state) of those that ratify in it."""
    joiners: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for k, i in np.argwhere(agenda.joins >= 0).tolist():
        joiners[int(agenda.joins[k, i])].append((k, i))
    return dict(joiners)


@functools.lru_cache(maxsize=4)
def tie_changes(agenda: Agenda) -> frozenset[int]:
    """Months in which some tie begins, or has just ended."""
    layers = agenda.layers.values()
    begins = {month for ties in layers for month in ties.since.tolist()}
    return frozenset(begins | {month + 1 for ties in layers for month in ties.until.tolist()})


def each_tie(ties: Ties) -> Iterator[tuple[int, int, float, int, int]]:
    """State, partner, weight, first and last month of each tie."""
    columns = (ties.state, ties.partner, ties.weight, ties.since, ties.until)
    return zip(*(column.tolist() for column in columns), strict=True)
