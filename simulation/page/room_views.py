"""What each role is shown of a room, as plain data.

Nobody is shown a token but their own, and nobody but the teacher a decision before its round is
closed.
"""

from collections.abc import Collection
from typing import Any

from simulation.outcomes.findings import COVERAGE
from simulation.page.room import Phase, Room
from simulation.page.room_beside import Beside, Moment
from simulation.page.room_protocol import Speaker
from simulation.page.room_situation import situation


def setup(beside: Beside) -> dict[str, Any]:
    """What does not change while a class plays."""
    treaty = next(each for each in beside.world.treaties if each.code == beside.treaty)
    return {
        "title": beside.scenario.title,
        "treaty": {"code": treaty.code, "name": treaty.name},
        "rounds": [each.label for each in beside.rounds],
        "signals": signals_say(beside),
        "intervals": COVERAGE,
    }


def signals_say(beside: Beside) -> str:
    """What a signal is, and what the theory knows of it."""
    plain = "A signal says that you mean to leave. The others see it, and you may still stay."
    if not beside.explained:
        return plain
    weight = beside.scenario.parameters.announced_weight
    return (
        f"{plain} In the model an exit that is only announced counts {100 * weight:.0f} % of one"
        " that is finished in the eyes of partners."
    )


def common(room: Room) -> dict[str, Any]:
    """What everybody may know."""
    return {
        "phase": room.phase.value,
        "turn": room.turn,
        "number": room.number,
        "others": room.others.value,
        "cascade": cascade(room),
    }


def cascade(room: Room) -> list[dict[str, Any]]:
    """The closed rounds: who left in each, how many so far, and who signalled."""
    told: list[dict[str, Any]] = []
    for done in room.closed:
        before = told[-1]["left"] if told else 0
        told.append(
            {
                "left": before + len(done.leavers),
                "decided": sorted(done.leavers - done.followed),
                "followed": sorted(done.followed),
                "signals": sorted(
                    state for state, what in done.decisions.items() if what == "signal"
                ),
            }
        )
    return told


def student_view(
    room: Room, beside: Beside, moment: Moment | None, speaker: Speaker
) -> dict[str, Any]:
    """What one phone is shown."""
    state = room.seats.get(speaker.seat or "")
    shown = common(room) | {"role": "student", "names": _names(beside, room)}
    if state is None:
        free = [{"id": each, "name": beside.names[each]} for each in room.free]
        return shown | {"seat": None, "free": free}
    decision = room.decided.get(state)
    seat = {
        "token": speaker.seat,
        "state": state,
        "name": beside.names[state],
        "left": state in room.left,
        "signalling": state in room.signalling,
        "decision": None if decision is None else decision.value,
    }
    shown["seat"] = seat
    if state not in room.left:
        shown["situation"] = situation(beside, moment, room, state)
    return shown


def teacher_view(
    room: Room, beside: Beside, moment: Moment | None, present: Collection[str]
) -> dict[str, Any]:
    """What the teacher's panel is shown; present: tokens of seats whose phone is connected."""
    states = [_row(room, beside, moment, present, state) for state in room.states]
    among = None if room.others == "model" else (room.played or frozenset(room.states))
    return common(room) | {
        "role": "teacher",
        "names": _names(beside, room),
        "seats": states,
        "ready": moment is not None,
        "waiting": sum(row["seated"] and not row["left"] and not row["decision"] for row in states)
        if room.phase is Phase.OPEN
        else 0,
        "model": beside.distribution(among),
    }


def _row(
    room: Room, beside: Beside, moment: Moment | None, present: Collection[str], state: str
) -> dict[str, Any]:
    """One line of the table of seats."""
    token = next((token for token, held in room.seats.items() if held == state), None)
    decision = room.decided.get(state)
    return {
        "state": state,
        "name": beside.names[state],
        "seated": token is not None,
        "present": token in present,
        "left": state in room.left,
        "signalling": state in room.signalling,
        "decision": None if decision is None else decision.value,
        "chance_now": None if moment is None else moment.chance.get(state),
    }


def _names(beside: Beside, room: Room) -> dict[str, str]:
    """Names of the states that the shown lists may hold."""
    return {state: beside.names[state] for state in sorted(room.left.union(room.states))}
