"""The hash of an own rule: the same for the same rule, another for whatever else it could do."""

import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from simulation.engines import own_rule
from simulation.engines.rule_text import fingerprint, source
from simulation.scenario.faults import InputFault
from tests.engines import own_rules

ROOT = Path(__file__).parents[2]
FLAT = "def rule(now, p):\n    return {}\n"
USES = "K = 2.0\ndef part(x):\n    return K * x\ndef rule(now, p):\n    return part(now.gone)\n"


def made(text, tmp_path, monkeypatch, name="rules_of_mine"):
    """The rule of a module with this text, imported anew."""
    (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    sys.modules.pop(name, None)
    return __import__(name).rule


def hashes(texts, tmp_path, monkeypatch):
    return [
        fingerprint(made(text, tmp_path, monkeypatch, f"rules_{n}")) for n, text in enumerate(texts)
    ]


def test_comments_and_blank_lines_change_nothing(tmp_path, monkeypatch):
    texts = [
        FLAT.format("now.gone"),
        "# above\n\n" + FLAT.format("now.gone  # beside"),
        "def rule(now, p):\n\n    # within\n    return now.gone\n",
        "def around():\n    def rule(now, p):\n        return now.gone\n    return rule\n"
        "rule = around()\n",
    ]
    assert len(set(hashes(texts, tmp_path, monkeypatch))) == 1


@pytest.mark.parametrize(
    "other",
    [
        USES.replace("2.0", "3.0"),
        USES.replace("2.0", "2"),
        USES.replace("K * x", "x * K"),
        USES.replace("now.gone", "now.border"),
        USES.replace("(x)", "(x, y=1.0)").replace("K * x", "K * x + y"),
        USES.replace("now, p)", "now, p, also=1)"),
        USES.replace("K = 2.0", "class K:\n    pass"),
    ],
)
def test_whatever_could_give_another_pressure_is_another_rule(other, tmp_path, monkeypatch):
    one, two = hashes([USES, other], tmp_path, monkeypatch)
    assert one != two


def closing_over(value):
    def rule(now, p):
        return value

    return rule


def test_values_closed_over_count_whatever_they_are():
    values = (
        0.5, 1, True, None, "1", (1,), [1], (1.0,), {"a": 1}, np.arange(3), np.arange(4.0),
        SimpleNamespace(a=1), SimpleNamespace(a=2), closing_over(1), closing_over(2), np.exp, len,
        np.float64(0.5),
    )  # fmt: skip
    found = [fingerprint(closing_over(value)) for value in values]
    assert len(set(found)) == len(values)
    assert found == [fingerprint(closing_over(value)) for value in values]


def test_what_cannot_be_compared_is_never_the_same():
    lock = __import__("threading").Lock
    assert fingerprint(closing_over(lock())) != fingerprint(closing_over(lock()))


def test_a_value_that_holds_itself_has_a_hash():
    ring = [1]
    ring.append(ring)
    assert fingerprint(closing_over(ring))


def test_a_file_edited_after_its_import_is_not_taken_for_what_runs(tmp_path, monkeypatch):
    rule = made(FLAT.format("0.5"), tmp_path, monkeypatch)
    (tmp_path / "rules_of_mine.py").write_text(FLAT.format("0.25"), encoding="utf-8")
    source.cache_clear()
    edited = fingerprint(rule)
    assert "0.5" in source(rule.__code__)
    assert edited != fingerprint(made(FLAT.format("0.25"), tmp_path, monkeypatch, "another"))


def test_lines_added_above_after_the_import_do_not_move_the_rule(tmp_path, monkeypatch):
    text = "import math\n" + FLAT.format("math.exp(now.gone)")
    rule = made(text, tmp_path, monkeypatch)
    before = fingerprint(rule)
    (tmp_path / "rules_of_mine.py").write_text("def other(now, p):\n    return 1\n" + text)
    source.cache_clear()
    assert fingerprint(rule) == before
    assert source(rule.__code__).startswith("def rule(")


@pytest.mark.parametrize("rule", [*own_rules.RUNNING, *own_rules.FAILING], ids=lambda r: r.__name__)
def test_the_source_is_found_where_there_is_one(rule):
    assert source(rule.__code__).startswith(f"def {rule.__name__}(now, p):")


def test_a_rule_without_a_source_is_known_by_its_code():
    def typed(text):
        held = {}
        exec(text, held)
        return held["rule"]

    one, same, other = (typed(FLAT.format(rate)) for rate in ("0.5", "0.5", "0.25"))
    assert fingerprint(one) == fingerprint(same) != fingerprint(other)


def test_the_hash_is_the_same_in_another_process():
    ask = (
        "from simulation.engines.rule_text import fingerprint\n"
        "from tests.engines import own_rules\n"
        "print(fingerprint(own_rules.each_field_and_place))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", ask], cwd=ROOT, env={"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert told == {fingerprint(own_rules.each_field_and_place) + "\n"}


def drawn_by_numpy(now, p):
    return 0.01 * np.random.random()  # noqa: NPY002


def drawn_by_a_friend(now, p):
    return drawn_by_numpy(now, p)


def drawn_here(now, p):
    return 0.01 * random.random()


@pytest.mark.parametrize("rule", [drawn_by_numpy, drawn_by_a_friend, drawn_here])
def test_a_rule_with_luck_of_its_own_is_refused(rule):
    with pytest.raises(InputFault, match=f"rule {rule.__name__} draws luck of its own"):
        own_rule.accepted(rule)
