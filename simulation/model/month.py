"""One month, in order."""

from typing import Protocol


class Turn(Protocol):
    """Whoever can live through a month: the engine that calls ``month``."""

    def world(self) -> None:
        """0. This month's dated events apply; states that ratify enter the risk set."""

    def look(self) -> None:
        """1. Every state sees, on each layer, what share of its partners has left."""

    def feel(self) -> None:
        """2. Threat perception moves towards the rivals' posture, given the guarantee."""

    def hold(self) -> None:
        """3. Norm commitment moves towards what erosion, stigma and advocacy leave of it."""

    def weigh(self) -> None:
        """4. Threat, commitment, exposure and incentive become one log pressure."""

    def decide(self) -> None:
        """5. Pressure is added; whoever reaches its resistance announces, or turns back."""

    def change(self) -> None:
        """6. Then everyone changes at once; clocks ring; rivals and bloc money answer."""


def month(turn: Turn) -> None:
    """One month, in order: world, look, feel, hold, weigh, decide, change.

    0. World.  This month's dated events apply.
    1. Look.  Exposure on each layer, from the stages at the end of last month.
    2. Feel.  Threat perception, from the rivals' posture and the guarantee.
    3. Hold.  Norm commitment, from erosion, stigma and advocacy.
    4. Weigh.  The log pressure to leave, from steps 1 to 3 of this month.
    5. Decide.  Pressure accumulates; a state whose sum reaches its resistance announces.
    6. Change.  Everyone changes at once; clocks ring; rivals and bloc money answer.

    Nothing before step 6 reads a stage of this month, so the order of visiting never matters.
    Several states that announce in one month are simultaneous: who moved whom within a month
    cannot be said.
    """
    turn.world()
    turn.look()
    turn.feel()
    turn.hold()
    turn.weigh()
    turn.decide()
    turn.change()
