"""Both engines follow the textbook rules as one text says: histories are equal bit for bit."""

import inspect
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from simulation.engines import mesa_engine, spreading
from simulation.experiments.runner import run
from simulation.model.contagion import JOINS
from simulation.model.stages import ANNOUNCED, NEVER_JOINED, NOTIFIED, OUT, PARTY
from simulation.world.synthetic.expanding import expanded
from tests.drawn import contagion_cases
from tests.running import COMPILED, MESA, same
from tests.worlds import agenda, contagion_case, plain_case, world

RUNS, RECORDED = 2, 1
EXAMPLES = 150
"""So many worlds at least must hold both leavers and stayers."""
ENOUGH = 10
seen: Counter[str] = Counter()
"""In how many of the worlds something happened."""


def happened(case, h):
    """What happened in some run, each by its name."""
    at_start, terms = case.world.stage, case.contagion
    decided = (h.out > 0) & ~h.forced
    pins = case.agenda.pinned[case.agenda.row].any(axis=0)
    weights = case.agenda.weight_in_others
    join = {number: name for name, number in JOINS.items()}[terms.join]
    return {
        "leavers and stayers": decided.any(axis=2) & (h.stage == PARTY).any(axis=2),
        f"leavers by {case.rule}": decided,
        "leavers after the first month": decided & (h.out > 1),
        "forced": h.forced & (at_start != OUT),
        "suspended": h.suspended >= 0,
        "suspended, then leaves": (h.suspended >= 0) & decided,
        "joins, then leaves": (at_start == NEVER_JOINED) & decided,
        "pinned, then leaves": pins & decided,
        "waits": h.forced & ((h.stage == ANNOUNCED) | (h.stage == NOTIFIED)),
        "several treaties": np.array(len(at_start) > 1),
        "ties that begin or end": np.array(tied_by_date(case)),
        "all see all": np.array(bool(case.world.complete)) & decided,
        "weighs less in others": (weights[:, None] != 1.0).any(axis=0) & (h.out >= 0),
        f"layers joined by {join}": decided & (case.rule == "threshold"),
        f"shares {terms.shares}": decided & (case.rule == "threshold"),
        "several layers": np.array(len(case.world.declared) > 1) & decided,
        "threat deterred at the start": np.array(case.parameters.deterrence > 0.0)
        & (h.threat > 0.0),
        "starts that differ": np.array(case.parameters.start_spread > 0.0),
    }


def tied_by_date(case):
    layers = case.agenda.layers.values()
    return any((t.since > 0).any() or (t.until <= case.agenda.months).any() for t in layers)


@settings(max_examples=3 * EXAMPLES)
@given(contagion_cases(16, 2))
def test_engines_agree_bit_for_bit(case):
    fast = COMPILED.run(case, RUNS, RECORDED)
    same(fast, MESA.run(case, RUNS, RECORDED))
    same(fast, COMPILED.run(_written_out(case), RUNS, RECORDED))
    seen["examples"] += 1
    seen.update(name for name, where in happened(case, fast).items() if np.any(where))


def _written_out(case):
    """The case with the ties of complete layers listed."""
    w, a = expanded(case.world, case.agenda)
    return replace(case, world=w, agenda=a)


def test_those_worlds_held_leavers_and_stayers_and_everything_else():
    """The comparison above says something only if things happened in its worlds."""
    if not seen:
        test_engines_agree_bit_for_bit()
    assert seen["leavers and stayers"] >= EXAMPLES
    assert len(seen) == 23
    rare = {name: count for name, count in seen.items() if count < ENOUGH}
    assert not rare


def test_an_engine_asked_directly_knows_of_complete_layers():
    w = world(4, stage=[OUT, 0, 0, 0], complete=("peers",), complete_weight=(1.0,))
    case = contagion_case(w, agenda(w, 3), "threshold", "count", threshold=1.0)
    same(spreading.run(case, np.arange(1), 0), mesa_engine.run(case, np.arange(1), 0))
    assert COMPILED.run(case, 1).out.tolist() == [[[0, 1, 1, 1]]]


def test_the_engine_of_textbook_rules_takes_no_other():
    w = world(2)
    with pytest.raises(TypeError, match="hazard is not a textbook rule"):
        spreading.run(plain_case(w, agenda(w, 2)), np.arange(1), 0)
    with pytest.raises(TypeError, match="hazard is not a textbook rule"):
        mesa_engine.TextbookModel(plain_case(w, agenda(w, 2)), 0)


@pytest.mark.parametrize("rule", ["threshold", "cascade", "simple"])
def test_no_runs_and_no_ties_are_no_trouble(engine, rule):
    w = world(3)
    case = contagion_case(w, agenda(w, 4), rule, threshold=0.5, probability=1.0)
    assert engine.run(case, 0).out.shape == (0, 1, 3)
    assert (engine.run(case, 2, 2).out == -1).all()


SYNTHETIC = {
    "source": "synthetic",
    "states": 40,
    "seeds": {"count": 2},
    "layers": {
        "peers": {"graph": "erdos-renyi", "mean_degree": 4.0}, "border": {"graph": "complete"},
    },
}  # fmt: skip
REAL = {"source": "real", "treaties": ["APMBC", "CCM"]}
LEAVER = {"name": "one-leaves", "kind": "exit", "target": "POL", "from": "2021-03-01"}
DRAWN = {"normal": {"mean": 0.3, "sd": 0.15}}


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [
        (SYNTHETIC, {"name": "threshold", "join": "weighted", "threshold": DRAWN}),
        (SYNTHETIC, {"name": "cascade", "probability": 0.04}),
        (REAL, {"name": "threshold", "threshold": {"constant": 0.05}}),
        (REAL, {"name": "simple", "p": 0.001, "q": 0.2}),
    ],
)
def test_both_engines_leave_the_same_tables(chosen, rule):
    """From a scenario on: networks and thresholds drawn anew for each run, and the real world."""
    asked = {
        "time": {"start": "2021-01-01", "end": "2022-06-30"},
        "run": {"trajectories": 2},
        "world": chosen,
        "rule": rule,
        "events": [LEAVER] if chosen is REAL else [],
    }
    fast, read = (run(asked, replicates=3, engine=name) for name in ("compiled", "mesa"))
    assert len(fast.exits) > 3
    assert fast.manifest["tables"] == read.manifest["tables"]


def called_by(function):
    """Functions of ours that a function names, directly or in a module."""
    known, names = function.__globals__, function.__code__.co_names
    for module in (known[name] for name in names if inspect.ismodule(known.get(name))):
        yield from (getattr(module, name) for name in names if hasattr(module, name))
    yield from (known[name] for name in names if name in known)


def test_the_kernel_is_named_by_everything_it_calls():
    """Else an edited rule might be answered with the old code."""
    listed = (*spreading.THEORY, *spreading.STEPS)
    for function in (*listed, spreading._spread):
        called = {f for f in called_by(function) if inspect.isfunction(f)}
        assert called <= set(listed), function
