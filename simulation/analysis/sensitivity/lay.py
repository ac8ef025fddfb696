"""The sweep that a sensitivity analysis wants, from the ranges of a scenario's ``[sweep]``."""

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from simulation.analysis.sensitivity.sampled import DESIGNS
from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.scenario import Scenario
from simulation.scenario.sweep_ranges import is_range
from simulation.scenario.values import Value

USUAL_POINTS = {"sobol": 128, "morris": 20}
"""Base points of Saltelli's scheme, a power of 2; and walks of Morris', as Campolongo et al. 2007
find enough."""
COUNTED = {"sobol": "points", "morris": "trajectories"}
"""Key of ``[sweep]`` that says how many."""


def laid(scenario: Scenario, method: str, points: int | None = None) -> Scenario:
    """The scenario with its sweep laid as the method wants it; ranges and lists stay as they are.

    method: sobol or morris.  points: base points, or walks; None: those of a sweep that is laid so
    already, else the usual number.  Raises InputFault for another method, without a ``[sweep]`` and
    for one of rows or with constraints, which no such design can keep.
    """
    if method not in DESIGNS:
        near = did_you_mean(method, tuple(DESIGNS))
        raise InputFault(f"--method: {method!r} must be sobol or morris{near}")
    if points is not None and not isinstance(points, int):
        raise InputFault(f"--points: {points!r} must be a whole number")
    if method == "sobol" and points is not None and not is_power_of_2(points):
        raise InputFault(f"--points: {points} must be a power of 2 from 2 on, such as 64 or 128")
    sweep = scenario.sweep
    if not sweep:
        raise InputFault(
            f"{scenario.name}: has no [sweep]: its vary must say which keys are uncertain, and how"
            " far (scenarios/README.md)"
        )
    for key in ("rows", "constraints"):
        if sweep.get(key):
            raise InputFault(
                f"{scenario.name}: sweep.{key}: must not be there for --method {method}"
            )
    if points is None and sweep["design"] == DESIGNS[method]:
        return scenario
    return dataclasses.replace(scenario, sweep=_sweep(sweep, method, points))


def is_power_of_2(number: int) -> bool:
    """Whether a number is 2, 4, 8 or so on.

    >>> [number for number in range(-4, 9) if is_power_of_2(number)]
    [2, 4, 8]
    """
    return number >= 2 and number.bit_count() == 1


def _sweep(sweep: Mapping[str, Any], method: str, points: int | None) -> Mapping[str, Any]:
    new: dict[str, Any] = {
        "design": DESIGNS[method],
        "vary": MappingProxyType({key: _open(held) for key, held in sweep["vary"].items()}),
        COUNTED[method]: USUAL_POINTS[method] if points is None else points,
    }
    if "replicates" in sweep:
        new["replicates"] = sweep["replicates"]
    if method == "sobol":
        new["second_order"] = False
    return MappingProxyType(new)


def _open(held: Value) -> Value:
    """A range without its number of points, which belongs to a grid."""
    if not is_range(held):
        return held
    return MappingProxyType({key: value for key, value in held.items() if key != "points"})
