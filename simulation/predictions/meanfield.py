"""Mean-field equations: the share gone, month by month, in worlds of very many states.

One iteration is one month, since everyone decides on what was out at the end of last month.  Where
everyone looks at everyone, the share gone next month is a function of the share gone
(Granovetter 1978).  On random networks without short loops two shares are followed: ``tie``, of the
partners that a state still in finds out, and ``state``, of all states (Gleeson and Cahalane 2007,
PRE 75:056103; Gleeson 2008, PRE 77:046117).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from simulation.predictions.degrees import Degrees
from simulation.world.world import Floats, Integers

Drawn = Callable[[Floats, Floats], Floats]
"""(partners out, partners) -> chance, 0 to 1, that they are enough to draw a state out."""

Map = Callable[[float], float]
"""Share of partners out -> chance that a state not out at the start is drawn out by next month."""

STILL = 1e-13
"""A change of the share gone below which it has settled."""


class Maps(NamedTuple):
    """How the share gone moves from one month to the next."""

    tie: Map
    """For a state found along a tie from one that is still in."""
    state: Map
    """For any state."""


def spread(maps: Maps, start: float, months: int, lean: float = 0.0) -> Floats:
    """(months + 1,) share of the states gone at the end of each month, those at the start included.

    start: share out at the start.  lean: how many standard deviations of one independent draw by
    each state the response is raised; negative: lowered; 0: the mean-field equation itself.
    """

    def moved(drawn: float) -> float:
        """Share of states gone, from the share drawn towards leaving."""
        leaned = drawn + lean * np.sqrt(max(0.0, drawn * (1.0 - drawn)))
        return start + (1.0 - start) * min(1.0, max(0.0, float(leaned)))

    shares, partner = np.full(months + 1, float(start)), float(start)
    for month in range(1, months + 1):
        shares[month] = max(shares[month - 1], moved(maps.state(partner)))
        before, partner = partner, max(partner, moved(maps.tie(partner)))
        if partner - before <= STILL and shares[month] - shares[month - 1] <= STILL:
            shares[month:] = shares[month]
            break
    return shares


def everyone(reach: Callable[[float], float]) -> Maps:
    """Of a world in which everyone looks at everyone: reach(share gone) -> chance to be drawn."""
    return Maps(reach, reach)


def random_network(degrees: Degrees, drawn: Drawn) -> Maps:
    """Of a random network without short loops, with these degrees."""
    partners, share = degrees.partners, degrees.share
    # Along a tie that was come by from a state still in, one partner is known to be in.
    onwards = degrees.along_a_tie > 0.0
    beyond = partners[onwards] - 1
    return Maps(
        tie=_mixture(beyond, partners[onwards], degrees.along_a_tie[onwards], drawn),
        state=_mixture(partners, partners, share, drawn),
    )


def _mixture(looked_at: Integers, partners: Integers, share: Floats, drawn: Drawn) -> Map:
    """Sum over degrees k of share(k) times sum over m of Binomial(m; looked_at, q) drawn(m, k)."""
    place = np.repeat(np.arange(len(partners)), looked_at + 1)
    before = np.cumsum(looked_at + 1) - looked_at - 1
    out = (np.arange(len(place)) - before[place]).astype(np.float64)
    tries = looked_at[place].astype(np.float64)
    effect = share[place] * drawn(out, partners[place].astype(np.float64))
    kept = effect > 0.0
    out, tries, effect = out[kept], tries[kept], effect[kept]
    ways = gammaln(tries + 1.0) - gammaln(out + 1.0) - gammaln(tries - out + 1.0)

    def mapped(q: float) -> float:
        """The next share from this one."""
        return float(effect @ np.exp(ways + xlogy(out, q) + xlog1py(tries - out, -q)))

    return mapped


def followers(degrees: Degrees, drawn: Drawn) -> float:
    """How many further partners a state drawn out by one partner draws out, on average.

    sum over k of k (k - 1) p(k) drawn(1, k) / mean degree; above 1 a few first leavers can draw out
    a fixed share of a large world (Watts 2002, PNAS 99:5766).
    """
    partners = degrees.partners.astype(np.float64)
    one = drawn(np.ones(len(partners)), partners)
    return float(degrees.along_a_tie @ ((partners - 1.0) * one))


def takes_off(degrees: Degrees, drawn: Drawn, seeds: int) -> float:
    """Chance that so many first leavers, far apart, draw out a fixed share of a large world.

    A branching process of states drawn out by one partner: it dies out from each first leaver
    alone, independently.
    """
    if followers(degrees, drawn) <= 1.0:
        return 0.0
    partners = degrees.partners.astype(np.float64)
    one = degrees.along_a_tie * drawn(np.ones(len(partners)), partners)
    dies = 0.0
    for _ in range(10_000):
        before = dies
        dies = 1.0 - float(one.sum()) + float(one @ dies ** np.maximum(partners - 1.0, 0.0))
        if dies - before < STILL:
            break
    alone = float(degrees.share @ dies**partners)
    return float(1.0 - min(1.0, alone) ** seeds)
