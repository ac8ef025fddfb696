"""Where a real world's numbers come from, and which of them are later than its date."""

import datetime
from typing import Any

from simulation.world import posture, tables

SNAPSHOT = datetime.date(2026, 5, 31)
"""The Factbook snapshot behind states, borders and posture."""

ESTIMATED = {"ideal_points": datetime.date(2025, 7, 31), "democracy": datetime.date(2026, 3, 31)}
"""When the estimates were published: each uses all years at once, so 2020's leans on later ones."""

SOURCES: tuple[dict[str, str], ...] = (
    {
        "table": "states, borders, posture",
        "source": "CIA World Factbook, snapshot May 2026",
        "licence": "CC0-1.0",
    },
    {"table": "maritime, map", "source": "Natural Earth", "licence": "public domain"},
    {
        "table": "alliances, treaty_meta, withdrawals",
        "source": "public facts",
        "licence": "CC0-1.0; HUGGO dates CC-BY-4.0",
    },
    {"table": "treaties", "source": "UNODA and UN Treaty Collection", "licence": "facts"},
    {
        "table": "interstate_conflict, interventions_for_government",
        "source": "UCDP/PRIO Armed Conflict Dataset 25.1",
        "licence": "CC-BY-4.0",
    },
    {
        "table": "ideal_points",
        "source": "Bailey, Strezhnev and Voeten 2017, data July 2025",
        "licence": "CC0-1.0",
    },
    {"table": "democracy", "source": "V-Dem v16", "licence": "CC-BY-SA-4.0"},
)
"""Table, source and licence; in full in ``data/LICENCES.md``."""


def later_inputs(day: datetime.date) -> tuple[dict[str, Any], ...]:
    """Every input of a later vintage than a day: table, column, vintage, why."""
    if day > SNAPSHOT:
        return ()
    entries = [
        _entry("states", "milex_usd", "2019 to 2025", "one vintage of capability for every date"),
        _entry("states", "gdp_ppp_usd", "2021 to 2024", "fills unknown capability"),
        _entry("states", "population", "2020 to 2025", "only for measures, not for rules"),
        _entry("borders", "border_km", "2026", "borders of 2026 stand for every date"),
        _entry("maritime", "core_distance_km", "2025", "outlines of 2025 stand for every date"),
        *_estimates(day),
        *_filled_shares(day),
    ]
    return tuple(entries)


def _entry(table: str, column: str, vintage: str, why: str) -> dict[str, Any]:
    return {"table": table, "column": column, "vintage": vintage, "why": why}


def _estimates(day: datetime.date) -> list[dict[str, Any]]:
    why = "values of earlier years only, but estimated together with later ones"
    columns = {"ideal_points": "ideal_point", "democracy": "polyarchy"}
    return [
        _entry(name, columns[name], published.isoformat()[:7], why)
        for name, published in ESTIMATED.items()
        if published > day
    ]


def _filled_shares(day: datetime.date) -> list[dict[str, Any]]:
    filled = posture.filled_from_later(day)
    if not filled:
        return []
    first = tables.last_year(day) + 1
    why = f"no earlier share of {len(filled)} states: {' '.join(filled)}"
    return [_entry("posture", "milex_pct_gdp", f"from {first}", why)]
