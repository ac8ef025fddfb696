"""Theories of leaving with a chance that grows with the share of all states gone."""

from collections.abc import Iterator

import numpy as np

from simulation.model.contagion import SIMPLE, Contagion, chance_to_leave
from simulation.predictions.laws import law_by_share
from simulation.predictions.reliability import first_of
from simulation.predictions.setting import Setting
from simulation.predictions.theory import Theory, by_month, chances, ended
from simulation.world.world import Floats

BASS = "bass"
CHAIN = "binomial chain by share"

MANY = (
    "There are so many states that the share leaving in a month is its expectation,"
    " (p + q x)(1 - x) (Bass 1969)."
)
EXACT = (
    "All who stay leave in a month with the same chance, independently, so the number of new"
    " leavers is binomial given how many are gone."
)

MOST_EXACT = 500
"""States up to which the exact law is worked out."""
TOLERATED = 0.01
"""Share of the states by which the mean of finite worlds may lie off the equation in some month."""
FEW = "With {states:,} states chance shifts the mean by up to {by:.1f} % of them."


def by_share(here: Setting, p: float, q: float) -> Iterator[Theory]:
    """The exact law where there are few states, and the equation for many."""
    exact = here.states <= MOST_EXACT
    if exact:
        yield _exact(here, p, q)
    start = here.seeds / here.states
    path, shift = _many(p, q, start, here.states, here.months)
    exits = here.states * (path - start)
    by = float(np.abs(shift).max())
    few = FEW.format(states=here.states, by=100.0 * by) if by > TOLERATED else ""
    values = [*ended(here.states, here.seeds, float(exits[-1])), *by_month(exits)]
    yield Theory(BASS, MANY, first_of(here.upset, few), tuple(values))


def _exact(here: Setting, p: float, q: float) -> Theory:
    terms = Contagion(SIMPLE, p=p, q=q)

    def chance(shares: Floats) -> Floats:
        """Chance to leave at each share of states gone."""
        return np.array([chance_to_leave(share, terms) for share in shares.tolist()])

    laws = law_by_share(chance, here.states, here.seeds, here.months)[:, here.seeds :]
    exits = laws @ np.arange(laws.shape[1])
    values = [
        *ended(here.states, here.seeds, float(exits[-1])), *chances(laws[-1]), *by_month(exits)
    ]  # fmt: skip
    return Theory(CHAIN, EXACT, here.upset, tuple(values))


def _many(p: float, q: float, start: float, states: int, months: int) -> tuple[Floats, Floats]:
    """(months + 1,) the share gone, and by how much the mean of finite worlds differs from it.

    x + (p + q x)(1 - x) is bent downwards, so fluctuations of variance v take q v a month from the
    mean; they grow or shrink with the slope, and binomial draws add to them (the linear noise
    approximation; van Kampen 1961, Can. J. Phys. 39:551).
    """
    terms = Contagion(SIMPLE, p=p, q=q)
    share, shift = np.full(months + 1, start), np.zeros(months + 1)
    variance = 0.0
    for month in range(months):
        x = float(share[month])
        chance = chance_to_leave(x, terms)
        bent = q if p + q * x < 1.0 else 0.0
        slope = 1.0 - chance + bent * (1.0 - x)
        share[month + 1] = x + chance * (1.0 - x)
        shift[month + 1] = slope * shift[month] - bent * variance
        variance = slope * slope * variance + chance * (1.0 - chance) * (1.0 - x) / states
    return share, shift
