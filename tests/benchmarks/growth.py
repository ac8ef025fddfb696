"""How time and memory grow: with states, ties, months, treaties and runs.

States and ties: synthetic worlds of the hazard rule, each in a process of its own, so that its peak
memory is its own.  Two worlds of each size: in one only those who see an exit differ from the
shared path; in the other every state starts with doubt about its commitment, so that every state
is lived through every month: the active kernel.  What a month of a state costs is the difference
between several runs and one, so gathering the world is not in it; it is told beside.
"""

import dataclasses
import json
import os
import resource
import subprocess
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
from tests.benchmarks import variants
from tests.benchmarks.lines import Line, Wanted, at_most, timed
from tests.benchmarks.regimes import chunk
from tests.benchmarks.timing import FULL, Contestant, Pace, Times, on_threads, side_by_side

REPOSITORY = Path(__file__).parents[2]
MONTHS = 24
PEAK_ALLOWED = 20e9
"""Bytes of address space that a world may take, so that a world too large fails alone."""

QUICK_STATES = (1_000, 100_000)
ALL_STATES = (1_000, 10_000, 100_000, 1_000_000)
DEGREES = (2.0, 8.0, 32.0)
ENDS = ("2022-12-31", "2030-12-31", "2040-12-31", "2060-12-31")
TREATIES = (["APMBC"], ["APMBC", "CCM"], ["APMBC", "CCM", "CWC"], ["APMBC", "CCM", "CWC", "BWC"])
RUNS = (1, 10, 100, 1_000, 10_000)


class Place(NamedTuple):
    """One synthetic world, and how long it is lived in."""

    states: int
    degree: float
    active: bool
    runs: int


def lines(pace: Pace) -> list[Line]:
    """All kinds of growth."""
    whole = pace == FULL
    found = []
    for active in (True, False) if whole else (True,):
        for states in ALL_STATES if whole else QUICK_STATES:
            found += _world(Place(states, 8.0, active, 5 if states < 1_000_000 else 2))
    for degree in DEGREES if whole else DEGREES[::2]:
        found += _world(Place(10_000, degree, True, 5), "Growth with ties, 10,000 states")
    return [*found, *_months(pace), *_treaties(pace), *_runs(pace)]


def _world(place: Place, section: str = "") -> list[Line]:
    """What one process tells of one world."""
    kind = "active" if place.active else "quiet"
    section = section or f"Growth with states, {kind}, {MONTHS} months, 8 partners each"
    name = f"{place.states:,} states, {place.degree:g} partners"
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.growth", json.dumps(place)],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["ended without a word"])[-1]
        return [Line(section, name, None, "", wanted=_per_month(place), note=f"failed: {said}")]
    told = json.loads(done.stdout)
    more = f"{told['exits']:,.0f} exits a run"
    return [
        Line(section, f"{name}: a state and month", told["cell"], "s", wanted=_per_month(place),
             note=more),
        Line(section, f"{name}: a first run, world gathered", told["first"], "s"),
        Line(section, f"{name}: making the world", told["made"], "s"),
        Line(section, f"{name}: peak memory", told["peak"], "GB", wanted=_memory(place)),
    ]  # fmt: skip


def _per_month(place: Place) -> Wanted | None:
    return at_most(3e-9) if place.active and place.states == 1_000_000 else None


def _memory(place: Place) -> Wanted | None:
    return at_most(4.0) if place.active and place.states == 1_000_000 else None


def synthetic(place: Place) -> dict[str, Any]:
    """The scenario of a place: hazard on a random network, a hundredth of the states out."""
    return {
        "title": "Growth",
        "time": {"start": "2001-01-01", "end": f"{2000 + MONTHS // 12}-12-31"},
        "run": {"seed": 2025},
        "world": {
            "source": "synthetic",
            "states": place.states,
            "fixed": True,
            "seeds": {"fraction": 0.01},
            "layers": {"peers": {"graph": "erdos-renyi", "mean_degree": place.degree}},
            "threat": {"uniform": {"low": 0.0, "high": 0.5}},
            "commitment": {"uniform": {"low": 0.3, "high": 0.9}},
        },
        "rule": {
            "name": "hazard",
            "parameters": {"base_rate": -9.0, "start_spread": 0.05 if place.active else 0.0},
        },
    }


def lived(place: Place) -> dict[str, float]:
    """Times in seconds and peak memory in GB, in this process."""
    resource.setrlimit(resource.RLIMIT_AS, (int(PEAK_ALLOWED), int(PEAK_ALLOWED)))
    run = engine("compiled")
    small = _case(synthetic(place._replace(states=100)))
    run(small, np.arange(2, dtype=np.int64), 0)  # compiled from here on
    began = time.perf_counter()
    case = _case(synthetic(place))
    made = time.perf_counter()
    one, exits = _timed_run(case, 1)
    several, _ = _timed_run(case, place.runs)
    cells = (place.runs - 1) * place.states * MONTHS
    return {
        "made": made - began,
        "first": one,
        "cell": (several - one) / cells,
        "exits": exits,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9,
    }


def _timed_run(case: Case, runs: int) -> tuple[float, float]:
    """Seconds, the faster of two calls, and exits of a run."""
    run, took = engine("compiled"), []
    for _ in range(2):
        began = time.perf_counter()
        histories = run(case, np.arange(runs, dtype=np.int64), 0)
        took.append(time.perf_counter() - began)
    return min(took), float(((histories.announced > 0) & ~histories.forced).sum() / runs)


def _months(pace: Pace) -> list[Line]:
    cases = {
        f"to {end[:4]}": _case(read("ottawa-2025", {**variants.overrides_of("middle"),
                                                     "time.end": end}))
        for end in (ENDS if pace == FULL else ENDS[:2])
    }  # fmt: skip
    return _per_run("Growth with months, base scenario, middle", cases, pace)


def _treaties(pace: Pace) -> list[Line]:
    cases = {}
    for codes in TREATIES if pace == FULL else TREATIES[:2]:
        told = {
            "title": "Treaties",
            "time": {"start": "2021-01-01", "end": "2030-12-31"},
            "run": {"seed": 2025},
            "world": {"source": "real", "as_of": "2021-01-01", "treaties": codes},
            "rule": {"name": "hazard", "parameters": {"base_rate": variants.FULL["middle"]}},
        }
        cases[f"{len(codes)}: {', '.join(codes)}"] = _case(told)
    return _per_run("Growth with treaties, no dated events, middle", cases, pace)


def _per_run(section: str, cases: dict[str, Case], pace: Pace) -> list[Line]:
    run = engine("compiled")
    contestants = [
        on_threads(lambda numbers, case=case: run(case, numbers, 0), chunk(False)).called(name)
        for name, case in cases.items()
    ]
    return [timed(section, one) for one in side_by_side(contestants, pace).values()]


def _runs(pace: Pace) -> list[Line]:
    """Calls of the engine with so many runs each."""
    run, case = engine("compiled"), variants.full("middle")
    wanted = RUNS if pace == FULL else RUNS[:3]
    contestants = [
        Contestant(
            f"{runs:,} in a call",
            lambda units, runs=runs: [
                run(case, np.arange(runs, dtype=np.int64), 0) for _ in range(units // runs)
            ],
            step=runs,
        )
        for runs in wanted
    ]
    times: dict[str, Times] = side_by_side(contestants, pace)
    return [timed("Growth with runs, base scenario, middle", one) for one in times.values()]


def _case(told: Any) -> Case:
    scenario = read(told) if isinstance(told, dict) else told
    return dataclasses.replace(case_of(scenario, *build(scenario)))


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    print(json.dumps(lived(Place(*json.loads(sys.argv[1])))))
