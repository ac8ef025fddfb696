"""Dates and sizes in the scenario files agree with the tables and with one another."""

import csv

import pytest

from simulation.experiments.runner import run
from simulation.model.stages import NEVER_JOINED, PARTY
from simulation.scenario.reading import read
from simulation.world import tables
from simulation.world.build import build
from simulation.world.commitment import reluctance

FIVE = ("EST", "FIN", "LTU", "LVA", "POL")


def record(state, treaty):
    with (tables.DATA / "withdrawals.csv").open(encoding="utf-8", newline="") as file:
        (row,) = (r for r in csv.DictReader(file) if (r["state"], r["treaty"]) == (state, treaty))
    return row


def moved(name, stage, treaty):
    """Whom a scenario forces, and when: state -> day as in the record."""
    return {
        state: event.start.isoformat()
        for event in read(name).events
        if event.kind == "exit" and event.options["stage"] == stage and event.treaties == (treaty,)
        for state in event.target
    }


@pytest.mark.parametrize(
    ("name", "stage", "treaty", "states"),
    [
        ("chain-reaction", "announced", "APMBC", FIVE),
        ("chain-reaction", "notified", "APMBC", FIVE),
        ("two-treaties", "announced", "CCM", ("LTU",)),
        ("two-treaties", "notified", "CCM", ("LTU",)),
    ],
)
def test_exits_are_forced_on_the_recorded_days(name, stage, treaty, states):
    assert moved(name, stage, treaty) == {state: record(state, treaty)[stage] for state in states}


@pytest.mark.parametrize(
    ("name", "treaty", "states"),
    [("chain-reaction", "APMBC", FIVE), ("two-treaties", "CCM", ("LTU",))],
)
def test_forced_exits_take_effect_in_the_recorded_month_or_a_little_earlier(name, treaty, states):
    scenario = read(name)
    exits = run(name, replicates=60, overrides={"run.trajectories": 0}).exits
    for state in states:
        rows = exits[(exits["treaty"] == treaty) & (exits["state"] == state)]
        effective = tables.last_day(record(state, treaty)["effective"])
        late = scenario.month_of(effective) - rows["out"].to_numpy(dtype=int)
        assert len(rows) == 60
        assert rows["forced"].all()
        assert late.min() == 0
        assert late.max() <= 4


def test_ukraine_gives_notice_when_it_suspended_and_stays_bound_by_the_war():
    exits = run("ukraine-precedent", replicates=20, overrides={"run.trajectories": 0}).exits
    rows = exits[(exits["treaty"] == "APMBC") & (exits["state"] == "UKR")]
    scenario = read("ukraine-precedent")
    notified = scenario.month_of(tables.last_day(record("UKR", "APMBC")["notified"]))
    assert rows["notified"].tolist() == [notified] * 20
    assert rows["out"].isna().all()


def test_ukraine_is_out_in_2023_where_one_report_says_so():
    exits = run("ukraine-precedent-2023", replicates=20, overrides={"run.trajectories": 0}).exits
    rows = exits[(exits["treaty"] == "APMBC") & (exits["state"] == "UKR")]
    assert rows["out"].tolist() == [read("ukraine-precedent-2023").months - 7 * 12 - 11] * 20


def test_the_poles_of_one_lever_are_reciprocal():
    up, down = (
        next(e for e in read(name).events if e.kind == "utility").change.amount
        for name in ("battlefield-lesson", "race-to-the-top")
    )
    assert up * down == 1.0


def change_of(name, event):
    (one,) = (e for e in read(name).events if e.name == event)
    return one.change.amount


def test_mediation_takes_back_the_escalation():
    escalation = change_of("ottawa-2025", "russia-escalates")
    assert escalation * change_of("mediation", "mediation") == pytest.approx(1.0, abs=0.001)


def test_rivals_answer_as_much_as_one_escalated():
    assert 1.0 + read("escalation").parameters.answer == change_of(
        "ottawa-2025", "russia-escalates"
    )


def test_deterrence_is_worth_a_guarantee():
    parameters = read("deterrence").parameters
    assert parameters.deterrence == parameters.protection


def test_the_incentive_is_full_once_five_members_are_out():
    world, agenda = build(read("arms-incentive"))
    members = agenda.blocs[0].sum()
    assert change_of("arms-incentive", "bloc-money") * 5 / members == pytest.approx(1.0)
    (event,) = (e for e in read("arms-incentive").events if e.name == "bloc-money")
    union = {world.states[i] for i in agenda.blocs[0].nonzero()[0]}
    assert set(event.target) <= union


def test_advocacy_lifts_the_most_reluctant_members_to_the_average_party():
    scenario = read("contain-the-snowball")
    world, _ = build(scenario)
    law = next(row for row in tables.treaty_meta() if row.treaty == "APMBC")
    start = reluctance(law, scenario.world.as_of)
    members = world.groups["EU"] & (world.stage[0] == PARTY)
    lowest = min(start[world.states[i]] for i in members.nonzero()[0])
    average = world.commitment[0][world.stage[0] == PARTY].mean()
    assert lowest + change_of("contain-the-snowball", "bloc-advocacy") == pytest.approx(
        average, abs=0.02
    )


def test_a_pact_is_one_key_away():
    pinned = read("contain-the-snowball", {"events.bloc-pact.off": False})
    world, agenda = build(pinned)
    held = agenda.pinned[agenda.row[-1], 0]
    assert held[world.groups["EU"]].all()
    assert not build(read("contain-the-snowball"))[1].pinned[-1, 0, world.states.index("FIN")]


def test_the_champions_are_those_the_record_names():
    note = record("UKR", "APMBC")["note"]
    names = {row.iso3: row.name for row in tables.states()}
    (event,) = (e for e in read("champions").events if e.name == "champions-object")
    assert all(names[state] in note for state in event.target)


def test_the_transfer_comes_from_outside_both_treaties():
    world, _ = build(read("transfer-shock"))
    giver, taker = world.states.index("USA"), world.states.index("UKR")
    apmbc, ccm = world.stage
    assert (apmbc[giver], ccm[giver], ccm[taker]) == (NEVER_JOINED,) * 3
    assert apmbc[taker] == PARTY


def test_four_of_the_five_never_were_parties_to_the_other_treaty():
    world, _ = build(read("two-treaties"))
    ccm = {state: world.stage[1][world.states.index(state)] for state in FIVE}
    assert ccm == dict.fromkeys(FIVE, NEVER_JOINED) | {"LTU": PARTY}
