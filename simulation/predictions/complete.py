"""Theories of worlds in which everyone looks at everyone."""

from collections.abc import Iterator

import numpy as np

from simulation.predictions.laws import law_by_reach, parking_law
from simulation.predictions.meanfield import everyone, spread
from simulation.predictions.reliability import RELIABLE, Reasons, both, rugged, seldom
from simulation.predictions.setting import Setting
from simulation.predictions.theory import TAKES_OFF, Theory, Value, by_month, chances, ended
from simulation.world.world import Floats

GRANOVETTER = "granovetter complete graph"
BINOMIAL_CHAIN = "binomial chain complete graph"
PARKING = "parking functions"
REED_FROST = "reed-frost"
REED_FROST_MANY = "reed-frost many states"

KNOWN = (
    "Everyone looks at everyone and all thresholds are known, so the number out in one month"
    " decides who is out in the next (Granovetter 1978)."
)
MANY = (
    "Everyone looks at everyone, thresholds are drawn independently, and there are so many states"
    " that the share drawn out is its expectation (Granovetter 1978)."
)
CHAIN = (
    "Everyone looks at everyone and thresholds are drawn independently from one law, so the number"
    " of new leavers in a month is binomial given the last two months."
)
PARKED = (
    "Everyone counts everyone, thresholds are drawn evenly from 0 to one less than there are"
    " states, and nobody is out at the start (Konheim and Weiss 1966)."
)
CHAINED = (
    "Each new leaver tempts everyone else once, in the next month, with one probability (chain"
    " binomial of Reed and Frost)."
)
CHAINED_MANY = (
    "Each new leaver tempts everyone else once, and there are so many states that the share tempted"
    " out is its expectation (deterministic Reed-Frost)."
)

MOST_EXACT = 200
"""States up to which the exact law is worked out: its work grows with their third power."""
MOST_PARKED = 1_000
"""The same for parking functions, a closed form."""


def known_thresholds(here: Setting, amounts: Floats, thresholds: Floats, out: int) -> Theory:
    """The exact sequence.

    amounts: (states + 1,) what is compared with a threshold when n are out.  thresholds: of the
    states not out at the start.  out: how many are.
    """
    ordered = np.sort(thresholds)
    path = [out]
    for _ in range(here.months):
        path.append(out + int(np.searchsorted(ordered, amounts[path[-1]], side="right")))
    exits = np.array(path, dtype=np.float64) - out
    law = np.zeros(int(exits[-1]) + 1)
    law[-1] = 1.0
    values = [*ended(here.states, out, float(exits[-1])), *chances(law), *by_month(exits)]
    return Theory(GRANOVETTER, KNOWN, here.upset, tuple(values))


def drawn_thresholds(here: Setting, reach: Floats, evenly: bool, alike: bool) -> Iterator[Theory]:
    """The exact law where it can be worked out, and the equation for many states.

    reach: (states + 1,) chance that a threshold is at most what is seen when n are out.  evenly:
    whether the parking functions apply.  alike: whether thresholds are independent draws from one
    law.
    """
    if evenly and here.states <= min(MOST_PARKED, here.months):
        law = parking_law(here.states)
        values = [*ended(here.states, 0, _mean(law)), *chances(law)]
        yield Theory(PARKING, PARKED, here.upset, tuple(values))
    if alike and here.states <= MOST_EXACT:
        yield _exact(here, reach, BINOMIAL_CHAIN, CHAIN)
    else:
        yield from _many(here, reach, GRANOVETTER, MANY, RELIABLE)


def contact(here: Setting, probability: float) -> Iterator[Theory]:
    """Everyone tempts everyone: the chain binomial, or its equation for many states."""
    reach = 1.0 - (1.0 - probability) ** np.arange(here.states + 1.0)
    if here.states <= MOST_EXACT:
        yield _exact(here, reach, REED_FROST, CHAINED)
        return
    followers = (here.states - 1) * probability
    chance = _epidemic(followers, here.seeds)
    luck = seldom(chance) if here.seeds > 0 and followers > 1.0 else RELIABLE
    yield from _many(here, reach, REED_FROST_MANY, CHAINED_MANY, luck)
    yield Theory(REED_FROST_MANY, CHAINED_MANY, here.upset, (Value(TAKES_OFF, -1, chance),))


def _exact(here: Setting, reach: Floats, method: str, assumption: str) -> Theory:
    laws = law_by_reach(reach, here.seeds, here.months)[:, here.seeds :]
    exits = laws @ np.arange(laws.shape[1])
    values = [
        *ended(here.states, here.seeds, float(exits[-1])), *chances(laws[-1]), *by_month(exits)
    ]  # fmt: skip
    return Theory(method, assumption, here.upset, tuple(values))


def _many(
    here: Setting, reach: Floats, method: str, assumption: str, luck: Reasons
) -> Iterator[Theory]:
    """Mean field: what is drawn out by a share gone is read off between whole numbers of states."""
    numbers = np.arange(here.states + 1.0)
    maps = everyone(lambda share: float(np.interp(share * here.states, numbers, reach)))
    start = here.seeds / here.states
    exits = here.states * (spread(maps, start, here.months) - start)
    size = rugged(maps, start, here.months, here.states)
    final, path = both((here.upset, here.upset), luck, size)
    end = tuple(ended(here.states, here.seeds, float(exits[-1])))
    yield Theory(method, assumption, final, end)
    yield Theory(method, assumption, path, tuple(by_month(exits)))


def _epidemic(followers: float, seeds: int) -> float:
    """Chance that so many first leavers begin an epidemic; each tempts out a Poisson number."""
    if followers <= 1.0:
        return 0.0
    dies = 0.0
    for _ in range(10_000):
        before, dies = dies, float(np.exp(followers * (dies - 1.0)))
        if dies - before < 1e-13:
            break
    return 1.0 - min(1.0, dies) ** seeds


def _mean(law: Floats) -> float:
    return float(law @ np.arange(len(law)))
