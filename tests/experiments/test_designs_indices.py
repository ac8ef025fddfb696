"""Morris' walks and Saltelli's scheme: SALib finds in them what is known of a function."""

import math

import numpy as np
import pytest
from SALib.analyze import morris as effects
from SALib.analyze import sobol as indices

from simulation.experiments.designs import design_of
from tests.experiments.made_sweeps import ANXIETY, NORM, THREAT, swept

BORDER = "rule.parameters.border_weight"
TURN = {"low": 0.0, "high": 2 * math.pi}


def answers(design, function):
    return np.array(
        [function(*(point.values[key] for key in design.varied)) for point in design.points]
    )


def ishigami(first, second, third):
    """Ishigami and Homma (1990) with a = 7, b = 0.1, each input shifted by half a turn."""
    one, two, three = first - math.pi, second - math.pi, third - math.pi
    return math.sin(one) + 7 * math.sin(two) ** 2 + 0.1 * three**4 * math.sin(one)


FIRST = (0.3139, 0.4424, 0.0)
TOTAL = (0.5576, 0.4424, 0.2437)
"""Known indices of that function (Saltelli et al. 2008, p. 179)."""


@pytest.mark.parametrize("pairs", [True, False])
def test_saltellis_points_give_the_known_indices_of_the_function_of_ishigami(pairs):
    vary = dict.fromkeys([THREAT, NORM, BORDER], TURN)
    design = design_of(swept(vary, design="saltelli", points=1024, second_order=pairs))
    assert len(design.points) == 1024 * (8 if pairs else 5)
    assert design.options == {"second_order": pairs}
    found = indices.analyze(
        design.problem, answers(design, ishigami), calc_second_order=pairs, seed=1
    )
    for kind, known in (("S1", FIRST), ("ST", TOTAL)):
        off = np.abs(found[kind] - known)
        assert (off <= 1.5 * found[f"{kind}_conf"] + 1e-3).all()
        assert found[f"{kind}_conf"].max() < 0.12


def test_a_key_that_holds_is_no_part_of_the_problem():
    vary = {THREAT: TURN, NORM: TURN, ANXIETY: 0.25}
    design = design_of(swept(vary, design="saltelli", points=8))
    assert design.problem == {
        "num_vars": 2,
        "names": [NORM, THREAT],
        "bounds": [[0.0, 1.0], [0.0, 1.0]],
    }
    assert design.shares.shape == (8 * 6, 2)
    assert all(point.values[ANXIETY] == 0.25 for point in design.points)


def test_saltellis_points_vary_one_key_against_the_first_of_their_block():
    vary = dict.fromkeys([THREAT, NORM, BORDER], TURN)
    design = design_of(swept(vary, design="saltelli", points=4, second_order=False))
    for block in design.shares.reshape(4, 5, 3):
        first, last = block[0], block[-1]
        for key in range(3):
            mixed = first.copy()
            mixed[key] = last[key]
            assert np.array_equal(block[1 + key], mixed)


def test_morris_walks_change_one_key_at_a_time_by_half_its_levels():
    vary = dict.fromkeys([THREAT, NORM, BORDER], TURN)
    design = design_of(swept(vary, design="morris", trajectories=10, levels=6))
    assert design.options == {"levels": 6}
    walks = design.shares.reshape(10, 4, 3)
    steps = np.abs(np.diff(walks, axis=1))
    assert np.allclose(np.sort(steps, axis=2), [0.0, 0.0, 0.6])
    assert all(sorted(np.argmax(walk, axis=1)) == [0, 1, 2] for walk in steps)
    assert np.allclose(walks * 5, np.round(walks * 5))


def test_morris_finds_what_a_straight_line_is_made_of():
    vary = {key: {"low": 0.0, "high": 10.0} for key in (THREAT, NORM, BORDER)}
    design = design_of(swept(vary, design="morris", trajectories=8))
    line = answers(design, lambda border, norm, threat: 3 * border - 2 * norm + 0 * threat)
    found = effects.analyze(design.problem, np.array(design.shares), line, num_levels=4, seed=1)
    assert list(found["names"]) == [BORDER, NORM, THREAT]
    assert np.allclose(found["mu"], [30.0, -20.0, 0.0])
    assert np.allclose(found["sigma"], 0.0, atol=1e-9)


def test_entries_of_lists_and_whole_numbers_take_part():
    vary = {THREAT: [1, 2], NORM: {"low": 1, "high": 3, "integer": True}}
    for keys in ({"design": "morris", "trajectories": 20}, {"design": "saltelli", "points": 32}):
        design = design_of(swept(vary, **keys))
        assert {point.values[THREAT] for point in design.points} == {1, 2}
        assert {point.values[NORM] for point in design.points} == {1, 2, 3}


@pytest.mark.parametrize("method", [{"design": "morris", "trajectories": 4},
                                    {"design": "saltelli", "points": 4}])  # fmt: skip
def test_a_single_key_can_be_looked_at(method):
    design = design_of(swept({THREAT: TURN}, **method))
    assert len(design.points) == len(design.shares) == (8 if "trajectories" in method else 16)
