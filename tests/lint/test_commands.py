"""Remarks where users meet them: check, --strict, each run, its manifest; events after a run."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from simulation.analysis import effects
from simulation.cli.main import main
from simulation.engines.departures import Departures
from simulation.model.stages import ANNOUNCED, NOTIFIED, OUT, PARTY, SUSPENDED
from simulation.outcomes.fired import looked_for, never_fired, times_fired
from simulation.outcomes.records import open_record
from tests.worlds import moved

SMALL = ["--replicates", "4", "--set", "run.trajectories=0", "--no-figures"]
LATE = '[[events]]\nname = "late"\nkind = "pin"\ntarget = "FIN"\nfrom = 2050\n'
UNTIED = "world: 2 parties without ties see no exit on any layer: Cook Islands, Niue"
"""True of the real world: neither has neighbours, a pact or a vote in the General Assembly."""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("late.toml").write_text(f'extends = "ottawa-2025"\n{LATE}', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["ottawa-2025", "no-contagion"])
def test_the_base_scenarios_are_clean_but_for_two_parties_without_ties(capsys, name):
    assert main(["check", name]) == 0
    assert capsys.readouterr().err == f"snowball: warning: {name}: {UNTIED}\n"


def test_strict_makes_a_warning_a_fault(capsys):
    assert main(["check", "late.toml"]) == 0
    assert main(["check", "late.toml", "--strict"]) == 2
    assert "late.toml: events.late: never fires" in capsys.readouterr().err


def test_check_tells_warnings_as_data(capsys):
    assert main(["check", "late.toml", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert len(found["warnings"]) == 2


def test_every_run_tells_each_remark_once_and_keeps_it(capsys):
    assert main(["run", "late.toml", *SMALL]) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if "warning" in line]
    kept = open_record("results/late").manifest["remarks"]
    assert said == [f"warning: late: {remark}" for remark in kept]
    assert len(kept) == len(set(kept)) == 2


GONE = """
[rule.parameters]
base_rate = 4
[[events]]
name = "too-late"
kind = "exit"
target = "FIN"
treaties = "APMBC"
from = 2029-01-01
"""


def test_an_event_that_found_everybody_gone_is_told_after_the_run(capsys):
    Path("gone.toml").write_text(f'extends = "ottawa-2025"\n{GONE}', encoding="utf-8")
    assert main(["check", "gone.toml"]) == 0
    assert "too-late" not in capsys.readouterr().err
    assert main(["run", "gone.toml", *SMALL]) == 0
    err = capsys.readouterr().err
    assert err.count("events.too-late: never fired in 4 runs") == 1


def departures(*rows):
    """Departures of one state, its rows as (run, announced, notified, out, returned)."""
    numbers = np.array(rows, dtype=np.int64).reshape(len(rows), 5).T
    nothing = {field.name: None for field in dataclasses.fields(Departures)}
    zeros = np.zeros(len(rows), dtype=np.int64)
    return Departures(
        **{**nothing, "run": numbers[0], "treaty": zeros, "state": zeros, "months": numbers[1:]}
    )


def told(rows, event, runs):
    """What is told after so many runs in which one state left these rows."""
    events = looked_for([event])
    return never_fired(times_fired(departures(*rows), events), events, runs)


FIRED = {
    "announced by date": (moved(5, 0, ANNOUNCED), [(0, 5, 8, -1, -1)], [(0, 4, 7, -1, -1)]),
    "notified by date": (moved(5, 0, NOTIFIED), [(0, 3, 5, -1, -1)], [(0, 3, 4, -1, -1)]),
    "out by date": (moved(9, 0, OUT), [(0, 1, 2, 9, -1)], [(0, 1, 2, 8, -1)]),
    "before the run": (moved(0, 0, OUT), [(0, 0, 0, 0, -1)], [(0, 1, 2, 8, -1)]),
    "suspended": (moved(5, 0, SUSPENDED), [(0, 6, 8, -1, -1)], [(0, 5, 8, -1, -1)]),
    "suspended, having returned": (
        moved(5, 0, SUSPENDED),
        [(0, 2, 3, -1, 5)],
        [(0, 2, 3, -1, 6)],
    ),
    "suspended, nobody left": (moved(5, 0, SUSPENDED), [], [(0, 2, 3, -1, -1)]),
}


@pytest.mark.parametrize("what", FIRED)
def test_what_departures_tell(what):
    event, fired, missed = FIRED[what]
    assert told(fired, event, 1) == ()
    (line,) = told(missed, event, 1)
    assert line.startswith("events.a dated stage: never fired in 1 run: ")
    assert told([*missed, *((1, *row[1:]) for row in fired)], event, 2) == ()


def test_an_end_of_suspension_is_no_event_of_its_own():
    assert told([], moved(5, 0, PARTY), 1) == ()


def test_every_scenario_of_the_real_world_is_clean_but_for_the_same_two_parties(capsys):
    names = effects.names()
    assert main(["check", *names]) == 0
    said = [line.split(": ", 3)[-1] for line in capsys.readouterr().err.splitlines()]
    assert said == [UNTIED] * len(names)
