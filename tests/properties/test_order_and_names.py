"""Rows have no order, names have no power, and whoever is tied to nobody disturbs nobody."""

from dataclasses import fields, replace

import numpy as np
from hypothesis import strategies as st

from simulation.engines.contract import Histories
from tests import drawn
from tests.properties.changes import reordered, with_newcomer
from tests.running import WITHOUT_STATES, change, differ, same

RECORDED = 2


@st.composite
def shuffled_cases(draw, max_states):
    case = draw(drawn.cases(max_states))
    return case, draw(st.permutations(range(len(case.world.states))))


def of_states(histories, order):
    """Histories with their states taken in an order; most fields have states."""
    return change(histories, lambda name, a: a if name in WITHOUT_STATES else a[..., list(order)])


def test_the_last_axis_of_every_history_but_its_numbers_is_the_states(engine):
    case = drawn_once(engine)
    made = engine.run(case, 2, RECORDED)
    lengths = {f.name: getattr(made, f.name).shape[-1] for f in fields(Histories)}
    assert [lengths.pop(name) for name in WITHOUT_STATES] == [2, 0, 0]
    assert set(lengths.values()) == {len(case.world.states)}


def drawn_once(engine):
    """One case of three treaties."""
    found = []
    engine.over(
        drawn.cases(7, 3).filter(lambda case: len(case.world.states) > 3), found.append, examples=1
    )
    return found[0]


def test_reordered_states_have_the_same_histories(engine):
    def check(pair):
        case, order = pair
        plain = engine.run(case, recorded=RECORDED)
        moved = engine.run(reordered(case, order), recorded=RECORDED)
        same(of_states(plain, order), moved)
        return differ(plain, moved)

    assert engine.over(shuffled_cases(engine.max_states), check)[True] > 0


def test_renamed_states_that_keep_their_draw_keys_keep_their_histories(engine):
    def check(case):
        fresh = tuple(f"state {n}" for n in range(len(case.world.states)))
        plain = engine.run(case, recorded=RECORDED)
        same(plain, engine.run(_named(case, states=fresh, names=fresh), recorded=RECORDED))
        return differ(plain, engine.run(_named(case, draw_keys=fresh), recorded=RECORDED))

    assert engine.over(drawn.cases(engine.max_states), check)[True] > 0


def _named(case, **names):
    return replace(case, world=replace(case.world, **names))


def test_a_newcomer_without_ties_changes_nobody(engine):
    def check(pair):
        case, order = pair
        grown = with_newcomer(case)
        place = order[0]
        seats = np.insert(np.arange(len(order)), place, len(order))
        made = engine.run(reordered(grown, seats), recorded=RECORDED)
        others = [n for n in range(len(seats)) if n != place]
        same(engine.run(case, recorded=RECORDED), of_states(made, others))
        return bool((made.announced[..., place] > 0).any())

    assert engine.over(shuffled_cases(engine.max_states), check)[True] > 0


def test_other_treaties_without_a_link_change_nobody(engine):
    """No kindred treaty, no deterrence, no answer: each treaty is left as if it were alone."""

    def check(case):
        single = unlinked(case)
        both = engine.run(single, recorded=RECORDED)
        for k in range(len(case.world.treaties)):
            alone = engine.run(only(single, k), recorded=RECORDED)
            same(alone, of_treaty(both, k))
        return len(case.world.treaties)

    treaties = engine.over(drawn.cases(engine.max_states), check)
    assert treaties[2] > 0
    assert treaties[3] > 0


def unlinked(case):
    return replace(
        case,
        world=replace(case.world, kindred=np.zeros_like(case.world.kindred)),
        parameters=case.parameters._replace(deterrence=0.0, answer=0.0),
    )


def only(case, k):
    """The case with one of its treaties."""
    w, a = case.world, case.agenda
    return replace(
        case,
        base_rate=case.base_rate[k : k + 1],
        world=replace(
            w,
            treaties=w.treaties[k : k + 1],
            kindred=w.kindred[k : k + 1, k : k + 1],
            **{f: getattr(w, f)[k : k + 1] for f in ("stage", "commitment")},
        ),
        agenda=replace(
            a,
            utility=a.utility[:, k : k + 1],
            joins=a.joins[k : k + 1],
            stage_events=tuple(replace(e, treaty=0) for e in a.stage_events if e.treaty == k),
            **{f: getattr(a, f)[:, k : k + 1] for f in BY_TREATY},
        ),
    )


BY_TREATY = ("stigma", "advocacy", "incentive", "weight_in_others", "pinned")


def of_treaty(histories, k):
    """What happened to one treaty; threat perception belongs to all of them."""
    shared = (*WITHOUT_STATES, "threat", "threat_path")
    return change(histories, lambda name, a: a if name in shared else a[..., k : k + 1, :])
