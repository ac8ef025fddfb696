"""Summary tables: what they list, and what they leave empty."""

import datetime

import numpy as np
import pytest

from simulation.engines.departures import departures_of
from simulation.model.stages import ANNOUNCED, PARTY
from simulation.outcomes import columns as described
from simulation.outcomes.contents import arrow_table
from simulation.outcomes.measures import list_exits, measure_runs
from simulation.outcomes.tables import (
    count_sizes,
    first_days,
    join,
    summarise_months,
    summarise_point,
    summarise_states,
)
from simulation.outcomes.totals import total as total_of
from simulation.outcomes.writing import texts_of
from tests.outcomes.lawful import left


def total(histories, world, agenda):
    """Totals from whole histories."""
    return total_of(departures_of(histories), world, agenda, recorded=histories)


@pytest.fixture
def one():
    return left(seed=8, states=14, runs=60, recorded=20)


def test_each_table_holds_the_columns_described_and_no_others(one):
    world, agenda, h = one
    runs = measure_runs(departures_of(h), world, agenda, 3)
    totals = total(h, world, agenda)
    codes = tuple(treaty.code for treaty in world.treaties)
    for columns, description in (
        (runs, described.runs_columns(codes)),
        (list_exits(departures_of(h)), described.EXITS),
        (summarise_states(totals, world, agenda), described.STATES),
        (summarise_point(totals, world, 3), described.POINTS),
        (count_sizes(totals, world), described.SIZES),
        (summarise_months(totals, world, datetime.date(2021, 1, 1)), described.MONTHS),
    ):
        assert set(columns) == {column.name for column in description}
        assert arrow_table(columns, description, texts_of(world)).num_rows == len(
            next(iter(columns.values()))
        )


def test_states_give_a_chance_only_where_leaving_is_a_question(one):
    world, agenda, h = one
    states = summarise_states(total(h, world, agenda), world, agenda)
    free = states["standing"] == "free"
    assert free.any()
    assert not free.all()
    assert np.isnan(states["p_exit"][~free]).all()
    assert (states["leavers"][~free] == -1).all()
    chance, low, high = (states[name][free] for name in ("p_exit", "low", "high"))
    assert ((low <= chance) & (chance <= high)).all()
    assert (states["standing"] != "never party").all()


def test_median_month_is_that_of_the_runs_in_which_a_state_leaves(one):
    world, agenda, h = one
    states = summarise_states(total(h, world, agenda), world, agenda)
    checked = 0
    for i, state in enumerate(world.states):
        row = np.flatnonzero((states["treaty"] == "T1") & (states["state"] == state))
        if len(row) == 0 or states["standing"][row[0]] != "free":
            continue
        left_by = (h.announced[:, 0, i] >= 1) & np.isin(h.stage[:, 0, i], (ANNOUNCED, 2, 3))
        months = np.sort(h.announced[left_by, 0, i])
        expected = -1 if len(months) == 0 else months[(len(months) + 1) // 2 - 1]
        assert states["median_month"][row[0]] == expected
        checked += len(months) > 0
    assert checked >= 3


def test_points_are_means_and_shares_of_the_runs(one):
    world, agenda, h = one
    runs = measure_runs(departures_of(h), world, agenda, 3)
    points = summarise_point(total(h, world, agenda), world, 3)
    assert points["mean_exits"][0] == pytest.approx(runs["exits"].mean())
    assert points["p_cascade"][0] == pytest.approx((runs["exits"] >= 3).mean())
    assert points["q50"][0] == np.sort(runs["exits"])[29]
    assert points["norm_start"][0] == pytest.approx(
        world.commitment[0, world.stage[0] == PARTY].mean()
    )
    for name in ("mean_exits", "q50", "p_cascade", "mean_norm_among_stayers"):
        assert points[f"{name}_low"][0] <= points[name][0] <= points[f"{name}_high"][0]


def test_intervals_of_means_stay_where_values_can_lie(one):
    world, agenda, h = left(seed=8, states=6, runs=3, recorded=0)
    points = summarise_point(total(h, world, agenda), world, 3)
    for name in ("exits", "norm_among_stayers", "people_uncovered", "border_km_uncovered"):
        assert (points[f"mean_{name}_low"] >= 0.0).all()
        assert (points[f"mean_{name}_low"] <= points[f"mean_{name}"]).all()
    assert (points["mean_norm_among_stayers_high"] <= 1.0).all()
    assert (points["mean_exits_high"] <= 6.0).all()


def test_sizes_add_up_to_the_runs(one):
    world, agenda, h = one
    sizes = count_sizes(total(h, world, agenda), world)
    for treaty in ("T1", "T2"):
        assert sizes["runs"][sizes["treaty"] == treaty].sum() == 60


def test_months_without_recorded_runs_say_so():
    world, agenda, h = left(recorded=0)
    months = summarise_months(total(h, world, agenda), world, datetime.date(2021, 1, 1))
    assert (months["n"] == 0).all()
    assert np.isnan(months["threat_mean"]).all()
    assert (months["exits_mean"][months["treaty"] == "T1"][-1]) > 0


def test_pieces_in_order_make_the_whole(one):
    world, agenda, h = one
    whole = measure_runs(departures_of(h), world, agenda, 3)
    pieces = [{name: values[i : i + 7] for name, values in whole.items()} for i in range(0, 60, 7)]
    joined = join(pieces)
    assert all(joined[name].tolist() == whole[name].tolist() for name in ("run", "exits"))


def test_month_one_is_the_month_of_the_start():
    days = first_days(datetime.date(2024, 12, 31), 3).astype(str).tolist()
    assert days == ["2024-11-01", "2024-12-01", "2025-01-01"]
