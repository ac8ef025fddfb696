"""Names, places and the record of leaving, from the shipped tables, for labelling figures."""

import csv
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Place:
    """A state as a map needs it."""

    state: str
    """ISO 3166-1 alpha-3; Kosovo XKX."""
    number: str
    """ISO 3166-1 numeric, three digits; empty where there is none."""
    name: str
    longitude: float
    latitude: float


def _rows(table: str) -> list[dict[str, str]]:
    path = resources.files("simulation.world") / "data" / f"{table}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@cache
def places() -> Mapping[str, Place]:
    """Every state of the real world by its identifier (``states.csv``)."""
    return {
        row["iso3"]: Place(
            row["iso3"], row["iso_num"], row["name"], float(row["lon"]), float(row["lat"])
        )
        for row in _rows("states")
    }


@cache
def codes() -> tuple[str, ...]:
    """Codes of treaties and organisations in the shipped tables, but for those of several words."""
    found = [row["treaty"] for row in _rows("treaty_meta")]
    found += [row["organisation"] for row in _rows("alliances")]
    return tuple(dict.fromkeys(code for code in found if "_" not in code))


@cache
def treaty_name(treaty: str) -> str:
    """The full name of a treaty of the shipped tables, otherwise its code.

    >>> treaty_name("T1")
    'T1'
    """
    names = {row["treaty"]: row["full_name"] for row in _rows("treaty_meta")}
    return names.get(treaty) or treaty


@cache
def left_on_record(treaty: str) -> Mapping[str, int]:
    """States that left a treaty in fact, and the year in which each gave notice.

    From ``withdrawals.csv``, outcome "left" only: suspensions and reversed notices are no exits.

    >>> left_on_record("APMBC")
    {'EST': 2025, 'LVA': 2025, 'LTU': 2025, 'POL': 2025, 'FIN': 2025}
    """
    return {
        row["state"]: int((row["notified"] or row["announced"])[:4])
        for row in _rows("withdrawals")
        if row["treaty"] == treaty and row["outcome"] == "left" and row["kind"] == "treaty"
    }


def record_within(treaty: str, start: datetime.date, end: datetime.date) -> Mapping[str, int]:
    """``left_on_record`` for notices given in the years from start to end."""
    years = range(start.year, end.year + 1)
    return {state: year for state, year in left_on_record(treaty).items() if year in years}
