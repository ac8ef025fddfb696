"""Every parameter of the theory: meaning, unit, range, default and source, in one place.

The defaults are **provisional**: they have not been estimated.  They were set by hand, by people
who knew who left in 2025, so that neither nobody nor everybody leaves in the base scenario; what
they imply for 2025 is reported in the README.  Parameters that fitting cannot separate (threat
weight against the scale of exposure, protection against credibility, commitment weight against
erosion) are held at a default with a reason and are there to be swept.
"""

from typing import Annotated, NamedTuple

PROVISIONAL = "provisional: set by hand so that neither nobody nor everybody leaves; not estimated"


class About(NamedTuple):
    """What a reader of the scenario reference must know about one parameter."""

    meaning: str
    unit: str
    low: float
    high: float
    source: str


class Parameters(NamedTuple):
    """The numbers of the hazard rule that hold for every state, treaty and month of a run."""

    threat_weight: Annotated[
        float,
        About(
            "how much full threat perception adds to the log pressure to leave",
            "log pressure",
            0.0,
            20.0,
            PROVISIONAL,
        ),
    ] = 10.0
    norm_weight: Annotated[
        float,
        About(
            "how much full norm commitment takes from the log pressure to leave",
            "log pressure",
            0.0,
            20.0,
            PROVISIONAL,
        ),
    ] = 2.0
    border_weight: Annotated[
        float,
        About(
            "how much it adds when every neighbour has left; 5/12 of one social weight of 6",
            "log pressure",
            0.0,
            20.0,
            PROVISIONAL + "; shares of the layers fixed because history cannot separate them",
        ),
    ] = 2.5
    alliance_weight: Annotated[
        float,
        About(
            "how much it adds when every ally has left; 1/3 of one social weight of 6",
            "log pressure",
            0.0,
            20.0,
            PROVISIONAL + "; shares of the layers fixed because history cannot separate them",
        ),
    ] = 2.0
    peer_weight: Annotated[
        float,
        About(
            "how much it adds when every peer has left; 1/4 of one social weight of 6",
            "log pressure",
            0.0,
            20.0,
            PROVISIONAL + "; shares of the layers fixed because history cannot separate them",
        ),
    ] = 1.5
    incentive_weight: Annotated[
        float,
        About(
            "how much a full material incentive (bloc money, orders) adds to the log pressure",
            "log pressure",
            0.0,
            20.0,
            PROVISIONAL + "; acts only where an event gives incentive",
        ),
    ] = 1.0
    announced_weight: Annotated[
        float,
        About(
            "how visible an announced exit is to partners, against 1 for a finished one",
            "share",
            0.0,
            1.0,
            "assumption: a signal counts, but less than the deed; swept, never fitted",
        ),
    ] = 0.5
    notified_weight: Annotated[
        float,
        About(
            "how visible a notified exit is to partners, against 1 for a finished one",
            "share",
            0.0,
            1.0,
            "assumption: the legal act counts nearly as much as its effect; swept, never fitted",
        ),
    ] = 0.8
    suspended_weight: Annotated[
        float,
        About(
            "how visible a suspension is to partners, against 1 for a finished exit",
            "share",
            0.0,
            1.0,
            "assumption: a contested suspension is no exit; swept, never fitted",
        ),
    ] = 0.5
    protection: Annotated[
        float,
        About(
            "share of felt posture that a fully credible guarantee takes away",
            "share",
            0.0,
            1.0,
            "alliance deterrence (Leeds 2003, AJPS 47:427); default 0.25 because a larger one"
            " puts the five leavers of 2025 behind states outside any alliance",
        ),
    ] = 0.25
    anxiety: Annotated[
        float,
        About(
            "extra threat felt by a guaranteed state when its guarantee is not credible at all",
            "share",
            0.0,
            2.0,
            "fear of abandonment (Snyder 1984, World Politics 36:461); size provisional",
        ),
    ] = 0.2
    deterrence: Annotated[
        float,
        About(
            "share of threat that a state sheds when all its neighbours have left",
            "share",
            0.0,
            1.0,
            "off by default; breaks the comparison theorem because exits then calm others",
        ),
    ] = 0.0
    threat_months: Annotated[
        float,
        About(
            "time for threat perception to cover 63 per cent of the way to its target",
            "months",
            1.0,
            120.0,
            "assumption: from the escalation of February 2022 to government defence reviews of"
            " 2023 about a year; provisional",
        ),
    ] = 12.0
    norm_months: Annotated[
        float,
        About(
            "time for norm commitment to cover 63 per cent of the way to its target",
            "months",
            1.0,
            600.0,
            "norms move over years (Finnemore and Sikkink 1998, IO 52:887); provisional",
        ),
    ] = 60.0
    posture_months: Annotated[
        float,
        About(
            "time for a rival's posture to cover 63 per cent of the way to its base",
            "months",
            1.0,
            120.0,
            PROVISIONAL,
        ),
    ] = 6.0
    incentive_months: Annotated[
        float,
        About(
            "lag with which bloc money follows the stock of finished exits",
            "months",
            1.0,
            120.0,
            PROVISIONAL,
        ),
    ] = 18.0
    exit_incentive: Annotated[
        float,
        About(
            "scale of the incentives that follow a bloc's finished exits; 0 leaves only dated ones",
            "share",
            0.0,
            10.0,
            "a switch; acts only where an event gives a bloc's producers an incentive",
        ),
    ] = 1.0
    erosion_border: Annotated[
        float,
        About(
            "share of own commitment eroded when every neighbour has left",
            "share",
            0.0,
            1.0,
            "contested norms erode by example (Rosert and Schirmbeck 2007; Panke and Petersohn"
            " 2012, EJIR 18:719); size provisional, swept, never fitted",
        ),
    ] = 0.2
    erosion_alliance: Annotated[
        float,
        About(
            "share of own commitment eroded when every ally has left",
            "share",
            0.0,
            1.0,
            "as erosion_border",
        ),
    ] = 0.2
    erosion_peers: Annotated[
        float,
        About(
            "share of own commitment eroded when every peer has left",
            "share",
            0.0,
            1.0,
            "as erosion_border",
        ),
    ] = 0.4
    kindred: Annotated[
        float,
        About(
            "how strongly erosion in a kindred treaty carries over",
            "share",
            0.0,
            1.0,
            "assumption: bans argued for by the same reasons stand or fall together; mild",
        ),
    ] = 0.3
    reassurance: Annotated[
        float,
        About(
            "share of kindred erosion undone by affirming that other obligations stand",
            "share",
            0.0,
            1.0,
            "assumption; off by default",
        ),
    ] = 0.0
    own_breach: Annotated[
        float,
        About(
            "share of commitment to a treaty lost by leaving a kindred one oneself",
            "share",
            0.0,
            1.0,
            "consistency: who has left one ban has less to defend in the next; mild",
        ),
    ] = 0.2
    answer: Annotated[
        float,
        About(
            "how far a rival raises its posture when all states exposed to it have left",
            "share of base posture",
            0.0,
            5.0,
            "spiral model (Jervis 1976, ch. 3); off by default",
        ),
    ] = 0.0
    turning_back: Annotated[
        float,
        About(
            "1: states may turn back while announced or notified; 0: they never do",
            "switch",
            0.0,
            1.0,
            "reversals occurred elsewhere (Rome Statute, 2016 to 2017); off by default",
        ),
    ] = 0.0
    base_return: Annotated[
        float,
        About(
            "log pressure to turn back at zero commitment and zero threat",
            "log pressure",
            -50.0,
            20.0,
            PROVISIONAL,
        ),
    ] = -5.0
    domestic_delay: Annotated[
        float,
        About(
            "months from announcing to notifying: parliament and signature; the middle of the"
            " spread",
            "months",
            0.0,
            120.0,
            "the six announcements of 2024 to 2025 in withdrawals.csv took 2 to 5 months",
        ),
    ] = 3.0
    domestic_delay_spread: Annotated[
        float,
        About(
            "half-width of the domestic delay, drawn evenly over whole months; 0: always the same",
            "months",
            0.0,
            60.0,
            "as domestic_delay",
        ),
    ] = 2.0
    start_spread: Annotated[
        float,
        About(
            "half-width of the doubt about each state's starting commitment, drawn evenly once"
            " a run; 0: none",
            "share",
            0.0,
            0.5,
            "off by default; a way to ask how far index errors matter",
        ),
    ] = 0.0


class TreatyTerms(NamedTuple):
    """What differs between treaties: base rate of leaving, and the law of leaving."""

    base_rate: float
    """Log pressure a month at zero threat, zero commitment and nobody gone; -50 to 20."""

    notice_months: int
    """Months from notification to effect; APMBC and CCM art. 20(2): six."""

    conflict_clause: bool
    """True: in armed conflict at the end of notice, bound until it ends; APMBC, CCM art. 20(3)."""


BASE_RATE = About(
    "log pressure a month at zero threat, zero commitment and nobody gone, per treaty",
    "log pressure",
    -50.0,
    20.0,
    PROVISIONAL,
)
DEFAULT_BASE_RATE = -9.0
