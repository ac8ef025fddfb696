"""Measures of runs: against a count by hand, and under every rearrangement that must not matter."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings

from simulation.engines.departures import departures_of
from simulation.model.stages import ANNOUNCED, NOTIFIED, OUT, PARTY, RETURNED, SUSPENDED
from simulation.outcomes import measures
from simulation.outcomes.standing import ever_free, mean_over, standings
from simulation.world.world import StageEvent
from tests import worlds
from tests.outcomes import dense
from tests.outcomes.lawful import left, lefts, reordered


def measure_runs(histories, *given, **named):
    """Rows of ``runs`` from whole histories."""
    return measures.measure_runs(departures_of(histories), *given, **named)


def list_exits(histories, world):
    """Rows of ``exits`` from whole histories, with names for treaties and states."""
    rows = dict(measures.list_exits(departures_of(histories)))
    codes = np.array([treaty.code for treaty in world.treaties], dtype=object)
    rows["treaty"] = codes[rows["treaty"]]
    rows["state"] = np.array(world.states, dtype=object)[rows["state"]]
    return rows


@given(lefts())
def test_rows_are_those_of_whole_histories_looked_at_cell_by_cell(one):
    world, agenda, histories = one
    for found, expected in (
        (
            measure_runs(histories, world, agenda, 3),
            dense.measure_runs(histories, world, agenda, 3),
        ),
        (list_exits(histories, world), dense.list_exits(histories, world)),
    ):
        assert list(found) == list(expected)
        for name, values in expected.items():
            np.testing.assert_array_equal(found[name], values, err_msg=name, strict=True)


def counted_by_hand(one, run, treaty):
    """Exits and their months, state by state, in the words of the definition."""
    world, agenda, h = one
    thrown_out = {
        (e.treaty, e.state) for e in agenda.stage_events if e.stage in (ANNOUNCED, NOTIFIED, OUT)
    }
    months = []
    for state in range(len(world.states)):
        decided = h.announced[run, treaty, state] >= 1 and not h.forced[run, treaty, state]
        leaving = h.stage[run, treaty, state] in (ANNOUNCED, NOTIFIED, OUT)
        if decided and leaving and (treaty, state) not in thrown_out:
            months.append(int(h.announced[run, treaty, state]))
    return months


@given(lefts())
def test_exits_are_the_states_that_decided_and_did_not_turn_back(one):
    world, agenda, histories = one
    rows = measure_runs(histories, world, agenda, cascade_size=3)
    for k, treaty in enumerate(world.treaties):
        end = "" if k == 0 else f"_{treaty.code}"
        for run in range(len(histories.replicates)):
            months = counted_by_hand(one, run, k)
            assert rows["exits" + end][run] == len(months)
            assert rows["first_exit" + end][run] == min(months, default=-1)
            assert rows["last_exit" + end][run] == max(months, default=-1)
            assert rows["cascade" + end][run] == (len(months) >= 3)
            assert rows["out_count" + end][run] <= len(months)


@given(lefts())
def test_harm_counts_states_that_went_out_and_each_border_once(one):
    world, agenda, histories = one
    rows = measure_runs(histories, world, agenda, cascade_size=3)
    for run in range(len(histories.replicates)):
        went = {
            i
            for i in range(len(world.states))
            if histories.stage[run, 0, i] == OUT and world.stage[0, i] != OUT
        }
        people = sum(
            round(float(world.population[i]) * float(agenda.weight_in_others[0, 0, i]))
            for i in went
            if not np.isnan(world.population[i])
        )
        km = sum(length for (a, b), length in world.border_km.items() if a in went or b in went)
        assert rows["people_uncovered"][run] == people
        assert rows["border_km_uncovered"][run] == pytest.approx(km, abs=1e-6)


@given(lefts())
def test_norm_among_stayers_is_the_mean_of_parties_and_of_those_who_turned_back(one):
    world, agenda, histories = one
    norms = measure_runs(histories, world, agenda, cascade_size=3)["norm_among_stayers"]
    for run, norm in enumerate(norms):
        stays = np.isin(histories.stage[run, 0], (PARTY, RETURNED))
        if stays.any():
            assert norm == pytest.approx(histories.commitment[run, 0, stays].mean(), abs=1e-11)
        else:
            assert np.isnan(norm)


@settings(max_examples=40)
@given(lefts())
def test_order_of_states_changes_no_bit(one):
    order = np.random.default_rng(5).permutation(len(one.world.states)).tolist()
    other = reordered(one, order)
    before = measure_runs(one.histories, one.world, one.agenda, cascade_size=2)
    after = measure_runs(other.histories, other.world, other.agenda, cascade_size=2)
    for name, values in before.items():
        assert values.tobytes() == after[name].tobytes(), name


@given(lefts())
def test_exits_lists_whoever_at_least_announced(one):
    world, _, h = one
    rows = list_exits(h, world)
    listed = set(zip(rows["replicate"].tolist(), rows["treaty"], rows["state"], strict=True))
    happened = np.argwhere((h.announced >= 0) | (h.notified >= 0) | (h.out >= 0))
    assert len(rows["state"]) == len(listed)
    assert listed == {(r, world.treaties[k].code, world.states[i]) for r, k, i in happened}
    assert list(rows["replicate"]) == sorted(rows["replicate"])


def test_run_numbers_do_not_move_when_replicates_are_added():
    world, agenda, histories = left(runs=5)
    assert measure_runs(histories, world, agenda, 3)["run"].tolist() == [0, 1, 2, 3, 4]
    later = measure_runs(histories, world, agenda, 3, point=2)["run"]
    assert later.tolist() == [2 * 2**32 + r for r in range(5)]


def test_a_forced_state_is_no_exit_even_where_it_decided_first():
    one = left(seed=3, forced=False, runs=200)
    k, i = next(zip(*np.nonzero(one.world.stage == PARTY), strict=True))
    event = StageEvent(one.agenda.months, int(k), int(i), OUT, "forced")
    agenda = dataclasses.replace(one.agenda, stage_events=(event,))
    before = measure_runs(one.histories, one.world, one.agenda, 3)["exits"]
    after = measure_runs(one.histories, one.world, agenda, 3)["exits"]
    decided = (one.histories.announced[:, k, i] >= 1) & (one.histories.stage[:, k, i] != RETURNED)
    assert decided.any()
    assert (before - after == decided).all()


def test_standings_of_states_free_held_suspended_forced_and_gone():
    stage = [PARTY, PARTY, PARTY, PARTY, OUT, 6, 6, ANNOUNCED, SUSPENDED]
    world = worlds.world(9, 1, stage=stage)
    pinned = np.zeros((2, 1, 9), dtype=bool)
    pinned[:, 0, 1] = True
    pinned[:, 0, 2] = True
    pinned[0, 0, 0] = True
    joins = np.full((1, 9), -1)
    joins[0, 6] = 4
    agenda = worlds.agenda(
        world,
        10,
        pinned=pinned,
        joins=joins,
        row=[0] * 6 + [1] * 5,
        stage_events=(StageEvent(5, 0, 2, SUSPENDED, "s"), StageEvent(5, 0, 3, OUT, "f")),
    )
    assert standings(world, agenda)[0].tolist() == [
        "free",
        "held",
        "suspended",
        "forced",
        "gone",
        "never party",
        "free",
        "leaving",
        "suspended",
    ]


def test_a_suspension_that_ends_sets_a_state_free_again():
    world = worlds.world(1, 1, stage=[SUSPENDED])
    ends = StageEvent(5, 0, 0, PARTY, "ends")
    assert standings(world, worlds.agenda(world, 5, stage_events=(ends,)))[0, 0] == "suspended"


def test_mean_over_nobody_is_undefined():
    assert np.isnan(mean_over(np.array([0.5]), np.array([False])))


@given(lefts())
def test_who_is_ever_free_is_whoever_is_free_in_some_month(one):
    world, agenda, _ = one
    expected = np.zeros(world.stage.shape, dtype=bool)
    for month in range(1, agenda.months + 1):
        for k, i in np.ndindex(expected.shape):
            dated = [e for e in agenda.stage_events if (e.treaty, e.state) == (k, i)]
            moved = [e.stage for e in dated if e.month < month and e.stage in (PARTY, SUSPENDED)]
            suspended = (moved or [int(world.stage[k, i])])[-1] == SUSPENDED
            party = world.stage[k, i] == PARTY or 0 <= agenda.joins[k, i] <= month
            free = party and not suspended and not agenda.pinned[agenda.row[month], k, i]
            expected[k, i] |= free
    assert ever_free(world, agenda).tolist() == expected.tolist()
