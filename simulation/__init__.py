"""Simulates who follows when one state leaves a treaty.

>>> import simulation as sim
>>> result = sim.run("ottawa-2025", replicates=20)
>>> len(result.runs)
20
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.analysis.shape import shape
    from simulation.analysis.tipping import tipping_point
    from simulation.attributed import attribute
    from simulation.cli.list import scenarios
    from simulation.compared import compare
    from simulation.experiments.verifying import verify
    from simulation.model.own import Situation
    from simulation.model.parameters import Parameters
    from simulation.opened import open_result
    from simulation.result import Result, run, sweep
    from simulation.scenario.faults import InputFault
    from simulation.scenario.scenario import Scenario
    from simulation.sensitive import sensitivity

__all__ = [
    "InputFault",
    "Parameters",
    "Result",
    "Scenario",
    "Situation",
    "attribute",
    "compare",
    "open_result",
    "run",
    "scenarios",
    "sensitivity",
    "shape",
    "sweep",
    "tipping_point",
    "verify",
]

_HOMES = {
    "InputFault": ("simulation.scenario.faults", "InputFault"),
    "Parameters": ("simulation.model.parameters", "Parameters"),
    "Result": ("simulation.result", "Result"),
    "Scenario": ("simulation.scenario.scenario", "Scenario"),
    "Situation": ("simulation.model.own", "Situation"),
    "attribute": ("simulation.attributed", "attribute"),
    "compare": ("simulation.compared", "compare"),
    "open_result": ("simulation.opened", "open_result"),
    "run": ("simulation.result", "run"),
    "scenarios": ("simulation.cli.list", "scenarios"),
    "sensitivity": ("simulation.sensitive", "sensitivity"),
    "shape": ("simulation.analysis.shape", "shape"),
    "sweep": ("simulation.result", "sweep"),
    "tipping_point": ("simulation.analysis.tipping", "tipping_point"),
    "verify": ("simulation.experiments.verifying", "verify"),
}
"""Public name -> module and name there."""


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for, so that ``import simulation`` is light."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, there = _HOMES[name]
    found: object = getattr(import_module(module), there)
    return found


def __dir__() -> list[str]:
    """What there is to use."""
    return sorted(__all__)
