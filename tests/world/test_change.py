"""How dated changes combine: sets, then scales, then adds; ramps; never the order of the file."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.world.events.change import Pull, combine, growth
from simulation.world.events.rows import shared_rows

MONTHS = 12
AMOUNTS = st.floats(-4.0, 4.0, allow_nan=False)


@st.composite
def changes(draw):
    """One change with its months, as (how, amount, first, last, ramp)."""
    first = draw(st.integers(-6, MONTHS + 3))
    return (
        draw(st.sampled_from(["set", "scale", "add"])),
        draw(AMOUNTS),
        first,
        draw(st.integers(first - 1, MONTHS + 6)),
        draw(st.integers(0, 8)),
    )


def pulls_of(several, share=1.0):
    return [
        Pull(how, amount, growth(first, last, ramp, MONTHS) * share, first, f"e{n:02d}")
        for n, (how, amount, first, last, ramp) in enumerate(several)
    ]


def by_hand(several, month, neutral):
    """The same rule in plain words, one month and one cell at a time."""
    value = neutral
    active = [
        (how, amount, min(1.0, (month - first + 1) / max(1, ramp)), first, n)
        for n, (how, amount, first, last, ramp) in enumerate(several)
        if first <= month <= last
    ]
    for _, amount, grown, *_ in sorted((a for a in active if a[0] == "set"), key=lambda a: a[3:]):
        value = value + (amount - value) * grown
    for how, amount, grown, *_ in active:
        value *= 1.0 + (amount - 1.0) * grown if how == "scale" else 1.0
    return value + math.fsum(a[1] * a[2] for a in active if a[0] == "add")


@given(st.lists(changes(), max_size=6), st.sampled_from([0.0, 1.0]))
def test_sets_then_scales_then_adds(several, neutral):
    value = combine(np.full(MONTHS + 1, neutral), pulls_of(several))
    expected = [by_hand(several, month, neutral) for month in range(MONTHS + 1)]
    assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(st.lists(changes(), max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_events_never_matters(several, random):
    pulls = pulls_of(several)
    value = combine(np.ones(MONTHS + 1), pulls)
    random.shuffle(pulls)
    assert combine(np.ones(MONTHS + 1), pulls).tobytes() == value.tobytes()


@given(st.integers(-6, 12), st.integers(0, 12), AMOUNTS)
def test_a_ramp_is_even_and_ends_at_the_full_change(first, ramp, amount):
    grown = growth(first, 10_000, ramp, 60)
    assert grown[-1] == 1.0
    steps = np.diff(grown[max(0, first) : max(0, first + max(1, ramp))])
    assert steps == pytest.approx(np.full(len(steps), 1.0 / max(1, ramp)))
    full = combine(np.ones(61), [Pull("set", amount, grown, first, "e")])[-1]
    assert full == amount


def test_growth_keeps_both_ends():
    assert growth(2, 3, 0, 4).tolist() == [0, 0, 1, 1, 0]
    assert growth(1, 10, 4, 5).tolist() == [0, 0.25, 0.5, 0.75, 1, 1]


def test_what_began_before_the_run_is_further_on():
    assert growth(-2, 10, 4, 2).tolist() == [0.75, 1, 1]


def test_of_two_sets_the_one_that_began_last_holds():
    whole = np.ones(3)
    late = Pull("set", 5.0, growth(1, 1, 0, 2), 1, "a")
    early = Pull("set", 3.0, whole, 0, "b")
    assert combine(np.ones(3), [late, early]).tolist() == [3, 5, 3]


def test_a_half_reached_cell_moves_half_way():
    half = np.full(1, 0.5)
    assert combine(np.ones(1), [Pull("set", 3.0, half, 0, "a")]) == 2.0
    assert combine(np.ones(1), [Pull("scale", 0.0, half, 0, "a")]) == 0.5
    assert combine(np.ones(1), [Pull("add", 1.0, half, 0, "a")]) == 1.5


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=20))
def test_shared_rows_give_every_month_its_own_values(months):
    tables = {
        "a": np.array([a for a, _ in months]),
        "b": np.array([[b, -b] for _, b in months], dtype=float),
    }
    row, cut = shared_rows(tables)
    assert all((cut[name][row] == table).all() for name, table in tables.items())
    changes = sum(one != two for one, two in itertools.pairwise(months))
    assert len(cut["a"]) == changes + 1
