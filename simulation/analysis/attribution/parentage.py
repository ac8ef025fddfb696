"""Parentage of each exit: shares by partner and term, and a remainder without contagion.

The pressure accumulated until a state announced is A, the sum over months of
exp(eta0 + sum over p of d_p): eta0 is the log pressure on the path without contagion, d_p what
partner p by one term adds to it in that month (``replay``).  What A would be without the others,
A0 = sum of exp(eta0), is due to dated shocks and the state's own; its share is A0 / A.  The others
multiply each other's effect, so the rest, A - A0, is shared out by the Shapley values of that game,
in closed form (``shapley.of_products``).

Why this and not a counterfactual: without one partner the exit might have come a month later by
another one's doing, and each of two partners of whom either suffices would get nothing.  Pressure
is what the theory adds up until a state gives way, and Shapley's is the only division of it that
treats partners alike, gives nothing to those who added nothing, and adds up.  A critic may say that
A overshoots the resistance in the month of giving way: the shares are those of the pressure that
was there, whole months counted.

Shares are rounded to the theory's grid, 2**-40, and the remainder is what they leave of 1: so they
add up to 1 exactly, and children and remainder to exits, in any order.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from simulation.analysis.attribution import shapley
from simulation.analysis.attribution.moves import Mover
from simulation.analysis.attribution.quiet import Run, Still
from simulation.analysis.attribution.replay import TERMS, Trace, trace
from simulation.analysis.attribution.surroundings import Surroundings
from simulation.engines.contract import Case
from simulation.model.arithmetic import on_grid
from simulation.world.world import Flags


class Share(NamedTuple):
    """One partner's part in an exit by one term."""

    parent: Mover
    term: str
    share: float
    """Of the exit, a multiple of 2**-40; negative where the term deters."""


class Birth(NamedTuple):
    """One exit and whom it comes from."""

    run: int
    """Place of the run among the replicates."""
    child: Mover
    shares: tuple[Share, ...]
    remainder: float
    """What is there without contagion; with the shares exactly 1."""


def births(
    case: Case, replicates: Sequence[int], runs: Sequence[Sequence[Mover]], counted: Flags
) -> Iterator[Birth]:
    """The parentage of every exit decided by a counted state, run by run.

    runs: everybody who departed in each replicate.  counted: (treaties, states).  Raises
    RuntimeError where the path lived again is not the engine's.
    """
    still = Still(Surroundings(case))
    for place, (replicate, movers) in enumerate(zip(replicates, runs, strict=True)):
        run = Run(still, replicate)
        for child in movers:
            if child.decided and counted[child.treaty, child.state]:
                yield birth(place, child, movers, run)


def birth(place: int, child: Mover, movers: Sequence[Mover], run: Run) -> Birth:
    """The parentage of one exit.  movers: everybody in its run."""
    others = run.concerning(child, movers)
    path = trace(child, others, run)
    if not path.meets:
        world = run.near.case.world
        raise RuntimeError(
            f"replicate {run.replicate}: the pressure on {world.states[child.state]} does not reach"
            f" its resistance in month {child.announced}, as the engine says"
        )
    shares = tuple(_shares(path, others))
    return Birth(place, child, shares, 1.0 - sum(one.share for one in shares))


def _shares(path: Trace, others: Sequence[Mover]) -> Iterator[Share]:
    """The shares of all who added something."""
    if path.added.size == 0:
        return
    players = np.argwhere((path.added != 0.0).any(axis=0))
    added = path.added[:, players[:, 0], players[:, 1]]
    values = shapley.of_products(path.base, added) if len(players) else np.zeros(0)
    whole = path.before + float(path.base.sum()) + float(values.sum())
    for (n, term), value in zip(players.tolist(), values.tolist(), strict=True):
        share = on_grid(value / whole)
        if share != 0.0:
            yield Share(others[n], TERMS[term], share)
