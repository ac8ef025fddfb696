"""What holds of any design, whatever it varies."""

import math
import os
import subprocess
import sys

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.experiments.designs import design_of
from simulation.scenario.reading import read
from tests.experiments.made_sweeps import COUNTED, NORM, SPREAD, THREAT, VARIED, swept


def many(held):
    return len(held) if isinstance(held, list) else held.get("points") or (
        held["high"] - held["low"] + 1
    )  # fmt: skip


def within(held, value):
    if isinstance(held, list):
        return value in held
    whole = isinstance(value, int) or not held.get("integer")
    return whole and held["low"] <= value <= held["high"]


@settings(max_examples=40, deadline=None)
@given(VARIED)
def test_a_grid_has_as_many_points_as_the_product_each_once(vary):
    design = design_of(swept(vary))
    assert len(design.points) == math.prod(many(held) for held in vary.values())
    assert len({tuple(point.values.items()) for point in design.points}) == len(design.points)


@settings(max_examples=40, deadline=None)
@given(VARIED, SPREAD | COUNTED)
def test_every_value_is_in_its_range_and_every_scenario_is_what_read_gives(vary, keys):
    source = swept(vary, **keys)
    design = design_of(source)
    for point in design.points[:: max(1, len(design.points) // 6)]:
        overrides = design.overrides_of(point)
        if keys["design"] != "one-at-a-time":
            assert all(within(held, point.values[key]) for key, held in vary.items())
        assert design.scenario_of(point) == read(source, overrides)
        for key in overrides:
            said = getattr(design.scenario_of(point).parameters, key.split(".")[-1])
            assert said == point.values[key]


@settings(max_examples=40, deadline=None)
@given(VARIED)
def test_one_at_a_time_differs_from_its_base_in_one_key_at_most(vary):
    design = design_of(swept(vary, design="one-at-a-time"))
    base = design.points[0].values
    for point in design.points:
        differing = [key for key in vary if point.values[key] != base[key]]
        assert len(differing) == (point.number > 0)


@settings(max_examples=40, deadline=None)
@given(VARIED, SPREAD | COUNTED, st.randoms(use_true_random=False))
def test_points_do_not_depend_on_the_order_of_keys(vary, keys, luck):
    mixed = list(vary.items())
    luck.shuffle(mixed)
    first, second = design_of(swept(vary, **keys)), design_of(swept(dict(mixed), **keys))
    assert first.points == second.points
    assert (first.keys, second.keys) == (tuple(vary), tuple(dict(mixed)))
    assert first.varied == second.varied


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 40), st.integers(1, 3), st.integers(0, 2**63 - 1))
def test_a_latin_hypercube_meets_each_slice_of_each_key_once(points, keys, seed):
    names = [THREAT, NORM, "rule.parameters.peer_weight"][:keys]
    vary = {key: {"low": 1, "high": 9} for key in names}
    design = design_of(swept(vary, design="latin-hypercube", points=points), {"run.seed": seed})
    for column in design.shares.T:
        assert sorted(np.floor(column * points)) == list(range(points))


PRINTED = """
from simulation.experiments.designs import design_of
vary = {
    "rule.parameters.threat_weight": {"low": 1, "high": 9, "scale": "log"},
    "rule.parameters.norm_weight": [1, 2, 3],
    "events.guarantee-doubt.change.scale": {"low": 0.1, "high": 1},
}
for method in ("latin-hypercube", "sobol", "halton", "saltelli", "morris"):
    size = {"trajectories" if method == "morris" else "points": 8}
    sweep = {"design": method, "vary": vary, **size}
    print(design_of({"extends": "ottawa-2025", "sweep": sweep}).points)
"""


def test_points_do_not_depend_on_the_hashes_of_a_process():
    def printed(seed):
        done = subprocess.run(
            [sys.executable, "-c", PRINTED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert printed("1") == printed("2") != ""
