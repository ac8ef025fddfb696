"""The examples in docstrings give what they say."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import simulation
import simulation.model

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(simulation.__path__, "simulation.")
    if not module.name.endswith("__main__")
)
THEORY = [name for name in MODULES if name.startswith("simulation.model.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


def test_the_packages_with_rules_are_among_them():
    packages = {name.split(".")[1] for name in MODULES}
    assert {"model", "chance", "scenario", "world"} <= packages


@pytest.mark.parametrize("name", [name for name in THEORY if not name.endswith(".month")])
def test_every_function_of_the_theory_has_an_example(name):
    module = importlib.import_module(name)
    functions = [f for _, f in inspect.getmembers(module, inspect.isfunction)]
    own = [f for f in functions if f.__module__ == name and not f.__name__.startswith("_")]
    assert [f.__name__ for f in own if ">>>" not in (f.__doc__ or "")] == []
