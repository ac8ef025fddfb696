"""What phones and the teacher's panel may say, and what comes of it in the room.

One message is one JSON object of at most 1 kB with exactly the keys of its kind; anything else is
refused before it reaches the room.  Who says it is settled once, when a connection enters with the
join code or the teacher's key, never by what a message claims.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from simulation.page import room as game
from simulation.page.door import LONGEST_WORD
from simulation.page.room import Decision, Others, Refusal, Room

MOST_LETTERS = 1024
"""Bytes of a message; the longest honest one has fewer than 200."""

Heard = TypeVar("Heard")

Word = Annotated[str, Field(min_length=1, max_length=LONGEST_WORD)]
"""A code, a token or a state's identifier."""

Turn = Annotated[int, Field(ge=0, le=1_000_000)]


class Message(BaseModel):
    """Any message: keys of its kind only, no conversions."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Enter(Message):
    """The first message: the join code, and on coming back the token of one's seat."""

    do: Literal["enter"]
    code: Word
    seat: Word | None = None


class EnterAsTeacher(Message):
    """The first message of the teacher's panel."""

    do: Literal["teach"]
    key: Word


class Take(Message):
    """Take a seat; without a state, the first that is free."""

    do: Literal["take"]
    state: Word | None = None


class Decide(Message):
    """Decide for one's seat, in the round of that turn."""

    do: Literal["decide"]
    seat: Word
    turn: Turn
    decision: Annotated[Decision, Field(strict=False)]


class Rise(Message):
    """Give one's seat up."""

    do: Literal["rise"]
    seat: Word


class Open(Message):
    """The teacher opens the next round."""

    do: Literal["open"]
    turn: Turn


class Close(Message):
    """The teacher closes the open round."""

    do: Literal["close"]
    turn: Turn


class Restart(Message):
    """The teacher begins a new game with the same seats."""

    do: Literal["restart"]
    turn: Turn


class Free(Message):
    """The teacher frees a seat."""

    do: Literal["free"]
    state: Word


class DecideFor(Message):
    """The teacher enters a state's decision."""

    do: Literal["decide-for"]
    state: Word
    turn: Turn
    decision: Annotated[Decision, Field(strict=False)]


class Follow(Message):
    """The teacher settles what the others do."""

    do: Literal["others"]
    others: Annotated[Others, Field(strict=False)]


Entrance = Annotated[Enter | EnterAsTeacher, Field(discriminator="do")]
OfStudent = Annotated[Take | Decide | Rise, Field(discriminator="do")]
OfTeacher = Annotated[Open | Close | Restart | Free | DecideFor | Follow, Field(discriminator="do")]

_ENTRANCE: TypeAdapter[Enter | EnterAsTeacher] = TypeAdapter(Entrance)
_OF_STUDENT: TypeAdapter[Take | Decide | Rise] = TypeAdapter(OfStudent)
_OF_TEACHER: TypeAdapter[Open | Close | Restart | Free | DecideFor | Follow] = TypeAdapter(
    OfTeacher
)

Following = Callable[[Room], frozenset[str]]
"""Who leaves in the open round of a room by the model."""


@dataclass(frozen=True)
class Speaker:
    """Who speaks on a connection."""

    teacher: bool = False
    seat: str | None = None
    """Token of the seat that was taken on this connection, or brought back to it."""


def entrance(text: str) -> Enter | EnterAsTeacher:
    """The first message of a connection; Refusal for anything else.

    >>> entrance('{"do": "enter", "code": "K7F2"}').code
    'K7F2'
    """
    return _parsed(_ENTRANCE, text)


def heard(
    room: Room, speaker: Speaker, text: str, fresh: Callable[[], str], following: Following
) -> tuple[Room, Speaker]:
    """The room and the speaker after a message; Refusal leaves both as they were.

    fresh: gives a new seat token.  following: asked only when a round is closed.
    """
    if speaker.teacher:
        return _taught(room, _parsed(_OF_TEACHER, text), following), speaker
    said = _parsed(_OF_STUDENT, text)
    if isinstance(said, Take):
        return _taken(room, speaker, said, fresh())
    if speaker.seat is None or said.seat != speaker.seat:
        raise Refusal("this seat is not yours")
    if isinstance(said, Rise):
        return _risen(room, speaker)
    return game.decided(room, said.seat, said.turn, said.decision), speaker


def back(room: Room, token: str | None) -> Speaker:
    """Who comes back with a token: its seat, if the room still knows it."""
    return Speaker(seat=token if token in room.seats else None)


def _parsed(adapter: TypeAdapter[Heard], text: str) -> Heard:
    """A message of one of some kinds, or a Refusal that repeats nothing of it."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_LETTERS:
        raise Refusal("this message is too long")
    try:
        return adapter.validate_json(text)
    except (ValidationError, ValueError, RecursionError):
        raise Refusal("this message is not understood here") from None


def _taken(room: Room, speaker: Speaker, said: Take, token: str) -> tuple[Room, Speaker]:
    if speaker.seat in room.seats:
        raise Refusal("you have a seat: give it up first")
    return game.seated(room, token, said.state), replace(speaker, seat=token)


def _risen(room: Room, speaker: Speaker) -> tuple[Room, Speaker]:
    state = room.seats.get(speaker.seat or "")
    if state is None:
        raise Refusal("this seat is not yours any more")
    return game.freed(room, state), replace(speaker, seat=None)


def _taught(
    room: Room,
    said: Open | Close | Restart | Free | DecideFor | Follow,
    following: Following,
) -> Room:
    if isinstance(said, Open):
        return game.opened(room, said.turn)
    if isinstance(said, Close):
        return _closed(room, said.turn, following)
    if isinstance(said, Restart):
        return game.restarted(room, said.turn)
    if isinstance(said, Free):
        return game.freed(room, said.state)
    if isinstance(said, DecideFor):
        return game.decided_for(room, said.state, said.turn, said.decision)
    return game.following(room, said.others)


def _closed(room: Room, turn: int, following: Following) -> Room:
    """The round closed, the model asked only where it decides something."""
    after = game.closed(room, turn)
    if room.others is Others.STAY:
        return after
    return game.closed(room, turn, following(room))
