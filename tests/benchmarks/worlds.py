"""Synthetic worlds of up to a million states, each in a process of its own.

So its peak memory is its own, and a world too large fails alone.  What a month of a state costs is
the difference between many runs and one, so gathering the world is not in it; it is told beside.

``python -m tests.benchmarks.worlds '[1000, 8.0, "active"]'`` prints what one world takes.
"""

import importlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from simulation.engines.choosing import engine
from simulation.engines.contract import Case
from simulation.experiments.cases import case_of
from simulation.scenario.reading import read
from simulation.world.build import build
from tests.benchmarks.launching import launched

REPOSITORY = Path(__file__).parents[2]
MONTHS = 24
ROOM = 12e9
"""Bytes of address space that a world may take."""

LASTS = 0.3
"""Seconds by which many runs take longer than one, at least."""
MANY = 5_000

QUIET, ACTIVE, THRESHOLD = "quiet", "active", "threshold"
"""Hazard, where only those who see an exit leave the path that all runs share; hazard, where every
state starts with doubt about its commitment, so that each is lived through every month: the active
kernel; and the rule of thresholds, network and seeds drawn anew for each run."""


class Place(NamedTuple):
    """One synthetic world."""

    states: int
    degree: float
    kind: str


def told_by(place: Place) -> dict[str, float]:
    """What the process of one world tells: RuntimeError with its last words where it fails."""
    command = [sys.executable, "-m", "tests.benchmarks.worlds", json.dumps(place)]
    took = launched(command, REPOSITORY)
    told: dict[str, float] = json.loads(took.said)
    return {**told, "peak": took.peak}


def lived(place: Place) -> dict[str, float]:
    """Times in seconds, in this process."""
    resource.setrlimit(resource.RLIMIT_AS, (int(ROOM), int(ROOM)))
    open_the_door()
    _run(case_of_place(place._replace(states=200)), 2)  # compiled from here on
    began = time.perf_counter()
    case = case_of_place(place)
    made = time.perf_counter() - began
    one, exits = _run(case, 1)
    told = {"made": made, "first": one, "exits": exits}
    if place.kind != THRESHOLD:
        told["cell"] = _a_state_and_month(case, one)
    return told


def open_the_door() -> None:
    """Scenarios of hazard are held to a size; here it is asked how far the engine itself goes."""
    door = importlib.import_module("simulation.world.build")
    if hasattr(door, "MOST_MONTHS_LIVED"):
        door.MOST_MONTHS_LIVED = 10**12


def case_of_place(place: Place) -> Case:
    """A random network, a hundredth of the states out at the start."""
    scenario = read(
        {
            "title": "Growth",
            "time": {"start": "2001-01-01", "end": f"{2000 + MONTHS // 12}-12-31"},
            "run": {"seed": 2025},
            "world": {
                "source": "synthetic",
                "states": place.states,
                "seeds": {"fraction": 0.01},
                "layers": {"peers": {"graph": "erdos-renyi", "mean_degree": place.degree}},
                **_of_the_world(place),
            },
            "rule": _rule(place),
        }
    )
    return case_of(scenario, *build(scenario))


def _of_the_world(place: Place) -> dict[str, Any]:
    if place.kind == THRESHOLD:
        return {}
    return {
        "fixed": True,
        "threat": {"uniform": {"low": 0.0, "high": 0.5}},
        "commitment": {"uniform": {"low": 0.3, "high": 0.9}},
    }


def _rule(place: Place) -> dict[str, Any]:
    if place.kind == THRESHOLD:
        return {"name": "threshold", "threshold": {"constant": 0.18}}
    spread = 0.05 if place.kind == ACTIVE else 0.0
    return {"name": "hazard", "parameters": {"base_rate": -9.0, "start_spread": spread}}


def _run(case: Case, runs: int) -> tuple[float, float]:
    """Seconds, and exits of a run."""
    began = time.perf_counter()
    histories = engine("compiled")(case, np.arange(runs, dtype=np.int64), 0)
    took = time.perf_counter() - began
    return took, float(((histories.announced > 0) & ~histories.forced).sum() / runs)


def _a_state_and_month(case: Case, one: float) -> float:
    """Seconds for a state and month more; ``one``: seconds of a call of one run."""
    runs, many = 1, one
    while many - one < max(LASTS, one) and runs < MANY:
        runs *= 3
        many = _run(case, runs)[0]
    one = min(one, _run(case, 1)[0], _run(case, 1)[0])
    many = min(many, _run(case, runs)[0])
    return (many - one) / ((runs - 1) * case.world.stage.size * MONTHS)


if __name__ == "__main__":
    print(json.dumps(lived(Place(*json.loads(sys.argv[1])))))
