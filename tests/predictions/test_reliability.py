"""Where a theory calls itself reliable, naive runs must end where it says, and on its path."""

import numpy as np
import pytest
from scipy import stats

from simulation.predictions.by_share import TOLERATED
from simulation.predictions.laws import law_by_reach
from simulation.predictions.theory import BY_MONTH, FINAL_SHARE
from tests.predictions.brute import by_contact, by_threshold, everyone
from tests.predictions.made import (
    COMPLETE,
    constant,
    contact,
    erdos_renyi,
    made,
    normal,
    told,
    values,
    why_not,
)

WITHIN = 0.05
"""Share of the states: what a reliable theory may be off (``reliability.SWING``)."""
MONTHS, RUNS = 40, 30
NAMES = {"threshold": "gleeson-cahalane erdos-renyi", "cascade": "bond percolation erdos-renyi"}


def faults(theories, method, states, seeds, paths):
    """By quantity: is the method reliable, and by which share of the states is it off."""
    mean = np.mean(paths, axis=0)
    months = values(theories, BY_MONTH, method)
    path = (np.array([months[m] for m in range(len(mean))]) + seeds) / states
    return {
        "end": (why_not(theories, method) == "", abs(path[-1] - mean[-1])),
        "path": (why_not(theories, method, BY_MONTH) == "", np.abs(path - mean).max()),
    }


def held(found):
    """Raise where a reliable theory is off; and unless some were reliable, and some not."""
    for what in ("end", "path"):
        assert all(off <= WITHIN for reliable, off in (one[what] for one in found) if reliable)
        assert {one[what][0] for one in found} == {True, False}
    assert any(off > WITHIN for reliable, off in (one["end"] for one in found) if not reliable)


def test_thresholds_on_random_networks():
    luck, found = np.random.default_rng(1), []
    for states, mean, threshold, seeds in (
        (1000, 2.0, 0.18, 50), (1000, 4.0, 0.18, 10), (1000, 4.0, 0.18, 1), (1000, 5.5, 0.18, 10),
        (1000, 6.0, 0.18, 10), (1000, 7.0, 0.18, 50), (1000, 10.0, 0.25, 50), (300, 3.0, 0.25, 30),
        (300, 5.0, 0.3, 15), (3000, 3.0, 0.18, 150), (3000, 1.2, 0.18, 3), (1000, 3.0, 0.5, 100),
    ):  # fmt: skip
        theories = told(made(states, constant(threshold), erdos_renyi(mean), seeds, MONTHS))
        paths = [by_threshold(states, mean, threshold, seeds, MONTHS, luck) for _ in range(RUNS)]
        found.append(faults(theories, NAMES["threshold"], states, seeds, paths))
    held(found)


def test_contact_on_random_networks():
    luck, found = np.random.default_rng(2), []
    for states, mean, probability, seeds in (
        (1000, 4.0, 0.5, 50), (1000, 4.0, 0.5, 1), (1000, 4.0, 0.25, 20), (1000, 4.0, 0.275, 3),
        (1000, 8.0, 0.05, 5), (300, 4.0, 0.6, 15), (3000, 2.0, 0.9, 150), (1000, 2.0, 0.55, 5),
    ):  # fmt: skip
        theories = told(made(states, contact(probability), erdos_renyi(mean), seeds, MONTHS))
        paths = [by_contact(states, mean, probability, seeds, MONTHS, luck) for _ in range(RUNS)]
        found.append(faults(theories, NAMES["cascade"], states, seeds, paths))
    held(found)


def test_branching_processes_below_the_transition():
    luck, reliable = np.random.default_rng(3), 0
    for states, mean, probability, seeds in (
        (2000, 4.0, 0.1, 10), (5000, 4.0, 0.2, 5), (5000, 2.0, 0.3, 20), (500, 4.0, 0.24, 5),
    ):  # fmt: skip
        theories = told(made(states, contact(probability), erdos_renyi(mean), seeds, MONTHS))
        ends = [
            by_contact(states, mean, probability, seeds, MONTHS, luck)[-1] * states - seeds
            for _ in range(150)
        ]
        told_mean = values(theories, "mean exits", "branching process")[-1]
        if why_not(theories, "branching process") == "":
            reliable += 1
            error = np.std(ends) / len(ends) ** 0.5
            # A mean of 150 runs, and up to a tenth for leavers that meet each other.
            assert abs(told_mean - np.mean(ends)) <= 4.9 * error + 0.1 * told_mean
    assert reliable == 3


def test_drawn_thresholds_where_everyone_looks_at_everyone():
    luck, found = np.random.default_rng(4), []
    for states, mean, sd, seeds in (
        (400, 0.25, 0.3, 0), (400, 0.5, 0.5, 0), (2000, 0.25, 0.122, 0), (2000, 0.4, 0.2, 100),
        (2000, 0.25, 0.2, 0), (2000, 0.25, 0.12, 100), (10_000, 0.25, 0.1, 0), (400, 0.5, 0.3, 0),
    ):  # fmt: skip
        theories = told(made(states, normal(mean, sd), COMPLETE, seeds, MONTHS))
        paths = [
            np.array(everyone(luck.normal(mean, sd, states) * (states - 1), seeds, MONTHS)) / states
            for _ in range(200)
        ]
        found.append(faults(theories, "granovetter complete graph", states, seeds, paths))
    held(found)


@pytest.mark.parametrize("seeds", [1, 5, 20])
@pytest.mark.parametrize("followers", [0.5, 0.9, 1.1, 2.0])
def test_contact_where_everyone_looks_at_everyone(followers, seeds):
    """Against the exact law, which is told of smaller worlds only."""
    states = 400
    probability = followers / states
    theories = told(made(states, contact(probability), COMPLETE, seeds, MONTHS))
    law = law_by_reach(1.0 - (1.0 - probability) ** np.arange(states + 1.0), seeds, MONTHS)
    path = law @ np.arange(states + 1) / states
    one = faults(theories, "reed-frost many states", states, seeds, [path])
    assert all(off <= WITHIN for reliable, off in one.values() if reliable)
    assert values(theories, "chance of a global cascade")[-1] > 0.0 or followers < 1.0
    if followers < 1.0:
        assert "take off" not in "".join(theory.why_not for theory in theories)
    if followers == 2.0:
        assert one["end"][0] == (seeds >= 5)


@pytest.mark.parametrize("p", [0.003, 0.03, 0.2])
@pytest.mark.parametrize("q", [0.0, 0.1, 0.38, 0.7])
@pytest.mark.parametrize("states", [20, 60, 200, 500])
def test_bass_against_the_exact_law(p, q, states):
    rule = {"name": "simple", "p": p, "q": q}
    theories = told(made(states, rule, months=MONTHS))
    exact, many = (
        np.array(list(values(theories, BY_MONTH, method).values()))
        for method in ("binomial chain by share", "bass")
    )
    off = np.abs(exact - many).max() / states
    if why_not(theories, "bass") == "":
        assert off <= 1.5 * TOLERATED
    else:
        assert off > 0.5 * TOLERATED
    if q == 0.0:
        assert off < 1e-9
        law = values(theories, "exits")
        chance = 1.0 - (1.0 - p) ** MONTHS
        known = stats.binom.pmf(list(law), states, chance)
        np.testing.assert_allclose(list(law.values()), known, rtol=1e-6, atol=1e-12)


def test_final_share_and_mean_exits_agree():
    theories = told(made(1000, constant(0.18), erdos_renyi(4.0), 10))
    (share,) = values(theories, FINAL_SHARE).values()
    assert values(theories, "mean exits")[-1] == pytest.approx(1000 * share - 10)
