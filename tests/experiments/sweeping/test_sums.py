"""Exact sums as rows of whole numbers: nothing is lost on the way there and back."""

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.engines.departures import departures_of
from simulation.experiments.sweeping import sums
from simulation.outcomes.moments import Moments
from simulation.outcomes.totals import UNITS, Sums, total
from tests.outcomes.lawful import lefts
from tests.outcomes.test_totals import same

AMOUNT = st.integers(0, 2**190)
MOMENTS = st.builds(Moments, AMOUNT, AMOUNT, AMOUNT)


def as_they_come_back(totals, world, agenda):
    """Totals written and read."""
    return sums.from_batch(sums.as_batch(totals), *world.stage.shape, agenda.months)


@given(lefts(), st.data())
def test_totals_come_back_as_they_were(one, data):
    world, agenda, histories = one
    drawn = {name: tuple(data.draw(MOMENTS) for _ in world.treaties) for name in UNITS}
    written = total(departures_of(histories), world, agenda, recorded=histories)
    written = dataclasses.replace(written, moments=drawn)
    same(as_they_come_back(written, world, agenda), written)


@given(lefts())
def test_the_rows_of_a_batch_are_those_of_its_totals(one):
    world, agenda, histories = one
    totals = total(departures_of(histories), world, agenda, recorded=histories)
    found, expected = sums.rows_of(sums.as_batch(totals), 3), sums.as_columns(totals, 3)
    assert list(found) == list(expected)
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name, strict=True)


def test_no_run_leaves_no_rows():
    batch = sums.as_batch(None)
    assert batch.num_rows == 0
    assert batch.schema.names == list(sums.COLUMNS)


@given(lefts())
def test_one_piece_is_the_whole_as_it_stands(one):
    world, agenda, histories = one
    piece = total(departures_of(histories), world, agenda, recorded=histories)
    assert Sums([piece]).whole() is piece
