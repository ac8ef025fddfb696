"""Totals: the same for any chunks in any order, and equal to counts by hand."""

import dataclasses

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.engines.departures import departures_of
from simulation.outcomes.measures import measure_runs
from simulation.outcomes.tables import summarise_months, summarise_point, summarise_states
from simulation.outcomes.totals import Sums, from_fixed, merge, to_fixed
from simulation.outcomes.totals import total as total_of
from tests.outcomes import dense
from tests.outcomes.lawful import lefts, some


def total(histories, world, agenda):
    """Totals from whole histories."""
    return total_of(
        departures_of(histories), world, agenda, recorded=histories, dated=agenda.stage_events
    )


def same(one, other):
    for field in dataclasses.fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "moments":
            assert a == b
        elif dataclasses.is_dataclass(a):
            same(a, b)
        else:
            np.testing.assert_array_equal(a, b, err_msg=field.name)


def by_month(totals, world):
    """(treaties, months + 1, values) runs with so many exits so far."""
    table = totals.exits_so_far.dense()
    return table.reshape(len(world.treaties), -1, table.shape[-1])


@given(lefts(), st.data())
def test_totals_do_not_depend_on_chunks_or_their_order(one, data):
    world, agenda, histories = one
    runs = len(histories.replicates)
    cuts = sorted(data.draw(st.sets(st.integers(1, runs - 1)))) if runs > 1 else []
    pieces = [
        total(some(histories, range(first, until)), world, agenda)
        for first, until in zip([0, *cuts], [*cuts, runs], strict=True)
    ]
    first, *others = data.draw(st.permutations(pieces))
    for piece in others:
        first = merge(first, piece)
    same(first, total(histories, world, agenda))
    same(first, Sums(pieces).whole())


@given(lefts())
def test_totals_are_those_of_whole_histories_looked_at_cell_by_cell(one):
    world, agenda, h = one
    found, expected = total(h, world, agenda), dense.totals(h, world, agenda)
    for name, values in expected.items():
        if dataclasses.is_dataclass(values):
            same(getattr(found, name), values)
        else:
            np.testing.assert_array_equal(getattr(found, name), values, err_msg=name)


@given(lefts())
def test_exits_so_far_end_at_exits(one):
    world, agenda, histories = one
    totals = total(histories, world, agenda)
    rows = measure_runs(departures_of(histories), world, agenda, 3)
    for k, treaty in enumerate(world.treaties):
        exits = rows["exits" if k == 0 else f"exits_{treaty.code}"]
        so_far = by_month(totals, world)[k]
        counts = np.bincount(exits, minlength=so_far.shape[-1])
        assert so_far[-1].tolist() == counts.tolist()
        assert (so_far.sum(axis=-1) == len(exits)).all()
        size = len(world.states)
        assert totals.announcing.part(k * size, (k + 1) * size).count.sum() == exits.sum()


@given(lefts())
def test_a_month_counts_who_announced_by_then_and_had_not_turned_back(one):
    world, agenda, h = one
    counts = by_month(total(h, world, agenda), world)
    forced = {(e.treaty, e.state) for e in agenda.stage_events if e.stage == 3}
    for month in range(agenda.months + 1):
        by_then = (h.announced >= 1) & (h.announced <= month) & ~h.forced
        by_then &= ~((h.returned >= 0) & (h.returned <= month))
        for k, i in forced:
            by_then[:, k, i] = False
        here = by_then[:, 0].sum(axis=-1)
        assert counts[0, month].tolist() == np.bincount(here, minlength=counts.shape[-1]).tolist()


@settings(max_examples=50)
@given(lefts())
def test_chances_of_all_states_add_up_to_the_expected_exits(one):
    world, agenda, histories = one
    totals = total(histories, world, agenda)
    states = summarise_states(totals, world, agenda)
    points = summarise_point(totals, world, 3)
    for k, treaty in enumerate(world.treaties):
        here = states["treaty"] == treaty.code
        assert np.isclose(np.nansum(states["p_exit"][here]), points["mean_exits"][k])


@given(lefts())
def test_paths_are_means_over_recorded_runs_and_parties_at_the_start(one):
    world, agenda, h = one
    months = summarise_months(
        total(h, world, agenda), world, np.datetime64("2021-01-01").astype(object)
    )
    parties = np.isin(world.stage[0], (0, 1, 2))
    first = months["treaty"] == world.treaties[0].code
    assert (months["n"] == len(h.threat_path)).all()
    if len(h.threat_path) and parties.any():
        expected = h.threat_path[:, :, parties].mean(axis=(0, 2))
        np.testing.assert_allclose(months["threat_mean"][first], expected, atol=1e-10)
        expected = h.commitment_path[:, :, 0, parties].mean(axis=(0, 2))
        np.testing.assert_allclose(months["commitment_mean"][first], expected, atol=1e-10)


def test_a_million_amounts_of_one_stay_exact():
    assert from_fixed(to_fixed(np.ones(1)) * 10**6, 10**6).tolist() == [1.0]
