"""What must hold for the textbook rules in any world, run by run."""

from dataclasses import fields, replace

import numpy as np
from hypothesis import strategies as st

from simulation.model.stages import OUT, PARTY
from simulation.world.world import Ties
from tests.drawn import contagion_cases
from tests.properties.changes import (
    intervened,
    lengthened,
    reordered,
    with_layers,
    with_newcomer,
    with_tables,
)
from tests.properties.test_time import pasts
from tests.running import WITHOUT_STATES, change, differ, months_of, same

WORLDS = {"compiled": 60, "mesa": 16}
"""How many worlds each property is held against."""
RECORDED = 1
NETWORKED = ("threshold", "cascade")


def over(engine, strategy, check):
    """Hold a property; returns how often it told what."""
    return engine.over(strategy, check, WORLDS[engine.name])


@st.composite
def with_order(draw, max_states, **further):
    case = draw(contagion_cases(max_states, 2, **further))
    return case, draw(st.permutations(range(len(case.world.states))))


def of_states(histories, order):
    """Histories with their states taken in an order."""
    return change(histories, lambda name, a: a if name in WITHOUT_STATES else a[..., list(order)])


def in_order(case, order):
    """The case with its states in another order, and their ties listed in another one."""
    w = case.world
    moved = reordered(case, order)
    return replace(moved, world=replace(moved.world, threshold=w.threshold[..., list(order)]))


def test_order_of_states_and_ties_has_no_meaning(engine):
    def check(pair):
        case, order = pair
        plain = engine.run(case, recorded=RECORDED)
        moved = engine.run(in_order(case, order), recorded=RECORDED)
        same(of_states(plain, order), moved)
        return differ(plain, moved)

    assert over(engine, with_order(engine.max_states), check)[True] > 0


def test_renamed_states_that_keep_their_draw_keys_keep_their_histories(engine):
    def check(case):
        fresh = tuple(f"state {n}" for n in range(len(case.world.states)))
        plain = engine.run(case, recorded=RECORDED)
        named = replace(case, world=replace(case.world, states=fresh, names=fresh))
        same(plain, engine.run(named, recorded=RECORDED))
        return differ(
            plain, engine.run(replace(case, world=replace(case.world, draw_keys=fresh)), None, 1)
        )

    assert over(engine, contagion_cases(engine.max_states, 2), check)[True] > 0


def test_a_state_without_ties_changes_nobody(engine):
    """Under thresholds and cascades; the share of all states gone counts everybody."""

    def check(case):
        grown = with_newcomer(case)
        w = grown.world
        added = np.zeros((len(w.treaties), 1))
        grown = replace(
            grown,
            world=replace(
                w,
                threshold=np.hstack([w.threshold, added]),
            ),
        )
        others = range(len(case.world.states))
        made = engine.run(grown, recorded=RECORDED)
        same(engine.run(case, recorded=RECORDED), of_states(made, others))
        return bool((made.out > 0).any())

    strategy = contagion_cases(engine.max_states, 2, NETWORKED, complete=False)
    assert over(engine, strategy, check)[True] > 0


def calm(case):
    """The case with one set of ties throughout, and nobody pinned, suspended or joining.

    Otherwise whoever leaves sooner may tempt a partner that is not free to leave yet.
    """
    a = case.agenda
    steady = {
        name: replace(t, since=np.zeros_like(t.since), until=np.full_like(t.until, a.months))
        for name, t in a.layers.items()
    }
    return with_tables(
        case,
        layers=steady,
        pinned=np.zeros_like(a.pinned),
        joins=np.full_like(a.joins, -1),
        stage_events=tuple(e for e in a.stage_events if e.stage == OUT),
    )


@st.composite
def with_further_seed(draw, max_states):
    case = draw(contagion_cases(max_states, 2, NETWORKED))
    case = case if case.rule == "threshold" else calm(case)
    stage = case.world.stage.copy()
    k, i = draw(st.sampled_from(np.argwhere(stage == PARTY).tolist()))
    stage[k, i] = OUT
    return case, replace(case, world=replace(case.world, stage=stage))


def test_a_further_seed_keeps_nobody_in(engine):
    """Whoever is out by a month is out by then with one more state out at the start."""

    def check(pair):
        case, seeded = pair
        fewer, more = (months_of(engine.run(one).out) for one in (case, seeded))
        assert (more <= fewer).all()
        return bool((more < fewer).sum(axis=(1, 2)).max() > 1)

    strategy = with_further_seed(engine.max_states)
    assert engine.over(strategy, check, examples=40)[True] > 0


@st.composite
def with_luck(draw, max_states):
    case = draw(contagion_cases(max_states, 2))
    return case, np.random.default_rng(draw(st.integers(0, 2**32 - 1)))


def test_a_longer_horizon_keeps_the_earlier_months(engine):
    def check(pair):
        case, rng = pair
        short = engine.run(case, recorded=engine.luck)
        long = engine.run(lengthened(case, 12, rng), recorded=engine.luck)
        same(*pasts(short, long, case.agenda.months))
        return bool((long.out > case.agenda.months).any())

    assert over(engine, with_luck(engine.max_states), check)[True] > 0


def test_a_replicate_alone_is_its_row_of_many(engine):
    def check(case):
        many = engine.run(case, 4, 4)
        for r in (0, 3):
            one = engine.run(case, [r], 1)
            for field in fields(many):
                if field.name not in ("failed", "reasons"):
                    whole = getattr(many, field.name)
                    assert getattr(one, field.name).tobytes() == whole[[r]].tobytes(), field.name
        return bool((many.out[0] != many.out[3]).any())

    assert over(engine, contagion_cases(engine.max_states, 2), check)[True] > 0


def pinned_from(case, month, who):
    """The case with some states pinned from a month on."""
    a = case.agenda
    rows = len(a.pinned)
    twice = {
        name: np.concatenate([getattr(a, name)] * 2)
        for name in (
            "posture", "guaranteed", "credibility", "utility", "stigma", "advocacy", "incentive",
            "weight_in_others", "pinned", "bloc_incentive",
        )
    }  # fmt: skip
    twice["pinned"][rows:, :, who] = True
    row = np.where(np.arange(a.months + 1) >= month, a.row + rows, a.row)
    return with_tables(case, row=row, **twice)


def test_a_pin_from_a_month_on_keeps_every_bit_before_it(engine):
    def check(pair):
        case, rng = pair
        month = int(rng.integers(1, case.agenda.months))
        who = np.flatnonzero(rng.random(len(case.world.states)) < 0.5)
        plain = engine.run(case, recorded=RECORDED)
        pinned = engine.run(pinned_from(case, month, who), recorded=RECORDED)
        same(*pasts(plain, pinned, month - 1))
        left = pinned.out[:, :, who]
        assert ((left < month) | pinned.forced[:, :, who]).all()
        return differ(plain, pinned)

    found = engine.over(with_luck(engine.max_states), check, 4 * WORLDS[engine.name])
    assert found[True] > 0


def test_whatever_changes_from_a_month_on_keeps_every_bit_before_it(engine):
    def check(pair):
        case, rng = pair
        month = int(rng.integers(1, case.agenda.months))
        plain = engine.run(case, recorded=RECORDED)
        other = engine.run(tied_once(intervened(case, month, rng)), recorded=RECORDED)
        same(*pasts(plain, other, month - 1))
        return differ(plain, other)

    assert over(engine, with_luck(engine.max_states), check)[True] > 0


def tied_once(case):
    """The case without ties on layers on which everybody looks at everybody anyhow."""
    none = Ties(*(np.zeros(0, dtype=t) for t in (int, int, float, int, int)))
    return with_layers(case, **dict.fromkeys(case.world.complete, none))
