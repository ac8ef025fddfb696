"""The decision to leave: pressure accumulates until it reaches a resistance drawn once.

With pressure h in a month the chance to leave in that month is 1 - exp(-h).  Drawing one resistance
from Exponential(1) per decision before the run and adding up pressure against it is the same law
(Sellke 1983, J. Appl. Prob. 20:390), and lets two scenarios be compared on the same luck.
"""

from simulation.model.arithmetic import clamp, exp
from simulation.model.parameters import Parameters


def log_pressure(
    base_rate: float,
    threat: float,
    utility: float,
    commitment: float,
    border: float,
    alliance: float,
    peers: float,
    incentive: float,
    p: Parameters,
) -> float:
    """Log of the monthly pressure to leave.

    base_rate: of the treaty.  threat, commitment: 0..1.  utility: military use ascribed to the
    weapon, 1 as at the start.  border, alliance, peers: exposure on each layer, 0..1.  incentive:
    material gain from leaving, 0 or more.

    >>> log_pressure(-6.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, Parameters())
    -6.0
    """
    return (
        base_rate
        + p.threat_weight * threat * utility
        - p.norm_weight * commitment
        + p.border_weight * border
        + p.alliance_weight * alliance
        + p.peer_weight * peers
        + p.incentive_weight * incentive
    )


def pressure(log_of_it: float) -> float:
    """Pressure to leave in one month: the exponential of its log, kept in -50..50.

    >>> pressure(0.0)
    1.0
    """
    return exp(clamp(log_of_it, -50.0, 50.0))


def return_pressure(threat: float, utility: float, commitment: float, p: Parameters) -> float:
    """Pressure to turn back in one month, for a state announced or notified.

    >>> return_pressure(0.0, 1.0, 0.0, Parameters(base_return=0.0))
    1.0
    """
    drive = p.base_return + p.norm_weight * commitment - p.threat_weight * threat * utility
    return pressure(drive)


def gives_way(accumulated: float, resistance: float) -> bool:
    """Whether pressure summed over the months has reached the resistance drawn before the run.

    >>> gives_way(0.5, 0.5), gives_way(0.4, 0.5)
    (True, False)
    """
    return accumulated >= resistance


def bloc_money(money: float, gone: float, p: Parameters) -> float:
    """A bloc's material support one month on, following its share of finished exits with a lag.

    gone: share of the bloc's parties that are out, 0..1.

    >>> bloc_money(0.0, 0.5, Parameters(incentive_months=1.0))
    0.5
    """
    return money + (gone - money) / p.incentive_months
