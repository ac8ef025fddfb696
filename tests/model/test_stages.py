"""The law of leaving: stages and the clocks between them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.model import stages
from simulation.model.stages import (
    ANNOUNCED,
    NEVER_JOINED,
    NOTIFIED,
    OUT,
    PARTY,
    RETURNED,
    STAGES,
    SUSPENDED,
    domestic_delay,
    may_leave,
    may_turn_back,
    month_of_effect,
    moved_by_event,
)

ALL = range(len(STAGES))
MONTHS = st.integers(0, 200)


def test_the_numbers_of_stages_are_places_in_their_names():
    named = {name: getattr(stages, name.upper().replace(" ", "_")) for name in STAGES}
    assert [named[name] for name in STAGES] == list(ALL)


AFTER = {
    ANNOUNCED: [ANNOUNCED, ANNOUNCED, NOTIFIED, OUT, ANNOUNCED, ANNOUNCED, NEVER_JOINED],
    NOTIFIED: [NOTIFIED, NOTIFIED, NOTIFIED, OUT, NOTIFIED, NOTIFIED, NEVER_JOINED],
    OUT: [OUT, OUT, OUT, OUT, OUT, OUT, NEVER_JOINED],
    SUSPENDED: [SUSPENDED, ANNOUNCED, NOTIFIED, OUT, RETURNED, SUSPENDED, NEVER_JOINED],
    PARTY: [PARTY, ANNOUNCED, NOTIFIED, OUT, RETURNED, PARTY, NEVER_JOINED],
}
"""Asked for -> the stage after it, for each stage before it."""


@pytest.mark.parametrize("to", AFTER)
def test_a_dated_stage_moves_each_stage_as_the_law_has_it(to):
    assert [moved_by_event(stage, to) for stage in ALL] == AFTER[to]


@pytest.mark.parametrize("to", AFTER)
def test_a_dated_stage_asked_for_twice_moves_once(to):
    for stage in ALL:
        once = moved_by_event(stage, to)
        assert moved_by_event(once, to) == once


def test_only_a_party_that_nothing_holds_back_may_leave():
    assert [stage for stage in ALL if may_leave(stage, False)] == [PARTY]
    assert not any(may_leave(stage, True) for stage in ALL)


def test_only_who_announced_or_notified_may_turn_back():
    assert [stage for stage in ALL if may_turn_back(stage, 1.0)] == [ANNOUNCED, NOTIFIED]
    assert not any(may_turn_back(stage, 0.0) for stage in ALL)


def test_who_has_left_and_who_stays():
    assert [stage for stage in ALL if stages.has_left(stage)] == [OUT]
    assert [stage for stage in ALL if stages.stays(stage)] == [PARTY, RETURNED]


@given(st.integers(0, 20), st.integers(0, 10), st.floats(0.0, 1.0, exclude_max=True))
def test_a_domestic_delay_lies_around_its_middle_and_is_never_negative(middle, spread, luck):
    delay = domestic_delay(float(middle), float(spread), luck)
    assert max(0, middle - spread) <= delay <= middle + spread
    assert isinstance(delay, int)


@pytest.mark.parametrize(("middle", "spread"), [(3, 2), (4, 0), (1, 3), (0, 0), (6, 6)])
def test_every_whole_month_of_the_spread_is_as_likely(middle, spread):
    luck = [(n + 0.5) / 10_010 for n in range(10_010)]
    counts = Counter(domestic_delay(float(middle), float(spread), u) for u in luck)
    possible = range(max(0, middle - spread), middle + spread + 1)
    assert sorted(counts) == list(possible)
    assert max(counts.values()) - min(counts.values()) <= 1


@given(st.integers(0, 20), st.integers(0, 10), st.lists(st.floats(0.0, 0.999), min_size=2))
def test_more_luck_is_no_shorter_delay(middle, spread, lucks):
    delays = [domestic_delay(float(middle), float(spread), u) for u in sorted(lucks)]
    assert delays == sorted(delays)


@given(MONTHS, st.integers(0, 24), MONTHS)
def test_a_notice_takes_effect_at_its_end_or_when_the_war_is_over(month, notice, war_over):
    due = month + notice
    assert month_of_effect(month, notice, False, war_over) == due
    bound = month_of_effect(month, notice, True, war_over)
    assert bound == (war_over if war_over > due else due)


@given(MONTHS, st.integers(0, 24), st.booleans(), MONTHS, st.integers(0, 50))
def test_a_longer_war_or_a_later_notice_never_brings_the_exit_forward(
    month, notice, clause, war_over, more
):
    effect = month_of_effect(month, notice, clause, war_over)
    assert month_of_effect(month, notice, clause, war_over + more) >= effect
    assert month_of_effect(month + more, notice, clause, war_over) >= effect
