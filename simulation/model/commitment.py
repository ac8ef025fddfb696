"""Norm commitment: how far the ban is part of what a state thinks it is.

Commitment erodes where partners leave, where a kindred ban erodes and where the state has itself
left a kindred ban; stigma scales it and advocacy adds to it (Finnemore and Sikkink 1998, IO
52:887; Panke and Petersohn 2012, EJIR 18:719).  It moves over years.
"""

from simulation.model.arithmetic import clamp, on_grid
from simulation.model.parameters import Parameters


def starting_commitment(index: float, luck: float, p: Parameters) -> float:
    """Commitment at the start, 0..1: the index, give or take what is doubted about it.

    luck is a number in 0..1; without start_spread it does not matter.

    >>> starting_commitment(0.7, 0.9, Parameters())
    0.7
    """
    return clamp(index + p.start_spread * (2.0 * luck - 1.0), 0.0, 1.0)


def erosion(border: float, alliance: float, peers: float, p: Parameters) -> float:
    """Share of commitment eroded by exits seen on the three layers, each exposure in 0..1.

    >>> erosion(1.0, 0.0, 0.0, Parameters(erosion_border=0.2))
    0.2
    """
    return p.erosion_border * border + p.erosion_alliance * alliance + p.erosion_peers * peers


def kindred_erosion(eroded_there: float, kinship: float, p: Parameters) -> float:
    """Erosion carried over from one kindred treaty, less what reassurance undoes; on the grid.

    eroded_there: erosion in that treaty.  kinship: 1 kindred, 0 not.

    >>> kindred_erosion(0.5, 1.0, Parameters(kindred=0.5, reassurance=0.5))
    0.125
    """
    return on_grid(kinship * p.kindred * (1.0 - p.reassurance) * eroded_there)


def breach_erosion(own_visibility: float, kinship: float, p: Parameters) -> float:
    """Commitment lost to one treaty by having left a kindred one oneself; on the grid.

    own_visibility: how far the state itself has gone in that treaty, 0..1.

    >>> breach_erosion(1.0, 1.0, Parameters(own_breach=0.25))
    0.25
    """
    return on_grid(kinship * p.own_breach * own_visibility)


def commitment_target(
    start: float,
    stigma: float,
    eroded: float,
    carried_over: float,
    breached: float,
    advocacy: float,
) -> float:
    """The commitment a state moves towards, 0..1.

    start: own commitment at the start, 0..1.  stigma: how much the weapon shames its user, 1 as at
    the start.  eroded, carried_over, breached: erosion here, from kindred treaties, by own breach.
    advocacy: commitment added by champions or a bloc.

    >>> commitment_target(0.8, 1.0, 0.25, 0.0, 0.25, 0.0)
    0.4
    """
    left = max(0.0, 1.0 - eroded - carried_over - breached)
    return clamp(start * stigma * left + advocacy, 0.0, 1.0)


def hold(commitment: float, target: float, p: Parameters) -> float:
    """Norm commitment one month on: a step of 1/norm_months towards its target.

    >>> hold(1.0, 0.0, Parameters(norm_months=4.0))
    0.75
    """
    return commitment + (target - commitment) / p.norm_months
