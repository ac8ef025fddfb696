"""What the five levels of each question say and by how much they change what a scenario says.

The middle of the five is the scenario as it stands.  How far the others go is an assumption, made
for a class: far enough that the picture changes, near enough that the question stays the same.
"""

from typing import NamedTuple

AS_ASSUMED = "as assumed"


class Step(NamedTuple):
    """One level of a question, whatever the scenario."""

    label: str
    """A few words."""
    says: str
    """A sentence: what it makes of the scenario."""
    factor: float
    """By which what the scenario says is multiplied; 1: the scenario as it stands."""


RISES = (
    Step("never rose", "The rival never raised its posture.", 0.0),
    Step("half the rise", "The rival raised its posture half as much as assumed.", 0.5),
    Step(AS_ASSUMED, "The rival raised its posture as much as the scenario assumes.", 1.0),
    Step("half as much again", "The rival raised its posture half as much again.", 1.5),
    Step("twice the rise", "The rival raised its posture twice as much as assumed.", 2.0),
)
"""Of the rise of a rival's posture: from none, the world before the shock, to as far the other way.
In ``ottawa-2025`` a posture of 1, 1.25, 1.5, 1.75 and 2 times that of January 2021."""

FEELINGS = (
    Step("half as felt", "Threat weighs half as much as assumed.", 0.5),
    Step("a quarter less", "Threat weighs a quarter less than assumed.", 0.75),
    Step(AS_ASSUMED, "Threat weighs as much as the scenario assumes.", 1.0),
    Step("a quarter more", "Threat weighs a quarter more than assumed.", 1.25),
    Step("half as much again", "Threat weighs half as much again as assumed.", 1.5),
)
"""Of the weight of threat, in a scenario in which no rival raises its posture by date.  Never to
nothing, which would be another theory."""

DOUBTS = (
    Step("hardly believed", "The guarantee is doubted three times as much as assumed.", 3.0),
    Step("less believed", "The guarantee is doubted twice as much as assumed.", 2.0),
    Step(AS_ASSUMED, "The guarantee is believed as far as the scenario assumes.", 1.0),
    Step("more believed", "The guarantee is doubted half as much as assumed.", 0.5),
    Step("fully believed", "Nobody doubts the guarantee.", 0.0),
)
"""Of doubt about a guarantee, 1 less its credibility.  Down to none, as far as belief can go, and
up to three times: in ``ottawa-2025`` a guarantee believed two times in five instead of four."""

SHIELDS = (
    Step("no shield", "The guarantee takes no threat away.", 0.0),
    Step("half a shield", "The guarantee takes half as much threat away as assumed.", 0.5),
    Step(AS_ASSUMED, "The guarantee takes as much threat away as the scenario assumes.", 1.0),
    Step("half as much again", "The guarantee takes half as much threat again away.", 1.5),
    Step("twice the shield", "The guarantee takes twice as much threat away as assumed.", 2.0),
)
"""Of the protection that a guarantee gives, in a scenario in which nobody doubts it by date."""

NORMS = (
    Step("half as heavy", "The norm weighs half as much as assumed.", 0.5),
    Step("a quarter lighter", "The norm weighs a quarter less than assumed.", 0.75),
    Step(AS_ASSUMED, "The norm weighs as much as the scenario assumes.", 1.0),
    Step("a quarter heavier", "The norm weighs a quarter more than assumed.", 1.25),
    Step("half as heavy again", "The norm weighs half as much again as assumed.", 1.5),
)
"""Of the weight of the norm.  Never to nothing, which would be another theory."""

VOICES = (
    Step("silent", "What others do weighs nothing; it still wears at the norm.", 0.0),
    Step("half as loud", "What others do weighs half as much as assumed.", 0.5),
    Step(AS_ASSUMED, "What others do weighs as much as the scenario assumes.", 1.0),
    Step("half as loud again", "What others do weighs half as much again as assumed.", 1.5),
    Step("twice as loud", "What others do weighs twice as much as assumed.", 2.0),
)
"""Of the weight of what neighbours, allies and peers do: all three together, because history cannot
separate them.  From none, so that a class sees what is left without it, to as far the other way."""

SHARES = (
    Step("half as many", "A state leaves when half as many have as assumed.", 0.5),
    Step("a quarter fewer", "A state leaves when a quarter fewer have than assumed.", 0.75),
    Step(AS_ASSUMED, "A state leaves when as many have as the scenario assumes.", 1.0),
    Step("a quarter more", "A state leaves when a quarter more have than assumed.", 1.25),
    Step("half as many again", "A state leaves when half as many again have.", 1.5),
)
"""Of a threshold that is a share: in the world of Watts (2002) this spans the cascade window."""
