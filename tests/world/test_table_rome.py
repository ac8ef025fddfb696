"""The worked example: its tables are what the open tables say, its answer what its text says."""

import csv
import datetime
from itertools import combinations

import pytest

from simulation.analysis.comparison import compare
from simulation.experiments.runner import run
from simulation.model.stages import PARTY
from simulation.scenario.files import shipped
from simulation.scenario.reading import read
from simulation.world import commitment, layers, lint, pacts, tables
from simulation.world.build import build
from simulation.world.table.history import decided_on_record, on_record

FOLDER = shipped() / "rome-statute"
START, END = datetime.date(2016, 1, 1), datetime.date(2019, 12, 31)
FOUR = ("BDI", "GMB", "PHL", "ZAF")
JOINED = {
    row.state: row
    for row in tables.treaties()
    if row.treaty == "ROME" and row.ratified is not None and row.ratified <= END
}
"""Everybody who was a party by the end of 2019."""

KINDS = ("regional_org", "political_union")


def shown(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def organisations():
    """Members of regional organisations on 1 January 2016, those in this world."""
    kinds = {row.organisation: row.kind for row in tables.alliances()}
    found = pacts.memberships(START)
    return {name: who & set(JOINED) for name, who in found.items() if kinds[name] in KINDS}


def test_the_states_are_all_who_were_ever_party_by_the_end():
    rows = shown("states")
    known = {row.iso3: row for row in tables.states()}
    assert [row["state"] for row in rows] == sorted(JOINED)
    law = next(row for row in tables.treaty_meta() if row.treaty == "ROME")
    promptness = commitment.reluctance(law, END)
    for row in rows:
        state = known[row["state"]]
        assert row["name"] == state.name
        assert float(row["commitment"]) == pytest.approx(promptness[state.iso3], abs=0.0005)
        assert float(row["population"]) == state.population
        assert (float(row["latitude"]), float(row["longitude"])) == (
            state.latitude,
            state.longitude,
        )


def test_threat_is_of_three_sizes_each_with_its_reason():
    reasons = {}
    for row in shown("states"):
        reasons.setdefault(row["threat"], set()).add(bool(row["note"]))
    assert reasons == {"0.6": {True}, "0.3": {True}, "0.1": {False}}


def test_parties_and_their_dates_are_the_open_tables():
    raw = {row["state"]: row for row in tables.rows("treaties") if row["treaty"] == "ROME"}
    for row in shown("parties"):
        known = JOINED[row["state"]]
        left = raw[row["state"]]["withdrawal_effective"] if known.left else ""
        assert row["joined"] == raw[row["state"]]["ratified"]
        assert row["left"] == (left if known.left and known.left <= END else "")
    assert {row["state"] for row in shown("parties")} == set(JOINED)


def test_borders_are_the_open_tables():
    inside = {pair: km for pair, km in layers.land_borders().items() if set(pair) <= set(JOINED)}
    assert {(row["a"], row["b"]): float(row["km"]) for row in shown("borders")} == inside


def test_peers_are_those_who_sit_together():
    shared = {}
    for members in organisations().values():
        for pair in combinations(sorted(members), 2):
            shared[pair] = shared.get(pair, 0) + 1
    rows = {(row["a"], row["b"]): int(row["weight"]) for row in shown("organisations")}
    assert rows == shared
    groups = {row["state"]: set(filter(None, row["group"].split(";"))) for row in shown("states")}
    assert groups == {
        state: {name for name, who in organisations().items() if state in who} for state in JOINED
    }


def test_the_record_is_the_open_tables():
    raw = [
        row
        for row in tables.rows("withdrawals")
        if row["treaty"] == "ROME" and "2016" <= row["announced"][:4] <= "2019"
    ]
    inside = {row["state"]: row for row in raw if row["state"] in JOINED}
    assert {row["state"] for row in raw} - set(inside) == {"MYS"}
    assert set(inside) == set(FOUR)
    for row in shown("withdrawals"):
        known = inside[row["state"]]
        dates = [row[step] for step in ("announced", "notified", "out", "returned")]
        named = [known[step] for step in ("announced", "notified", "effective", "returned")]
        assert dates == named


def test_dated_exits_are_those_on_record():
    record = {row["state"]: row for row in shown("withdrawals")}
    events = [event for event in read("rome-statute").events if event.kind == "exit"]
    assert {state for event in events for state in event.target} == {"BDI", "GMB", "ZAF"}
    for event in events:
        (state,) = event.target
        assert record[state][event.options["stage"]] == event.start.isoformat()


def test_the_world_of_2016():
    world, agenda = build(read("rome-statute"))
    on_the_day = [state for state, row in JOINED.items() if row.ratified <= START]
    assert (world.stage[0] == PARTY).sum() == len(on_the_day)
    later = {world.states[i]: month for _, i, month in world.joining}
    assert later == {"SLV": 12, "KIR": 48}
    assert agenda.months == 48
    assert "RUS" not in world.states
    assert {"AU", "ECOWAS", "SADC"} <= set(world.groups)


@pytest.mark.parametrize("name", ["rome-statute", "rome-statute/on-their-own"])
def test_nothing_is_remarked_but_parties_in_no_organisation(name):
    scenario = read(name)
    (remark,) = lint.remarks(scenario, *build(scenario))
    assert remark.startswith("world: 6 parties without ties see no exit on any layer: ")


def test_who_is_moved_by_date_is_out_in_the_month_on_record_unless_it_turns_back():
    exits = run("rome-statute", replicates=200, overrides={"run.trajectories": 0}).exits
    rows = exits[exits["forced"]]
    scenario = read("rome-statute")
    assert set(rows["state"]) == {"BDI", "GMB", "ZAF"}
    for state in ("BDI", "ZAF", "GMB"):
        mine = rows[rows["state"] == state]
        kept = mine[mine["returned"].isna()]
        notified = {"BDI": "2016-10", "ZAF": "2016-10", "GMB": "2016-11"}[state]
        month = scenario.month_of(datetime.date.fromisoformat(notified + "-01"))
        assert mine["notified"].dropna().eq(month).all()
        assert kept["out"].eq(month + 12).all()
        assert 0 < len(kept) < len(mine)


def test_the_count_on_record_lies_within_the_runs_as_it_was_made_to():
    scenario = read("rome-statute/on-their-own", {"run.replicates": 2_000, "run.trajectories": 0})
    decided = decided_on_record(scenario)["ROME"]
    assert {one.state for one in decided} == set(FOUR)
    assert {one.state for one in on_record(scenario) if one.returned} == {"ZAF", "GMB"}
    record = run(scenario)
    announced = record.exits.groupby("replicate").size().reindex(range(2_000), fill_value=0)
    low, high = announced.quantile([0.05, 0.95])
    assert low <= len(decided) <= high
    assert announced.mean() == pytest.approx(len(decided), abs=0.5)
    who = record.exits.groupby("replicate")["state"].agg(set)
    assert 0.0 < who.map(lambda states: len(states & set(FOUR)) >= 2).mean() < 0.1
    turned_back = record.exits["returned"].notna().mean()
    assert turned_back == pytest.approx(0.4, abs=0.06)


def test_the_announcements_draw_others_less_than_one_in_five_runs():
    effects = compare("rome-statute/on-their-own", "rome-statute", replicates=1_000).effects
    (exits,) = effects[effects["outcome"] == "exits"].to_dict("records")
    assert 0.05 < exits["low"] <= exits["high"] < 0.3
    chances = effects[effects["outcome"] == "p_exit"].set_index("state")["effect"]
    assert {"LSO", "COD"} == set(chances.nlargest(2).index)
