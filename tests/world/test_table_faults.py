"""Tables at fault: one clear line for each fault, with file, row and column, and no traceback."""

import os
import subprocess
import sys

import pytest

from simulation.scenario.data_files import LARGEST
from simulation.scenario.reading import read
from simulation.world.build import build
from simulation.world.table import sheet
from tests.world.tabled import GOOD, HISTORY, PARTIES, STATES, TIES, faults_at, faults_of, written

NUMBER = "must be a number from 0 to 1"
DATE = 'must be a date such as 2022-02-24, or "2022-02", or the year 2022'
STATES_ALLOWED = (
    "allowed are state, name, threat, commitment, posture, population, latitude, longitude, group,"
    " commitment_PACT, source, note"
)
CASES = {
    "state twice": (
        {"states": STATES + "Arla,0,0\n"},
        'states.csv: row 5: state = "Arla": is there twice, first in row 2',
    ),
    "no state": (
        {"states": STATES + ",0,0\n"},
        'states.csv: row 5: state = "": must name a state',
    ),
    "a long name": (
        {"states": STATES + "A" * 101 + ",0,0\n"},
        f'states.csv: row 5: state = "{"A" * 56}...: must be a name of at most 100 letters',
    ),
    "nan": (
        {"states": STATES + "Dano,nan,0\n"},
        f'states.csv: row 5: threat = "nan": {NUMBER}',
    ),
    "infinite": (
        {"states": STATES + "Dano,0,1e999\n"},
        f'states.csv: row 5: commitment = "1e999": {NUMBER}',
    ),
    "no number": (
        {"states": STATES + "Dano,,0\n"},
        f'states.csv: row 5: threat = "": {NUMBER}',
    ),
    "out of range": (
        {"states": STATES + "Dano,1.5,0\n"},
        f'states.csv: row 5: threat = "1.5": {NUMBER}',
    ),
    "in words": (
        {"states": STATES + "Dano,high,0\n"},
        f'states.csv: row 5: threat = "high": {NUMBER}',
    ),
    "a decimal comma between commas": (
        {"states": STATES + 'Dano,"0,5",0\n'},
        f'states.csv: row 5: threat = "0,5": {NUMBER}, with a point and not a comma',
    ),
    "a latitude off the globe": (
        {"states": "state,latitude,longitude\nArla,91,0\nBoro,0,0\nCamo,0,0\n"},
        'states.csv: row 2: latitude = "91": must be a number from -90 to 90',
    ),
    "people below none": (
        {"states": "state,population\nArla,-1\nBoro,0\nCamo,0\n"},
        'states.csv: row 2: population = "-1": must be a number from 0 to 100,000,000,000',
    ),
    "a group called like a target": (
        {"states": "state,group\nArla,all\nBoro,\nCamo,\n"},
        'states.csv: row 2: group = "all": a group must not be called "all", which is a target of'
        " its own",
    ),
    "a group called like a state": (
        {"states": "state,group\nArla,North; Sea\nBoro,boro\nCamo,\n"},
        'states.csv: row 3: group = "boro": a group must not be called like a state, "boro"',
    ),
    "a column missing": (
        {"states": "name,threat\nArla,0\n"},
        f"states.csv: row 1: column state: missing; {STATES_ALLOWED}",
    ),
    "a column misspelt": (
        {"states": "state,thraet\nArla,0\n"},
        'states.csv: row 1: column "thraet": unknown (did you mean "threat"?); ' + STATES_ALLOWED,
    ),
    "a needed column misspelt": (
        {"states": "sate,threat\nArla,0\n"},
        'states.csv: row 1: column "sate": unknown (did you mean "state"?); ' + STATES_ALLOWED,
    ),
    "a column for another treaty": (
        {"states": "state,commitment_PACD\nArla,0\n"},
        'states.csv: row 1: column "commitment_PACD": unknown (did you mean "commitment_PACT"?); '
        + STATES_ALLOWED,
    ),
    "a column twice": (
        {"states": "state,threat,Threat\nArla,0,0\n"},
        "states.csv: row 1: column threat: is there twice",
    ),
    "too many cells": (
        {"states": STATES + "Dano,0,0,0\n"},
        "states.csv: row 5: has 4 cells, must have 3",
    ),
    "too few cells": (
        {"states": STATES + "Dano,0\n"},
        "states.csv: row 5: has 2 cells, must have 3",
    ),
    "a cell below no name": (
        {"states": "state,\nArla,x\n"},
        "states.csv: row 2: has a cell below no column name",
    ),
    "an empty file": (
        {"states": ""},
        "states.csv: is empty; must have a header with the column state",
    ),
    "only blank lines": (
        {"border": "\r\n \r\n"},
        "border.csv: is empty; must have a header with the columns a and b",
    ),
    "only a header": ({"states": "state\n"}, "states.csv: has a header and no row below it"),
    "NUL bytes": (
        {"states": "state\nAr\0la\n"},
        "states.csv: holds NUL bytes, so it is no text; must be a CSV file in UTF-8",
    ),
    "UTF-16 without its mark": (
        {"states": STATES.encode("utf-16-le")},
        "states.csv: holds NUL bytes, so it is no text; must be a CSV file in UTF-8",
    ),
    "UTF-16 broken off": (
        {"states": STATES.encode("utf-16")[:-1]},
        'states.csv: must be UTF-8 text; spreadsheets save it as "CSV UTF-8"',
    ),
    "Latin-1": (
        {"states": "state\nArla\nÅland\n".encode("latin-1")},
        'states.csv: line 3: must be UTF-8 text; spreadsheets save it as "CSV UTF-8"',
    ),
    "a quote that does not end": (
        {"states": 'state\nArla\n"Boro\nCamo\n'},
        "states.csv: row 3: cannot be read as CSV: unexpected end of data",
    ),
    "a tie to nobody": (
        {"border": TIES + "Arla,Bora,1,,\n"},
        'border.csv: row 4: b = "Bora": no such state in states.csv (did you mean "Boro"?)',
    ),
    "a tie to itself": (
        {"border": TIES + "Arla,Arla,1,,\n"},
        'border.csv: row 4: b = "Arla": ties the state to itself',
    ),
    "a weight below nothing": (
        {"border": TIES + "Arla,Camo,-1,,\n"},
        'border.csv: row 4: weight = "-1": must be a number from 0 to 1,000',
    ),
    "no weight": (
        {"border": TIES + "Arla,Camo,,,\n"},
        'border.csv: row 4: weight = "": must be a number from 0 to 1,000',
    ),
    "the same tie twice": (
        {"border": TIES + "Arla,Boro,2,,\n"},
        "border.csv: row 4: the same tie as in row 2, at the same time",
    ),
    "the same tie the other way round": (
        {"border": TIES + "Boro,Arla,1,,\n"},
        "border.csv: row 4: the same tie as in row 2, at the same time; with directed = true each"
        " way has a row of its own",
    ),
    "the same tie in one month twice": (
        {"border": "a,b,from,to\nArla,Boro,2003,2004-05\nArla,Boro,2004-05,\n"},
        "border.csv: row 3: the same tie as in row 2, at the same time",
    ),
    "a tie that ends before it begins": (
        {"border": TIES + "Arla,Camo,1,2005,2004\n"},
        'border.csv: row 4: to = "2004": must not be before from = 2005-01-01',
    ),
    "a tie without a date that is one": (
        {"border": TIES + "Arla,Camo,1,1.5.2005,\n"},
        f'border.csv: row 4: from = "1.5.2005": {DATE}',
    ),
    "a rival for a time": (
        {"rival": "a,b,from\nArla,Camo,2004\n"},
        'rival.csv: row 1: column "from": unknown; allowed are a, b, weight, source, note',
    ),
    "a length of a border": (
        {"border": "a,b,km\nArla,Boro,long\n"},
        'border.csv: row 2: km = "long": must be a number from 0 to 100,000',
    ),
    "a party that is no state": (
        {"parties": PARTIES + "Areal,PACT,2000,\n"},
        'parties.csv: row 5: state = "Areal": no such state in states.csv (did you mean "Arla"?)',
    ),
    "never joined": (
        {"parties": PARTIES + "Arla,OTHER,,\n"},
        'parties.csv: row 5: joined = "": must be the date of joining',
    ),
    "a day that is none": (
        {"parties": PARTIES + "Arla,OTHER,2001-02-29,\n"},
        f'parties.csv: row 5: joined = "2001-02-29": {DATE}',
    ),
    "left before it joined": (
        {"parties": PARTIES + "Arla,OTHER,2001,2000-05\n"},
        'parties.csv: row 5: left = "2000-05": must be after joined = 2001-12-31',
    ),
    "bound twice": (
        {"parties": PARTIES + "Arla,PACT,2001,\n"},
        "parties.csv: row 5: is bound at that time already, by row 2",
    ),
    "no treaty": (
        {"parties": PARTIES + "Arla,,2001,\n"},
        'parties.csv: row 5: treaty = "": must name a treaty',
    ),
    "a treaty spelt in another way": (
        {"parties": PARTIES.replace("PACT", "Pact")},
        'parties.csv: column treaty: no row names "PACT" of world.treaties (did you mean "Pact"?)',
    ),
    "a record of other treaties": (
        {"history": HISTORY.replace("PACT", "PACD")},
        'history.csv: column treaty: no row names "PACT" of world.treaties (did you mean "PACD"?)',
    ),
    "a record without dates": (
        {"history": HISTORY + "Arla,PACT,,,,\n"},
        'history.csv: row 3: announced = "": must be a date, or a later one given',
    ),
    "out before the notice": (
        {"history": HISTORY + "Arla,PACT,2004,2005-03,2005-02,\n"},
        'history.csv: row 3: out = "2005-02": must not be in a month before notified = "2005-03"',
    ),
    "returned before it announced": (
        {"history": HISTORY + "Arla,PACT,2004,,,2003\n"},
        'history.csv: row 3: returned = "2003": must not be in a month before announced = "2004"',
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_table_at_fault_gives_one_line(tmp_path, case):
    changed, line = CASES[case]
    assert faults_of(tmp_path, **changed) == [line]


def test_the_good_tables_are_good(tmp_path):
    assert faults_of(tmp_path) == []


def test_a_date_after_the_start_is_refused(tmp_path):
    assert faults_of(tmp_path, {"world.as_of": "2004"}) == [
        "world.as_of = 2004-12-31: later than time.start = 2003-06-01"
    ]


def test_faults_of_all_files_are_told_together(tmp_path):
    found = faults_of(tmp_path, parties="state\nArla\n", border=TIES + "Arla,Bor,1,,\n", rival="")
    assert [line.split(":")[0] for line in found] == ["parties.csv", "parties.csv", "border.csv",
                                                      "rival.csv"]  # fmt: skip


def test_twenty_faults_are_told_and_the_others_counted(tmp_path):
    found = faults_of(tmp_path, border=TIES + "Arla,Nobody,1,,\n" * 1_234)
    assert len(found) == sheet.MOST_FAULTS + 1
    assert found[-1] == "and 1,214 more faults"


def test_a_weight_too_large_to_be_summed_exactly(tmp_path):
    states = "state\n" + "".join(f"S{i}\n" for i in range(10))
    ties = "a,b,weight\n" + "".join(f"S0,S{i},1000\n" for i in range(1, 10))
    assert faults_of(tmp_path, files={"states": states, "border": ties}) == [
        "border.csv: column weight: the ties of S0 weigh 9,000 together, must be at most 8,000;"
        " divide all weights by one number"
    ]


def test_too_many_groups_are_refused(tmp_path):
    states = "state,group\nArla," + ";".join(f"g{i}" for i in range(501)) + "\n"
    (line,) = faults_of(tmp_path, files={"states": states})
    assert line.endswith("must be at most 500 groups in all")


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    assert faults_of(tmp_path) == ["states.csv: has more than 2 rows"]


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path):
    states = 'state,name,threat\n\nArla,"of the\nhills",0\n\n\nBoro,,2\n'
    assert faults_of(tmp_path, files={"states": states}) == [
        f'states.csv: row 6: threat = "2": {NUMBER}'
    ]


CODED = {
    "iso3": (
        "FIN\nfra\nFI\n",
        'states.csv: row 4: state = "FI": must be an ISO 3166-1 alpha-3 code such as FIN (Kosovo'
        ' XKX); with codes = "iso2" it is Finland',
    ),
    "iso2": (
        "FI\nNA\nUK\n",
        'states.csv: row 4: state = "UK": must be an ISO 3166-1 alpha-2 code such as FI'
        " (Kosovo XK)",
    ),
    "cow": (
        "375\n345\n265\n",
        'states.csv: row 4: state = "265": is German Democratic Republic, which has no ISO code;'
        ' codes = "own" takes it as it is',
    ),
    "gw": (
        "375\n340\n345\n",
        'states.csv: row 4: state = "345": is Yugoslavia, which has no ISO code; codes = "own"'
        " takes it as it is",
    ),
    "name": (
        "Finland\nFinlnad\n",
        'states.csv: row 3: state = "Finlnad": must be the English name of a state, such as Finland'
        ' (did you mean "Finland"?)',
    ),
    "a code twice": (
        "2\n002\n",
        'states.csv: row 3: state = "002": is there twice, first in row 2, as 2',
    ),
    "a name twice": (
        "Turkey\nTürkiye\n",
        'states.csv: row 3: state = "Türkiye": is there twice, first in row 2, as Turkey',
    ),
    "a name of two": (
        "France and Germany\n",
        'states.csv: row 2: state = "France and Germany": fits more than one state: France,'
        " Germany",
    ),
}


@pytest.mark.parametrize("case", CODED)
def test_a_code_that_matches_nothing_or_twice_gives_one_line(tmp_path, case):
    rows, line = CODED[case]
    scheme = case if " " not in case else "cow" if "code" in case else "name"
    keys = f'codes = "{scheme}"'
    assert faults_of(tmp_path, files={"states": "state\n" + rows}, keys=keys) == [line]


def test_a_code_of_a_state_that_is_not_listed(tmp_path):
    files = {"states": "state\nFI\nSE\n", "border": "a,b\nFI,NO\nFI,XX\n"}
    assert faults_of(tmp_path, files=files, keys='codes = "iso2"') == [
        'border.csv: row 2: b = "NO": no such state in states.csv',
        'border.csv: row 3: b = "XX": must be an ISO 3166-1 alpha-2 code such as FI (Kosovo XK)',
    ]


# ---- Where files lie ---------------------------------------------------------------------------


def test_a_similar_file_is_named(tmp_path):
    path = written(tmp_path)
    path.write_text(path.read_text().replace("parties.csv", "partys.csv"))
    assert faults_at(path) == ['world.parties = "partys.csv": no such file (did you mean'
                               ' "parties.csv"?)']  # fmt: skip


OUTSIDE = "must lie in the folder of the scenario or below, unless it is given on the command line"


@pytest.fixture
def apart(tmp_path):
    """A scenario in one folder, a table in another."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "states.csv").write_text("state\nElsewhere\n")
    return written(inside, files={"states": STATES}), outside / "states.csv"


def test_a_file_elsewhere_is_refused_by_path(apart):
    path, table = apart
    for name in ("../outside/states.csv", str(table)):
        path.write_text(path.read_text().replace('states = "states.csv"', f"states = '{name}'"))
        (line,) = faults_at(path)
        assert line.endswith(OUTSIDE)
        path.write_text(path.read_text().replace(f"states = '{name}'", 'states = "states.csv"'))


def test_a_file_elsewhere_is_refused_where_a_link_leads_to_it(apart):
    path, table = apart
    (path.parent / "states.csv").unlink()
    (path.parent / "states.csv").symlink_to(table)
    assert faults_at(path) == [f'world.states = "states.csv": {OUTSIDE}']
    (path.parent / "states.csv").unlink()
    (path.parent / "within.csv").write_text(STATES)
    (path.parent / "states.csv").symlink_to("within.csv")
    assert faults_at(path) == []


def test_a_file_given_from_outside_may_lie_anywhere_and_is_looked_up_from_here(apart, monkeypatch):
    path, table = apart
    assert build(read(path, {"world.states": str(table)}))[0].states == ("Elsewhere",)
    monkeypatch.chdir(table.parent.parent)
    assert build(read(path, {"world.states": "outside/states.csv"}))[0].states == ("Elsewhere",)
    assert build(read(path).with_(world__states="outside/states.csv"))[0].states == ("Elsewhere",)
    assert build(read(path).with_(run__seed=5))[0].states == ("Arla", "Boro", "Camo")


def test_files_of_a_parent_scenario_are_looked_up_beside_the_parent(apart):
    path, table = apart
    child = table.parent / "child.toml"
    child.write_text('# Who?\nextends = "../inside/pact.toml"\n[run]\nseed = 3\n')
    child.write_text(child.read_text().replace("../inside/pact.toml", path.as_posix()))
    assert build(read(child))[0].states == ("Arla", "Boro", "Camo")
    child.write_text(child.read_text() + '[world]\nstates = "states.csv"\n')
    assert build(read(child))[0].states == ("Elsewhere",)


def test_a_scenario_from_python_looks_from_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.csv").write_text(STATES)
    scenario = {
        "time": {"start": "2003", "end": "2004"},
        "world": {"source": "table", "treaties": ["PACT"], "states": "s.csv"},
    }
    assert build(read(scenario))[0].states == ("Arla", "Boro", "Camo")


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = written(tmp_path)
    with (tmp_path / "states.csv").open("wb") as file:
        file.truncate(1_000_000_000)
    assert faults_at(path) == [
        'world.states = "states.csv": is 1,000.0 MB large, must be at most 50 MB'
    ]
    assert LARGEST == 50_000_000


def test_only_ordinary_files_are_read(tmp_path):
    path = written(tmp_path)
    (tmp_path / "states.csv").unlink()
    (tmp_path / "states.csv").mkdir()
    assert faults_at(path) == ['world.states = "states.csv": is a folder, must be a CSV file']
    (tmp_path / "states.csv").rmdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "states.csv")
        assert faults_at(path) == [
            'world.states = "states.csv": is no ordinary file, must be a CSV file'
        ]
        (tmp_path / "states.csv").unlink()
    (tmp_path / "states.csv").symlink_to("states.csv")
    (line,) = faults_at(path)
    assert line.startswith('world.states = "states.csv": ')


@pytest.mark.parametrize("name", ["x" * 400 + ".csv", "a/" * 400 + "b.csv"])
def test_paths_that_no_system_takes(tmp_path, name):
    (line,) = faults_at(written(tmp_path), {"world.states": name})
    assert line.startswith("world.states = ")


# ---- The command line --------------------------------------------------------------------------


def command(*words, folder):
    return subprocess.run(
        [sys.executable, "-m", "simulation", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_tells_each_fault_in_one_line(tmp_path):
    written(tmp_path, border=TIES + "Arla,Bora,1,,\n", parties=PARTIES + "Arla,PACT,x,\n")
    for words in (["run", "pact.toml", "--no-figures"], ["check", "pact.toml"]):
        done = command(*words, folder=tmp_path)
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.splitlines() == [
            f'snowball: pact.toml: parties.csv: row 5: joined = "x": {DATE}',
            'snowball: pact.toml: border.csv: row 4: b = "Bora": no such state in states.csv (did'
            ' you mean "Boro"?)',
        ]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [f"{name}.csv" for name in GOOD] + ["pact.toml"]
    )


def test_the_command_takes_a_table_from_elsewhere(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    written(inside, files={"states": STATES})
    (tmp_path / "other.csv").write_text("state\nDano\nEgra\n")
    done = command(
        "run", "inside/pact.toml", "--set", "world.states=other.csv", "--no-figures", "--json",
        folder=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Dano" in done.stdout
