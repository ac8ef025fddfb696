"""The open tables, read once each into typed rows; what they hold is told in ``data/README.md``.

Blank means unknown or not applicable: ``nan`` for numbers, ``None`` for dates.  Plain ``csv`` is
read on purpose: no code such as Namibia's ``NA`` can turn into a missing value.
"""

import csv
import datetime
import hashlib
import math
from calendar import monthrange
from functools import cache
from pathlib import Path

from simulation.world.table_rows import (
    BorderRow,
    ConflictRow,
    MemberRow,
    SeaRow,
    StateRow,
    TreatyMeta,
    TreatyRow,
    WithdrawalRow,
    YearRow,
)

DATA = Path(__file__).parent / "data"
"""Folder of the tables, inside the package."""

NAMES = (
    "alliances",
    "borders",
    "democracy",
    "ideal_points",
    "interstate_conflict",
    "interventions_for_government",
    "maritime",
    "posture",
    "states",
    "treaties",
    "treaty_meta",
    "withdrawals",
)
"""The tables, by file name without ``.csv``."""


def last_day(text: str) -> datetime.date | None:
    """A date that may stop at the year or month, as the last day it can mean; None if blank.

    >>> last_day("2024"), last_day("2024-02")
    (datetime.date(2024, 12, 31), datetime.date(2024, 2, 29))
    >>> last_day("") is None
    True
    """
    if not text:
        return None
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    month = month or 12
    return datetime.date(year, month, day or monthrange(year, month)[1])


def number(text: str) -> float:
    """A number, nan if blank."""
    return float(text) if text else math.nan


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one table as text, in the order of the file."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest(name: str) -> str:
    """SHA-256 of one table's contents: its file with line ends as LF."""
    text = (DATA / f"{name}.csv").read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(text).hexdigest()


@cache
def states() -> tuple[StateRow, ...]:
    """All states, 200 rows."""
    return tuple(
        StateRow(
            r["iso3"],
            r["iso_num"],
            r["name"],
            r["region"],
            r["subregion"],
            number(r["lat"]),
            number(r["lon"]),
            number(r["population"]),
            r["population_year"],
            number(r["gdp_ppp_usd"]),
            number(r["milex_usd"]),
            r["milex_year"],
        )
        for r in rows("states")
    )


@cache
def borders() -> tuple[BorderRow, ...]:
    """All land borders."""
    return tuple(
        BorderRow(r["a"], r["b"], number(r["border_km"]), r["part"]) for r in rows("borders")
    )


@cache
def maritime() -> tuple[SeaRow, ...]:
    """All pairs without a land border that lie within 400 km."""
    return tuple(
        SeaRow(r["a"], r["b"], number(r["core_distance_km"]), number(r["over_third_land"]))
        for r in rows("maritime")
    )


@cache
def alliances() -> tuple[MemberRow, ...]:
    """All memberships in organisations; a bare year counts as its 31 December."""
    return tuple(
        MemberRow(
            r["organisation"],
            r["kind"],
            r["state"],
            last_day(r["joined"]) or datetime.date.max,
            last_day(r["left"]),
        )
        for r in rows("alliances")
    )


@cache
def treaties() -> tuple[TreatyRow, ...]:
    """All signatures, ratifications and withdrawals."""
    return tuple(
        TreatyRow(
            r["state"],
            r["treaty"],
            last_day(r["signed"]),
            last_day(r["ratified"]),
            last_day(r["withdrawal_notified"]),
            last_day(r["withdrawal_effective"]),
        )
        for r in rows("treaties")
    )


@cache
def treaty_meta() -> tuple[TreatyMeta, ...]:
    """The law of each treaty."""
    return tuple(
        TreatyMeta(
            r["treaty"],
            r["full_name"],
            last_day(r["opened"]) or datetime.date.max,
            last_day(r["entry_into_force"]),
            int(r["notice_months"]) if r["notice_months"] else None,
            r["conflict_clause"] == "1",
            r["kind"],
        )
        for r in rows("treaty_meta")
    )


@cache
def conflicts() -> tuple[ConflictRow, ...]:
    """All conflict-years between states, directed."""
    return tuple(
        ConflictRow(
            int(r["year"]), r["a"], r["b"], int(r["intensity"]), number(r["a_fought_on_b_soil"])
        )
        for r in rows("interstate_conflict")
    )


def _yearly(name: str, column: str) -> tuple[YearRow, ...]:
    return tuple(
        YearRow(r["state"], int(r["year"]), float(r[column])) for r in rows(name) if r[column]
    )


@cache
def ideal_points() -> tuple[YearRow, ...]:
    """Voting positions in the General Assembly, about -2 to 3; years without votes are left out."""
    return _yearly("ideal_points", "ideal_point")


@cache
def democracy() -> tuple[YearRow, ...]:
    """Electoral democracy, 0..1."""
    return _yearly("democracy", "polyarchy")


@cache
def military_share() -> tuple[YearRow, ...]:
    """Military spending, per cent of gross domestic product."""
    return _yearly("posture", "milex_pct_gdp")


@cache
def withdrawals() -> tuple[WithdrawalRow, ...]:
    """The record of withdrawals, for comparison; no world is built from it."""
    fields = WithdrawalRow._fields
    return tuple(WithdrawalRow(*(r[field] for field in fields)) for r in rows("withdrawals"))


def last_year(day: datetime.date) -> int:
    """The last year that is complete on a day: yearly figures of that year or earlier are known.

    >>> last_year(datetime.date(2021, 1, 1)), last_year(datetime.date(2021, 12, 31))
    (2020, 2021)
    """
    return day.year if (day.month, day.day) == (12, 31) else day.year - 1


def latest(table: tuple[YearRow, ...], year: int) -> dict[str, float]:
    """For each state its last value of a year up to this one; states without any are left out.

    >>> latest((YearRow("FIN", 2019, 1.0), YearRow("FIN", 2020, 2.0)), 2019)
    {'FIN': 1.0}
    """
    known = (row for row in table if row.year <= year)
    return {row.state: row.value for row in sorted(known)}
