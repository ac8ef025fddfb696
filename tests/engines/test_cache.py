"""Compiled code is kept between calls, and never answers for a rule that has changed since."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import numba
import numpy as np
import pytest

from simulation.engines import cache, compiled, compiling, everybody, multitude
from tests.running import same
from tests.worlds import agenda, case, world

ROOT = Path(__file__).parents[2]

ASK = """
import dataclasses, hashlib, json
import numpy as np
from simulation.engines import compiled, mesa_engine
from tests.worlds import agenda, case, world

w = world(6, layers={"border": [(i, i + 1, 1.0) for i in range(5)]}, posture=0.5)
asked = case(w, agenda(w, 12), base_rate=-3.0), np.arange(3), 1

def digest(histories):
    fields = [getattr(histories, field.name) for field in dataclasses.fields(histories)]
    return hashlib.sha256(b"".join(field.tobytes() for field in fields)).hexdigest()

fast, read = digest(compiled.run(*asked)), digest(mesa_engine.run(*asked))
hits = sum(compiled._kernel.stats.cache_hits.values())
told = {"compiled": fast, "mesa": read, "hits": hits, "folder": str(compiled.FOLDER)}
"""
"""Asks both engines the same, in a process of its own."""


def asking(package, before="", after="", **variables):
    """A process that asks, in a copy of the package; it compiles fast rather than well.

    before, after: what else it does.
    """
    known = {k: v for k, v in os.environ.items() if not k.startswith(("NUMBA_", "SNOWBALL_"))}
    hasty = {"NUMBA_OPT": "1", "NUMBA_LOOP_VECTORIZE": "0", "PYTHONPATH": str(package)}
    return subprocess.Popen(
        [sys.executable, "-c", before + ASK + after + "\nprint(json.dumps(told))"],
        cwd=package,
        env={**known, **hasty, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer(process):
    told, complaint = process.communicate(timeout=300)
    assert process.returncode == 0, complaint
    return json.loads(told)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A copy of the package whose rules may be edited."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        ROOT / "simulation", copy / "simulation", ignore=shutil.ignore_patterns("__pycache__")
    )
    (copy / "tests").mkdir()
    for name in ("__init__.py", "worlds.py"):
        shutil.copy(ROOT / "tests" / name, copy / "tests" / name)
    return copy


@pytest.fixture(scope="module")
def kept(package):
    """Where four processes that asked at once kept their code, and what they were told."""
    place = package / "cache"
    callers = [asking(package, SNOWBALL_CACHE_DIR=str(place)) for _ in range(4)]
    return place, [answer(caller) for caller in callers]


def test_callers_at_once_on_an_empty_cache_agree(kept):
    place, answers = kept
    assert len({told["compiled"] for told in answers} | {told["mesa"] for told in answers}) == 1
    assert {Path(told["folder"]).parent for told in answers} == {place / "compiled"}


def test_a_later_caller_compiles_nothing(kept, package):
    place, answers = kept
    files = sorted(place.rglob("*.nb*"))
    told = answer(asking(package, SNOWBALL_CACHE_DIR=str(place)))
    assert told == {**answers[0], "hits": 1}
    assert sorted(place.rglob("*.nb*")) == files != []


def test_an_edited_rule_is_not_answered_with_the_old_one(kept, package):
    place, answers = kept
    rule = package / "simulation" / "model" / "decision.py"
    text = rule.read_text(encoding="utf-8")
    before, found, after = text.partition("def pressure(")
    rule.write_text(before + found + after.replace("return ", "return 0.5 * ", 1), encoding="utf-8")
    try:
        told = answer(asking(package, SNOWBALL_CACHE_DIR=str(place)))
    finally:
        rule.write_text(text, encoding="utf-8")
    assert told["compiled"] == told["mesa"] != answers[0]["mesa"]
    assert told["folder"] != answers[0]["folder"]


def test_without_a_home_to_write_in_nothing_is_kept_and_nothing_breaks(package, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    homes = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"), str(tmp_path / "file"))
    told = answer(asking(package, **homes))
    assert told["compiled"] == told["mesa"]
    assert (told["folder"], told["hits"]) == ("None", 0)


THEIRS = """
import numba

@numba.njit(cache=True)
def twice(x):
    return 2 * x

@numba.njit(cache=True)
def thrice(x):
    return 3 * x
"""


def test_whoever_set_numba_up_before_keeps_their_settings(kept, package, tmp_path):
    place, answers = kept
    (package / "theirs.py").write_text(THEIRS, encoding="utf-8")
    chosen = tmp_path / "chosen"
    told = answer(
        asking(
            package,
            before="import numba, theirs; theirs.twice(1)",
            after="theirs.thrice(1); told['set'] = numba.config.CACHE_DIR",
            NUMBA_CACHE_DIR=str(chosen),
            SNOWBALL_CACHE_DIR=str(place),
        )
    )
    assert told == {**answers[0], "hits": 1, "set": str(chosen)}
    kept_there = {file.name.split("-")[0] for file in chosen.rglob("*.nb*")}
    assert kept_there == {"theirs.twice", "theirs.thrice"}


def raise_inside(place):
    with compiling._kept_in(place):
        assert str(place) == numba.config.CACHE_DIR
        raise KeyError


def test_numba_gets_its_folder_back_whatever_happens(monkeypatch, tmp_path):
    monkeypatch.setattr(numba.config, "CACHE_DIR", "theirs")
    with pytest.raises(KeyError):
        raise_inside(tmp_path)
    assert numba.config.CACHE_DIR == "theirs"
    with compiling._kept_in(None):
        assert numba.config.CACHE_DIR == "theirs"


def test_code_that_cannot_be_kept_runs_all_the_same(monkeypatch):
    kernel, failures = compiled._kernel, [OSError("no space left on device")]

    def full_disk(*arguments):
        if failures:
            raise failures.pop()
        kernel(*arguments)

    w = world(4, layers={"border": [(0, 1, 1.0), (1, 2, 1.0)]})
    asked = case(w, agenda(w, 12), base_rate=-2.0), np.arange(3), 1
    expected = compiled.run(*asked)
    monkeypatch.setattr(compiled, "_kernel", full_disk)
    same(compiled.run(*asked), expected)
    assert not failures


RULE = """
from math import floor as whole

WEIGHT = 2.0

def rule(pressure, months=3):
    return WEIGHT * whole(pressure / months)
"""


def loaded(text):
    module = ModuleType("rules")
    exec(text, vars(module))
    return module.rule


def folder_of(text, *versions):
    return cache.folder([loaded(text)], *versions)


@pytest.fixture
def base(monkeypatch, tmp_path):
    monkeypatch.setenv("SNOWBALL_CACHE_DIR", str(tmp_path / "base"))
    return tmp_path / "base" / "compiled"


@pytest.mark.parametrize(
    ("old", "new"),
    [("/", "*"), ("2.0", "2.5"), ("months=3", "months=4"), ("floor", "ceil")],
    ids=["an operation", "a constant of the file", "a default", "what a name stands for"],
)
def test_whatever_decides_what_a_rule_does_names_the_folder(base, old, new):
    assert old in RULE
    assert folder_of(RULE.replace(old, new)) != folder_of(RULE)


def test_a_remark_does_not_name_the_folder(base):
    assert folder_of(RULE.replace("\n\n", "\n# a remark\n\n")) == folder_of(RULE)


def test_versions_of_the_compiler_name_the_folder(base):
    assert folder_of(RULE, "0.61") != folder_of(RULE, "0.62")
    assert folder_of(RULE, "0.61").parent == base


@pytest.mark.parametrize("engine", [compiled, everybody, multitude])
def test_every_function_of_the_kernel_names_the_folder(base, engine):
    functions = [*engine.THEORY, *engine.STEPS, *engine.RARE]
    whole = cache.folder(functions)
    for left_out in range(len(functions)):
        assert cache.folder(functions[:left_out] + functions[left_out + 1 :]) != whole


def test_a_file_edited_after_its_import_does_not_name_old_code(base, tmp_path, monkeypatch):
    file = tmp_path / "edited_later.py"
    file.write_text(RULE)
    monkeypatch.syspath_prepend(tmp_path)
    import edited_later

    before = cache.folder([edited_later.rule])
    file.write_text(RULE.replace("/", "*"))
    assert cache.folder([edited_later.rule]) == before


@pytest.mark.parametrize("home", ["a file", "/proc/1/nowhere", "~nobody-of-this-name/cache"])
def test_a_home_that_cannot_be_written_keeps_nothing(home, tmp_path, monkeypatch):
    (tmp_path / "a file").write_text("not a folder")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SNOWBALL_CACHE_DIR", raising=False)
    place = str(tmp_path / home) if home == "a file" else home
    monkeypatch.setattr(cache.platformdirs, "user_cache_dir", lambda _: place)
    assert folder_of(RULE) is None
    assert [entry.name for entry in tmp_path.iterdir()] == ["a file"]


def test_code_that_nobody_used_for_long_is_forgotten(base):
    old, young, foreign, used = (
        base / ("0a" * 12),
        base / ("0b" * 12),
        base / "mine",
        folder_of(RULE),
    )
    long_ago = time.time() - (cache.FORGOTTEN_DAYS + 1) * 86400
    for place in (old, young, foreign):
        place.mkdir()
        (place / "kernel.nbc").write_bytes(b"code")
    for place in (old, foreign, used):
        os.utime(place, (long_ago, long_ago))
    assert folder_of(RULE) == used
    assert not old.exists()
    assert all(place.exists() for place in (young, foreign, used))
