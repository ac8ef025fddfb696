"""The real world: who is party, who borders and fears whom; order and company do not matter."""

import datetime
import random

import numpy as np
import pytest

from simulation.model.arithmetic import on_grid
from simulation.model.stages import NEVER_JOINED, PARTY
from simulation.scenario.faults import InputFault
from simulation.world import baseline, commitment, hostility, layers, pacts, posture, real, tables
from tests.world.making import at, build_real, choice, tie

Y2025 = datetime.date(2025, 1, 1)


@pytest.fixture
def fresh_tables(monkeypatch):
    """Lets a test change the rows of the tables; everything read is read anew, then and after."""
    loaders = [f for f in vars(tables).values() if hasattr(f, "cache_clear")]
    whole = tables.rows

    def change(changed):
        monkeypatch.setattr(tables, "rows", lambda name: changed(name, whole(name)))
        for loader in loaders:
            loader.cache_clear()

    yield change
    for loader in loaders:
        loader.cache_clear()


def fields(world):
    """Every array of a world by name."""
    found = {name: getattr(world, name) for name in ("stage", "commitment", "posture", "kindred")}
    for name, layer in {**world.layers, "rivals": world.rivals}.items():
        found |= {f"{name}.{column}": values for column, values in vars(layer).items()}
    found |= {f"groups.{name}": flags for name, flags in world.groups.items()}
    return found | {f"guarantors.{name}": flags for name, flags in world.guarantors.items()}


def assert_same(first, second):
    assert first.states == second.states
    before, after = fields(first), fields(second)
    assert list(before) == list(after)
    for name, values in before.items():
        assert values.tobytes() == after[name].tobytes(), name


@pytest.mark.parametrize(
    ("day", "apmbc", "ccm"),
    [
        (datetime.date(2021, 1, 1), 164, 110),
        (Y2025, 164, 112),
        (datetime.date(2012, 1, 1), 158, 67),
    ],
)
def test_the_number_of_parties(day, apmbc, ccm):
    parties = (build_real(day).stage == PARTY).sum(axis=1)
    assert parties.tolist() == [apmbc, ccm]


def test_states_stand_in_order_of_code_and_key_their_own_draws(world):
    assert len(world.states) == 200
    assert list(world.states) == sorted(world.states)
    assert world.draw_keys == world.states
    assert world.names[world.states.index("XKX")] == "Kosovo"


def test_who_left_before_the_date_is_outside_the_risk_set():
    later = build_real(datetime.date(2026, 3, 1))
    leavers = at(later, "EST", "LVA", "LTU", "POL", "FIN")
    assert (later.stage[0, leavers] == NEVER_JOINED).all()
    earlier = build_real(datetime.date(2025, 12, 31))
    assert (earlier.stage[0, at(earlier, "EST", "LVA", "LTU")] == NEVER_JOINED).all()
    assert (earlier.stage[0, at(earlier, "POL", "FIN")] == PARTY).all()


def test_who_is_under_notice_is_still_bound():
    assert real.under_notice("CCM", Y2025) == {"LTU": datetime.date(2025, 3, 6)}
    assert "LTU" in real.parties("CCM", Y2025)
    assert "LTU" not in real.parties("CCM", datetime.date(2025, 3, 6))


def test_treaties_carry_their_law(world):
    apmbc, ccm = world.treaties
    assert (apmbc.code, apmbc.notice_months, apmbc.conflict_clause) == ("APMBC", 6, True)
    assert ccm.notice_months == 6
    assert world.kindred.tolist() == [[0.0, 1.0], [1.0, 0.0]]


def test_an_arms_control_treaty_is_not_kindred():
    mixed = build_real(treaties=("APMBC", "NPT"))
    assert not mixed.kindred.any()


@pytest.mark.parametrize(
    ("a", "b", "weight"),
    [
        ("FIN", "RUS", 1.0),
        ("POL", "RUS", 1.0),  # Kaliningrad
        ("EST", "FIN", 0.5),  # the Gulf of Finland
        ("DEU", "RUS", 0.0),  # 356 km from Kaliningrad, over Poland
        ("BRA", "FRA", 0.0),  # French Guiana
        ("CAN", "DNK", 0.0),  # Hans Island
        ("ESP", "MAR", 0.5),  # Ceuta and Melilla do not count, the Strait does
        ("MAR", "MRT", 0.0),  # Western Sahara lies between
        ("DNK", "RUS", 0.25),
        ("NAM", "ZWE", 0.5),  # they meet in a point, in the Zambezi
    ],
)
def test_known_neighbours(world, a, b, weight):
    i, j = at(world, a, b)
    assert tie(world.layers["border"], i, j, 0) == weight
    assert tie(world.layers["border"], j, i, 0) == weight


def test_border_lengths_are_the_factbooks(world):
    i, j = at(world, "FIN", "RUS")
    assert world.border_km[i, j] == 1309.0
    assert len(world.border_km) == 322 - 5
    assert all(i < j for i, j in world.border_km)


@pytest.mark.parametrize(
    ("day", "a", "b", "depth"),
    [
        (datetime.date(2021, 1, 1), "EST", "USA", 1.0),
        (datetime.date(2021, 1, 1), "FIN", "EST", 0.5),  # the EU clause
        (datetime.date(2009, 11, 30), "FIN", "EST", 0.0),  # before it
        (Y2025, "FIN", "EST", 1.0),
        (Y2025, "MEX", "USA", 0.0),  # Mexico left the Rio Pact
        (datetime.date(2021, 1, 1), "GBR", "IRL", 0.0),  # the United Kingdom had left the EU
        (datetime.date(2021, 1, 1), "BRA", "USA", 0.25),
        (datetime.date(2010, 6, 1), "GBR", "FRA", 1.0),
    ],
)
def test_known_allies(day, a, b, depth):
    assert pacts.ties(day).get((a, b), 0.0) == depth


def test_every_defence_pact_of_the_tables_has_a_depth():
    named = {row.organisation for row in tables.alliances() if row.kind == "defence_pact"}
    assert named | {"EU"} == set(pacts.PACTS)


def test_a_guarantor_is_not_under_its_own_guarantee(world):
    usa, fin, est = at(world, "USA", "FIN", "EST")
    nato = world.guarantors["NATO"]
    assert nato[est]
    assert not nato[usa]
    assert not nato[fin]
    assert "EU" not in world.guarantors


def test_peers_sit_and_vote_together(world):
    est, lva, blr, rus = at(world, "EST", "LVA", "BLR", "RUS")
    peers = world.layers["peers"]
    assert tie(peers, est, lva, 0) > 0.9
    assert tie(peers, est, blr, 0) == tie(peers, est, rus, 0) == 0.0
    counts = np.bincount(peers.state, minlength=200)
    assert 10 <= np.median(counts) <= 20


def test_all_layers_are_symmetric_and_on_the_grid(world):
    for layer in world.layers.values():
        ties = set(zip(layer.state, layer.partner, layer.weight, strict=True))
        assert {(j, i, w) for i, j, w in ties} == ties
        assert all(w == on_grid(w) and 0.0 < w <= 1.0 for w in layer.weight)
        assert (layer.state != layer.partner).all()


def test_exposure_to_a_rival_by_hand():
    facts = real.rivals.Facts(
        {"RUS": 0.25e12}, {("RUS", ""): 0.4, ("RUS", "EST"): 0.3}, {"EST": 1.2, "RUS": 0.2}
    )
    index = real.rivals.DEFINITIONS
    # C = sqrt(0.25) = 0.5; H = 0.1 + 0.4 + 0.3 = 0.8; D = 0.5 + 0.5 * 1.0 = 1
    full = index["proximity-capability-hostility-politics"]("EST", "RUS", 0.5, facts)
    assert full == pytest.approx(0.5 * 0.5 * 0.8 * 1.0)
    assert index["no-hostility"]("EST", "RUS", 0.5, facts) == pytest.approx(0.25)
    assert index["no-politics"]("EST", "RUS", 0.5, facts) == pytest.approx(0.2)
    assert index["border-only"]("EST", "RUS", 0.5, facts) == 0.0
    assert index["border-only"]("EST", "RUS", 1.0, facts) == 1.0


def test_allies_are_no_rivals_and_exposure_is_directed(world):
    fin, rus, blr, est, lva = at(world, "FIN", "RUS", "BLR", "EST", "LVA")
    felt = world.rivals
    assert tie(felt, fin, rus, 0) > 10 * tie(felt, rus, fin, 0) > 0.0
    assert tie(felt, blr, rus, 0) == tie(felt, est, lva, 0) == 0.0
    assert felt.weight.max() <= 2.0
    assert all(w == on_grid(w) for w in felt.weight)


def test_hostility_counts_the_yearly_maximum():
    record = hostility.record(datetime.date(2021, 1, 1))
    # Russia in Ukraine: 2014 and 2015 war, 2016 to 2020 minor: (2 + 5 / 2) / 5
    assert record["RUS", "UKR"] == pytest.approx(0.9)
    assert record.get(("FIN", ""), 0.0) == 0.0


def test_wars_without_known_end():
    assert hostility.at_war(datetime.date(2021, 1, 1)) == {"UKR", "YEM"}
    assert hostility.at_war(Y2025) == {"COD", "SYR", "UKR", "YEM"}


def test_posture_uses_no_later_year_where_an_earlier_is_known(world):
    rus, ukr, est = at(world, "RUS", "UKR", "EST")
    assert world.posture[[rus, ukr]].tolist() == [0.8, 4.4 / 5.0]
    assert world.posture[est] == 0.4  # share of 2021, the first known
    assert "EST" in posture.filled_from_later(datetime.date(2021, 1, 1))
    assert "RUS" not in posture.filled_from_later(datetime.date(2021, 1, 1))
    assert posture.filled_from_later(Y2025) == ()
    assert world.posture.min() >= 0.0
    assert world.posture.max() <= 1.0


def test_later_inputs_are_listed(world):
    named = {(entry["table"], entry["column"]) for entry in world.later_inputs}
    assert {("states", "milex_usd"), ("states", "population"), ("borders", "border_km")} <= named
    assert ("posture", "milex_pct_gdp") in named
    assert all(set(entry) == {"table", "column", "vintage", "why"} for entry in world.later_inputs)
    assert build_real(datetime.date(2026, 7, 1)).later_inputs == ()


def test_reluctance_by_hand(world):
    can, fin, mne = at(world, "CAN", "FIN", "MNE")
    apmbc = world.commitment[0]
    assert apmbc[can] == 1.0  # on the first day
    years = (datetime.date(2012, 1, 9) - datetime.date(1997, 12, 3)).days / 365.25
    assert apmbc[fin] == pytest.approx(1 / (1 + years / 5))
    assert apmbc[mne] > 0.9  # within months of independence


@pytest.mark.parametrize("index", commitment.DEFINITIONS)
def test_every_index_gives_all_states_a_share(index):
    held = build_real(commitment_index=index).commitment
    assert held.shape == (2, 200)
    assert ((held >= 0.0) & (held <= 1.0)).all()


def test_indices_say_what_they_claim():
    day = datetime.date(2021, 1, 1)
    law = next(row for row in tables.treaty_meta() if row.treaty == "APMBC")
    held = {name: index(law, day) for name, index in commitment.DEFINITIONS.items()}
    assert set(held["uniform"].values()) == {0.7}
    assert (held["champion"]["NOR"], held["champion"]["FRA"], held["champion"]["FIN"]) == (
        1,
        0.8,
        0.6,
    )
    assert held["voting"]["AUT"] > held["voting"]["USA"]
    assert held["membership-and-democracy"]["NOR"] > held["membership-and-democracy"]["PRK"]
    assert held["reluctance"]["NOR"] > held["reluctance"]["LVA"] > held["reluctance"]["POL"]


@pytest.mark.parametrize(
    ("option", "other"),
    [
        ("border_layer", "land"),
        ("alliance_layer", "pacts-equal"),
        ("peer_layer", "company"),
        ("threat_index", "border-only"),
    ],
)
def test_options_change_what_they_name_and_nothing_else(world, option, other):
    changed = build_real(**{option: other})
    before, after = fields(world), fields(changed)
    differing = {
        name.split(".")[0] for name in before if before[name].tobytes() != after[name].tobytes()
    }
    layer = {v: k for k, v in layers.LAYER_OPTIONS.items()}
    assert differing == {layer.get(option, "rivals")}


def test_the_order_of_rows_does_not_matter(world, fresh_tables):
    def shuffled(name, rows):
        random.Random(name).shuffle(rows)
        return rows

    fresh_tables(shuffled)
    assert_same(world, build_real())


def test_a_state_without_ties_changes_nobody(world, fresh_tables):
    def with_atlantis(name, rows):
        if name != "states":
            return rows
        blank = dict.fromkeys(rows[0], "")
        return [
            *rows,
            {**blank, "iso3": "ZZZ", "name": "Atlantis", "region": "Sea", "subregion": "Deep"},
        ]

    fresh_tables(with_atlantis)
    larger = build_real()
    assert larger.states == (*world.states, "ZZZ")
    for name in ("stage", "commitment", "posture"):
        assert getattr(larger, name)[..., :200].tobytes() == getattr(world, name).tobytes()
    for name, layer in {**world.layers, "rivals": world.rivals}.items():
        again = {**larger.layers, "rivals": larger.rivals}[name]
        assert again.weight.tobytes() == layer.weight.tobytes()
        assert again.state.tobytes() == layer.state.tobytes()


def test_the_plain_rule_flags_seven():
    seven = {"EST", "FIN", "LTU", "LVA", "NOR", "POL", "UKR"}
    assert baseline.plain_rule(Y2025) == seven
    assert baseline.plain_rule(datetime.date(2011, 1, 1)) == seven - {"FIN", "POL"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"treaties": ("APMBCC",)}, 'did you mean "APMBC"?'),
        ({"treaties": ("ANTARCTIC",)}, "no notice period"),
        ({"treaties": ("OPEC",)}, "no membership dates"),
        ({"treaties": ()}, "empty"),
        ({"treaties": ("CCM", "CCM")}, "twice"),
        ({"commitment_index": "reluctanse"}, 'did you mean "reluctance"?'),
        ({"peer_layer": "nearest"}, "allowed are votes-and-company, company"),
        ({"threat_index": "none"}, "world.threat_index"),
    ],
)
def test_faults_are_one_line(wrong, says):
    with pytest.raises(InputFault) as found:
        build_real(**wrong)
    (line,) = found.value.faults
    assert says in line
    assert "\n" not in line


def test_a_world_later_than_the_start_is_refused():
    with pytest.raises(InputFault, match=r"later than time\.start"):
        real.real_world(choice(as_of=Y2025), datetime.date(2021, 1, 1))
