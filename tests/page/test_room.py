"""The class game keeps its rules, whatever is done in whatever order."""

import dataclasses

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

from simulation.page.room import (
    Closed,
    Decision,
    Others,
    Phase,
    Refusal,
    Room,
    closed,
    decided,
    decided_for,
    following,
    freed,
    opened,
    restarted,
    seated,
)

STATES = ("A", "B", "C", "D", "E")
ROUNDS = ("2021", "2022", "2023")
TOKENS = [f"{name}{'-' * 16}" for name in "uvwxyz"]


def room(**given):
    return Room(STATES, ROUNDS, **given)


def played(*rounds, others=Others.STAY, model=frozenset()):
    """A room after some rounds, each a dict of decisions entered by the teacher."""
    now = following(room(), others)
    for decisions in rounds:
        now = opened(now, now.turn)
        for state, decision in decisions.items():
            now = decided_for(now, state, now.turn, Decision(decision))
        now = closed(now, now.turn, model)
    return now


def test_a_game_by_hand():
    now = seated(seated(room(), TOKENS[0]), TOKENS[1], "C")
    assert list(now.seats.values()) == ["A", "C"]
    assert now.free == ("B", "D", "E")
    now = opened(now, 0)
    now = decided(now, TOKENS[0], 1, Decision.LEAVE)
    now = decided(now, TOKENS[1], 1, Decision.SIGNAL)
    now = closed(now, 1)
    assert now.closed == (Closed({"A": Decision.LEAVE, "C": Decision.SIGNAL}, frozenset()),)
    assert (now.left, now.signalling, now.phase) == ({"A"}, {"C"}, Phase.BETWEEN)
    now = closed(opened(now, 1), 2)
    assert now.closed[1].decisions == {"C": Decision.STAY}
    assert now.signalling == frozenset()
    assert closed(opened(now, 2), 3).phase is Phase.OVER


def test_the_last_word_before_closing_counts():
    now = opened(room(), 0)
    for decision in ("leave", "signal", "stay"):
        now = decided_for(now, "A", 1, Decision(decision))
    assert closed(now, 1).closed[0].decisions == {"A": Decision.STAY}


def test_those_nobody_plays_follow_the_model_only_when_told_to():
    model = frozenset("BD")
    assert played({"A": "leave"}, model=model).left == {"A"}
    now = played({"A": "leave", "B": "stay"}, others=Others.MODEL, model=model)
    assert now.left == {"A", "D"}
    assert now.closed[0].followed == {"D"}


def test_what_the_others_do_is_settled_before_the_first_round():
    with pytest.raises(Refusal):
        following(opened(room(), 0), Others.MODEL)


def test_a_new_game_keeps_the_seats_and_nothing_else():
    now = seated(room(), TOKENS[0], "B")
    now = closed(decided(opened(now, 0), TOKENS[0], 1, Decision.LEAVE), 1)
    again = restarted(now, 1)
    assert again == dataclasses.replace(room(), seats={TOKENS[0]: "B"}, turn=2)
    with pytest.raises(Refusal):
        opened(again, 1)
    with pytest.raises(Refusal):
        decided(opened(again, 2), TOKENS[0], 1, Decision.LEAVE)


class Played(RuleBasedStateMachine):
    """A room in which honest people, forgers and people who repeat themselves act at random."""

    seats = Bundle("seats")

    @initialize(others=st.sampled_from(Others))
    def begin(self, others):
        self.room = following(room(), others)
        self.tokens = iter(f"{n:016d}" for n in range(10_000))
        self.was = self.room
        self.said = {}

    def refused(self, act, *given):
        """The act is refused and the room is the very same."""
        before = self.room
        with pytest.raises(Refusal):
            act(self.room, *given)
        assert self.room is before

    def kept(self, now):
        self.was, self.room = self.room, now

    @precondition(lambda self: self.room.free)
    @rule(target=seats, data=st.data())
    def sit(self, data):
        token, state = next(self.tokens), data.draw(st.sampled_from(self.room.free))
        self.kept(seated(self.room, token, state))
        return token, state

    @rule(seat=seats)
    def sit_twice(self, seat):
        if seat[0] in self.room.seats:
            self.refused(seated, seat[0])

    @rule(seat=seats)
    def sit_where_somebody_sits(self, seat):
        if seat[1] in self.room.seats.values():
            self.refused(seated, next(self.tokens), seat[1])

    @rule(seat=consumes(seats))
    def stand_up(self, seat):
        if self.room.seats.get(seat[0]) == seat[1]:
            self.kept(freed(self.room, seat[1]))
        self.refused(decided, seat[0], self.room.turn, Decision.LEAVE)

    @rule(seat=seats, decision=st.sampled_from(Decision))
    def decide(self, seat, decision):
        token, state = seat
        playing = self.room.phase is Phase.OPEN and state not in self.room.left
        if playing and token in self.room.seats:
            self.kept(decided(self.room, token, self.room.turn, decision))
            self.said[state] = decision
        else:
            self.refused(decided, token, self.room.turn, decision)

    @rule(state=st.sampled_from((*STATES, "elsewhere")))
    def free_an_empty_seat(self, state):
        if state not in self.room.seats.values():
            self.refused(freed, state)

    @rule(state=st.sampled_from((*STATES, "elsewhere")))
    def sit_where_nobody_may(self, state):
        if state not in self.room.free:
            self.refused(seated, next(self.tokens), state)

    @rule(state=st.sampled_from(STATES), decision=st.sampled_from(Decision))
    def teacher_decides(self, state, decision):
        if self.room.phase is Phase.OPEN and state not in self.room.left:
            self.kept(decided_for(self.room, state, self.room.turn, decision))
            self.said[state] = decision
        else:
            self.refused(decided_for, state, self.room.turn, decision)

    @rule(token=st.text(max_size=30), decision=st.sampled_from(Decision))
    def forge(self, token, decision):
        if token not in self.room.seats:
            self.refused(decided, token, self.room.turn, decision)

    @rule(seat=seats, off=st.integers(-3, 3).filter(bool), decision=st.sampled_from(Decision))
    def replay(self, seat, off, decision):
        for act in (opened, closed, restarted):
            self.refused(act, self.room.turn + off)
        self.refused(decided, seat[0], self.room.turn + off, decision)

    @precondition(lambda self: self.room.phase in (Phase.GATHERING, Phase.BETWEEN))
    @rule()
    def open(self):
        self.kept(opened(self.room, self.room.turn))
        self.said = {}

    @precondition(lambda self: self.room.phase is Phase.OPEN)
    @rule(model=st.frozensets(st.sampled_from((*STATES, "elsewhere"))))
    def close(self, model):
        before = self.room
        silent = dict.fromkeys(set(before.seats.values()) - before.left, Decision.STAY)
        self.kept(closed(before, before.turn, model))
        last = self.room.closed[-1]
        assert last.decisions == {**silent, **self.said}
        assert last.followed <= model - before.playing - before.left
        if before.others is Others.STAY:
            assert not last.followed

    @precondition(lambda self: self.room.closed)
    @rule()
    def restart(self):
        seats, turn = self.room.seats, self.room.turn
        self.kept(restarted(self.room, turn))
        assert self.room == Room(STATES, ROUNDS, seats=seats, turn=turn + 1, others=self.was.others)
        self.said = {}

    @invariant()
    def a_closed_round_never_changes(self):
        rounds = min(len(self.room.closed), len(self.was.closed))
        assert (
            all(now is then for now, then in zip(self.room.closed, self.was.closed, strict=False))
            or rounds == 0
        )

    @invariant()
    def nobody_leaves_twice_and_who_left_decides_nothing(self):
        gone = set()
        for done in self.room.closed:
            assert not gone & (done.leavers | set(done.decisions))
            gone |= done.leavers
        assert self.room.left == gone

    @invariant()
    def a_state_has_one_seat_and_rounds_do_not_run_over(self):
        held = list(self.room.seats.values())
        assert not set(self.room.free) & (set(held) | self.room.left)
        assert len(held) == len(set(held)) <= len(STATES)
        assert len(self.room.closed) <= len(ROUNDS)
        assert self.room.turn >= self.was.turn


TestPlayed = Played.TestCase
TestPlayed.settings = settings(max_examples=150, stateful_step_count=40)
