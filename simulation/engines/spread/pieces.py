"""Which runs share what: the pieces in which a case is lived, each on one ground.

What is not drawn anew is gathered once.  Starts are drawn for many replicates at once: few enough
that what they need stays near the processor.  Where networks are drawn anew, each replicate is a
piece of its own, for which nothing but its ties is gathered.
"""

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from simulation.engines.arrays import Integers
from simulation.engines.contract import Case, DrawsMany, Redraw
from simulation.engines.spread.drawing import uniforms
from simulation.engines.spread.filing import one_block
from simulation.engines.spread.ground import (
    Drawn,
    Ground,
    Threats,
    drawn_once,
    gather,
    gather_threats,
    gather_untied,
    with_ties,
)
from simulation.world.starts import Starts

AT_ONCE = 2**15
"""States of runs whose starts are drawn together."""


class Piece(NamedTuple):
    """Runs that are lived together."""

    runs: slice
    """Which of those asked for."""
    ground: Ground
    threats: Threats
    stage: NDArray[Any]
    """(runs or 1, treaties, states) in month 0."""
    drawn: Drawn
    alike: bool
    """Whether all runs, of other pieces too, share their norm commitment and threat perception."""


def pieces(case: Case, replicates: Integers, draws: bool) -> Iterator[Piece]:
    """All runs of a case, in order; draws: whether states draw anything in the rule itself."""
    if case.redraw is None:
        ground, threats = _gathered(case, draws), gather_threats(case)
        runs = slice(0, len(replicates))
        yield Piece(runs, ground, threats, case.world.stage[None], drawn_once(case.world), True)
    elif not shares_dates(case):
        yield from _one_by_one(case, replicates, draws)
    elif cast(DrawsMany, case.redraw).shares_networks:
        yield from _on_one_ground(case, replicates, _gathered(case, draws))
    else:
        for piece in _on_one_ground(case, replicates, gather_untied(case, draws)):
            yield from _with_their_ties(piece, case, replicates)


@functools.lru_cache(maxsize=1)
def _gathered(case: Case, draws: bool) -> Ground:
    """The last one is kept: chunks of one case follow each other, and threads share it."""
    return gather(case, draws)


def shares_dates(case: Case) -> bool:
    """Whether all runs share what is dated and what threat perception stands on.

    Where leaving deters, threat perception depends on who is out at the start, run by run.
    """
    if case.redraw is None:
        return True
    deters = case.parameters.deterrence > 0.0
    return isinstance(case.redraw, DrawsMany) and case.redraw.shares_dates and not deters


def _on_one_ground(case: Case, replicates: Integers, ground: Ground) -> Iterator[Piece]:
    """Runs whose starts are drawn together."""
    redraw, shared = cast(DrawsMany, case.redraw), drawn_once(case.world)
    threats = gather_threats(case)
    each = max(1, AT_ONCE // case.world.stage.size)
    for first in range(0, len(replicates), each):
        runs = slice(first, min(first + each, len(replicates)))
        starts = redraw.starts(replicates[runs], uniforms)
        stage = case.world.stage[None] if starts.stage is None else starts.stage
        alike = starts.danger is None and starts.commitment is None
        yield Piece(runs, ground, threats, stage, _drawn(starts, shared), alike)


def _with_their_ties(piece: Piece, case: Case, replicates: Integers) -> Iterator[Piece]:
    """The runs of a piece one by one, each with ties of its own."""
    redraw = cast(DrawsMany, case.redraw)
    for n, replicate in enumerate(replicates[piece.runs].tolist()):
        layers = redraw.layers(replicate, uniforms)
        place = piece.runs.start + n
        yield piece._replace(
            runs=slice(place, place + 1),
            ground=with_ties(piece.ground, layers, case.agenda.months),
            stage=_own(piece.stage, n),
            drawn=Drawn(*(_own(drawn, n) for drawn in piece.drawn)),
        )


def _own(drawn: NDArray[Any], n: int) -> NDArray[Any]:
    """What is one run's."""
    return drawn if len(drawn) == 1 else drawn[n : n + 1]


def _drawn(starts: Starts, shared: Drawn) -> Drawn:
    given = {name: getattr(starts, name) for name in Drawn._fields}
    blocks = {name: one_block(one, np.float64) for name, one in given.items() if one is not None}
    return shared._replace(**blocks)


def _one_by_one(case: Case, replicates: Integers, draws: bool) -> Iterator[Piece]:
    """Runs each of which has a world and dates of its own."""
    redraw = cast(Redraw, case.redraw)
    for place, replicate in enumerate(replicates.tolist()):
        world, agenda = redraw(replicate)
        own = dataclasses.replace(case, world=world, agenda=agenda, redraw=None)
        for piece in pieces(own, replicates[place : place + 1], draws):
            yield piece._replace(runs=slice(place, place + 1), alike=False)
