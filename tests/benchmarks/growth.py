"""How time and memory grow: with states, ties, months, treaties and runs."""

import numpy as np

from simulation.engines.choosing import engine
from simulation.engines.contract import Case
from simulation.experiments.cases import case_of
from simulation.scenario.reading import read
from simulation.scenario.scenario import Scenario
from simulation.world.build import build
from tests.benchmarks import variants
from tests.benchmarks.lines import Line, at_most, timed
from tests.benchmarks.regimes import chunk
from tests.benchmarks.timing import FULL, Contestant, Pace, on_threads, side_by_side
from tests.benchmarks.worlds import ACTIVE, MONTHS, QUIET, THRESHOLD, Place, told_by

MILLION = 1_000_000
STATES = (1_000, 10_000, 100_000, MILLION)
DEGREES = (2.0, 8.0, 32.0)
ENDS = ("2022-12-31", "2030-12-31", "2040-12-31", "2060-12-31")
TREATIES = (["APMBC"], ["APMBC", "CCM"], ["APMBC", "CCM", "CWC"], ["APMBC", "CCM", "CWC", "BWC"])
RUNS = (1, 10, 100, 1_000, 10_000)


def lines(pace: Pace) -> list[Line]:
    """All kinds of growth; in quick mode a few points of each."""
    whole = pace == FULL
    found = []
    for kind in (ACTIVE, QUIET) if whole else (ACTIVE,):
        section = f"Growth with states, {kind}, {MONTHS} months, 8 partners each"
        for states in STATES if whole else STATES[2:3]:
            found += _world(Place(states, 8.0, kind), section)
    for degree in DEGREES if whole else ():
        found += _world(Place(10_000, degree, ACTIVE), "Growth with ties, 10,000 states")
    found += _thresholds(MILLION if whole else 100_000)
    return [*found, *_months(pace), *_treaties(pace), *_runs(pace)]


def _world(place: Place, section: str) -> list[Line]:
    name = f"{place.states:,} states, {place.degree:g} partners"
    large = place.states == MILLION and place.kind == ACTIVE
    cell, memory = (at_most(3e-9), at_most(4.0)) if large else (None, None)
    try:
        told = told_by(place)
    except RuntimeError as failed:
        return [Line(section, name, None, "s", wanted=cell, note=f"failed: {failed}")]
    more = f"{told['exits']:,.0f} exits a run"
    return [
        Line(section, f"{name}: a state and month", told["cell"], "s", wanted=cell, note=more),
        Line(section, f"{name}: a first run, world gathered", told["first"], "s"),
        Line(section, f"{name}: making the world", told["made"], "s"),
        Line(section, f"{name}: peak memory", told["peak"], "GB", wanted=memory),
    ]


def _thresholds(states: int) -> list[Line]:
    """One run of the rule of thresholds with a network of its own."""
    section, name = "A large world under the rule of thresholds", f"{states:,} states, 8 partners"
    soon, lean = (at_most(10.0), at_most(4.0)) if states == MILLION else (None, None)
    try:
        told = told_by(Place(states, 8.0, THRESHOLD))
    except RuntimeError as failed:
        return [Line(section, name, None, "s", wanted=soon, note=f"failed: {failed}")]
    more = f"{told['exits']:,.0f} exits; drawing the network and {MONTHS} months"
    both = told["made"] + told["first"]
    return [
        Line(section, f"{name}: world and one run", both, "s", wanted=soon, note=more),
        Line(section, f"{name}: peak memory", told["peak"], "GB", wanted=lean),
    ]


def _months(pace: Pace) -> list[Line]:
    changed = variants.overrides_of("middle")
    cases = {
        f"to {end[:4]}": _case(read(variants.BASE, {**changed, "time.end": end}))
        for end in (ENDS if pace == FULL else ENDS[:2])
    }
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
    times = side_by_side(contestants, pace).values()
    return [timed("Growth with runs, base scenario, middle", one) for one in times]


def _case(told: Scenario | dict[str, object]) -> Case:
    scenario = read(told)
    return case_of(scenario, *build(scenario))
