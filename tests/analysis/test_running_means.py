"""Running means: bands hold all points once, and their means are those of their points."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.analysis.running_means import BANDS, LEAST, movement, running_means
from simulation.outcomes.intervals import mean_with_interval


@given(st.lists(st.tuples(st.integers(0, 40), st.floats(0.0, 9.0)), min_size=1, max_size=200))
def test_every_point_is_in_one_band_and_bands_ascend(points):
    at, outcome = np.array(points, dtype=float).T
    bands = running_means(at, outcome)
    assert sum(band.points for band in bands) == len(points)
    assert np.average([b.mean for b in bands], weights=[b.points for b in bands]) == pytest.approx(
        outcome.mean()
    )
    assert all(one.at < other.at for one, other in pairwise(bands))
    assert len(bands) <= BANDS


def test_many_places_make_bands_of_about_equal_size():
    luck = np.random.default_rng(1)
    sizes = [band.points for band in running_means(luck.random(128), luck.random(128))]
    assert len(sizes) == BANDS
    assert max(sizes) - min(sizes) <= 1
    assert len(running_means(luck.random(20), luck.random(20))) == 20 // LEAST


def test_a_band_has_the_t_interval_of_its_points_cut_off_at_the_bounds():
    outcome = np.array([0.0, 0.0, 9.0, 5.0, 5.0, 5.0])
    first, second = running_means(np.array([1.0, 1, 1, 2, 2, 2]), outcome, most=10.0)
    mean, low, high = mean_with_interval(outcome[:3])
    assert (low, high) < (0.0, 99.0)
    assert (first.mean, first.low, first.high) == (mean, 0.0, min(high, 10.0))
    assert (second.low, second.high) == (5.0, 5.0)
    assert movement([first, second]) == pytest.approx(2.0)


def test_a_lone_point_has_no_interval():
    (band,) = running_means(np.array([3.0]), np.array([4.0]))
    assert band.mean == 4.0
    assert np.isnan(band.low)
    assert np.isnan(band.high)


def test_points_at_one_place_are_never_parted():
    at = np.repeat(np.arange(20.0), 30)
    bands = running_means(at, np.ones(600))
    assert all(band.points % 30 == 0 for band in bands)
    assert len(running_means(np.full(100, 2.0), np.ones(100))) == 1
