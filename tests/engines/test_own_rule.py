"""A researcher's own rule: both engines run it alike, and where it fails only that run is lost."""

import dataclasses
import functools
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.engines import own_rule
from simulation.engines.compiling import compiled_rule
from simulation.model.stages import NEVER_JOINED, OUT, PARTY
from simulation.scenario.faults import InputFault
from tests.drawn import cases
from tests.engines import own_rules
from tests.running import COMPILED, MESA, NEVER, differ, months_of, same
from tests.worlds import agenda, case, moved, world

RUNS, RECORDED = 3, 2


def ruled(one, rule):
    return dataclasses.replace(one, own=rule)


def both(one, runs=RUNS, recorded=RECORDED):
    """Histories of a case that both engines agree on, bit for bit."""
    fast = COMPILED.run(one, runs, recorded)
    same(fast, MESA.run(one, runs, recorded))
    return fast


def village(months=24, **further):
    """Six states in a row, each looking at the next."""
    w = world(6, layers={"border": [(i, i + 1, 1.0) for i in range(5)]}, posture=0.5, **further)
    return case(w, agenda(w, months), base_rate=-3.0)


@settings(max_examples=40)
@given(cases(max_states=20))
def test_the_theory_spelled_out_is_the_theory(one):
    for engine, runs in ((COMPILED, 8), (MESA, 1)):
        plain = engine.run(one, runs, RECORDED)
        same(engine.run(ruled(one, own_rules.spelled_out), runs, RECORDED), plain)


@pytest.mark.parametrize("rule", own_rules.RUNNING, ids=lambda rule: rule.__name__)
def test_engines_agree_bit_for_bit(rule):
    exits = []

    @settings(max_examples=25)
    @given(cases(max_states=12))
    def agree(one):
        histories = both(ruled(one, rule))
        assert len(histories.failed) == 0
        exits.append(int(((histories.announced > 0) & ~histories.forced).sum()))

    agree()
    assert sum(exits) == 0 if rule.__name__ == "nobody" else sum(exits) >= 30


def test_a_rule_is_told_month_by_month_what_the_engines_know():
    """Every number of a situation, by a rule that fails with it once all six have begun to move."""

    def tells(now, p):
        if now.gone > 0.3 and now.border > 0.5:
            raise ValueError(f"{now}")
        return 0.05

    said = MESA.run(ruled(village(60), tells), 4).reasons
    assert len(said) == 4
    for reason in said:
        told = dict(re.findall(r"(\w+)=([-\d.]+)", reason))
        month = int(re.search(r"month (\d+)\)$", reason)[1])
        assert int(told["month"]) == month
        assert float(told["gone"]) in (2 / 6, 3 / 6, 4 / 6, 5 / 6)


def test_gone_counts_whoever_was_bound_or_gone_at_the_start():
    """Of five counted states one is gone at the start and one is moved out in month 3."""
    stage = [OUT, NEVER_JOINED, PARTY, PARTY, PARTY, PARTY]
    w = world(6, stage=stage)
    dated = agenda(w, 6, stage_events=(moved(3, 2, OUT),), joins=[[-1, 2, -1, -1, -1, -1]])

    def after(share):
        def rule(now, p):
            return 99.0 if now.gone >= share else 0.0

        return both(ruled(case(w, dated), rule), 1, 0)

    first = [months_of(after(share).announced)[0, 0, 3] for share in (0.2, 0.4, 0.41)]
    assert first == [1, 4, NEVER]


@pytest.mark.parametrize("rule", own_rules.FAILING, ids=lambda rule: rule.__name__)
def test_a_rule_that_gives_no_pressure_fails_alike_in_both_engines(rule):
    histories = both(ruled(village(), rule), 4, 2)
    assert histories.failed.tolist() == [0, 1, 2, 3]
    assert len(histories.replicates) == len(histories.threat_path) == 0
    for reason in histories.reasons.tolist():
        assert reason.startswith(f"rule {rule.__name__} {own_rules.FAILING[rule]}")
        assert re.search(r"[ (]S0000\d, T1, month \d+\)$", reason)
        assert len(reason) <= own_rule.LONGEST_REASON
        assert reason.isprintable()


def stops_at(share):
    """A rule that fails in runs in which more than a share of the states gets out."""

    def frail(now, p):
        if now.gone > share:
            raise ValueError("too many are gone")
        return 0.03 + 0.1 * now.border

    return frail


@pytest.mark.parametrize("engine", [COMPILED, MESA], ids=lambda one: one.name)
def test_a_failed_run_harms_no_other(engine):
    runs, recorded = 30, 12
    whole = engine.run(ruled(village(), stops_at(2.0)), runs, recorded)
    part = engine.run(ruled(village(), stops_at(0.4)), runs, recorded)
    assert len(whole.failed) == 0
    assert 3 <= len(part.failed) <= runs - 3
    assert 0 < len(part.threat_path) < recorded
    kept = np.isin(whole.replicates, part.failed, invert=True)
    for field in dataclasses.fields(whole):
        if field.name not in ("failed", "reasons"):
            array = getattr(whole, field.name)
            left = array[kept[: len(array)]]
            assert left.tobytes() == getattr(part, field.name).tobytes(), field.name
    assert sorted([*part.replicates, *part.failed]) == list(range(runs))


def test_engines_agree_on_which_runs_fail():
    histories = both(ruled(village(), stops_at(0.4)), 30, 12)
    alone = COMPILED.run(ruled(village(), stops_at(0.4)), [int(histories.failed[-1])], 1)
    assert alone.reasons[0] == histories.reasons[-1]
    assert len(alone.replicates) == 0


def test_of_several_failures_the_first_treaty_and_then_state_is_named():
    w = world(3, treaties=2)
    pinned = np.zeros((2, 2, 3), dtype=bool)
    pinned[0, :, :] = True
    pinned[1, 0, :2] = True
    one = case(w, agenda(w, 5, pinned=pinned, row=[0, 0, 0, 1, 1, 1]))
    histories = both(ruled(one, own_rules.raises), 2, 0)
    assert histories.reasons.tolist() == ["rule raises raised KeyError (S00002, T1, month 3)"] * 2


def test_what_only_the_compiled_rule_cannot_do_is_said():
    histories = COMPILED.run(ruled(village(), own_rules.wraps_around), 1)
    assert "gave no pressure when compiled, but does in Python" in histories.reasons[0]
    assert len(MESA.run(ruled(village(), own_rules.wraps_around), 1).failed) == 0


@pytest.mark.parametrize("rule", own_rules.UNCOMPILABLE, ids=lambda rule: rule.__name__)
def test_what_cannot_be_compiled_is_refused_with_its_line_and_runs_under_mesa(rule):
    with pytest.raises(InputFault) as refused:
        COMPILED.run(ruled(village(), rule), 1)
    (fault,) = refused.value.faults
    assert fault.startswith(f"rule {rule.__name__}: own_rules.py:")
    file, number, source = re.search(r"(\S+):(\d+): `(.*?)`: numba cannot", fault).groups()
    line = (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines()[int(number) - 1]
    assert source.split() == line.split()
    assert "here" in line
    assert 'engine="mesa"' in fault
    assert str(Path(__file__).parent) not in fault
    failing = (own_rules.mistypes, own_rules.mixes_truth_and_numbers)
    assert len(MESA.run(ruled(village(4), rule), 1).failed) == (rule in failing)


def test_numbers_a_rule_reads_hold_as_they_are_when_it_runs(monkeypatch):
    """Compiled code keeps what it was compiled with; a notebook changes it between two runs."""
    one = ruled(village(), own_rules.each_field_and_place)
    before = both(one, 8)
    monkeypatch.setattr(own_rules, "WEIGHTS", (0.5, 0.3, 0.2, 0.1))
    after = both(one, 8)
    assert differ(before, after)
    monkeypatch.undo()
    same(both(one, 8), before)


def test_functions_that_a_rule_calls_are_compiled_with_it():
    scale = 0.5

    def part(share):
        return scale * share

    def whole(share):
        return part(share) + part(1.0)

    def calls(now, p, least=0.01):
        return least + sum([whole(now.border), 0.0]) * 0.1

    assert (both(ruled(village(), calls), 8).announced > 0).any()


def test_a_rule_is_compiled_once():
    assert compiled_rule(own_rules.nobody) is compiled_rule(own_rules.nobody)


class Asks:
    def __call__(self, now, p):
        return 0.01

    def ask(self, now, p):
        return 0.01


def three(now, p, more):
    return 0.01


def one_by_one(now, p):
    yield 0.01


async def later(now, p):
    return 0.01


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (0.01, "rule: float is no plain function"),
        ("my_rule", "rule: str is no plain function"),
        (Asks(), "rule: Asks is no plain function"),
        (Asks, "rule: type is no plain function"),
        (Asks().ask, "rule: method is no plain function"),
        (functools.partial(three, more=1), "rule: partial is no plain function"),
        (lambda now, p: 0.01, "rule: a lambda has no name"),
        (three, "rule three(now, p, more) cannot be asked as"),
        (one_by_one, "rule one_by_one gives its values one by one or later"),
        (later, "rule later gives its values one by one or later"),
    ],
)
def test_only_a_plain_function_of_two_is_a_rule(given, said):
    with pytest.raises(InputFault) as refused:
        own_rule.accepted(given)
    (fault,) = refused.value.faults
    assert fault.startswith(said)
    assert fault.endswith('a function made with "def my_rule(now, p): ..." that returns a pressure')


def test_a_rule_that_numba_knows_already_is_taken_as_it_was_written():
    class Jitted:
        py_func = staticmethod(own_rules.nobody)

    assert own_rule.accepted(Jitted()) is own_rules.nobody
    assert own_rule.accepted(own_rules.nobody) is own_rules.nobody


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=40))
def test_a_reason_is_one_short_line_whatever_is_in_it(what, detail, state):
    def rule(now, p):
        return 0.0

    said = own_rule.reason(rule, own_rule.Fault(what, detail), state, "T1", 3)
    assert len(said) <= own_rule.LONGEST_REASON
    assert said.isprintable()
    assert said.startswith("rule rule ")
