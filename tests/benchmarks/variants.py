"""The cases that are timed: one base scenario in three regimes, and a plain case for plain rivals.

The regimes differ in the base rate of leaving alone, which decides how busy a run is.  The rates
were found by bisection, once; ``python -m tests.benchmarks.variants`` finds them again, and a test
holds the mean exits they give.
"""

import dataclasses
import functools

import numpy as np

from simulation.engines.choosing import engine
from simulation.engines.contract import Case
from simulation.experiments.cases import case_of
from simulation.scenario.reading import read
from simulation.scenario.scenario import Scenario
from simulation.world.build import build

BASE = "ottawa-2025"
TARGETS = {"quiet": 2.0, "middle": 9.0, "busy": 100.0}
"""Regime -> mean exits from the first treaty that it was tuned to."""

FULL = {"quiet": -9.90, "middle": -8.10, "busy": -5.11}
"""Base rate of both treaties, all terms of the base scenario on."""

PLAIN = {"quiet": -10.52, "middle": -8.30, "busy": -5.13}
"""Base rate of the plain case."""

_OF_THE_OTHER_TREATY = ("nigeria-joins-ccm", "south-sudan-joins-ccm", "vanuatu-joins-ccm")

_PLAIN = {
    "title": "Plain hazard",
    "time": {"start": "2021-01-01", "end": "2030-12-31"},
    "run": {"seed": 2025},
    "world": {"source": "real", "as_of": "2021-01-01", "treaties": ["APMBC"]},
    "rule": {"name": "hazard", "parameters": {"domestic_delay": 0, "domestic_delay_spread": 0}},
    "events": [
        {
            "name": "a-rival-escalates",
            "kind": "posture",
            "target": "RUS",
            "from": "2022-02",
            "change": {"scale": 1.5},
        }
    ],
}


def full_scenario(regime: str) -> Scenario:
    """The base scenario, all of it, in one regime."""
    return read(BASE, overrides_of(regime))


def overrides_of(regime: str) -> dict[str, float]:
    """What a regime changes in the base scenario, by dotted key."""
    return {"rule.parameters.base_rate": FULL[regime]}


@functools.cache
def full(regime: str) -> Case:
    """The base scenario: two treaties, delays, notice, wars, dated events."""
    return _case(full_scenario(regime))


@functools.cache
def short(regime: str) -> Case:
    """The first three years of the base scenario, for work that is counted rather than timed."""
    return _case(read(BASE, {**overrides_of(regime), "time.end": "2023-12-31"}))


@functools.cache
def one_treaty(regime: str) -> Case:
    """The base scenario with its first treaty alone."""
    return _case(
        read(
            {
                "title": "One treaty",
                "extends": BASE,
                "world": {"treaties": ["APMBC"]},
                "rule": {"parameters": {"base_rate": FULL[regime]}},
                "events": [{"name": name, "off": True} for name in _OF_THE_OTHER_TREATY],
            }
        )
    )


@functools.cache
def plain(regime: str) -> Case:
    """What every rival can do: one treaty, no delay, no notice, ties that stay, one dated event.

    Whoever gives way is out in the same month.  Threat moves towards a dated target, commitment
    erodes by exits seen on three layers, pressure accumulates against a resistance.
    """
    case = _case(read(_PLAIN))
    lawless = tuple(
        dataclasses.replace(treaty, notice_months=0, conflict_clause=False)
        for treaty in case.world.treaties
    )
    world = dataclasses.replace(case.world, treaties=lawless)
    return dataclasses.replace(case, world=world, base_rate=(PLAIN[regime],))


def mean_exits(case: Case, replicates: int = 2000) -> list[float]:
    """Mean exits per treaty; forced ones and those out at the start are not counted."""
    histories = engine("compiled")(case, np.arange(replicates, dtype=np.int64), 0)
    decided = (histories.announced > 0) & ~histories.forced
    return [float(mean) for mean in decided.sum(axis=2).mean(axis=0)]


def _case(scenario: Scenario) -> Case:
    return case_of(scenario, *build(scenario))


def _rate(case: Case, exits: float) -> float:
    """The base rate, to two decimals, that gives so many mean exits from the first treaty."""
    low, high = -14.0, -2.0
    while high - low > 0.005:
        middle = (low + high) / 2.0
        rates = (middle,) * len(case.base_rate)
        few = mean_exits(dataclasses.replace(case, base_rate=rates), 4000)[0] < exits
        low, high = (middle, high) if few else (low, middle)
    return round(low, 2)


if __name__ == "__main__":
    for regime, exits in TARGETS.items():
        found = _rate(full(regime), exits), _rate(plain(regime), exits)
        print(regime, "full", found[0], "plain", found[1], flush=True)
        for make in (full, one_treaty, plain):
            print("   ", make.__name__, mean_exits(make(regime)))
