"""The house rules that no linter holds."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "simulation"
SOURCES = sorted(PACKAGE.rglob("*.py"))


def test_no_random_generator_is_named_outside_chance():
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        if source.name != "chance.py":
            assert "np.random" not in text, source
            assert "numpy.random" not in text, source


def test_every_file_says_what_it_is_for():
    for source in SOURCES:
        module = ast.parse(source.read_text(encoding="utf-8"))
        if module.body:
            assert ast.get_docstring(module), source


def test_the_theory_names_no_framework_and_raises_nothing():
    for source in (PACKAGE / "model").glob("*.py"):
        module = ast.parse(source.read_text(encoding="utf-8"))
        assert not [found for found in ast.walk(module) if isinstance(found, ast.Raise)], source
