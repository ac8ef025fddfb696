"""The short answer of an attribution, as text and as plain data."""

import math
import textwrap
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from simulation.analysis.attribution.folder import Attribution
from simulation.analysis.attribution.terms import MEANINGS
from simulation.outcomes.findings import COVERAGE, FEWEST, caution

SHOWN = 8
"""How many states and pairs are named."""
TIPPED = 3
"""How many followers are named for each."""

Row = Mapping[Hashable, Any]


def attribution_as_data(found: Attribution) -> dict[str, Any]:
    """The answer as plain data, ready for JSON: whole tables but for single runs and months."""
    manifest = found.manifest
    names = ("multipliers", "influence", "mechanisms", "snowball", "pairs")
    told = {name: _plain(found, name) for name in names}
    cohorts = [row for row in _plain(found, "reproduction") if row["period"] != "month"]
    return {
        "scenario": manifest["scenario"].get("name"),
        "treaty": manifest["treaty"],
        "month": manifest["month"],
        "runs": manifest["runs"],
        "seed": manifest["seed"],
        "engine": manifest["engine"],
        **told,
        "reproduction": cohorts,
        "interval": f"{COVERAGE} {caution(manifest['scenario'])}",
        "remarks": manifest["remarks"],
    }


def _plain(found: Attribution, name: str) -> list[dict[str, Any]]:
    return [
        {str(key): _number(value) for key, value in row.items()}
        for row in found.table(name).to_dict("records")
    ]


def _number(value: Any) -> Any:  # noqa: ANN401
    """A value for JSON, which knows no nan."""
    return None if isinstance(value, float) and math.isnan(value) else value


def attribution_answer(found: Attribution) -> str:
    """The answer as plain text of at most 80 columns."""
    manifest = found.manifest
    treaty = manifest["treaty"]
    few = ["Too few runs for intervals."] if manifest["runs"] < FEWEST else []
    lines = [
        *textwrap.wrap(str(manifest["scenario"].get("title") or "Untitled scenario"), 80),
        f"{manifest['runs']:,} runs, seed {manifest['seed']}; each of {len(manifest['sent'])}"
        f" states in turn sent out of {treaty} in {manifest['month']}",
        *few,
        "",
        *_multipliers(found, treaty),
        "",
        *_snowball(found),
        "",
        *_mechanisms(found, treaty),
        "",
        *_parents(found, treaty),
        "",
        *_cohorts(found, treaty),
        "",
        *NOTES, COVERAGE, caution(manifest["scenario"]),
    ]  # fmt: skip
    return "\n".join(lines)


NOTES = (
    "Exits: decisions to announce.  Multiplier: others that ever decide, state sent",
    "out minus held, same luck.  Shares of parents: of the pressure that built up",
    "until the exit.  In one month nobody can be said to have moved another.",
)


def _rows(found: Attribution, name: str, treaty: str) -> list[dict[Hashable, Any]]:
    table = found.table(name)
    return table[table["treaty"] == treaty].to_dict("records")


def _span(found: Attribution, row: Row, scale: float = 1.0, places: int = 2) -> str:
    """An interval in brackets, or nothing where there are too few runs for one."""
    if found.manifest["runs"] < FEWEST or row["low"] is None or math.isnan(row["low"]):
        return ""
    return f"({scale * row['low']:z.{places}f} to {scale * row['high']:z.{places}f})"


def _multipliers(found: Attribution, treaty: str) -> Iterator[str]:
    rows = [row for row in _rows(found, "multipliers", treaty) if row["multiplier"] != 0.0]
    ranked = sorted(rows, key=lambda row: (-row["multiplier"], row["state"]))
    yield f"{'Snowball multiplier':36}{'others that follow':23}likeliest"
    if not ranked:
        yield "  nobody tips anybody in any run"
    for row in ranked[:SHOWN]:
        who = f"  {str(row['name'])[:26]:27}{str(row['state'])[:6]:7}"
        followers = ", ".join(_followers(found, treaty, str(row["state"])))
        number = f"{row['multiplier']:+z.2f} {_span(found, row)}"
        yield f"{who}{number:23}{followers}"[:80].rstrip()


def _followers(found: Attribution, treaty: str, state: str) -> list[str]:
    rows = [row for row in _rows(found, "influence", treaty) if row["state"] == state]
    ranked = sorted(rows, key=lambda row: (-row["influence"], row["other"]))
    return [str(row["other"]) for row in ranked[:TIPPED] if row["influence"] > 0.0]


def _snowball(found: Attribution) -> Iterator[str]:
    yield f"{'Snowball against shared shock':36}{'snowball adds':23}{'shock alone':>11}{'exits':>8}"
    table = found.table("snowball")
    for row in table[table["state"] == ""].to_dict("records"):
        added = f"{row['effect']:+z.2f} {_span(found, row)}"
        yield f"  {row['treaty'][:33]:34}{added:23}{row['shock']:11.2f}{row['full']:8.2f}"


def _mechanisms(found: Attribution, treaty: str) -> Iterator[str]:
    yield f"{'Exits by mechanism, ' + treaty:50}{'exits':23}parents"
    for row in _rows(found, "mechanisms", treaty):
        meaning = MEANINGS.get(str(row["term"]), "")
        label = f"  {row['term']}{': ' if meaning else ''}{meaning}"
        number = f"{row['exits']:z5.2f} {_span(found, row)}"
        yield f"{label[:49]:50}{number:24}{row['by_parentage']:z5.2f}".rstrip()


def _parents(found: Attribution, treaty: str) -> Iterator[str]:
    yield f"Most frequent parents, {treaty}: exits in a hundred runs"
    rows = [row for row in _rows(found, "pairs", treaty) if row["parent"]]
    for row in rows[:SHOWN]:
        where = "" if row["parent_treaty"] == treaty else f" (left {row['parent_treaty']})"
        pair = f"  {row['parent']} before {row['state']}{where}"
        yield f"{pair:38}{100.0 * row['children']:6.1f} {_span(found, row, 100.0, 1)}".rstrip()
    if not rows:
        yield "  none: no exit owes anything to another"


def _cohorts(found: Attribution, treaty: str) -> Iterator[str]:
    yield f"Children of one exit, {treaty}, by its year (late ones have had little time)"
    cells = [
        f"{row['date'] or 'all':5}{row['reproduction']:.2f} {_span(found, row)}"
        for row in _rows(found, "reproduction", treaty)
        if row["period"] in ("year", "all") and row["parents"] > 0.0
    ]
    half = -(-len(cells) // 2)
    for left, right in zip(cells[:half], [*cells[half:], ""], strict=False):
        yield f"  {left:38}{right}".rstrip()
