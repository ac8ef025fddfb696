"""A term that is switched off leaves, bit for bit, the run of a world without it."""

import dataclasses

import pytest

from simulation.engines.mesa_engine import TreatyModel
from simulation.engines.mesa_engine import run as run_mesa
from tests.running import COMPILED, MESA, same
from tests.terms.effects import DECISIONS, EFFECTS, JOINING_A_PACT, MORE_DETERRENCE, OFF
from tests.terms.village import MONTHS, RIVAL, table, village

RUNS, MESA_RUNS = 60, 5
OTHERS = {"more deterrence": MORE_DETERRENCE, "joining a pact": JOINING_A_PACT}


def runs_of(engine):
    return RUNS if engine is COMPILED else MESA_RUNS


def agree(one, other, only=()):
    """Raise where histories differ in a bit; only: fields that must agree, all where empty."""
    for field in dataclasses.fields(one):
        if not only or field.name in only:
            a, b = getattr(one, field.name), getattr(other, field.name)
            assert a.tobytes() == b.tobytes(), field.name


@pytest.mark.parametrize("term", OFF)
def test_off_is_the_run_without_it(engine, term):
    off, without, only = OFF[term]
    runs = runs_of(engine)
    agree(engine.run(off, runs, runs), engine.run(without, runs, runs), only)


@pytest.mark.parametrize("term", OFF)
def test_but_on_it_is_another_run(term):
    """Otherwise every comparison above would hold for want of an effect."""
    on, off = village(), OFF[term].off
    if term in EFFECTS:
        on, off = EFFECTS[term].stronger, EFFECTS[term].weaker
    one, other = COMPILED.run(on, RUNS), COMPILED.run(off, RUNS)
    assert any(getattr(one, f).tobytes() != getattr(other, f).tobytes() for f in DECISIONS)


class Deaf(TreatyModel):
    """The engine without the rivals' answer: postures stand as they are dated."""

    def _answered(self, rival):
        return rival.posture


def test_without_an_answer_a_rival_is_as_the_engine_without_that_step():
    """A posture that no date moves then stays as it is, whatever its inertia."""
    still = table(village(answer=0.0), "posture", 0.0)
    posture = still.agenda.posture.copy()
    posture[:, RIVAL] = 0.7
    still = dataclasses.replace(still, agenda=dataclasses.replace(still.agenda, posture=posture))
    runs = MESA_RUNS
    deaf = run_mesa(still, COMPILED.run(still, runs).replicates, runs, model_class=Deaf)
    for engine in (COMPILED, MESA):
        agree(engine.run(still, runs, runs), deaf)


def test_a_newcomer_moves_nobody_else_in_its_treaty(engine):
    """It was no partner at the start; only its own decision is new (its other treaty apart)."""
    runs = runs_of(engine)
    joins = village(own_breach=0.0, kindred=0.0, answer=0.0, exit_incentive=0.0)
    with_it = engine.run(joins, runs, runs)
    without = engine.run(table(joins, "joins", -1), runs, runs)
    others = [0, 1, 2, 3, 4, 6, 7]
    for field in (*DECISIONS, "commitment_path"):
        here, there = getattr(with_it, field), getattr(without, field)
        assert here[..., others].tobytes() == there[..., others].tobytes(), field
    assert with_it.announced[:, 1, 5].max() < MONTHS + 1
    assert (without.announced[:, 1, 5] < 0).all()
    if engine is COMPILED:
        assert (with_it.announced[:, 1, 5] >= 10).any()
    assert not ((with_it.announced[:, 1, 5] >= 0) & (with_it.announced[:, 1, 5] < 10)).any()


CASES = {
    **{f"{term} off": held.off for term, held in OFF.items()},
    **{f"without {term}": held.without for term, held in OFF.items()},
    **{f"{term} weaker": held.weaker for term, held in {**EFFECTS, **OTHERS}.items()},
    **{f"{term} stronger": held.stronger for term, held in {**EFFECTS, **OTHERS}.items()},
}


@pytest.mark.parametrize("name", CASES)
def test_the_engines_agree_in_every_bit(name):
    one, other = (engine.run(CASES[name], MESA_RUNS, MESA_RUNS) for engine in (COMPILED, MESA))
    same(one, other)
