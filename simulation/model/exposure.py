"""Exposure: how much of what a state sees around it has left.

On each layer of ties the exposure of a state is the share of its partners' weight that has left,
each partner counted as far as its stage is visible.  Partners are those that were party at the
start; the denominator never changes because somebody leaves.  Threshold and cascade models use the
same share (Granovetter 1978, AJS 83:1420; Watts 2002, PNAS 99:5766).
"""

from simulation.model.arithmetic import on_grid
from simulation.model.parameters import Parameters
from simulation.model.stages import ANNOUNCED, NOTIFIED, OUT, SUSPENDED


def visibility(stage: int, p: Parameters) -> float:
    """How visible a state's stage is to its partners, in 0..1.

    >>> visibility(OUT, Parameters()), visibility(0, Parameters())
    (1.0, 0.0)
    """
    if stage == OUT:
        return 1.0
    if stage == NOTIFIED:
        return p.notified_weight
    if stage == ANNOUNCED:
        return p.announced_weight
    if stage == SUSPENDED:
        return p.suspended_weight
    return 0.0


def contribution(weight: float, amount: float) -> float:
    """What one partner adds to a sum over partners: weight times amount, on the grid.

    Sums of contributions are exact, so the order of partners cannot matter.

    >>> contribution(0.5, 0.5)
    0.25
    """
    return on_grid(weight * amount)


def exposure(seen: float, possible: float) -> float:
    """Share of the partners' weight that has left, in 0..1; 0 for a state without partners.

    >>> exposure(1.0, 4.0), exposure(0.0, 0.0)
    (0.25, 0.0)
    """
    return seen / possible if possible > 0.0 else 0.0
