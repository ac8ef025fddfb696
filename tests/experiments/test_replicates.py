"""Which replicates, in which chunks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.experiments.replicates import chosen_replicates, chunks_of, largest_chunks
from simulation.scenario.faults import InputFault


@given(st.integers(0, 3000), st.integers(1, 3000), st.integers(0, 4000), st.integers(1, 64))
def test_chunks_cover_every_chosen_replicate_once_and_in_order(first, count, trajectories, workers):
    chosen = range(first, first + count)
    chunks = chunks_of(chosen, trajectories, workers)
    numbers = [int(number) for chunk in chunks for number in chunk.replicates]
    assert numbers == list(chosen)
    for chunk in chunks:
        assert chunk.until > chunk.first
        assert chunk.recorded == (chunk.first < trajectories)
        assert chunk.recorded == (chunk.until - 1 < trajectories)


@pytest.mark.parametrize(
    ("only", "expected"),
    [(None, range(100)), ("17", range(17, 18)), (0, range(1)), ("17:20", range(17, 20)),
     ("0:100", range(100)), (range(3, 5), range(3, 5))],
)  # fmt: skip
def test_chosen_replicates(only, expected):
    assert chosen_replicates(only, 100) == expected


@pytest.mark.parametrize(
    "only",
    ["17:17", "5:3", "100", "99:101", "-1", "a", "", "1:2:3", "1.5", ":", "٣", "9" * 30, True, 1.0,
     range(0, 10, 2), range(0), range(-1, 3)],
)  # fmt: skip
def test_replicates_that_do_not_exist_are_refused(only):
    with pytest.raises(InputFault, match="--only-replicates") as refused:
        chosen_replicates(only, 100)
    assert len(refused.value.faults) == 1


@given(st.integers(1, 10**6), st.integers(1, 3), st.integers(1, 1200), st.booleans())
def test_a_chunk_never_needs_more_room_than_there_is(states, treaties, months, recording):
    try:
        largest = largest_chunks(states, treaties, months, 1_000 if recording else 0)
    except InputFault:
        assert recording
        return
    assert 1 <= largest.recorded <= largest.plain <= 1000
    assert largest.plain == 1 or largest.plain * 100 * states * treaties <= 400_000_000
    chunks = chunks_of(range(1_000), 400 if recording else 0, 1, largest)
    sizes = {kind: {c.until - c.first for c in chunks if c.recorded == kind} for kind in (0, 1)}
    assert max(sizes[False]) <= largest.plain
    assert not recording or max(sizes[True]) <= largest.recorded


def test_worlds_of_hundreds_of_states_fill_chunks():
    assert largest_chunks(200, 2, 180, 1_000) == (1000, 50)
    assert largest_chunks(200, 2, 180, 1_000, slow=True) == (50, 50)


def test_months_that_do_not_fit_are_not_recorded():
    with pytest.raises(
        InputFault, match=r"run\.trajectories = 5: .*5\.9 GB.*records none"
    ) as found:
        largest_chunks(1_000_000, 1, 120, 5)
    assert len(found.value.faults) == 1
