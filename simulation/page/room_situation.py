"""What a player is told of the state they play: in words and numbers, for this moment."""

from collections.abc import Iterable, Sequence
from typing import Any

from simulation.page.room import Room
from simulation.page.room_beside import Beside, Moment

LEVELS = ((0.2, "low"), (0.4, "moderate"), (0.6, "high"), (1.01, "very high"))
"""A word for a number from 0 to 1: fifths, the upper two joined.  A way of reading it aloud, no
threshold of the theory."""

LAYER_WORDS = {"border": "neighbour", "alliance": "ally", "peers": "peer"}
PLURALS = {"neighbour": "neighbours", "ally": "allies", "peer": "peers"}

MOST_NAMED = 6
"""States named in a sentence; the others are counted."""


def situation(beside: Beside, moment: Moment | None, room: Room, state: str) -> dict[str, Any]:
    """What the player of a state sees; ``moment`` None: the model is still running.

    ``says``: sentences; ``layers``: who of those it looks at has left or signals; ``threat``,
    ``commitment``: 0..1 or None; ``chance``, ``chance_now``: value and 95 % interval.
    """
    layers = [_layer(beside, room, layer, found) for layer, found in _ties(beside, state)]
    chance = beside.chance(state)
    now = None if moment is None else moment.chance.get(state)
    threat = None if moment is None else moment.threat.get(state)
    commitment = None if moment is None else moment.commitment.get(state)
    says = [
        *_feels(threat, commitment), *_threshold(beside, state),
        *(each["says"] for each in layers), *_everybody(beside, room, state),
        *_chances(now, chance),
    ]  # fmt: skip
    return {
        "says": says, "layers": layers, "threat": threat, "commitment": commitment,
        "chance": chance, "chance_now": now,
    }  # fmt: skip


def word_for(value: float) -> str:
    """A word for a number from 0 to 1.

    >>> word_for(0.1), word_for(0.5), word_for(1.0)
    ('low', 'high', 'very high')
    """
    return next(word for bound, word in LEVELS if value < bound)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first few of many.

    >>> listed(["Latvia"]), listed(["Latvia", "Poland", "Finland"])
    ('Latvia', 'Latvia, Poland and Finland')
    """
    shown = list(names[:MOST_NAMED])
    more = len(names) - len(shown)
    if more:
        shown.append(f"{more} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def percent(chance: Iterable[float]) -> str:
    """A chance with its interval.

    >>> percent((0.5, 0.451, 0.549))
    '50 % (45 to 55 %)'
    """
    value, low, high = (100.0 * each for each in chance)
    return f"{value:.0f} % ({low:.0f} to {high:.0f} %)"


def _ties(beside: Beside, state: str) -> list[tuple[str, list[tuple[str, float]]]]:
    return [(layer, found) for layer, found in beside.partners(state).items() if found]


def _layer(
    beside: Beside, room: Room, layer: str, found: list[tuple[str, float]]
) -> dict[str, Any]:
    """One layer of ties: how many, who has left, who signals."""
    names = beside.names
    left = [names[state] for state, _ in found if state in room.left]
    signals = [names[state] for state, _ in found if state in room.signalling]
    one = LAYER_WORDS[layer]
    whom = f"its only {one}" if len(found) == 1 else f"its {len(found)} {PLURALS[one]}"
    says = f"Of {whom} in the treaty {_gone(left)}{_loud(signals)}."
    return {"name": PLURALS[one], "of": len(found), "left": left, "signals": signals, "says": says}


def _gone(left: Sequence[str]) -> str:
    if not left:
        return "none has left"
    return f"{listed(left)} {'has' if len(left) == 1 else 'have'} left"


def _loud(signals: Sequence[str]) -> str:
    if not signals:
        return ""
    return f", and {listed(signals)} {'signals' if len(signals) == 1 else 'signal'} to leave"


def _feels(threat: float | None, commitment: float | None) -> list[str]:
    if threat is None or commitment is None:
        return []
    return [
        f"It feels a {word_for(threat)} threat ({threat:.2f} of 1).",
        f"Its commitment to the norm is {word_for(commitment)} ({commitment:.2f} of 1).",
    ]


def _threshold(beside: Beside, state: str) -> list[str]:
    """What it waits for, under the rule of thresholds."""
    wanted = beside.threshold(state)
    if wanted is None:
        return []
    if beside.counts_shares:
        return [f"In the model it leaves once {100 * wanted:.0f} % of those it looks at have."]
    if wanted == 0:
        return ["In the model it leaves without waiting for anybody."]
    others = "one other has" if wanted == 1 else f"{wanted:.0f} others have"
    return [f"In the model it leaves once {others} left."]


def _everybody(beside: Beside, room: Room, state: str) -> list[str]:
    if not beside.world.complete:
        return []
    left = len(room.left - {state})
    return [f"Everybody sees everybody: {left} of {len(beside.world.states) - 1} others have left."]


def _chances(now: Iterable[float] | None, chance: Iterable[float]) -> list[str]:
    """What the model would do in its place."""
    whole = f"In the model alone it leaves by the end in {percent(chance)} of runs."
    if now is None:
        return [whole]
    return [f"After what has happened here, the model has it leave in this round with a chance of"
            f" {percent(now)}.", whole]  # fmt: skip
