"""Ties, filed by whom they look at: whoever comes out is told of to those who look at it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from simulation.engines import compiling
from simulation.engines.arrays import Floats, Integers, Records, record
from simulation.world.world import LAYERS, Ties

NUMBER_OF_LAYERS = len(LAYERS)

TIE = record(weight=np.float64, other=np.int32, since=np.int16, until=np.int16)
"""``other``: who looks.  Sixteen bytes: a world of a million states has millions of ties."""


def one_block(table: NDArray[Any], dtype: DTypeLike) -> NDArray[Any]:
    """The same numbers as one writable block, which is all that kernels are compiled for."""
    return np.require(table, dtype, ["C", "W"])


def file_ties(layers: Mapping[str, Ties], months: int, states: int) -> tuple[Integers, Records]:
    """All ties by whom they look at, and for one such state by layer."""
    counts = np.zeros((states, NUMBER_OF_LAYERS), dtype=np.int64)
    in_order = [layers[layer] for layer in LAYERS]
    for place, ties in enumerate(in_order):
        if ties.state.size:
            counts[:, place] = np.bincount(ties.partner, minlength=states)
    starts = np.zeros(counts.size + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    filed, following = np.empty(starts[-1], dtype=TIE), starts.copy()
    for place, ties in enumerate(in_order):
        if ties.state.size:
            compiling.call(_filing, *_columns(ties), months, place, following, filed)
    return starts, filed


def _columns(ties: Ties) -> tuple[NDArray[Any], ...]:
    return (
        one_block(ties.state, np.int64),
        one_block(ties.partner, np.int64),
        one_block(_lean(ties.weight), np.float64),
        one_block(_lean(ties.since), np.int64),
        one_block(_lean(ties.until), np.int64),
    )


def _lean(column: NDArray[Any]) -> NDArray[Any]:
    """A column in which one number is merely repeated, as that number."""
    return column[:1] if column.size and column.strides == (0,) else column


def _file(
    state: Integers, partner: Integers, weight: Floats, since: Integers, until: Integers,
    months: int, layer: int, following: Integers, filed: Records,
) -> None:  # fmt: skip
    """Put each tie of a layer in the next free place of whom it looks at.

    following: (states * layers,) those places.  Sorting 8 million ties by comparison takes a
    second; counting them into place a tenth of that.
    """
    for e in range(state.size):
        key = partner[e] * NUMBER_OF_LAYERS + layer
        here = filed[following[key]]
        following[key] += 1
        here.other = state[e]
        here.weight = weight[min(e, weight.size - 1)]
        here.since = min(max(since[min(e, since.size - 1)], 0), months + 1)
        here.until = min(max(until[min(e, until.size - 1)], -1), months + 1)


_filing = compiling.kernel(_file, (), ())
