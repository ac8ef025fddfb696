"""Scenario discovery finds a box that was planted, and says when there is none."""

import numpy as np
import pandas as pd
import pytest

from simulation.analysis.sensitivity.discovery import discover
from simulation.scenario.faults import InputFault


class Made:
    """What ``discover`` reads of a finished sweep."""

    def __init__(self, points, design="latin-hypercube", keys=("a", "b", "c")):
        self.points = points
        self.manifest = {
            "seed": 3,
            "scenario": {"name": "made", "sweep": {}},
            "design": {"method": design, "keys": list(keys), "varied": list(keys)},
        }


def made(chance, size=600):
    luck = np.random.default_rng(11)
    values = luck.uniform(size=(size, 3))
    runs = 50
    p = luck.binomial(runs, chance(values)) / runs
    rows = pd.DataFrame(values, columns=["a", "b", "c"])
    return Made(rows.assign(point=np.arange(size), treaty="T1", runs=runs, p_cascade=p,
                            cascade_size=5))  # fmt: skip


def test_a_planted_box_is_found():
    inside = lambda v: (v[:, 0] > 0.6) & (v[:, 1] < 0.5)  # noqa: E731
    found = discover(made(lambda v: np.where(inside(v), 0.9, 0.1)))
    best = found.boxes[0]
    assert set(best.limits) == {"a", "b"}
    assert best.limits["a"][0] == pytest.approx(0.6, abs=0.03)
    assert best.limits["b"][1] == pytest.approx(0.5, abs=0.03)
    assert best.chance.low <= 0.9 <= best.chance.high
    assert best.coverage == pytest.approx(0.2 * 0.9 / (0.2 * 0.9 + 0.8 * 0.1), abs=0.09)
    assert found.skill.low > 0.8
    assert sum(box.share_of_points for box in found.boxes) == pytest.approx(1.0)
    assert sum(box.coverage for box in found.boxes) == pytest.approx(1.0)


def test_where_no_key_matters_there_is_no_skill():
    found = discover(made(lambda v: np.full(len(v), 0.3)))
    assert found.skill.value < 0.05
    assert found.chance.low <= 0.3 <= found.chance.high
    assert all(abs(box.chance.value - 0.3) < 0.06 for box in found.boxes)


def test_few_points_are_refused():
    with pytest.raises(InputFault, match="at least 40 points"):
        discover(made(lambda v: np.full(len(v), 0.3), size=20))
