"""Sobol indices of a scenario whose answer is known without the code: everybody on their own.

Under the rule ``simple`` with q = 0 each of n states leaves in each of T months with probability p,
so n * (1 - (1 - p) ** T) exits are expected: a product of a function of p and of n, whose indices
follow from the means and mean squares of both.  One more key does nothing at all.
"""

import math

import numpy as np
import pytest

import simulation as sim
from simulation.experiments.designs.spread import value_at

MONTHS = 24
P = {"low": 0.002, "high": 0.05, "points": 3}
STATES = {"low": 20, "high": 120, "integer": True}
NOTHING = "run.cascade_size"
KEYS = ("rule.p", "world.states")

QUESTION = {
    "title": "On their own",
    "time": {"start": "2000-01-01", "end": "2001-12-31"},
    "run": {"seed": 5},
    "world": {
        "source": "synthetic", "states": 50, "seeds": {"count": 0},
        "layers": {"peers": {"graph": "complete"}},
    },
    "rule": {"name": "simple", "p": 0.01, "q": 0.0},
    "sweep": {
        "design": "grid",
        "vary": {
            "rule.p": P, "world.states": STATES, NOTHING: {"low": 2, "high": 9, "integer": True},
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return sim.sensitivity(QUESTION, method="sobol", points=128, replicates=40)


def moments(function, held):
    values = np.array([function(value_at(held, share)) for share in (np.arange(4000) + 0.5) / 4000])
    return values.mean(), (values**2).mean()


@pytest.fixture(scope="module")
def truth():
    """Variance, first-order and total indices of a product of two independent factors."""
    (a, aa), (b, bb) = (
        moments(lambda p: 1.0 - (1.0 - p) ** MONTHS, P), moments(lambda n: n, STATES),
    )  # fmt: skip
    whole = aa * bb - (a * b) ** 2
    first = ((aa - a**2) * b**2 / whole, a**2 * (bb - b**2) / whole)
    return (
        a * b,
        whole,
        dict(zip(KEYS, first, strict=True)),
        dict(zip(KEYS, (1.0 - first[1], 1.0 - first[0]), strict=True)),
    )


def within(one, truth, slack=0.0):
    return one.low - slack <= truth <= one.high + slack


def test_indices_are_the_known_ones_within_their_intervals(found, truth):
    mean, _, first, total = truth
    assert within(found.found.mean, mean)
    of = {one.key: one for one in found.found.keys}
    for key in KEYS:
        assert within(of[key].first, first[key])
        assert within(of[key].total, total[key])
        assert of[key].total.high - of[key].total.low < 0.5


def test_a_key_without_effect_has_none(found):
    of = {one.key: one for one in found.found.keys}
    assert of[NOTHING].first.value == pytest.approx(0.0, abs=1e-9)
    assert of[NOTHING].total.value == pytest.approx(0.0, abs=1e-9)
    assert found.keys["key"].iloc[-1] == NOTHING


def test_the_share_of_luck_is_that_of_the_binomial(found, truth):
    """Given p and n exits are binomial: luck's part is the mean of n * f * (1 - f)."""
    _, whole, _, _ = truth
    f, ff = moments(lambda p: 1.0 - (1.0 - p) ** MONTHS, P)
    luck = moments(lambda n: n, STATES)[0] * (f - ff)
    assert within(found.found.parameters, whole / (whole + luck), 0.02)


def test_the_answer_tells_it_in_words_and_draws_it(found):
    assert "Of what the keys decide" in str(found)
    assert all(len(line) <= 80 for line in str(found).splitlines())
    assert "rule.p" in str(found)
    assert found.plot().get_size_inches()[0] > 0.0
    assert math.isfinite(found.keys["total_low"].iloc[0])


def test_morris_finds_the_same_keys(truth):
    found = sim.sensitivity(QUESTION, method="morris", points=12, replicates=20)
    of = {one.key: one for one in found.found.keys}
    assert found.found.keys[-1].key == NOTHING
    assert of[NOTHING].size.value == 0.0
    assert all(of[key].mean.low > 0.0 for key in KEYS)
