"""The dip: against a linear programme, and the size of its test on whole numbers with one hump."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from simulation.analysis.dip import CELLS, cells_of, dip_of, dip_test, samples

COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=9)


def nearest_unimodal(counts):
    """Distance to the nearest distribution with one hump: a linear programme for each mode."""
    share, cells = np.concatenate([[0.0], np.cumsum(counts) / np.sum(counts)]), len(counts)
    step = np.eye(cells + 2)
    rise = [step[i + 1] - step[i] for i in range(cells)]
    near = [s * step[k] - step[-1] for k in range(cells + 1) for s in (1.0, -1.0)]
    away = [s * share[k] for k in range(cells + 1) for s in (1.0, -1.0)]
    best = []
    for mode in range(cells):
        order = [
            rise[i] - rise[i + 1] if i < mode else rise[i + 1] - rise[i] for i in range(cells - 1)
        ]
        rows = [*near, *order, -rise[0], -rise[-1]]
        bounds = [*away, *[0.0] * (len(rows) - len(away))]
        best.append(linprog(step[-1], A_ub=np.array(rows), b_ub=bounds, bounds=(0.0, 1.0)).fun)
    return min(best)


@given(COUNTS)
@settings(max_examples=60)
def test_the_dip_is_the_distance_to_the_nearest_distribution_with_one_hump(counts):
    counts = [1, *counts, 1]
    assert dip_of(counts) == pytest.approx(nearest_unimodal(counts), abs=1e-7)


@given(COUNTS, st.integers(0, 8))
def test_one_hump_has_no_dip(counts, top):
    rising, falling = sorted(counts[:top]), sorted(counts[top:], reverse=True)
    assert dip_of([*rising, 31, *falling]) == 0.0


def test_two_distant_humps_come_near_to_a_quarter():
    assert dip_of([1, *[0] * 198, 1]) == pytest.approx(0.25, abs=0.01)


@given(COUNTS, st.integers(1, 4))
def test_grouping_neighbours_makes_no_second_hump(counts, width):
    order = sorted(counts)
    one_hump = [*order[::2], *order[1::2][::-1]]
    padded = np.pad(one_hump, (0, -len(one_hump) % width))
    groups = padded.reshape(-1, width).sum(axis=1)
    assert groups.sum() == 0 or dip_of(groups) == 0.0


def test_wide_ranges_are_grouped():
    cells, width = cells_of(np.bincount([3, 5003]))
    assert width == 126
    assert len(cells) == CELLS
    assert cells.sum() == 2


def rejected(draw, trials=200):
    """Share of samples of 200 runs in which the test finds more than one hump at 5 %."""
    luck = np.random.default_rng(5)
    found = [dip_test(np.bincount(draw(luck)), seed=n, draws=99) for n in range(trials)]
    return np.mean([one.p_value <= 0.05 for one in found])


@pytest.mark.parametrize(
    "draw",
    [
        lambda luck: luck.binomial(20, 0.3, 200),
        lambda luck: luck.binomial(5, 0.5, 200),
        lambda luck: luck.binomial(100, 0.5, 200),
        lambda luck: luck.poisson(0.7, 200),
        lambda luck: luck.geometric(0.1, 200),
    ],
)
def test_whole_numbers_with_one_hump_are_rarely_called_two(draw):
    """At most 5 % of samples, and 2.5 standard errors of 200 trials; ties do not matter."""
    assert rejected(draw) <= 0.05 + 2.5 * 0.0154


def test_the_hardest_case_has_the_size_that_is_promised():
    even = rejected(lambda luck: luck.integers(0, 12, 200), 400)
    assert 0.02 <= even <= 0.05 + 2.5 * 0.0109


def test_two_humps_are_found():
    def two(luck):
        return np.where(luck.random(200) < 0.5, luck.binomial(20, 0.2, 200),
                        luck.binomial(20, 0.7, 200))  # fmt: skip

    assert rejected(two, 40) > 0.95


def test_the_p_value_belongs_to_counts_and_seed():
    counts = np.array([40, 90, 60, 80, 30])
    assert dip_test(counts, 3, 499) == dip_test(counts, 3, 499)
    assert dip_test(counts, 3, 499).p_value != dip_test(counts, 4, 499).p_value


@pytest.mark.parametrize("counts", [[7], [0, 0, 5], [1, 1]])
def test_few_numbers_have_one_hump(counts):
    assert dip_test(np.array(counts)).p_value == 1.0


def test_samples_are_multinomial():
    shares = np.array([0.1, 0.2, 0.0, 0.7])
    drawn = samples(50, shares, 40_000, 9, "test")
    assert (drawn.sum(axis=1) == 50).all()
    assert drawn.mean(axis=0) == pytest.approx(50 * shares, abs=0.08)
    wanted = 50 * (np.diag(shares) - np.outer(shares, shares))
    assert np.cov(drawn.T) == pytest.approx(wanted, abs=0.25)
