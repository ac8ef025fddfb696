"""How large a world the hazard rule takes: refused at the door, in one line that says the limit."""

import pytest

from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from simulation.world import build as door

STATES, MONTHS = 60, 24

SAID = {
    "title": "A ring",
    "time": {"start": "2001-01-01", "end": "2002-12-31"},
    "world": {
        "source": "synthetic",
        "states": STATES,
        "layers": {"peers": {"graph": "ring", "degree": 2}},
    },
    "rule": {"name": "hazard"},
}
ESCALATION = {
    "name": "escalation",
    "kind": "utility",
    "target": "T1",
    "from": "2001-06",
    "change": {"scale": 1.5},
}


def refused(said):
    with pytest.raises(InputFault) as found:
        door.build(read(said))
    assert len(found.value.faults) == 1
    return found.value.faults[0]


def test_a_world_as_large_as_the_limits_is_built(monkeypatch):
    monkeypatch.setattr(door, "MOST_MEMBERS", STATES)
    monkeypatch.setattr(door, "MOST_MONTHS_LIVED", STATES * MONTHS)
    monkeypatch.setattr(door, "MOST_MONTHS_OF_THREAT", STATES * MONTHS)
    world, dated = door.build(read({**SAID, "events": [ESCALATION]}))
    assert (world.stage.size, dated.months) == (STATES, MONTHS)


def test_too_many_states(monkeypatch):
    monkeypatch.setattr(door, "MOST_MEMBERS", STATES - 1)
    assert "60 states (by treaty) are too many, must be at most 59" in refused(SAID)


def test_too_many_months_of_states(monkeypatch):
    monkeypatch.setattr(door, "MOST_MONTHS_LIVED", STATES * MONTHS - 1)
    line = refused(SAID)
    assert "24 months of 60 states (by treaty) come to 1,440, must come to at most 1,439" in line


def test_too_many_months_of_threat_only_where_something_is_dated(monkeypatch):
    monkeypatch.setattr(door, "MOST_MONTHS_OF_THREAT", STATES * MONTHS - 1)
    assert door.build(read(SAID))
    line = refused({**SAID, "events": [ESCALATION]})
    assert "with dated events 24 months of 60 states come to 1,440" in line
    assert "at most 1,439; without dated events" in line


def test_a_million_states_for_two_years_pass_the_door():
    assert door.MOST_MEMBERS >= 1_000_000
    assert door.MOST_MONTHS_LIVED >= 24 * 1_000_000
