"""Rows in stretches: in order and added up as one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.outcomes.adding import added_up, in_order

PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 4)), max_size=30)


@given(PAIRS, st.sampled_from([8, 2**40]))
def test_pairs_are_in_order_however_many_there_may_be(pairs, ones):
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    found = in_order(one, other, ones, 5)
    assert list(zip(*(part.tolist() for part in np.divmod(found, 5)), strict=True)) == sorted(pairs)


@given(st.lists(st.lists(st.integers(0, 2**50), max_size=4), max_size=9))
def test_amounts_are_added_up_stretch_by_stretch(stretches):
    amounts = np.array([one for stretch in stretches for one in stretch], dtype=np.int64)
    count = np.array([len(stretch) for stretch in stretches], dtype=np.int64)
    assert added_up(amounts, count).tolist() == [sum(stretch) for stretch in stretches]
