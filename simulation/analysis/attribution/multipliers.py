"""Snowball multipliers and the matrix of influence: who follows if one state is sent out.

Each state in turn announces in one month whatever it would decide (``arms.forced_out``), and is
held for good (``arms.pinned``), on the same luck.  The multiplier is how many more other states
ever decide to announce; the influence on one of them is how much likelier that one does.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from simulation.analysis.attribution import arms
from simulation.analysis.attribution.chosen import Chosen
from simulation.analysis.pairing import Effect, paired_chance, paired_effect
from simulation.engines.contract import Case
from simulation.world.world import Flags, Integers


class Influence(NamedTuple):
    """What one state does to the others."""

    state: int
    """Whom it is about."""
    others: tuple[Effect, ...]
    """By treaty: other states that ever decide to announce, held (base) and sent out (other)."""
    on: dict[tuple[int, int], Effect]
    """(treaty, state) -> its chance ever to decide; whoever differs in no run is left out."""


class Base(NamedTuple):
    """The runs in which all states are free, for the arms to lean on."""

    replicates: Integers
    chose: Flags
    """(runs, treaties, states) who ever decided to announce."""
    left: Flags
    """(runs, treaties, states) who ever announced, by decision or by date."""


def base_runs(case: Case, replicates: Integers, engine: str) -> Base:
    """The base as it stands."""
    shape = case.world.stage.shape
    chose, left = [], []
    for one in arms.in_pieces(replicates):
        found = arms.lived(case, one, engine)
        chose.append(arms.decided(found, (shape[0], shape[1])))
        left.append(arms.ever_left(found, (shape[0], shape[1])))
    return Base(replicates, np.concatenate(chose), np.concatenate(left))


def influences(
    case: Case,
    asked: Chosen,
    base: Base,
    workers: int,
    engine: str = "compiled",
    told: Callable[[], None] | None = None,
) -> list[Influence]:
    """What each state that can be sent out does to the others, in the order of states."""
    deaf = arms.never_seen(case)
    one = partial(influence, case, asked, base, engine, deaf)
    return list(arms.side_by_side(one, asked.sent, workers, told))


def influence(
    case: Case, asked: Chosen, base: Base, engine: str, deaf: Flags, state: int
) -> Influence:
    """What one state does to the others.  deaf: (states,) at whom nobody looks."""
    others = asked.counted.copy()
    others[:, state] = False
    held = held_runs(case, asked, base, engine, state)
    if deaf[state]:  # nobody's month can differ, see ``never_seen``
        sent = held
    else:
        out = arms.forced_out(case, asked.treaty, state, asked.month)
        sent = arms.decided_in(out, base.replicates, engine)
    return Influence(state, _counts(held, sent, others), _chances(held, sent, others))


def held_runs(case: Case, asked: Chosen, base: Base, engine: str, state: int) -> Flags:
    """(runs, treaties, states) who decides where one state is held for good.

    A run of the base in which that state never leaves the treaty *is* its run held: a pin only
    keeps a state from weighing, and what it weighs nobody reads unless it gives way.  So only runs
    in which it leaves, by decision or by date, are lived again.
    """
    again = base.left[:, asked.treaty, state]
    if not again.any():
        return base.chose
    held = base.chose.copy()
    alone = arms.pinned(case, asked.treaty, state)
    held[again] = arms.decided_in(alone, base.replicates[again], engine)
    return held


def _counts(held: Flags, sent: Flags, others: Flags) -> tuple[Effect, ...]:
    return tuple(
        paired_effect(_count(held[:, k], mine), _count(sent[:, k], mine))
        for k, mine in enumerate(others)
    )


def _count(chose: Flags, mine: Flags) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(chose[:, mine].sum(axis=1), dtype=np.float64)


def _chances(held: Flags, sent: Flags, others: Flags) -> dict[tuple[int, int], Effect]:
    moved: Sequence[tuple[int, int]] = [
        (int(k), int(i)) for k, i in np.argwhere((held != sent).any(axis=0) & others)
    ]
    return {(k, i): paired_chance(held[:, k, i], sent[:, k, i]) for k, i in moved}
