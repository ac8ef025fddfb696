"""Mean-field equations: published and known answers, and their limits."""

import numpy as np
import pytest

from simulation.predictions.by_share import _many
from simulation.predictions.degrees import Degrees, counted_degrees, poisson_degrees, same_degree
from simulation.predictions.meanfield import (
    everyone,
    followers,
    random_network,
    spread,
    takes_off,
)
from simulation.predictions.sparse import window
from simulation.predictions.thresholds import reached


def share_of(threshold):
    """Drawn out where a share of partners out reaches a threshold."""

    def drawn(out, partners):
        share = np.divide(out, partners, out=np.zeros_like(out), where=partners > 0)
        return reached({"constant": threshold}, share)

    return drawn


def two_partners(out, _):
    return (out >= 2.0).astype(float)


def touched(probability):
    return lambda out, _: 1.0 - (1.0 - probability) ** out


@pytest.mark.parametrize(("mean", "share"), [(2, 0.80002), (4, 0.98039), (7, 0.99909)])
def test_gleeson_and_cahalane_on_erdos_renyi(mean, share):
    maps = random_network(poisson_degrees(mean), share_of(0.18))
    assert spread(maps, 0.01, 300)[-1] == pytest.approx(share, abs=5e-6)


def test_a_regular_network_of_four_tips_at_one_ninth():
    maps = random_network(same_degree(4), two_partners)
    assert spread(maps, 1 / 9 - 1e-4, 20_000)[-1] < 0.4
    assert spread(maps, 1 / 9 + 1e-4, 20_000)[-1] > 0.999


@pytest.mark.parametrize(
    ("sd", "share"), [(0.10, 0.0077), (0.12, 0.0402), (0.1222, None), (0.20, 0.99991),
                      (0.30, 0.9934)]
)  # fmt: skip
def test_granovetter_with_normal_thresholds(sd, share):
    law = {"normal": {"mean": 0.25, "sd": sd}}
    maps = everyone(lambda x: float(reached(law, np.array(x))))
    end = spread(maps, 0.0, 20_000)[-1]
    assert end < 0.15 if share is None else end == pytest.approx(share, abs=5e-5)


def test_the_jump_of_normal_thresholds_lies_where_it_is_known_to():
    ends = [
        spread(everyone(lambda x, sd=sd: float(reached({"normal": {"mean": 0.25, "sd": sd}},
               np.array(x)))), 0.0, 100_000)[-1]
        for sd in (0.12222, 0.12223)
    ]  # fmt: skip
    assert ends[0] < 0.15
    assert ends[1] > 0.9


@pytest.mark.parametrize(
    ("threshold", "ends"),
    [(0.18, (1.0207, 5.7647)), (0.25, (1.1141, 3.8631)), (0.2500001, None), (0.5, None),
     (1.0, None), (0.0, None)],
)  # fmt: skip
def test_watts_window(threshold, ends):
    assert window(threshold) == (None if ends is None else pytest.approx(ends, abs=5e-5))


@pytest.mark.parametrize("mean", [1.01, 1.03, 3.0, 5.75, 5.78, 9.0])
def test_the_window_is_where_a_follower_has_more_than_one_follower(mean):
    low, high = window(0.18)
    assert (low < mean < high) == (followers(poisson_degrees(mean), share_of(0.18)) > 1.0)


@pytest.mark.parametrize(("mean", "probability"), [(4.0, 0.5), (3.0, 0.9), (1.5, 0.4)])
def test_bond_percolation_on_erdos_renyi_has_its_fixed_point(mean, probability):
    start = 0.02
    end = spread(random_network(poisson_degrees(mean), touched(probability)), start, 3000)[-1]
    assert end == pytest.approx(1.0 - (1.0 - start) * np.exp(-mean * probability * end), abs=1e-9)


def test_an_epidemic_takes_off_as_a_poisson_branching_process_does():
    chance = takes_off(poisson_degrees(4.0), touched(0.5), 1)
    assert chance == pytest.approx(1.0 - np.exp(-2.0 * chance), abs=1e-9)
    assert takes_off(poisson_degrees(4.0), touched(0.5), 3) == pytest.approx(1 - (1 - chance) ** 3)
    assert takes_off(poisson_degrees(4.0), touched(0.2), 3) == pytest.approx(0.0, abs=1e-6)
    assert takes_off(poisson_degrees(4.0), touched(0.5), 0) == 0.0


def test_below_the_transition_each_leaver_draws_a_geometric_series():
    mean, probability, seeds = 4.0, 0.1, 1e-6
    maps = random_network(poisson_degrees(mean), touched(probability))
    reached_by = spread(maps, seeds, 200)[-1] / seeds
    assert reached_by == pytest.approx(1.0 / (1.0 - mean * probability), rel=1e-5)


def test_one_path_is_followed_month_by_month():
    """Two partners each, one is enough: seeds spread one step a month in both directions."""
    path = spread(random_network(same_degree(2), share_of(0.5)), 0.1, 4)
    np.testing.assert_allclose(path, [1.0 - 0.9 ** (1 + 2 * month) for month in range(5)])


@pytest.mark.parametrize(
    ("month", "share"), [(1, 0.03), (2, 0.070158), (5, 0.272907), (10, 0.782643), (20, 0.998388)]
)
def test_bass(month, share):
    path, _ = _many(0.03, 0.38, 0.0, 10**9, 20)
    assert path[month] == pytest.approx(share, abs=5e-7)


def test_states_without_partners_leave_only_on_their_own():
    alone = same_degree(0)
    assert spread(random_network(alone, share_of(0.1)), 0.2, 5).tolist() == [0.2] * 6
    assert spread(random_network(alone, share_of(0.0)), 0.2, 5)[1:].tolist() == [1.0] * 5
    assert followers(alone, share_of(0.1)) == 0.0


def test_degrees_are_laws_with_their_mean():
    for degrees, mean in (
        (poisson_degrees(0.0), 0.0), (poisson_degrees(7.5), 7.5), (poisson_degrees(800.0), 800.0),
        (same_degree(3), 3.0), (counted_degrees(np.array([0, 1, 1, 2])), 1.0),
    ):  # fmt: skip
        assert isinstance(degrees, Degrees)
        assert degrees.share.sum() == pytest.approx(1.0)
        assert degrees.mean == pytest.approx(mean, abs=1e-9)
        assert degrees.along_a_tie.sum() == pytest.approx(1.0 if mean else 0.0)
