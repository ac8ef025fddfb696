"""Nothing but an honest message changes a room, and no view shows what is none of its business."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.page.room import Decision, Others, Phase, Refusal, Room, opened, seated
from simulation.page.room_protocol import MOST_LETTERS, Speaker, back, entrance, heard

MINE, THEIRS = "m" * 16, "t" * 16
STUDENT, TEACHER = Speaker(seat=MINE), Speaker(teacher=True)
HONEST = {"do": "decide", "seat": MINE, "turn": 1, "decision": "leave"}


def playing():
    """Two seats and an open round."""
    two = seated(seated(Room(("A", "B", "C"), ("2021", "2022")), MINE), THEIRS)
    return opened(two, 0)


def nobody(room):
    return frozenset()


def told(speaker, message, room=None, following=nobody):
    text = message if isinstance(message, str) else json.dumps(message)
    return heard(room or playing(), speaker, text, lambda: "f" * 16, following)


def test_an_honest_decision_is_heard():
    room, speaker = told(STUDENT, HONEST)
    assert room.decided == {"A": Decision.LEAVE}
    assert speaker is STUDENT


@pytest.mark.parametrize(
    "change",
    [
        {"seat": THEIRS}, {"seat": "x" * 16}, {"seat": None}, {"turn": 0}, {"turn": 2},
        {"turn": -1}, {"turn": "1"}, {"turn": 1.0}, {"turn": True}, {"turn": 10**30},
        {"decision": "LEAVE"}, {"decision": 1}, {"decision": None}, {"do": "close"},
        {"do": "decide-for", "state": "B"}, {"do": "nothing"}, {"state": "B"}, {"extra": 1},
    ],
)  # fmt: skip
def test_a_forged_or_odd_decision_is_refused(change):
    with pytest.raises(Refusal):
        told(STUDENT, {**HONEST, **change})


@pytest.mark.parametrize("missing", ["do", "seat", "turn", "decision"])
def test_a_decision_needs_all_its_keys(missing):
    with pytest.raises(Refusal):
        told(STUDENT, {key: value for key, value in HONEST.items() if key != missing})


TEACHING = [
    {"do": "open", "turn": 1}, {"do": "close", "turn": 1}, {"do": "restart", "turn": 1},
    {"do": "free", "state": "A"}, {"do": "others", "others": "model"},
    {"do": "decide-for", "state": "B", "turn": 1, "decision": "leave"},
]  # fmt: skip


@pytest.mark.parametrize("message", TEACHING, ids=lambda message: message["do"])
def test_only_the_teacher_leads_the_game(message):
    with pytest.raises(Refusal):
        told(STUDENT, message)


def test_the_teacher_leads_the_game():
    room, _ = told(TEACHER, {"do": "decide-for", "state": "C", "turn": 1, "decision": "signal"})
    room, _ = told(TEACHER, {"do": "free", "state": "A"}, room)
    room, _ = told(TEACHER, {"do": "close", "turn": 1}, room)
    assert (room.signalling, set(room.seats)) == ({"C"}, {THEIRS})
    room, _ = told(TEACHER, {"do": "restart", "turn": 1}, room)
    room, _ = told(TEACHER, {"do": "others", "others": "model"}, room)
    assert (room.phase, room.others) == (Phase.GATHERING, Others.MODEL)


def test_the_model_is_asked_once_a_round_and_never_for_a_stale_click():
    asked = []

    def following(room):
        asked.append(room.turn)
        return frozenset("C")

    room, _ = told(TEACHER, {"do": "restart", "turn": 1})
    room, _ = told(TEACHER, {"do": "others", "others": "model"}, room)
    room, _ = told(TEACHER, {"do": "open", "turn": 2}, room)
    room, _ = told(TEACHER, {"do": "close", "turn": 3}, room, following)
    with pytest.raises(Refusal):
        told(TEACHER, {"do": "close", "turn": 3}, room, following)
    assert (asked, room.left) == ([3], {"C"})


def test_one_seat_a_phone():
    with pytest.raises(Refusal):
        told(STUDENT, {"do": "take"})
    room, speaker = told(STUDENT, {"do": "rise", "seat": MINE})
    assert speaker.seat is None
    room, speaker = told(speaker, {"do": "take", "state": "C"}, room)
    assert room.seats[speaker.seat] == "C"
    assert back(room, speaker.seat) == speaker
    assert back(room, MINE) == Speaker()


ODD = st.one_of(
    st.text(max_size=60),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=12,
    ).map(json.dumps),
    st.fixed_dictionaries(
        {"do": st.sampled_from(["decide", "take", "rise", "open", "close", "teach", "enter"])},
        optional={
            "seat": st.text(max_size=20), "turn": st.integers(), "decision": st.text(max_size=6),
            "state": st.sampled_from(["Z", "", "A" * 65]), "code": st.none(), "key": st.none(),
        },
    ).map(json.dumps),
)  # fmt: skip


@given(text=ODD, teacher=st.booleans())
def test_noise_changes_nothing_or_is_an_honest_message(text, teacher):
    room = playing()
    try:
        after, _ = told(TEACHER if teacher else STUDENT, text, room)
    except Refusal:
        return
    wanted = json.loads(text)
    assert teacher or wanted["do"] == "take"
    assert after == room or wanted["turn"] == 1


@given(text=ODD)
def test_noise_is_no_entrance(text):
    with pytest.raises(Refusal):
        entrance(text)


@pytest.mark.parametrize("text", ["[" * 1000, "{" * 500, "é" * (MOST_LETTERS // 2 + 1), "\ud800"])
def test_deep_long_and_broken_text_is_refused(text):
    with pytest.raises(Refusal):
        told(STUDENT, text)
