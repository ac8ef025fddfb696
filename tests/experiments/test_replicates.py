"""Which replicates, in which chunks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.experiments.replicates import chosen_replicates, chunks_of
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
