"""A world from tables: what each file, column and date comes to."""

import numpy as np
import pytest

from simulation.engines import choosing
from simulation.experiments.cases import case_of
from simulation.experiments.runner import run
from simulation.model.perception import posture_felt
from simulation.model.stages import NEVER_JOINED, PARTY
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from simulation.world import lint
from simulation.world.build import build
from simulation.world.table.history import decided_on_record, on_record
from simulation.world.world import FOREVER
from tests.running import same
from tests.world.making import at
from tests.world.tabled import HISTORY, PARTIES, STATES, TIES, held_ties, world_of, written


def test_states_alone_are_a_world_in_which_all_are_parties(tmp_path):
    w = world_of(tmp_path, files={"states": "state\nArla\nBoro\n"}, treaties='["PACT", "OTHER"]')
    assert w.states == w.names == w.draw_keys == ("Arla", "Boro")
    assert [treaty.code for treaty in w.treaties] == ["PACT", "OTHER"]
    assert (w.stage == PARTY).all()
    assert w.stage.shape == w.commitment.shape == (2, 2)
    assert not w.commitment.any()
    assert not w.danger.any()
    assert not w.posture.any()
    assert np.isnan(w.population).all()
    assert w.declared == ()
    assert w.groups == w.guarantors == w.border_km == {}
    assert w.coordinates.shape == (0, 2)
    assert w.kindred.tolist() == [[0.0, 1.0], [1.0, 0.0]]


def test_every_column_of_the_states(tmp_path):
    w = world_of(
        tmp_path,
        files={
            "states": "state,name,threat,commitment,commitment_OTHER,posture,population,latitude,"
            "longitude,group,note\nA,Arla,0.5,0.2,0.9,0.3,1000,1.5,-20,North;Sea,first\n"
            "B,,1,0.4,0.1,0,,,,Sea,\n"
        },
        treaties='["PACT", "OTHER"]',
    )
    assert w.states == ("A", "B")
    assert w.names == ("Arla", "B")
    assert [posture_felt(faced) for faced in w.danger] == pytest.approx([0.5, 1.0], abs=1e-12)
    assert w.commitment.tolist() == [[0.2, 0.4], [0.9, 0.1]]
    assert w.posture.tolist() == [0.3, 0.0]
    np.testing.assert_array_equal(w.population, [1000.0, np.nan])
    np.testing.assert_array_equal(w.coordinates, [[1.5, -20.0], [np.nan, np.nan]])
    assert {name: who.tolist() for name, who in w.groups.items()} == {
        "North": [True, False],
        "Sea": [True, True],
    }


def test_danger_lies_on_the_grid_of_exact_sums(tmp_path):
    rows = "".join(f"S{i},{i / 97}\n" for i in range(98))
    danger = world_of(tmp_path, files={"states": "state,threat\n" + rows}).danger
    assert (danger * 2.0**40 == np.round(danger * 2.0**40)).all()
    assert (np.diff(danger) > 0.0).all()


def test_parties_are_those_bound_on_the_day(tmp_path):
    parties = PARTIES + "Boro,OTHER,2004,\nDano,PACT,2000,2003-05-31\nEgra,PACT,2003-06-02,\n"
    states = "state\nArla\nBoro\nCamo\nDano\nEgra\nFira\n"
    files = {"states": states, "parties": parties}
    w = world_of(tmp_path, files=files)
    a, b, c, d, e, f = at(w, "Arla", "Boro", "Camo", "Dano", "Egra", "Fira")
    assert (w.stage[0, [a, b, c]] == PARTY).all()
    assert (w.stage[0, [d, e, f]] == NEVER_JOINED).all()
    assert w.joining == ((0, e, 1),)
    earlier = world_of(tmp_path, {"world.as_of": "2002"}, files=files)
    assert earlier.stage[0].tolist() == [PARTY, PARTY, NEVER_JOINED, PARTY, *(NEVER_JOINED,) * 2]
    assert earlier.joining == ((0, c, 0), (0, e, 1))


def test_who_joins_later_becomes_party_in_that_month(tmp_path):
    parties = PARTIES + "Dano,PACT,2004,\nEgra,PACT,2007,\n"
    path = written(tmp_path, files={"states": STATES + "Dano,0,0\nEgra,0,0\n", "parties": parties})
    world, agenda = build(read(path))
    assert world.joining == ((0, 3, 19),)
    assert agenda.joins.tolist() == [[-1, -1, -1, 19, -1]]


def test_an_event_may_have_it_join_in_another_month(tmp_path):
    path = written(
        tmp_path, files={"states": STATES + "Dano,0,0\n", "parties": PARTIES + "Dano,PACT,2004,\n"}
    )
    join = {"events": [{"name": "j", "kind": "join", "target": "Dano", "into": "PACT",
                        "from": "2003-08"}]}  # fmt: skip
    assert build(read(path, join))[1].joins[0, 3] == 3


def test_members_that_left_and_came_back_are_bound_again(tmp_path):
    parties = PARTIES + "Dano,PACT,1990,1995\nDano,PACT,2000,\n"
    files = {"states": STATES + "Dano,0,0\n", "parties": parties}
    assert world_of(tmp_path, files=files).stage[0, 3] == PARTY
    assert world_of(tmp_path, {"world.as_of": "1997"}, files=files).stage[0, 3] == NEVER_JOINED


def test_the_record_says_who_was_outside_on_the_day_and_moves_nobody_later(tmp_path):
    path = written(tmp_path, rival=None)
    assert (build(read(path))[0].stage == PARTY).all()
    on_the_way = read(path, {"time.start": "2004-03"})
    assert (build(on_the_way)[0].stage == PARTY).all()
    (remark,) = (line for line in lint.remarks(on_the_way, *build(on_the_way)) if "record" in line)
    assert "world.as_of = 2004-03-01: Camo is on record as leaving PACT and still bound" in remark
    gone = build(read(path, {"time.start": "2005-03"}))[0]
    assert gone.stage.tolist() == [[PARTY, PARTY, NEVER_JOINED]]
    back = build(read(written(tmp_path, history=HISTORY.replace("2005-02,", "2005-02,2005-03-01")),
                      {"time.start": "2005-03"}))[0]  # fmt: skip
    assert (back.stage == PARTY).all()


def test_the_record_is_there_to_compare_with(tmp_path):
    history = HISTORY + "Boro,PACT,2003-07,,,2003-09\nArla,PACT,2002-01,,,2002-02\n"
    scenario = read(written(tmp_path, history=history))
    assert [(one.state, str(one.announced), str(one.out)) for one in on_record(scenario)] == [
        ("Camo", "2004-01-10", "2005-02-28"),
        ("Boro", "2003-07-31", "None"),
        ("Arla", "2002-01-31", "None"),
    ]
    within = decided_on_record(scenario)["PACT"]
    assert [one.state for one in within] == ["Camo", "Boro"]
    assert on_record(read("ottawa-2025")) == ()


def test_ties_hold_both_ways_unless_directed(tmp_path):
    both = world_of(tmp_path)
    assert held_ties(both.layers["border"]) == {
        (0, 1, 1.0, 0, FOREVER),
        (1, 0, 1.0, 0, FOREVER),
        (1, 2, 0.25, 0, FOREVER),
        (2, 1, 0.25, 0, FOREVER),
    }
    assert held_ties(both.rivals) == {(0, 2, 2.0, 0, FOREVER), (2, 0, 2.0, 0, FOREVER)}
    assert both.declared == ("border",)
    one_way = world_of(tmp_path, layers="rival.directed = true\nborder.directed = true")
    assert held_ties(one_way.layers["border"]) == {
        (0, 1, 1.0, 0, FOREVER),
        (1, 2, 0.25, 0, FOREVER),
    }
    assert held_ties(one_way.rivals) == {(0, 2, 2.0, 0, FOREVER)}


def test_ties_stand_in_order_and_their_weights_on_the_grid(tmp_path):
    ties = world_of(tmp_path, border="a,b,weight\nCamo,Boro,0.1\nBoro,Arla,0.3\n").layers["border"]
    assert list(zip(ties.state.tolist(), ties.partner.tolist(), strict=True)) == [
        (0, 1), (1, 0), (1, 2), (2, 1),
    ]  # fmt: skip
    assert (ties.weight * 2.0**40 == np.round(ties.weight * 2.0**40)).all()


def test_dates_of_ties_are_first_and_last_months(tmp_path):
    border = (
        "a,b,from,to\nArla,Boro,2003-06-30,2003-08-02\nArla,Camo,,2003-05\nBoro,Camo,2004,2005\n"
        "Camo,Boro,2006,\n"
    )
    ties = world_of(tmp_path, border=border).layers["border"]
    assert held_ties(ties) == {
        (0, 1, 1.0, 1, 3), (1, 0, 1.0, 1, 3),
        (0, 2, 1.0, 0, 0), (2, 0, 1.0, 0, 0),
        (1, 2, 1.0, 8, 31), (2, 1, 1.0, 8, 31),
        (1, 2, 1.0, 32, FOREVER), (2, 1, 1.0, 32, FOREVER),
    }  # fmt: skip


def test_ties_that_are_over_before_the_run_are_left_out(tmp_path):
    over = world_of(tmp_path, border="a,b,to\nArla,Boro,2003-04\n")
    assert held_ties(over.layers["border"]) == set()


def test_lengths_of_borders(tmp_path):
    w = world_of(tmp_path, border="a,b,km\nBoro,Arla,120.5\nBoro,Camo,\n")
    assert w.border_km == {(0, 1): 120.5}


def test_groups_are_targets_of_events(tmp_path):
    states = "state,group\nArla,North\nBoro,North;Sea\nCamo,Sea\n"
    path = written(tmp_path, states=states)
    pin = {"events": [{"name": "p", "kind": "pin", "target": "North", "from": "2003-06"}]}
    _, agenda = build(read(path, pin))
    assert agenda.pinned[agenda.row[1], 0].tolist() == [True, True, False]


def test_the_order_of_rows_changes_nothing_but_the_order_of_states(tmp_path):
    scenario = read(written(tmp_path, states=STATES, border=TIES))
    world, agenda = build(scenario)
    rows = STATES.splitlines()
    turned = read(written(tmp_path, states="\n".join([rows[0], *reversed(rows[1:])])))
    other, other_agenda = build(turned)
    replicates = np.arange(20)
    one = choosing.engine("compiled")(case_of(scenario, world, agenda), replicates, 0)
    two = choosing.engine("compiled")(case_of(turned, other, other_agenda), replicates, 0)
    assert (one.announced >= 1).any() or (one.announced == -1).all()
    np.testing.assert_array_equal(one.announced, two.announced[:, :, ::-1])


RULES = [
    {"rule.parameters.base_rate": -4.0},
    {"rule": {"name": "threshold", "threshold": {"constant": 0.5}}},
    {"rule": {"name": "cascade", "probability": 0.5}},
    {"rule": {"name": "simple", "p": 0.02, "q": 0.1}},
]


@pytest.mark.parametrize("rule", RULES)
def test_both_engines_agree_on_a_world_from_tables(tmp_path, rule):
    files = {
        "states": STATES + "Dano,0.2,0.1\n",
        "parties": PARTIES + "Dano,PACT,2003-09,\n",
        "border": TIES.replace("Boro,Camo,0.25,,", "Boro,Camo,0.25,2003-08,2005")
        + "Boro,Dano,1,,\n",
        "rival": "a,b\nBoro,Dano\n",
    }
    out = {"name": "e", "kind": "exit", "target": "Arla", "from": "2003-07", "stage": "out"}
    scenario = read(written(tmp_path, files=files), {"events": [out], **rule})
    case = case_of(scenario, *build(scenario))
    replicates = np.arange(12)
    histories = [choosing.engine(name)(case, replicates, 2) for name in ("compiled", "mesa")]
    same(*histories)
    dano = case.world.states.index("Dano")
    assert (histories[0].announced[:, 0, :] >= 2).any()
    joined = histories[0].announced[:, 0, dano]
    assert ((joined == -1) | (joined >= 4)).all()


def test_rivals_without_posture_are_remarked_on(tmp_path):
    scenario = read(written(tmp_path, history=None))
    lines = lint.remarks(scenario, *build(scenario))
    assert "world.layers.rival: no state has a posture, so that no rival is felt" in lines
    armed = read(written(tmp_path, history=None, states="state,posture\nArla,1\nBoro,0\nCamo,0\n"))
    assert not [line for line in lint.remarks(armed, *build(armed)) if "rival" in line]


def test_textbook_rules_run_on_tables(tmp_path):
    path = written(tmp_path, rival=None)
    exits = {"events": [{"name": "e", "kind": "exit", "target": "Arla", "from": "2003-07"}]}
    cascade = {"rule": {"name": "cascade", "probability": 1.0}, **exits}
    record = run(read(path, cascade))
    assert record.exits.groupby("state")["out"].unique().explode().to_dict() == {
        "Arla": 2, "Boro": 3, "Camo": 4,
    }  # fmt: skip


def test_a_table_that_was_edited_is_another_result(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path)
    first = run(path, out=tmp_path / "out")
    assert run(path, out=tmp_path / "out").reused
    assert set(first.manifest["data_files"]) == {
        "world.states", "world.parties", "world.history",
        "world.layers.border.file", "world.layers.rival.file",
    }  # fmt: skip
    (tmp_path / "states.csv").write_text(STATES.replace("0.8", "0.7"))
    with pytest.raises(InputFault, match="other contents of the data files"):
        run(path, out=tmp_path / "out")
    (tmp_path / "states.csv").write_bytes(STATES.replace("\n", "\r\n").encode())
    assert run(path, out=tmp_path / "out").reused


def test_a_treaty_spelt_nearly_like_the_worlds_own_is_remarked_on(tmp_path):
    parties = PARTIES + "Dune,PAKT,2000,\nArla,OTHER,2000,\n"
    scenario = read(written(tmp_path, states=STATES + "Dune,0,0.5\n", parties=parties))
    lines = [line for line in lint.remarks(scenario, *build(scenario)) if "world.parties" in line]
    assert lines == [
        'world.parties: 1 row names PAKT, which world.treaties leaves out (did you mean "PACT"?)'
    ]
