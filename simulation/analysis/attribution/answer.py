"""The short answer of an attribution, as text and as plain data."""

import math
import textwrap
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from simulation.analysis.attribution.columns import WITHOUT
from simulation.analysis.attribution.folder import Attribution
from simulation.analysis.attribution.terms import MEANINGS
from simulation.outcomes.findings import COVERAGE, FEWEST, caution

SHOWN = 8
"""How many states and pairs are named."""
LEAST = 0.005
"""Smaller shares of a state's exits, in a run, are not listed."""

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
        "assumed": assumed(manifest),
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
        f"{manifest['runs']:,} run{'s' * (manifest['runs'] != 1)}, seed {manifest['seed']};"
        f" each of {len(manifest['sent'])}"
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
        *NOTES,
        *textwrap.wrap(assumed(manifest), 80),
        COVERAGE,
        caution(manifest["scenario"]),
    ]
    return "\n".join(lines)


NOTES = (
    "Exits: decisions to announce.  Multiplier: others that ever decide, state sent",
    "out minus held, same luck.  Most on: whose chance ever to decide rises most.",
    "Without contagion: own threat, norm, luck and dated shocks together.  Owed:",
    "shares of the pressure that built up until the exit.  In one month nobody can be",
    "said to have moved another.",
)
ASSUMED = "The model says what contagion adds under its assumptions."
OF_2025 = (
    "The five exits of 2025 share one cause and most of one date: they cannot separate contagion"
    " from a common shock."
)


def assumed(manifest: Mapping[str, Any]) -> str:
    """What no run can tell: of the states of today that their record is no proof of contagion."""
    return " ".join([ASSUMED, *of_2025(manifest["scenario"])])


def of_2025(scenario: Mapping[str, Any]) -> list[str]:
    """What the exits of 2025 cannot tell, of a scenario in whose world they happened."""
    world = scenario["world"]
    real = world.get("source", "real") == "real"
    return [OF_2025] if real and "APMBC" in world["treaties"] else []


def _rows(found: Attribution, name: str, treaty: str) -> list[dict[Hashable, Any]]:
    table = found.table(name)
    return table[table["treaty"] == treaty].to_dict("records")


def number_told(found: Attribution, row: Row, name: str, form: str = "", unit: float = 1.0) -> str:
    """A number with its interval in brackets, or in words where all runs agree or it is minute.

    form: "+" shows the sign.  unit: 1, or 0.01 for per cent.
    """
    runs = found.manifest["runs"]
    value, low, high = (row[key] / unit for key in (name, "low", "high"))
    if math.isnan(low) or runs < FEWEST:
        always = " in every run" if runs >= FEWEST else ""
        none = value == 0.0 and math.isnan(low)
        if none:
            return "none in one run" if runs == 1 else f"none in {runs:,} runs"
        return f"{value:{form}z{_places(value, unit)}}{always}"
    most = max(abs(low), abs(high))
    if most < LEAST / unit:
        return f"{'within ±' if low < 0.0 else 'below '}{LEAST / unit:g}"
    places = _places(most, unit)
    return f"{value:{form}z{places}} ({low:z{places}} to {high:z{places}})"


def _places(most: float, unit: float) -> str:
    """Decimals for a number and its interval, the fewer the larger they are."""
    wanted = 2 if unit == 1.0 else 1
    return f".{wanted if abs(most) < 10.0 / unit else 1 if abs(most) < 100.0 / unit else 0}f"


def _multipliers(found: Attribution, treaty: str) -> Iterator[str]:
    rows = [row for row in _rows(found, "multipliers", treaty) if row["multiplier"] != 0.0]
    ranked = sorted(rows, key=lambda row: (-row["multiplier"], row["state"]))
    yield f"{'Snowball multiplier':34}{'others that follow':23}most on, in points"
    if not ranked:
        yield f"  nobody tips anybody in any of {found.manifest['runs']:,} runs"
    for row in ranked[:SHOWN]:
        who = f"  {str(row['name'])[:24]:25}{str(row['state'])[:6]:7}"
        number = number_told(found, row, "multiplier", "+")
        yield f"{who}{number:23}{_follower(found, treaty, str(row['state']))}".rstrip()
    if ranked:
        yield "  The largest, picked afterwards, are flattered in both columns; expect less"


def _follower(found: Attribution, treaty: str, state: str) -> str:
    """Whose chance rises most, and by how many points."""
    rows = [row for row in _rows(found, "influence", treaty) if row["state"] == state]
    best = max(rows, key=lambda row: row["influence"], default=None)
    if best is None or best["influence"] <= 0.0:
        return ""
    value, low, high = (100.0 * best[key] for key in ("influence", "low", "high"))
    span = f" ({low:z.0f} to {high:z.0f})" if found.manifest["runs"] >= FEWEST else ""
    return f"{best['other'][:6]} {value:+z.0f}{span}"


def _snowball(found: Attribution) -> Iterator[str]:
    yield "Exits with and without contagion"
    yield f"{'':11}{'contagion adds':23}{'without':23}with"
    table = found.table("snowball")
    for row in table[table["state"] == ""].to_dict("records"):
        arms = {one["term"]: one for one in _rows(found, "mechanisms", row["treaty"])}
        without, all_of_them = (
            number_told(found, arms[term], "exits") for term in (WITHOUT, "exits")
        )
        added = number_told(found, row, "effect", "+")
        yield f"  {row['treaty'][:8]:9}{added:23}{without:23}{all_of_them}"


def _mechanisms(found: Attribution, treaty: str) -> Iterator[str]:
    yield f"{'Exits by mechanism, ' + treaty:50}exits"
    for row in _rows(found, "mechanisms", treaty):
        meaning = MEANINGS.get(str(row["term"]), "")
        label = f"  {row['term']}{': ' if meaning else ''}{meaning}"
        yield f"{label[:49]:50}{number_told(found, row, 'exits')}"


def _parents(found: Attribution, treaty: str) -> Iterator[str]:
    yield f"Exits owed to an earlier exit, {treaty}: in a hundred runs, {100 * LEAST:g} and more"
    rows = [row for row in _rows(found, "pairs", treaty) if row["parent"]]
    large = [row for row in rows if row["children"] >= LEAST]
    for row in large[:SHOWN]:
        where = "" if row["parent_treaty"] == treaty else f" (left {row['parent_treaty']})"
        pair = f"  {row['state']} owed to {row['parent']}{where}"
        yield f"{pair:38}{number_told(found, row, 'children', unit=0.01)}"
    if not large:
        yield "  none as large" if rows else "  none: no exit owes anything to another"


def _cohorts(found: Attribution, treaty: str) -> Iterator[str]:
    yield f"Children of one exit, {treaty}, by its year; years without exits are left out,"
    yield "late ones have had little time"
    cells = [
        f"{row['date'] or 'all':5}{number_told(found, row, 'reproduction')}"
        for row in _rows(found, "reproduction", treaty)
        if row["period"] in ("year", "all") and row["parents"] > 0.0
    ]
    half = -(-len(cells) // 2)
    for left, right in zip(cells[:half], [*cells[half:], ""], strict=False):
        yield f"  {left:38}{right}".rstrip()
