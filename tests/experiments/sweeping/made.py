"""Small sweeps, and how two results are held against each other byte by byte."""

import json
import os

import pytest

from simulation.experiments.sweeping import plan
from simulation.experiments.sweeping.sweep import sweep

POSIX = pytest.mark.skipif(os.name == "nt", reason="processes are ended otherwise there")
BASE, PEER = "rule.parameters.base_rate", "rule.parameters.peer_weight"


def village(replicates=60, vary=None, **tables):
    """Twelve made-up states under the theory, on a network that stays; five points."""
    return {
        "title": "A village",
        "time": {"start": "2000-01-01", "end": "2001-12-31"},
        "run": {"replicates": replicates, "seed": 7, "trajectories": 0, "cascade_size": 3},
        "world": {
            "source": "synthetic", "states": 12, "seeds": {"count": 1}, "fixed": True,
            "layers": {"border": {"graph": "ring", "degree": 2},
                       "peers": {"graph": "erdos-renyi", "mean_degree": 3.0}},
        },
        "rule": {"name": "hazard"},
        "sweep": {"vary": vary or {BASE: [-5.0, -4.5, -4.0, -3.5, -3.0]}},
    } | tables  # fmt: skip


def short_ottawa(replicates=20, vary=None):
    """The base scenario, one year of it; two points."""
    return {
        "extends": "ottawa-2025",
        "time": {"end": "2021-12-31"},
        "run": {"replicates": replicates},
        "sweep": {"vary": vary or {"rule.parameters.threat_weight": [10.0, 14.0]}, "recorded": 3},
    }


def tables_in(folder):
    """Name and bytes of every file of a result but its manifest."""
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"
    }


PASSING = ("wall_seconds", "source_commit", "engine")
"""What a manifest tells of how it was made, not of what was found."""


def found_in(folder):
    """The manifest but for what tells of time and place, and how the scenario is called."""
    told = json.loads((folder / "manifest.json").read_text())
    del told["scenario"]["name"]
    return {key: held for key, held in told.items() if key not in PASSING}


def same_result(one, other):
    """Raise where two folders differ in any byte that tells of what was found."""
    here, there = tables_in(one), tables_in(other)
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []
    assert found_in(one) == found_in(other)


def small_tasks(monkeypatch, runs=37):
    """Tasks of few runs, in several rounds."""
    monkeypatch.setattr(plan, "RUNS", runs)
    monkeypatch.setattr(plan, "LEAST", 25)


def swept(folder, source=None, **how):
    """The folder of a sweep that ran."""
    sweep(source or village(), out=folder, **{"workers": 1, **how})
    return folder
