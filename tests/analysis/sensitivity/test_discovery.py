"""Scenario discovery finds a box that was planted, and says when there is none."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy.stats import norm

from simulation.analysis.sensitivity.discovery import discover
from simulation.scenario.faults import InputFault


class Made:
    """What ``discover`` reads of a finished sweep."""

    def __init__(self, points, cascades, design="latin-hypercube", keys=("a", "b", "c")):
        self.points, self.cascades = points, cascades
        self.manifest = {
            "seed": 3,
            "scenario": {"name": "made", "sweep": {}},
            "design": {"method": design, "keys": list(keys), "varied": list(keys)},
        }

    def table(self, name):
        """The table runs, of those runs that came to an end."""
        assert name == "runs"
        point, replicate = np.nonzero(~np.isnan(self.cascades))
        cascade = self.cascades[point, replicate] == 1.0
        return pa.table({"point": point, "replicate": replicate, "cascade": cascade})


def made(chance, size=600, runs=50, shared=0.0, failed=0.0, seed=11, **how):
    """A sweep with planted chances.  shared: of the spread of luck, the part all points share."""
    luck = np.random.default_rng(seed)
    values = luck.uniform(size=(size, 3))
    draws = luck.normal(size=(size, runs)) * np.sqrt(1.0 - shared)
    draws += luck.normal(size=runs) * np.sqrt(shared)
    cascades = (norm.cdf(draws) < chance(values)[:, None]).astype(np.float64)
    cascades[luck.uniform(size=cascades.shape) < failed] = np.nan
    rows = pd.DataFrame(values, columns=["a", "b", "c"])
    rows = rows.assign(point=np.arange(size), treaty="T1", cascade_size=5,
                       runs=(~np.isnan(cascades)).sum(axis=1),
                       p_cascade=np.nanmean(cascades, axis=1))  # fmt: skip
    return Made(rows, cascades, **how)


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
    with pytest.raises(InputFault, match="at least 40"):
        discover(made(lambda v: np.full(len(v), 0.3), size=20))


def test_intervals_cover_the_luck_that_all_points_share():
    held = 0
    for seed in range(20):
        found = discover(made(lambda v: np.full(len(v), 0.3), 60, 20, shared=0.8, seed=seed))
        held += found.chance.low <= 0.3 <= found.chance.high
    assert held >= 15  # of 20; drawing points alone holds in a handful


def test_points_of_one_block_are_no_evidence_of_their_own():
    rows = made(lambda v: v[:, 0], size=80)
    alone = discover(rows).chance
    blocks = Made(rows.points.sort_values("a").assign(point=np.arange(80)), rows.cascades, "morris")
    blocks.cascades = rows.cascades[np.argsort(rows.points["a"])]
    together = discover(blocks).chance
    assert together.high - together.low > 1.3 * (alone.high - alone.low)


def test_where_all_runs_of_a_box_agree_its_chance_is_still_not_certain():
    found = discover(made(lambda v: np.where(v[:, 0] > 0.5, 1.0, 0.0), size=80))
    best = found.boxes[0].chance
    assert best.value == 1.0
    assert 0.5 < best.low < 1.0 == best.high
    never = discover(made(lambda v: np.zeros(len(v)), size=80)).chance
    assert never.value == never.low == 0.0 < never.high


def test_runs_that_failed_are_left_out():
    found = discover(made(lambda v: np.full(len(v), 0.3), failed=0.2))
    assert found.chance.low <= 0.3 <= found.chance.high
    assert found.chance.value == pytest.approx(0.3, abs=0.02)
