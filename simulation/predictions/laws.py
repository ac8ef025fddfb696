"""Exact laws of the number of states that leave, for worlds small or simple enough."""

from collections.abc import Callable

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from simulation.world.world import Floats, Integers

WIDTH = 12.0
"""Standard deviations around the mean beyond which a binomial law is taken as 0."""

SETTLED = 1e-15
"""Chance that anything still happens below which a law is taken as final."""
NOTHING = 1e-200
"""A chance taken as 0, before libraries stumble over it."""


def binomial(tries: Integers | int, chance: Floats | float, sizes: Integers) -> Floats:
    """Chance of each number of successes; shapes broadcast; 0 where sizes lie outside 0..tries.

    >>> binomial(2, 0.5, np.arange(4)).round(12).tolist()
    [0.25, 0.5, 0.25, 0.0]
    """
    inside = (sizes >= 0) & (sizes <= tries)
    kept = np.where(inside, sizes, 0)
    ways = gammaln(np.add(tries, 1.0)) - gammaln(kept + 1.0) - gammaln(tries - kept + 1.0)
    logs = ways + xlogy(kept, chance) + xlog1py(tries - kept, -np.asarray(chance))
    return np.where(inside, np.exp(logs), 0.0)


def binomial_law(states: int, chance: float) -> Floats:
    """(states + 1,) law of the number of leavers where each leaves on its own with one chance.

    >>> binomial_law(2, 0.5).round(12).tolist()
    [0.25, 0.5, 0.25]
    """
    law = np.zeros(states + 1)
    chance = chance if chance > NOTHING else 0.0
    reach = WIDTH * np.sqrt(states * chance * (1.0 - chance)) + WIDTH
    low, high = max(0, int(states * chance - reach)), min(states, int(states * chance + reach))
    from scipy.stats import binom  # slow to import, and few scenarios come here

    law[low : high + 1] = binom.pmf(np.arange(low, high + 1), states, chance)
    return law


def poisson_binomial_law(chances: Floats) -> Floats:
    """(states + 1,) the same where chances differ (Wang 1993, Stat. Sin. 3:295).

    State by state: n leavers of i states are n of i - 1 and a stayer, or n - 1 and a leaver.

    >>> poisson_binomial_law(np.array([0.5, 1.0])).tolist()
    [0.0, 0.5, 0.5]
    """
    law = np.zeros(len(chances) + 1)
    law[0] = 1.0
    for place, chance in enumerate(chances.tolist(), start=1):
        law[1 : place + 1] = law[1 : place + 1] * (1.0 - chance) + law[:place] * chance
        law[0] *= 1.0 - chance
    return law


def parking_law(states: int) -> Floats:
    """(states + 1,) how many leave where thresholds are drawn evenly from 0 to states - 1.

    Everyone counts everyone, and nobody is out at the start: P(k) = C(N, k) (k + 1)^(k - 1)
    (N - 1 - k)^(N - k) / N^N.  Sequences in which all leave are the parking functions (Konheim and
    Weiss 1966, SIAM J. Appl. Math. 14:1266).

    >>> (27 * parking_law(3)).round(12).tolist()
    [8.0, 3.0, 0.0, 16.0]
    """
    gone = np.arange(states + 1, dtype=np.float64)
    left = states - gone
    stuck = np.maximum(left - 1.0, 0.0)
    ways = gammaln(states + 1.0) - gammaln(gone + 1.0) - gammaln(left + 1.0)
    logs = ways + xlogy(gone - 1.0, gone + 1.0) + xlogy(left, stuck) - xlogy(states, states)
    return np.exp(logs)


def law_by_share(
    chance: Callable[[Floats], Floats], states: int, seeds: int, months: int
) -> Floats:
    """(months + 1, states + 1) law of the number out, where each who stays leaves with one chance.

    chance: share of all states gone -> chance of each to leave in the next month, 0..1.  The number
    out is then a Markov chain with binomial steps.
    """
    gone = np.arange(states + 1)
    more = gone[None, :] - gone[:, None]
    each = chance(gone / states)
    step = binomial((states - gone)[:, None], each[:, None], more)
    laws = np.zeros((months + 1, states + 1))
    laws[0, seeds] = 1.0
    for month in range(months):
        laws[month + 1] = laws[month] @ step
    return laws


def law_by_reach(reach: Floats, seeds: int, months: int) -> Floats:
    """(months + 1, states + 1) law of the number out, where everyone looks at everyone.

    reach: (states + 1,) chance that n states out are enough, together, to have drawn a state out,
    n = 0..states; never falling.  Whoever stayed with ``before`` states out leaves with ``now`` out
    with chance (reach[now] - reach[before]) / (1 - reach[before]), all independently.  With
    thresholds drawn alike this is Granovetter's sequence; with reach 1 - (1 - p)^n it is the chain
    binomial of Reed and Frost (Abbey 1952, Hum. Biol. 24:201).
    """
    states = len(reach) - 1
    laws = np.zeros((months + 1, states + 1))
    laws[0, seeds] = 1.0
    if months == 0:
        return laws
    # Entry (before, now): how many were out last month and are out by now.
    pairs = np.zeros((states + 1, states + 1))
    pairs[seeds, seeds:] = binomial(states - seeds, reach[seeds], np.arange(states - seeds + 1))
    laws[1] = pairs.sum(axis=0)
    steps = [_steps(reach, now) for now in range(states + 1)]
    for month in range(1, months):
        moving = np.zeros_like(pairs)
        for now in np.flatnonzero(laws[month] > 0.0):
            moving[now, now:] = pairs[: now + 1, now] @ steps[now]
        pairs = moving
        laws[month + 1] = pairs.sum(axis=0)
        # Whoever is as many as last month has settled.
        if pairs.sum() - np.trace(pairs) <= SETTLED:
            laws[month + 2 :] = laws[month + 1]
            break
    return laws


def _steps(reach: Floats, now: int) -> Floats:
    """(now + 1, states - now + 1) chance of each number of new leavers, by how many were out."""
    left = len(reach) - 1 - now
    before = reach[: now + 1]
    fresh = np.divide(reach[now] - before, 1.0 - before, where=before < 1.0, out=before * 0.0)
    return binomial(left, fresh[:, None], np.arange(left + 1)[None, :])
