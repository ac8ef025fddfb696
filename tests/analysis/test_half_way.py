"""Where a chance passes one half: only between points that intervals keep apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.analysis.half_way import crossings, sides
from simulation.outcomes.intervals import wilson


def passed(cascades, runs):
    cascades = np.array(cascades)
    low, high = wilson(cascades, runs)
    return crossings(np.arange(len(cascades), dtype=float), cascades / runs, low, high)


def test_a_passing_is_interpolated_between_its_neighbours():
    (one,) = passed([10, 30, 80, 90], 100)
    assert one.at == pytest.approx(1.0 + (50 - 30) / (80 - 30))
    assert (one.low, one.high) == (1.0, 2.0)


def test_undecided_points_widen_where_it_may_lie():
    (one,) = passed([10, 48, 52, 90], 100)
    assert (one.low, one.high) == (0.0, 3.0)
    assert one.at == pytest.approx(1.5)


def test_what_few_runs_cannot_resolve_is_not_told():
    assert passed([1, 2], 3) == []
    assert passed([40, 60], 100) != []
    assert passed([45, 55], 100) == []


def test_up_and_down_are_two_passings():
    assert [one.at for one in passed([0, 100, 0], 100)] == [0.5, 1.5]


@given(st.lists(st.integers(0, 60), min_size=2, max_size=12))
def test_each_passing_lies_between_points_on_different_sides(cascades):
    low, high = wilson(np.array(cascades), 60)
    told = sides(low, high)
    for one in passed(cascades, 60):
        assert one.low <= one.at <= one.high
        assert told[int(one.low)] * told[int(one.high)] == -1
        between = told[int(one.low) + 1 : int(one.high)]
        assert not between.any()
