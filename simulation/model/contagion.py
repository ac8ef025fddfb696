"""The textbook rules: contagion by thresholds, by contact and by share, without threat or norm.

``threshold``: a state leaves when what it sees of exits reaches its own threshold (Granovetter
1978, AJS 83:1420; Watts 2002, PNAS 99:5766).  ``cascade``: each new leaver tempts each of its
partners once, in the next month, with one probability (independent cascade; Goldenberg, Libai and
Muller 2001, Marketing Letters 12:211; Kempe, Kleinberg and Tardos 2003, KDD).  ``simple``: a state
leaves with a monthly chance that grows with the share of all states gone (Bass 1969, Management
Science 15:215).

They run on the same worlds, ties, dated exits and pins as the theory of this package, but know no
threat perception and no norm commitment, which stay as at the start, and no delay and no notice:
who gives way is out in the same month.  Only finished exits are seen.  Chance enters as in the
theory: one resistance drawn from Exponential(1) before the run, against which temptations add up
(Sellke 1983, J. Appl. Prob. 20:390), which is the same law as one toss for each temptation.
"""

from typing import NamedTuple

from simulation.model.arithmetic import log
from simulation.model.exposure import exposure
from simulation.model.stages import OUT

THRESHOLD = 1
CASCADE = 2
SIMPLE = 3
RULES = {"threshold": THRESHOLD, "cascade": CASCADE, "simple": SIMPLE}
"""Name of a textbook rule in a scenario -> its number."""

ANY = 0
ALL = 1
WEIGHTED = 2
JOINS = {"or": ANY, "and": ALL, "weighted": WEIGHTED}
"""How several layers are joined -> its number."""

CERTAIN = 64.0
"""A pressure that no resistance withstands: draws from Exponential(1), of 52 bits, are below 37."""


class Contagion(NamedTuple):
    """The numbers of a textbook rule, the same for every state, treaty and month."""

    rule: int
    """THRESHOLD, CASCADE or SIMPLE."""
    shares: int = 1
    """THRESHOLD: 1 compares shares of the partners' weight, 0 their summed weight (a count)."""
    join: int = ANY
    """THRESHOLD: ANY, ALL or WEIGHTED."""
    border: float = 1.0
    """Weight of the layer; 0: the world has no such layer, or it takes no part."""
    alliance: float = 1.0
    peers: float = 1.0
    probability: float = 0.0
    """CASCADE: chance that one leaver tempts one partner out, 0..1."""
    p: float = 0.0
    """SIMPLE: monthly chance to leave on one's own, 0..1."""
    q: float = 0.0
    """SIMPLE: what it gains when everybody is gone, 0..1."""


def seen(stage: int) -> float:
    """How far a state's stage is seen: 1 once it is out, else 0.

    >>> seen(OUT), seen(OUT - 1)
    (1.0, 0.0)
    """
    return 1.0 if stage == OUT else 0.0


def measured(gone: float, possible: float, shares: int) -> float:
    """What a state compares on one layer: the share of its partners that is out, or how many are.

    gone, possible: weight of the partners that are out, and of all that count.

    >>> measured(1.0, 4.0, 1), measured(1.0, 4.0, 0), measured(0.0, 0.0, 1)
    (0.25, 1.0, 0.0)
    """
    return exposure(gone, possible) if shares else gone


def reaches(
    border: float, alliance: float, peers: float, threshold: float, terms: Contagion
) -> bool:
    """Whether what a state sees on its layers reaches its threshold.

    Joined by "or" one layer is enough; by "and" each layer that takes part must reach it; weighted,
    the weighted mean of shares, or the weighted sum of counts, must.

    >>> reaches(0.5, 0.0, 0.0, 0.4, Contagion(THRESHOLD))
    True
    >>> reaches(0.5, 0.0, 0.0, 0.4, Contagion(THRESHOLD, join=ALL))
    False
    >>> reaches(0.5, 0.0, 0.0, 0.4, Contagion(THRESHOLD, join=WEIGHTED, border=2.0, alliance=0.0))
    False
    """
    if terms.join == WEIGHTED:
        whole = terms.border + terms.alliance + terms.peers
        joined = terms.border * border + terms.alliance * alliance + terms.peers * peers
        return (exposure(joined, whole) if terms.shares else joined) >= threshold
    near = border >= threshold
    allied = alliance >= threshold
    akin = peers >= threshold
    if terms.join == ANY:
        return (
            (near and terms.border > 0.0)
            or (allied and terms.alliance > 0.0)
            or (akin and terms.peers > 0.0)
        )
    return (
        (near or terms.border == 0.0)
        and (allied or terms.alliance == 0.0)
        and (akin or terms.peers == 0.0)
    )


def pressure_of_chance(chance: float) -> float:
    """The pressure under which a state leaves with a given chance: -log(1 - chance).

    >>> pressure_of_chance(0.0), pressure_of_chance(1.0)
    (0.0, 64.0)
    """
    return CERTAIN if chance >= 1.0 else 0.0 - log(1.0 - chance)


def tempted_out(temptations: int, pressure: float, resistance: float) -> bool:
    """Whether so many temptations of one pressure each have reached a state's resistance.

    >>> tempted_out(2, 0.5, 1.0), tempted_out(1, 0.5, 1.0), tempted_out(0, 0.0, 1.0)
    (True, False, False)
    """
    return temptations * pressure >= resistance


def chance_to_leave(share_gone: float, terms: Contagion) -> float:
    """Monthly chance to leave under ``simple``: p + q times the share of all states gone, up to 1.

    >>> chance_to_leave(0.5, Contagion(SIMPLE, p=0.25, q=0.5))
    0.5
    """
    return min(1.0, terms.p + terms.q * share_gone)


def uniform_integer(low: int, high: int, luck: float) -> int:
    """A whole number from low to high, both included, all equally likely; luck: 0 < luck < 1.

    >>> [uniform_integer(0, 2, luck) for luck in (0.1, 0.5, 0.9)]
    [0, 1, 2]
    """
    return low + int(luck * (high - low + 1))
