"""Codes of other collections: every state of the tables comes back, and what differs is known."""

import pytest

from simulation.world import codes, tables

STATES = {row.iso3: row for row in tables.states()}
LACKING = {
    "iso3": "",
    "iso2": "",
    "cow": "COK ESH NIU PSE",
    "gw": "AND ATG COK DMA ESH FSM GRD KIR KNA LCA LIE MCO MHL NIU NRU PLW PSE SMR STP SYC TON TUV"
    " VCT VUT WSM",
    "name": "",
}
"""States without a number: no members of the state system, or microstates of Gleditsch and Ward."""


@pytest.mark.parametrize("scheme", codes.COLUMNS)
def test_every_state_goes_out_and_comes_back(scheme):
    spelled = {}
    for code, iso3 in codes.codes(scheme).items():
        spelled.setdefault(iso3, []).append(code)
        assert codes.match(code, scheme) == (iso3, "")
    assert sorted(set(STATES) - set(spelled)) == LACKING[scheme].split()


def test_iso_codes_and_names_are_those_of_the_tables():
    for row in tables.rows("states"):
        assert codes.match(row["iso2"], "iso2").iso3 == row["iso3"]
        assert codes.match(row["iso3"], "iso3").iso3 == row["iso3"]
        assert codes.match(row["name"], "name").iso3 == row["iso3"]
        assert codes.name_of(row["iso3"]) == row["name"]


@pytest.mark.parametrize(
    ("scheme", "code", "iso3"),
    [
        ("iso2", "NA", "NAM"),
        ("iso2", "XK", "XKX"),
        ("iso3", "xkx", "XKX"),
        ("cow", "2", "USA"),
        ("cow", "002", "USA"),
        ("cow", "2.0", "USA"),
        ("cow", "255", "DEU"),
        ("cow", "345", "SRB"),
        ("cow", "347", "XKX"),
        ("cow", "679", "YEM"),
        ("cow", "816", "VNM"),
        ("gw", "260", "DEU"),
        ("gw", "340", "SRB"),
        ("gw", "347", "XKX"),
        ("gw", "678", "YEM"),
        ("gw", "816", "VNM"),
        ("name", "Kosovo", "XKX"),
        ("name", "Russian Federation", "RUS"),
        ("name", "Democratic Republic of the Congo", "COD"),
        ("name", "Côte d'Ivoire", "CIV"),
        ("name", "  the  Gambia ", "GMB"),
        ("name", "Guinea", "GIN"),
    ],
)
def test_codes_that_are_easily_got_wrong(scheme, code, iso3):
    assert codes.match(code, scheme) == (iso3, "")


@pytest.mark.parametrize(
    ("scheme", "code", "why"),
    [
        ("cow", "260", 'must be a number of the Correlates of War such as 375; with codes = "gw" it'
         " is Germany"),
        ("cow", "678", "is Yemen Arab Republic, which has no ISO code"),
        ("cow", "315", "is Czechoslovakia, which has no ISO code"),
        ("gw", "817", "is Republic of Vietnam, which has no ISO code"),
        ("gw", "345", "is Yugoslavia, which has no ISO code"),
        ("gw", "54", 'such as 375; with codes = "cow" it is Dominica'),
        ("name", "Yugoslavia", "is Yugoslavia, which has no ISO code"),
        ("name", "France and Germany", "fits more than one state: France, Germany"),
        ("name", "Atlantis", "must be the English name of a state"),
        ("iso3", "", "must be an ISO 3166-1 alpha-3 code"),
        ("iso3", "(((", "must be an ISO 3166-1 alpha-3 code"),
        ("name", "(((", "must be the English name of a state"),
    ],
)  # fmt: skip
def test_what_matches_nothing_is_told_in_words(scheme, code, why):
    found = codes.match(code, scheme)
    assert found.iso3 == ""
    assert why in found.why
