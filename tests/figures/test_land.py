"""The maps: true to area, whole across the date line, every state somewhere."""

import csv
from datetime import date
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.figures.gazetteer import left_on_record, places, record_within
from simulation.figures.land import EUROPE_BOX, europe, in_europe, world
from simulation.figures.projection import EARTH_RADIUS_KM, around, azimuthal, clipped, equal_earth
from simulation.figures.topology import outlines

ON_THE_DATE_LINE = ("RUS", "FJI")


def turned_area(ring):
    x, y = np.asarray(ring).T
    return 0.5 * np.sum(x * np.roll(y, 1) - np.roll(x, 1) * y)


def area(ring):
    return abs(turned_area(ring))


def rings_of(path):
    return [polygon[:-1] for polygon in path.to_polygons(closed_only=False)]


def land_area(path):
    """Land less its holes, which turn the other way."""
    return abs(sum(turned_area(ring) for ring in rings_of(path)))


def _cell(west, south, size=0.2, points=20):
    edge = np.linspace(0.0, size, points)
    low, high = np.zeros(points), np.full(points, size)
    ring = np.concatenate(
        [np.c_[edge, low], np.c_[high, edge], np.c_[edge[::-1], high], np.c_[low, edge[::-1]]]
    )
    return ring + np.array([west, south])


def _true_area(south, size=0.2):
    band = np.sin(np.radians(south + size)) - np.sin(np.radians(south))
    return EARTH_RADIUS_KM**2 * np.radians(size) * band


@given(st.floats(-179.0, 178.0), st.floats(-80.0, 80.0))
def test_equal_earth_keeps_areas(west, south):
    assert area(equal_earth(_cell(west, south))) == pytest.approx(_true_area(south), rel=1e-3)


@given(st.floats(-40.0, 40.0), st.floats(30.0, 75.0))
def test_the_azimuthal_projection_keeps_areas(west, south):
    assert area(azimuthal(_cell(west, south), 54.0)) == pytest.approx(_true_area(south), rel=1e-3)


@given(st.floats(-5.0, 5.0), st.floats(0.5, 4.0))
def test_cutting_keeps_what_lies_within(low, width):
    square = np.array([[-3.0, 0.0], [3.0, 0.0], [3.0, 1.0], [-3.0, 1.0]])
    kept = clipped(square, 0, low, low + width)
    shared = max(0.0, min(3.0, low + width) - max(-3.0, low))
    assert (area(kept) if len(kept) else 0.0) == pytest.approx(shared, abs=1e-9)


def test_a_ring_across_the_date_line_is_cut_in_two():
    ring = np.array([[170.0, 0.0], [-170.0, 0.0], [-170.0, 10.0], [170.0, 10.0]])
    pieces = sorted(around(ring, 0.0), key=lambda piece: piece[:, 0].min())
    assert [piece[:, 0].min() for piece in pieces] == [-180.0, 170.0]
    assert sum(map(area, pieces)) == pytest.approx(200.0)
    assert len(around(ring, 11.0)) == 1


@pytest.mark.parametrize("state", ON_THE_DATE_LINE)
def test_states_on_the_date_line_stay_in_one_part_of_the_world(state):
    left, _, right, _ = world().box
    x = world().shapes[state].vertices[:, 0]
    assert np.ptp(x) < 0.55 * (right - left)


def test_no_outline_jumps_across_the_map():
    left, _, right, _ = world().box
    for path in world().shapes.values():
        steps = [np.abs(np.diff(ring[:, 0])).max() for ring in rings_of(path)]
        assert max(steps) < 0.15 * (right - left)


def test_land_has_the_area_that_the_tables_give():
    table = (resources.files("simulation.world") / "data" / "states.csv").read_text("utf-8")
    rows = csv.DictReader(table.splitlines())
    areas = {row["iso3"]: float(row["area_km2"]) for row in rows if row["area_km2"]}
    large = [state for state, km2 in areas.items() if km2 > 300_000 and state in world().shapes]
    ratios = [land_area(world().shapes[state]) / areas[state] for state in large]
    assert len(large) > 50
    assert np.median(ratios) == pytest.approx(1.0, abs=0.03)
    assert np.mean(np.abs(np.array(ratios) - 1.0) < 0.15) > 0.9


def test_every_state_is_on_a_map():
    seen = {*world().shapes, *world().dots, *europe().shapes, *europe().dots}
    assert set(places()) <= seen
    assert {"MLT", "SGP", "TUV", "KIR", "NRU"} <= {*world().dots, *europe().dots}


def test_small_states_of_europe_are_dots_on_its_map():
    assert {"MLT", "MCO", "LIE", "AND", "SMR", "VAT"} <= set(europe().dots)
    assert "EST" not in europe().dots


def test_antarctica_is_left_out_and_unnumbered_outlines_find_their_state():
    shapes = {outline.state for outline in outlines("110m", 0.15)}
    assert "ATA" not in shapes
    assert {"XKX", "CYP", "SOM"} <= shapes
    lowest = min(path.vertices[:, 1].min() for path in world().shapes.values())
    assert lowest > equal_earth(np.array([[0.0, -60.0]]))[0, 1]


def test_the_map_of_europe_stays_in_its_box():
    left, bottom, right, top = EUROPE_BOX
    for path in europe().shapes.values():
        x, y = path.vertices.T
        assert x.min() >= left - 1e-6
        assert x.max() <= right + 1e-6
        assert y.min() >= bottom - 1e-6
        assert y.max() <= top + 1e-6


@pytest.mark.parametrize("state", ["EST", "LVA", "LTU", "FIN", "POL", "NOR", "HRV", "PRT"])
def test_a_label_stands_on_its_own_state(state):
    x, y, room = europe().labels[state]
    assert europe().shapes[state].contains_point((x, y))
    assert room > 0.0
    assert in_europe(state)


def test_the_record_is_that_of_the_table():
    assert set(left_on_record("APMBC")) == {"EST", "LVA", "LTU", "POL", "FIN"}
    assert left_on_record("CCM") == {"LTU": 2024}
    assert left_on_record("T1") == {}


def test_the_record_before_a_scenario_is_not_its_own():
    assert record_within("APMBC", date(2021, 1, 1), date(2024, 12, 31)) == {}
    assert len(record_within("APMBC", date(2021, 1, 1), date(2030, 12, 31))) == 5
