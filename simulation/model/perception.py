"""Threat perception: a rival's posture, felt through exposure and dampened by a guarantee.

Threat is what states balance against (Walt 1987, The Origins of Alliances): capability, proximity
and hostility make the exposure to a rival; posture says how that rival stands at the moment; a
guarantor takes part of it away while it is believed, and doubt about it adds to it (Snyder 1984).
"""

from simulation.model.arithmetic import clamp, exp
from simulation.model.parameters import Parameters


def posture_felt(faced: float) -> float:
    """Posture felt, 0..1: 1 - exp(-sum over rivals of exposure times posture).

    Saturating, so that a second rival adds less than the first; the assumption a critic would
    attack is that rivals add up at all.

    >>> posture_felt(0.0)
    0.0
    """
    return 1.0 - exp(-faced)


def threat_target(
    felt: float, guaranteed: float, credibility: float, exposure_border: float, p: Parameters
) -> float:
    """The threat perception a state moves towards, 0..1.

    felt: posture felt, 0..1.  guaranteed: 1 under a guarantee, 0 outside.  credibility: of that
    guarantee, 0..1.  exposure_border: share of neighbours gone, 0..1; matters where leaving
    deters.

    >>> threat_target(0.8, 0.0, 1.0, 0.0, Parameters())
    0.8
    >>> round(threat_target(0.8, 1.0, 1.0, 0.0, Parameters(protection=0.25)), 12)
    0.6
    """
    shielded = 1.0 - guaranteed * p.protection * credibility
    worried = 1.0 + guaranteed * p.anxiety * (1.0 - credibility)
    deterred = 1.0 - p.deterrence * exposure_border
    return clamp(felt * shielded * worried * deterred, 0.0, 1.0)


def perceive(threat: float, target: float, p: Parameters) -> float:
    """Threat perception one month on: a step of 1/threat_months towards its target.

    >>> perceive(0.0, 1.0, Parameters(threat_months=4.0))
    0.25
    """
    return threat + (target - threat) / p.threat_months


def posture_answered(posture: float, base: float, gone: float, p: Parameters) -> float:
    """A rival's posture one month on, answering the stock of exits among states exposed to it.

    base: the rival's posture of this month if nobody had left, at least 0.  gone: share, weighted
    by exposure, of those states that are out, 0..1.

    >>> posture_answered(1.0, 1.0, 0.5, Parameters(answer=1.0, posture_months=1.0))
    1.5
    """
    return posture + (base * (1.0 + p.answer * gone) - posture) / p.posture_months
