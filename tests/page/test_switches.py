"""Interventions as switches: what their scenario files say, in the year that is chosen."""

import numpy as np
import pytest

from simulation.engines.choosing import engine
from simulation.experiments.cases import case_of
from simulation.page.choice import choice_of
from simulation.page.worlds import Worlds, changes_of
from simulation.scenario.files import shipped
from simulation.scenario.reading import read
from simulation.world.build import build


def switches(answering):
    return {one.name: one for one in answering.offer.switches}


def test_every_scenario_that_extends_the_base_in_the_same_world_is_a_switch(ottawa):
    extending = {
        path.stem
        for path in shipped().glob("*.toml")
        if 'extends = "ottawa-2025"' in path.read_text("utf-8")
    }
    assert set(switches(ottawa)) == extending - {"law-of-war"} | {"reassurance"}


def test_switches_of_a_lesson_are_its_variants(riot):
    assert set(switches(riot)) == {"riot-calm"}


def test_a_scenario_with_no_file_has_none():
    from simulation.page.switches import switches_of

    scenario = read({"title": "Mine", "extends": "ottawa-2025"})
    assert switches_of(scenario, lambda changes: None) == ()


@pytest.mark.parametrize(
    "name", ["champions", "mediation", "chain-reaction", "weaker-guarantee", "no-contagion",
             "transfer-shock", "ukraine-precedent"]
)  # fmt: skip
def test_a_switch_in_its_own_year_is_its_scenario_bit_for_bit(ottawa, name):
    worlds = Worlds("ottawa-2025", {})
    chosen = choice_of({"switches": {name: switches(ottawa)[name].year}}, ottawa.offer)
    scenario = read(name)
    own = case_of(scenario, *build(scenario))
    runs = np.arange(20)
    one, other = (
        engine("compiled")(case, runs, 0) for case in (worlds.case(chosen, ottawa.offer), own)
    )
    for field in ("announced", "notified", "out", "threat", "commitment", "forced"):
        np.testing.assert_array_equal(getattr(one, field), getattr(other, field))


@pytest.mark.parametrize("name", ["champions", "mediation", "chain-reaction", "two-treaties"])
def test_another_year_moves_every_dated_event_by_whole_years(ottawa, name):
    worlds, switch = Worlds("ottawa-2025", {}), switches(ottawa)[name]
    chosen = choice_of({"switches": {name: switch.year + 2}}, ottawa.offer)
    moved = {
        one.name: one for one in worlds.scenario(changes_of(chosen, ottawa.offer, worlds)).events
    }
    begin = read("ottawa-2025").start
    for event in read(name).events:
        if event.name in {move.event for move in switch.moves}:
            later = (
                event.start
                if event.start == begin
                else event.start.replace(year=event.start.year + 2, day=min(event.start.day, 28))
            )
            assert moved[event.name].start == later
            if event.until is not None:
                assert moved[event.name].until.year == event.until.year + 2


def test_a_later_year_leaves_the_months_before_it_alone(ottawa):
    """Mediation from 2029 changes nothing before 2029, and something after it."""
    worlds, runs = Worlds("ottawa-2025", {}), np.arange(100)
    late, base = (
        engine("compiled")(worlds.case(choice_of(given, ottawa.offer), ottawa.offer), runs, 0)
        for given in ({"switches": {"mediation": 2029}}, {})
    )
    first = read("ottawa-2025").month_of(read("mediation").events[-1].start.replace(year=2029))
    early = (base.announced >= 0) & (base.announced < first)
    np.testing.assert_array_equal((late.announced >= 0) & (late.announced < first), early)
    np.testing.assert_array_equal(late.announced[early], base.announced[early])
    assert (late.announced != base.announced).any()


def test_years_are_those_in_which_all_its_events_lie_in_the_run(ottawa):
    found = switches(ottawa)
    assert found["champions"].years == tuple(range(2021, 2031))
    assert found["transfer-shock"].years[-1] == 2029  # its second event is a year later
    assert found["deterrence"].years == ()
    assert found["deterrence"].year is None
