"""The class plays: seats, rounds and decisions, as a value that changes only by a new value.

A room is frozen.  What somebody does in it is a function that gives the room after it, or raises
``Refusal`` and so leaves the room as it was.  No clock, no luck, no network: tokens come in from
outside, and who follows the model is told when a round is closed.

A *turn* numbers the rounds and counts on when the game starts again, so that a message of an
earlier round or game never fits a later one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

Kept = TypeVar("Kept")

TOKEN_LETTERS = 16
"""A seat token has at least so many letters; shorter ones could be guessed."""


class Refusal(Exception):  # noqa: N818 (a refusal to the player, not an error of the program)
    """Somebody asked for what the room does not allow; its text is one line for them."""


class Decision(StrEnum):
    """What a state may do in a round."""

    STAY = "stay"
    SIGNAL = "signal"
    """Announces that it means to leave; it may still stay later."""
    LEAVE = "leave"
    """For good."""


class Phase(StrEnum):
    """Where a game stands."""

    GATHERING = "gathering"
    """Seats are taken, nothing has been decided."""
    OPEN = "open"
    """A round in which decisions are taken."""
    BETWEEN = "between"
    """A round is closed, the next is not yet open."""
    OVER = "over"
    """The last round is closed."""


class Others(StrEnum):
    """What the states do that nobody plays."""

    STAY = "stay"
    MODEL = "model"


@dataclass(frozen=True)
class Closed:
    """A round that is over; nothing in it changes any more."""

    decisions: Mapping[str, Decision]
    """State -> what it did, of all states that somebody played."""
    followed: frozenset[str]
    """States that nobody played and that left as the model says."""

    @property
    def leavers(self) -> frozenset[str]:
        """All states that left in this round."""
        return self.followed | {
            state for state, done in self.decisions.items() if done is Decision.LEAVE
        }


NOBODY: Mapping[str, str] = MappingProxyType({})
NOTHING: Mapping[str, Decision] = MappingProxyType({})


@dataclass(frozen=True)
class Room:
    """A class game at one moment."""

    states: tuple[str, ...]
    """Identifiers of the states offered, the most exposed first; one seat each."""
    rounds: tuple[str, ...]
    """The name of each round, such as "2021"."""
    phase: Phase = Phase.GATHERING
    turn: int = 0
    """Number of the latest round, counted on through all games; 0: none was opened."""
    seats: Mapping[str, str] = field(default_factory=lambda: NOBODY)
    """Seat token -> state."""
    decided: Mapping[str, Decision] = field(default_factory=lambda: NOTHING)
    """State -> its decision in the open round; may change until the round is closed."""
    closed: tuple[Closed, ...] = ()
    """The rounds of this game that are over, in order."""
    others: Others = Others.STAY

    @property
    def number(self) -> int:
        """The round that is open, or was closed last: 1 for the first, 0 before it."""
        return len(self.closed) + (self.phase is Phase.OPEN)

    @property
    def left(self) -> frozenset[str]:
        """The states that have left, by decision or by the model."""
        return frozenset[str]().union(*(done.leavers for done in self.closed))

    @property
    def signalling(self) -> frozenset[str]:
        """The states whose latest word is a signal."""
        last = self.closed[-1].decisions if self.closed else NOTHING
        return frozenset(state for state, done in last.items() if done is Decision.SIGNAL)

    @property
    def playing(self) -> frozenset[str]:
        """The states that somebody plays now: seated, or decided for in this round."""
        return frozenset(self.seats.values()).union(self.decided)

    @property
    def played(self) -> frozenset[str]:
        """The states that somebody plays or played in an earlier round of this game."""
        return self.playing.union(*(done.decisions for done in self.closed))

    @property
    def free(self) -> tuple[str, ...]:
        """The states whose seat may be taken."""
        taken = self.left.union(self.seats.values())
        return tuple(state for state in self.states if state not in taken)


def seated(room: Room, token: str, state: str | None = None) -> Room:
    """Somebody sits down; state: which they want, None: the first that is free.

    >>> seated(Room(("FIN", "POL"), ("2021",)), "t" * 16).seats["t" * 16]
    'FIN'
    """
    if len(token) < TOKEN_LETTERS:
        raise Refusal("this seat token is too short")
    if token in room.seats:
        raise Refusal("this seat is taken already")
    if not room.free:
        raise Refusal("no seat is free")
    if state is not None and state not in room.free:
        raise Refusal("this state is not free: choose another")
    return replace(room, seats=_with(room.seats, token, state or room.free[0]))


def freed(room: Room, state: str) -> Room:
    """A seat is free again; its token opens nothing any more.

    What was decided in it stands until the round is closed or the teacher changes it.
    """
    if state not in room.seats.values():
        raise Refusal("nobody sits there")
    kept = {token: held for token, held in room.seats.items() if held != state}
    return replace(room, seats=MappingProxyType(kept))


def decided(room: Room, token: str, turn: int, decision: Decision) -> Room:
    """A seat decides for its state in the round of that turn."""
    if token not in room.seats:
        raise Refusal("this seat is not yours any more")
    return decided_for(room, room.seats[token], turn, decision)


def decided_for(room: Room, state: str, turn: int, decision: Decision) -> Room:
    """A state's decision in the round of that turn, entered by the teacher or by its seat.

    The last word before the round is closed counts.
    """
    _refuse_turn(room, turn)
    if room.phase is not Phase.OPEN:
        raise Refusal("no round is open")
    if state not in room.states:
        raise Refusal("this state is not in the game")
    if state in room.left:
        raise Refusal("this state has left already")
    return replace(room, decided=_with(room.decided, state, decision))


def opened(room: Room, turn: int) -> Room:
    """The next round opens; turn: that of the room the teacher saw."""
    _refuse_turn(room, turn)
    if room.phase not in (Phase.GATHERING, Phase.BETWEEN):
        raise Refusal("a round is open" if room.phase is Phase.OPEN else "the game is over")
    return replace(room, phase=Phase.OPEN, turn=room.turn + 1, decided=NOTHING)


def closed(room: Room, turn: int, model: frozenset[str] = frozenset()) -> Room:
    """The open round is closed: who sits and said nothing stays.

    model: the states that the model makes leave by the end of this round; of these follow those
    that nobody plays and that are still in, if the others follow the model.
    """
    _refuse_turn(room, turn)
    if room.phase is not Phase.OPEN:
        raise Refusal("no round is open")
    silent = {state: Decision.STAY for state in room.seats.values() if state not in room.left}
    follow = model - room.playing - room.left if room.others is Others.MODEL else frozenset[str]()
    done = Closed(MappingProxyType({**silent, **room.decided}), follow)
    last = len(room.closed) + 1 == len(room.rounds)
    phase = Phase.OVER if last else Phase.BETWEEN
    return replace(room, phase=phase, decided=NOTHING, closed=(*room.closed, done))


def restarted(room: Room, turn: int) -> Room:
    """A new game with the same seats; the turn counts on, so that old messages fit no round."""
    _refuse_turn(room, turn)
    return replace(
        room, phase=Phase.GATHERING, turn=room.turn + 1, decided=NOTHING, closed=()
    )  # fmt: skip


def following(room: Room, others: Others) -> Room:
    """What the states do that nobody plays; settled before the first round opens."""
    if room.phase is not Phase.GATHERING:
        raise Refusal("what the others do is settled before the first round: start again")
    return replace(room, others=others)


def _refuse_turn(room: Room, turn: int) -> None:
    """What was meant for another round changes nothing."""
    if turn != room.turn:
        raise Refusal("this was meant for another round")


def _with(held: Mapping[str, Kept], key: str, value: Kept) -> Mapping[str, Kept]:
    return MappingProxyType({**held, key: value})
