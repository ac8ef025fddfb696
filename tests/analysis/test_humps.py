"""Where humps and valley lie: against brute force, and against mixtures that are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from simulation.analysis.humps import _pooled, humps, places

COUNTS = st.lists(st.integers(0, 9), min_size=2, max_size=8)


def likelihood(counts, fitted):
    counts, fitted = np.asarray(counts, float), np.asarray(fitted, float)
    return (counts[counts > 0] * np.log(fitted[counts > 0])).sum()


@given(COUNTS)
def test_pooling_gives_the_likeliest_rising_fit(counts):
    """Its known form: the largest of smallest means (Barlow and others 1972, 1.4.4)."""
    n = len(counts)
    means = [
        max(min(np.mean(counts[a : b + 1]) for b in range(i, n)) for a in range(i + 1))
        for i in range(n)
    ]
    assert _pooled(counts) == pytest.approx(means)


@given(COUNTS)
@settings(max_examples=100)
def test_no_other_cut_and_tops_are_likelier(counts):
    _, fitted = places(np.array(counts))
    best = max(
        likelihood(counts, [
            *_pooled(counts[: a + 1]), *_pooled(counts[a + 1 : cut][::-1])[::-1],
            *_pooled(counts[cut : b + 1]), *_pooled(counts[b + 1 :][::-1])[::-1],
        ])
        for cut in range(1, len(counts)) for a in range(cut) for b in range(cut, len(counts))
    )  # fmt: skip
    assert likelihood(counts, fitted) == pytest.approx(best)
    assert sum(fitted) == pytest.approx(sum(counts))


def mixture():
    """Counts of 20,000 runs as expected of two binomials: humps at 4 and 15, valley at 9 or 10."""
    k = np.arange(21)
    return np.rint(20_000 * (0.6 * binom.pmf(k, 20, 0.2) + 0.4 * binom.pmf(k, 20, 0.75)))


def test_humps_of_a_known_mixture():
    found = humps(mixture().astype(np.int64))
    assert found.first == (4, 4, 4)
    assert found.second.at == 15
    assert found.valley.at in (9, 10)
    assert found.upper_low < 0.4 < found.upper_high + 0.01
    assert 0.9 < found.depth < 1.0


def test_intervals_of_places_hold_the_truth():
    luck = np.random.default_rng(8)
    shares = mixture() / mixture().sum()
    found = [humps(luck.multinomial(400, shares), n, 200) for n in range(60)]
    for part, truth in (("first", 4), ("second", 15)):
        held = [getattr(one, part).low <= truth <= getattr(one, part).high for one in found]
        assert np.mean(held) > 0.9


def test_grouped_numbers_are_told_by_the_middle_of_their_group():
    luck = np.random.default_rng(2)
    counts = np.bincount(np.where(luck.random(3000) < 0.4, luck.binomial(400, 0.1, 3000),
                                  luck.binomial(400, 0.7, 3000)))  # fmt: skip
    found = humps(counts, resampled=20)
    assert abs(found.first.at - 40) <= 8
    assert abs(found.second.at - 280) <= 8
    assert 80 < found.valley.at < 240
    assert found.depth == 1.0


def test_where_numbers_are_grouped_an_interval_holds_the_group():
    counts = np.zeros(1001, dtype=np.int64)
    counts[0], counts[1000] = 300, 700
    found = humps(counts)
    assert found.first.low == 0
    assert found.second.high == 1000
    for place in (found.first, found.second):
        assert place.low <= place.at <= place.high
        assert place.high - place.low >= 12
