"""The shipped scenarios: what they say agrees with the tables, the theory and the world."""

import csv
import datetime
from pathlib import Path

from simulation.scenario.files import known, shipped
from simulation.scenario.kinds import KINDS
from simulation.scenario.reading import read
from simulation.world import commitment, layers, rivals
from simulation.world.world import LAYERS

DATA = Path(__file__).parents[2] / "simulation" / "world" / "data"
READS_OTHERS = {
    "border_weight",
    "alliance_weight",
    "peer_weight",
    "erosion_border",
    "erosion_alliance",
    "erosion_peers",
    "kindred",
    "exit_incentive",
    "answer",
    "deterrence",
}


def rows(table):
    with (DATA / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def events(kind):
    return [event for event in read("ottawa-2025").events if event.kind == kind]


def test_every_shipped_scenario_is_sound_and_asks_a_question():
    for path in shipped().rglob("*.toml"):
        scenario = read(path)
        assert scenario.question.endswith("?")
        assert path.read_text(encoding="utf-8").startswith("# " + scenario.question)


def test_both_base_scenarios_can_be_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert {"ottawa-2025", "no-contagion"} <= set(known())


def test_the_base_runs_from_2021_to_2030():
    scenario = read("ottawa-2025")
    assert (scenario.start, scenario.months) == (datetime.date(2021, 1, 1), 120)
    assert (scenario.replicates, scenario.trajectories, scenario.seed) == (10_000, 1_000, 2025)


def test_no_contagion_differs_by_the_terms_that_read_others_and_by_nothing_else():
    base, without = read("ottawa-2025"), read("no-contagion")
    zeroed = dict.fromkeys(READS_OTHERS, 0.0)
    assert without.parameters == base.parameters._replace(**zeroed)
    assert without.parameters.own_breach > 0.0
    for name in ("start", "end", "seed", "world", "events", "base_rate", "replicates"):
        assert getattr(without, name) == getattr(base, name)


def test_every_ratification_after_the_start_is_an_event_and_no_other():
    joined = {
        (event.target[0], event.options["into"]): event.start
        for event in events("join")
        if event.options["into"] in ("APMBC", "CCM")
    }
    recorded = {
        (row["state"], row["treaty"]): row["ratified"]
        for row in rows("treaties.csv")
        if row["treaty"] in ("APMBC", "CCM") and row["ratified"] >= "2021"
    }
    assert set(joined) == set(recorded)
    for key, day in recorded.items():
        assert joined[key].isoformat().startswith(day)


def test_new_allies_join_in_the_recorded_year():
    joined = {
        event.target[0]: event.start for event in events("join") if event.options["into"] == "NATO"
    }
    recorded = {
        row["state"]: row["joined"]
        for row in rows("alliances.csv")
        if row["organisation"] == "NATO" and row["joined"] >= "2021"
    }
    assert {state: str(day.year) for state, day in joined.items()} == recorded


def test_ukraine_is_suspended_in_the_recorded_month_and_one_key_frees_it():
    (suspension,) = events("suspend")
    (record,) = (
        row
        for row in rows("withdrawals.csv")
        if (row["state"], row["treaty"], row["outcome"]) == ("UKR", "APMBC", "suspended")
    )
    assert (suspension.target, suspension.treaties) == (("UKR",), ("APMBC",))
    assert suspension.start.isoformat().startswith(record["notified"])
    freed = read("ottawa-2025", {"events.ukraine-held.off": True})
    assert not [event for event in freed.events if event.kind == "pin"]


def test_the_worlds_first_definitions_are_the_defaults():
    offered = {
        "threat_index": rivals.DEFINITIONS,
        "commitment_index": commitment.DEFINITIONS,
        **layers.DEFINITIONS,
    }
    for name, definitions in offered.items():
        assert read("ottawa-2025").world.options[name] == next(iter(definitions))


def test_ties_and_voices_run_along_the_layers_of_the_world():
    assert KINDS["tie"].options["layer"].allowed == LAYERS
    assert KINDS["advocacy"].options["heard_along"].allowed == (*LAYERS, "any")
