"""The whole attribution: its tables fit together, it names a planted truth, and is found again."""

import json

import numpy as np
import pytest

import simulation as sim
from simulation.analysis.attribution import attribute as module
from simulation.analysis.attribution.answer import attribution_answer
from simulation.analysis.attribution.attribute import USUAL_REPLICATES, attribute
from simulation.analysis.attribution.columns import COLUMNS
from simulation.analysis.attribution.folder import open_attribution
from simulation.scenario.faults import InputFault
from tests.world.tabled import written

RUNS = 60


@pytest.fixture(scope="module")
def found():
    return attribute("law-of-war", replicates=RUNS)


STATES = "state,threat,commitment\n" + "".join(f"S{i},0.5,0.5\n" for i in range(9))
PARTIES = "state,treaty,joined,left\n" + "".join(f"S{i},PACT,1999-03-01,\n" for i in range(9))
TIES = "a,b,weight,from,to\nS3,S0,1,,\nS3,S1,1,,\nS3,S2,1,,\nS5,S6,1,,\n"
"""S3 is the only neighbour of S0, S1 and S2, who each are a third of its own; S7, S8, S4: none."""


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    path = written(folder, files={"states": STATES, "parties": PARTIES, "border": TIES})
    strong = {
        "rule.parameters.border_weight": 6.0, "rule.parameters.threat_weight": 0.0,
        "rule.parameters.base_rate.PACT": -5.0,
    }  # fmt: skip
    return attribute(path, overrides=strong, replicates=600)


def test_a_planted_truth_is_named(planted):
    multipliers = planted.table("multipliers").set_index("state")["multiplier"]
    assert multipliers.idxmax() == "S3"
    influence = planted.table("influence")
    mine = influence[(influence["state"] == "S3") & (influence["low"] > 0.0)]
    assert set(mine["other"]) == {"S0", "S1", "S2"}
    pairs = planted.table("pairs")
    parents = pairs[pairs["parent"] != ""]
    linked = {("S3", "S0"), ("S3", "S1"), ("S3", "S2"), ("S5", "S6")}
    assert set(zip(parents["parent"], parents["state"], strict=True)) <= linked | {
        (b, a) for a, b in linked
    }
    snowball = planted.table("snowball").set_index("state")
    assert all(
        snowball.loc[i, "only_full"] == 0.0 for i in ("S4", "S7", "S8") if i in snowball.index
    )
    terms = planted.table("mechanisms").set_index("term")["exits"]
    assert terms["border"] > 10.0 * abs(terms["erosion"])


def test_tables_hold_what_is_described(found):
    for name, about in COLUMNS.items():
        assert list(found.table(name).columns) == [column.name for column in about]
    with pytest.raises(InputFault, match="no table 'multiplier' here"):
        found.table("multiplier")


def test_mechanisms_add_up_to_the_exits(found):
    for _, rows in found.table("mechanisms").groupby("treaty"):
        for column in ("exits", "by_parentage"):
            told = rows.set_index("term")[column]
            terms = told.drop(["without contagion", "snowball", "exits"])
            assert terms.sum() == pytest.approx(told["snowball"])
            assert told["without contagion"] + told["snowball"] == pytest.approx(told["exits"])
        assert told["exits"] == pytest.approx(rows.set_index("term")["exits"]["exits"])


def test_children_and_remainders_are_the_exits(found):
    cohorts = found.table("reproduction")
    exits = found.table("exits")
    for period in ("month", "year", "all"):
        children = cohorts[cohorts["period"].isin([period, "suspended"])]["children"].sum()
        # years leave out month 0, in which nobody is here
        assert RUNS * children + exits["remainder"].sum() == pytest.approx(len(exits))
    pairs = found.table("pairs")
    assert RUNS * pairs["children"].sum() == pytest.approx(len(exits))


def test_shares_and_remainder_of_each_exit_are_one(found):
    keys = ["replicate", "treaty", "state"]
    shares = found.table("shares").groupby(keys)["share"].sum()
    exits = found.table("exits").set_index(keys)["remainder"]
    assert (exits.add(shares, fill_value=0.0) == 1.0).all()
    assert len(found.table("shares")) > 0


def test_the_tree_leads_back_in_time(found):
    exits = found.table("exits").set_index(["replicate", "treaty", "state"])
    below = exits[exits["parent"] != ""]
    assert len(below)
    for (replicate, _, _), row in below.iterrows():
        above = (replicate, row["parent_treaty"], row["parent"])
        assert row["parent_share"] > row["remainder"]
        if above in exits.index:
            assert exits.loc[above, "month"] < row["month"]
            assert row["generation"] == exits.loc[above, "generation"] + 1
    assert (exits[exits["parent"] == ""]["generation"] == 0).all()


def test_the_snowball_is_what_the_states_add(found):
    for _, rows in found.table("snowball").groupby("treaty"):
        whole, states = rows[rows["state"] == ""], rows[rows["state"] != ""]
        for column in ("shock", "full", "both", "only_full", "only_shock", "effect"):
            assert states[column].sum() == pytest.approx(whole[column].iloc[0])


def test_influences_add_up_to_the_multiplier(found):
    by = ["treaty", "state"]
    influence = found.table("influence").groupby(by)["influence"].sum()
    multipliers = found.table("multipliers").set_index(by)["multiplier"]
    assert np.allclose(influence.reindex(multipliers.index, fill_value=0.0), multipliers)
    assert (multipliers >= 0.0).all(), "theorem A holds here"


def test_no_contagion_owes_nothing_to_the_snowball():
    alone = attribute("no-contagion", replicates=20)
    assert (alone.table("multipliers")["multiplier"] == 0.0).all()
    assert len(alone.table("influence")) == len(alone.table("shares")) == 0
    assert set(alone.table("mechanisms")["term"]) == {"without contagion", "snowball", "exits"}
    assert (alone.table("snowball")["effect"] == 0.0).all()
    assert (alone.table("exits")["remainder"] == 1.0).all()
    assert (alone.table("reproduction")["children"] == 0.0).all()
    assert "nobody tips anybody" in attribution_answer(alone)


def test_engines_workers_and_parts_give_the_same_rows():
    some = {"replicates": 3, "month": "2025-03"}
    one = attribute("rome-statute", replicates=3, workers=1)
    two = attribute("rome-statute", replicates=3, workers=2)
    for name in COLUMNS:
        assert one.tables[name].equals(two.tables[name]), name
    whole = attribute("ottawa-2025", **some).table("shares")
    part = attribute("ottawa-2025", **some, only="1:3").table("shares")
    assert whole[whole["replicate"] > 0].reset_index(drop=True).equals(part)


@pytest.mark.slow
def test_both_engines_attribute_alike():
    some = {"replicates": 2, "treaty": "ROME"}
    compiled = attribute("rome-statute", **some)
    mesa = attribute("rome-statute", **some, engine="mesa")
    for name in COLUMNS:
        assert compiled.tables[name].equals(mesa.tables[name]), name


def test_fewer_replicates_than_a_scenario_has_unless_asked(monkeypatch):
    asked = []

    def carry_out(order, progress):
        asked.append(order.scenario.replicates)
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "carry_out", carry_out)
    sizes = ({"replicates": 5_000}, {"overrides": {"run.replicates": 3_000}}, {"only": 9_999})
    for given in ({}, *sizes):
        with pytest.raises(KeyboardInterrupt):
            attribute("ottawa-2025", **given)
    assert asked == [USUAL_REPLICATES, 5_000, 3_000, 10_000]


def test_the_month_is_that_of_the_first_dated_exit_or_the_middle(found):
    assert found.manifest["month"] == "2025-12"
    chain = attribute("chain-reaction", replicates=1)
    assert chain.manifest["month"] == "2025-03"
    later = attribute("ottawa-2025", replicates=1, month="2027-05", treaty="CCM")
    assert (later.manifest["month"], later.manifest["treaty"]) == ("2027-05", "CCM")


SYNTHETIC = {
    "time": {"start": 2000, "end": 2001},
    "world": {"source": "synthetic", "states": 8,
              "layers": {"peers": {"graph": "erdos-renyi", "mean_degree": 3.0}}},
    "run": {"replicates": 2},
}  # fmt: skip


@pytest.mark.parametrize(
    ("scenario", "given", "told"),
    [
        ("ottawa-2025", {"month": "2031-01"}, "--month: '2031-01' must be a month of the run"),
        ("ottawa-2025", {"month": "2025"}, "--month: '2025' must be a month of the run"),
        ("ottawa-2025", {"month": "maybe"}, "--month: 'maybe' must be a month of the run"),
        ("ottawa-2025", {"treaty": "CMC"}, 'must be one of APMBC, CCM .did you mean "CCM"'),
        ("ottawa-2025", {"rule": lambda now, p: 1.0}, "rule=: exits are traced"),
        ("classroom/riot", {}, "a textbook rule has no terms"),
        (SYNTHETIC, {}, "network is drawn anew for each replicate"),
    ],
)  # fmt: skip
def test_what_cannot_be_traced_is_refused_in_one_line(scenario, given, told):
    with pytest.raises(InputFault, match=told) as refused:
        attribute(scenario, replicates=2, **given)
    assert len(refused.value.faults) == 1


def test_one_network_for_all_replicates_can_be_traced():
    fixed = {**SYNTHETIC, "world": {**SYNTHETIC["world"], "fixed": True}}
    assert len(attribute(fixed, replicates=3).table("multipliers")) == 8


def test_a_folder_is_found_again_and_never_replaced_unasked(tmp_path, monkeypatch):
    some = {"replicates": 2, "out": tmp_path / "a"}
    made = attribute("rome-statute", **some)
    assert json.loads((tmp_path / "a" / "manifest.json").read_text()) == made.manifest
    with pytest.raises(InputFault, match="another attribution"):
        attribute("rome-statute", **some, month="2017-01")
    monkeypatch.setattr(module, "carry_out", None)
    again = attribute("rome-statute", **some)
    assert again.reused
    for one in (again, open_attribution(tmp_path / "a")):
        assert all(one.tables[name].equals(made.tables[name]) for name in COLUMNS)
    (tmp_path / "a" / "pairs.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputFault, match=r"damaged: pairs\.parquet"):
        attribute("rome-statute", **some)
    (tmp_path / "a" / "notes.txt").write_text("mine")
    with pytest.raises(InputFault, match=r"also holds notes\.txt"):
        attribute("rome-statute", **some, overwrite=True)
    with pytest.raises(InputFault, match="no attribution of ours"):
        open_attribution(tmp_path)


@pytest.mark.parametrize("name", ["multipliers", "mechanisms", "snowball", "reproduction"])
def test_where_all_runs_agree_there_is_no_interval(name):
    table = attribute("rome-statute", replicates=20).table(name)
    known = table.dropna(subset=["low"])
    assert len(known)
    assert (known["low"] < known["high"]).all()
    if "equal" in table and name == "multipliers":
        agree = table["equal"] == 20
        assert agree.any()
        assert table[agree][["low", "high"]].isna().all(axis=None)


def test_an_exit_has_no_chance_below_none(found):
    rows = found.table("mechanisms")
    assert (rows[rows["term"].isin(["without contagion", "exits"])]["low"].dropna() >= 0.0).all()


def test_progress_runs_once_through_all_arms():
    told = []
    attribute("rome-statute", replicates=1, progress=lambda done, whole: told.append((done, whole)))
    done, whole = zip(*told, strict=True)
    assert done == tuple(range(1, whole[0] + 1))
    assert set(whole) == {whole[0]}


def test_an_attribution_shows_itself(found):
    shown = sim.attribute("rome-statute", replicates=2)
    assert "Snowball multiplier" in str(shown)
    assert repr(shown) == "<Attribution of rome-statute: ROME in 2016-10, 2 runs>"
    assert shown.plot().axes
    assert shown.plot("mechanisms").axes
    with pytest.raises(InputFault, match="unknown figure"):
        shown.plot("map")
