"""The theory needs nothing but the standard library, and contains no luck."""

import ast
import sys
from pathlib import Path

import pytest

import simulation.model

FILES = sorted(Path(simulation.model.__file__).parent.glob("**/*.py"))
LUCK = {"random", "secrets", "uuid", "time", "datetime"}
"""Modules that would let two calls with equal arguments differ."""


def imported(file):
    """Names of all modules that a file imports, in full."""
    for statement in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        if isinstance(statement, ast.ImportFrom):
            assert statement.level == 0, "a relative import"
            yield statement.module


def test_there_is_a_theory():
    assert len(FILES) >= 8


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_theory_imports_only_the_standard_library_and_itself(file):
    for name in imported(file):
        root = name.split(".")[0]
        assert root in sys.stdlib_module_names or name.startswith("simulation.model."), name
        assert root not in LUCK, name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_theory_raises_nothing_and_keeps_nothing(file):
    """No exceptions and no global state: what is wrong is refused at the door."""
    forbidden = (ast.Raise, ast.Try, ast.Global, ast.Nonlocal, ast.Assert)
    found = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, forbidden)]
    assert not found
