"""What a run found, as plain data: the numbers behind its short answer, ready for JSON."""

import datetime
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from simulation.outcomes.beside import theories
from simulation.outcomes.columns import of_treaty
from simulation.outcomes.records import Record

MOST_LIKELY = 10
"""How many of the likeliest leavers are named."""

FEWEST = 20
"""With fewer runs no interval of a mean and no range of nine runs in ten is told (assumption: the
t interval rests on means being nearly normal, and one run in twenty is the range's end)."""

COVERAGE = "Intervals (95 %) cover chance between runs only, not doubt about the model."
FITTED = "Parameter values are provisional, not fitted to history: this is no forecast."
TEXTBOOK = "A textbook rule, not fitted to history: this is no forecast."
MADE_UP = "A made-up world: it shows a mechanism, and is no forecast."


def caution(scenario: Mapping[str, Any]) -> str:
    """What the figures of a scenario, as kept in a manifest, must not be taken for."""
    if scenario["world"].get("source", "real") == "synthetic":
        return MADE_UP
    return FITTED if _by_hazard(scenario) else TEXTBOOK


def _by_hazard(scenario: Mapping[str, Any]) -> bool:
    return bool(scenario.get("rule", {}).get("name", "hazard") == "hazard")


def answer_as_data(record: Record, named: int = MOST_LIKELY) -> dict[str, Any]:
    """The answer as plain data, ready for JSON: of the first design point, treaty by treaty.

    named: how many of the likeliest leavers.
    """
    manifest = record.manifest
    scenario = manifest["scenario"]
    rows = record.points.to_dict("records")
    return {
        "title": scenario.get("title") or scenario.get("name"),
        "scenario": scenario.get("name"),
        "scenario_hash": manifest["scenario_hash"],
        "seed": manifest["seed"],
        "engine": manifest["engine"],
        "runs": manifest["runs"],
        "failures": manifest.get("failures", {}),
        "own_rule": manifest.get("own_rule"),
        "folder": None if record.folder is None else str(record.folder),
        "treaties": [_of_treaty(record, row, named) for row in rows if row["point"] == 0],
        "few_runs": manifest["runs"]["done"] < FEWEST,
        "world": scenario["world"].get("source", "real"),
        "interval": f"{COVERAGE} {caution(scenario)}",
        "remarks": list(manifest["remarks"]),
    }


def _of_treaty(record: Record, row: Mapping[Hashable, Any], named: int) -> dict[str, Any]:
    months = record.months
    dates = months[(months["treaty"] == row["treaty"]) & (months["point"] == 0)]
    sizes = record.sizes[(record.sizes["treaty"] == row["treaty"]) & (record.sizes["point"] == 0)]
    few = row["runs"] < FEWEST
    return {
        "treaty": row["treaty"],
        "from": f"{dates['date'].iloc[min(1, len(dates) - 1)]:%Y-%m}",
        "until": f"{dates['date'].iloc[-1]:%Y-%m}",
        "exits": _mean(record, row, "exits"),
        "exits_least_to_most": [int(sizes["size"].min()), int(sizes["size"].max())],
        "exits_5_to_95": None if few else [int(row["q05"]), int(row["q95"])],
        "cascade_size": int(row["cascade_size"]),
        "cascade": _estimate(row, "p_cascade"),
        "norm_start": _number(row["norm_start"]),
        "norm_moves": _by_hazard(record.manifest["scenario"]),
        "norm_among_stayers": _mean(record, row, "norm_among_stayers"),
        "people_uncovered": _known(record, row, "people_uncovered"),
        "border_km_uncovered": _known(record, row, "border_km_uncovered"),
        "theories": theories(record, str(row["treaty"])),
        "moved_by_date": _moved_by_date(record, row["treaty"]),
        "most_likely": list(_likeliest(record, row["treaty"], dates["date"].iloc[0], named)),
    }


def _mean(record: Record, row: Mapping[Hashable, Any], name: str) -> dict[str, Any]:
    """A mean over runs with its interval, and whether all runs agree.

    With few runs there is no interval.
    """
    codes = tuple(record.manifest["treaties"])
    least, most = record.span("runs", of_treaty(name, row["treaty"], codes))
    agree = row["runs"] > 1 and least is not None and least == most
    found = _estimate(row, f"mean_{name}")
    ends = {"low": None, "high": None} if row["runs"] < FEWEST else {}
    return {**found, **ends, "all_runs_agree": agree}


def _known(record: Record, row: Mapping[Hashable, Any], name: str) -> dict[str, Any] | None:
    """A mean of people or km; None in a world that may know none, where no run counts any."""
    found = _mean(record, row, name)
    real = record.manifest["scenario"]["world"].get("source", "real") == "real"
    return found if real or found["value"] else None


def _moved_by_date(record: Record, treaty: str) -> list[str]:
    """States that a dated event, not a decision, moves out of a treaty."""
    states = record.states
    here = (states["treaty"] == treaty) & (states["point"] == 0)
    return sorted(states[here & (states["standing"] == "forced")]["state"])


def _estimate(row: Mapping[Hashable, Any], name: str) -> dict[str, float | None]:
    return {
        "value": _number(row[name]),
        "low": _number(row[f"{name}_low"]),
        "high": _number(row[f"{name}_high"]),
    }


def _number(value: float) -> float | None:
    """A number for JSON, which knows no nan."""
    return None if value != value else float(value)


def _likeliest(
    record: Record, treaty: str, zeroth: datetime.date, named: int
) -> Iterator[dict[str, Any]]:
    """The states likeliest to leave, likeliest first; those that never left are not named."""
    states = record.states
    here = states[(states["treaty"] == treaty) & (states["point"] == 0) & (states["leavers"] > 0)]
    ranked = here.sort_values(["leavers", "state"], ascending=[False, True]).head(named)
    for row in ranked.to_dict("records"):
        month = 12 * zeroth.year + zeroth.month - 1 + int(row["median_month"])
        yield {
            "state": row["state"],
            "name": row["name"],
            "chance": _estimate(
                {"p": row["p_exit"], "p_low": row["low"], "p_high": row["high"]}, "p"
            ),
            "median_announcement": f"{month // 12:04d}-{month % 12 + 1:02d}",
        }


def counted(number: int, thing: str) -> str:
    """A count with its noun.

    >>> counted(1, "run"), counted(10_000, "run")
    ('1 run', '10,000 runs')
    """
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
