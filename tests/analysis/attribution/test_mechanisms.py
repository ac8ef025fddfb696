"""Mechanisms: they add up exactly, and get nothing where nothing is contagious."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings

from simulation.analysis.attribution import terms
from simulation.analysis.attribution.mechanisms import mechanisms, number_of_arms
from simulation.analysis.attribution.multipliers import base_runs
from simulation.experiments.cases import case_of
from simulation.model.parameters import Parameters
from simulation.scenario.reading import read
from simulation.world.build import build
from tests.drawn import cases
from tests.running import COMPILED, same


def shared_out(case, runs=3):
    base = base_runs(case, np.arange(runs), "compiled")
    everybody = np.ones(case.world.stage.shape, dtype=bool)
    return mechanisms(case, terms.groups(terms.at_work(case)), base, everybody, 1)


@settings(max_examples=25)
@given(cases(max_states=12))
def test_terms_add_up_to_all_minus_none_in_every_run(case):
    did = shared_out(case)
    counts = [chose.sum(axis=2).T for chose in (did.full, did.without)]
    assert (did.numerators.sum(axis=1) == did.denominator * (counts[0] - counts[1])).all()


@settings(max_examples=60)
@given(cases(max_states=12))
def test_a_term_that_is_not_at_work_changes_no_decision(case):
    """The full case with only its working terms on decides as it did."""
    working = terms.with_only(case, terms.at_work(case))
    one, other = (COMPILED.run(each, 3) for each in (case, working))
    for field in ("announced", "notified", "out", "returned", "stage"):
        assert (getattr(one, field) == getattr(other, field)).all(), field


def test_without_erosion_nothing_carries_over_bit_for_bit():
    scenario = read("law-of-war", {"run.replicates": 20})
    case = case_of(scenario, *build(scenario))
    off = dict.fromkeys(terms.TERMS["erosion"], 0.0)
    kept = dataclasses.replace(case, parameters=case.parameters._replace(**off))
    same(COMPILED.run(kept, 20), COMPILED.run(terms.with_only(kept, {*terms.TERMS, "kindred"} -
                                                              {"erosion"}), 20))  # fmt: skip
    assert terms.with_only(case, {"kindred"}).parameters == terms.with_only(case, ()).parameters


def test_no_terms_are_left_where_nothing_is_contagious():
    scenario = read("no-contagion", {"run.replicates": 50})
    case = case_of(scenario, *build(scenario))
    assert terms.at_work(case) == []
    did = shared_out(case, 50)
    assert did.numerators.shape == (2, 0, 50)
    assert (did.full == did.without).all()


def test_switching_every_term_off_is_the_scenario_without_contagion():
    base = read("ottawa-2025")
    none = terms.with_only(case_of(base, *build(base)), ())
    assert none.parameters == read("no-contagion").parameters


@pytest.mark.parametrize(("working", "players"), [(6, 6), (7, 5), (8, 6)])
def test_many_terms_count_the_layers_as_one(working, players):
    found = terms.groups(list(terms.TERMS)[:working])
    assert len(found) == players
    assert [term for _, some in found for term in some] == list(terms.TERMS)[:working]


def test_kindred_arms_without_erosion_are_run_once():
    scenario = read("ottawa-2025")
    case = case_of(scenario, *build(scenario))
    assert number_of_arms(case, terms.groups(terms.at_work(case))) == 24


def test_every_term_has_its_switch_and_its_meaning():
    for term, names in terms.TERMS.items():
        assert set(names) <= set(Parameters._fields)
        assert terms.MEANINGS[term]
