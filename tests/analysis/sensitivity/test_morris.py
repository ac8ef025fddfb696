"""Morris' effects: of a linear function they are its slopes, and luck is taken off their spread."""

import numpy as np
import pytest
from SALib.analyze import morris as known_well

from simulation.analysis.sensitivity.morris import morris_effects
from simulation.analysis.sensitivity.sampled import Sampled
from simulation.experiments.designs import design_of
from tests.experiments.made_sweeps import NORM, THREAT, swept
from tests.experiments.test_designs_indices import BORDER

SLOPES = {BORDER: 3.0, NORM: -2.0, THREAT: 0.0}
SIDE = {"low": 0.0, "high": 1.0}


@pytest.fixture(scope="module")
def design():
    return design_of(swept(dict.fromkeys(SLOPES, SIDE), design="morris", trajectories=24))


def linear(design):
    return design.shares @ np.array([SLOPES[key] for key in design.varied])


def test_of_a_linear_function_they_are_its_slopes(design):
    exact = np.repeat(linear(design)[:, None], 12, axis=1)
    for one in morris_effects(Sampled("x", design, exact, 1)).keys:
        assert one.mean.value == pytest.approx(SLOPES[one.key])
        assert one.size.value == pytest.approx(abs(SLOPES[one.key]))
        assert one.spread.value == pytest.approx(0.0, abs=1e-6)
        assert one.luck == pytest.approx(0.0, abs=1e-9)


def test_without_luck_they_are_salibs(design):
    curved = np.exp(design.shares @ np.array([0.4, 1.2, -0.7]))
    found = {
        one.key: one
        for one in morris_effects(Sampled("x", design, np.repeat(curved[:, None], 12, 1), 1)).keys
    }
    theirs = known_well.analyze(design.problem, np.array(design.shares), curved, num_levels=4)
    for place, key in enumerate(design.varied):
        assert found[key].mean.value == pytest.approx(theirs["mu"][place])
        assert found[key].size.value == pytest.approx(theirs["mu_star"][place])
        assert found[key].spread.value == pytest.approx(theirs["sigma"][place])


def test_luck_is_taken_off_the_spread(design):
    luck = np.random.default_rng(2).normal(size=(len(design.points), 50))
    common = 30.0 * np.random.default_rng(4).normal(size=50)
    found = morris_effects(Sampled("x", design, linear(design)[:, None] + common + 4 * luck, 1))
    for one in found.keys:
        # A step of two thirds, so that luck of two means of 50 runs counts one and a half times.
        assert one.luck == pytest.approx(1.5 * 4.0 * np.sqrt(2.0 / 50.0), rel=0.15)
        assert one.mean.low <= SLOPES[one.key] <= one.mean.high
        assert one.spread.low <= 0.3 * one.luck
