"""The short answer of a run: what a reader wants to know first, as text and as plain data."""

import datetime
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

from simulation.outcomes.records import Record

MOST_LIKELY = 10
"""How many of the likeliest leavers are named."""

WIDTH = 80
COVERAGE = (
    "Intervals (95 %) cover chance between runs only, not doubt about the model.\n"
    "Parameter values are provisional: they have not been fitted to history."
)


def answer_as_data(record: Record) -> dict[str, Any]:
    """The answer as plain data, ready for JSON: of the first design point, treaty by treaty."""
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
        "folder": None if record.folder is None else str(record.folder),
        "treaties": [_of_treaty(record, row) for row in rows if row["point"] == 0],
        "interval": COVERAGE.replace("\n", " "),
        "remarks": list(manifest["remarks"]),
    }


def _of_treaty(record: Record, row: Mapping[Hashable, Any]) -> dict[str, Any]:
    months = record.months
    dates = months[(months["treaty"] == row["treaty"]) & (months["point"] == 0)]
    return {
        "treaty": row["treaty"],
        "from": f"{dates['date'].iloc[min(1, len(dates) - 1)]:%Y-%m}",
        "until": f"{dates['date'].iloc[-1]:%Y-%m}",
        "exits": _estimate(row, "mean_exits"),
        "exits_5_to_95": [int(row["q05"]), int(row["q95"])],
        "cascade_size": int(row["cascade_size"]),
        "cascade": _estimate(row, "p_cascade"),
        "norm_start": _number(row["norm_start"]),
        "norm_among_stayers": _estimate(row, "mean_norm_among_stayers"),
        "people_uncovered": _estimate(row, "mean_people_uncovered"),
        "border_km_uncovered": _estimate(row, "mean_border_km_uncovered"),
        "most_likely": list(_likeliest(record, row["treaty"], dates["date"].iloc[0])),
    }


def _estimate(row: Mapping[Hashable, Any], name: str) -> dict[str, float | None]:
    return {
        "value": _number(row[name]),
        "low": _number(row[f"{name}_low"]),
        "high": _number(row[f"{name}_high"]),
    }


def _number(value: float) -> float | None:
    """A number for JSON, which knows no nan."""
    return None if value != value else float(value)


def _likeliest(record: Record, treaty: str, zeroth: datetime.date) -> Iterator[dict[str, Any]]:
    """The states likeliest to leave, likeliest first; those that never left are not named."""
    states = record.states
    here = states[(states["treaty"] == treaty) & (states["point"] == 0) & (states["leavers"] > 0)]
    ranked = here.sort_values(["leavers", "state"], ascending=[False, True]).head(MOST_LIKELY)
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


def answer(record: Record) -> str:
    """The answer as plain text of at most 80 columns."""
    data = answer_as_data(record)
    first, *others = data["treaties"]
    done = data["runs"]["done"]
    return "\n".join(
        [
            *_wrapped(str(data["title"])),
            f"{done:,} {'run' if done == 1 else 'runs'}, seed {data['seed']}",
            "",
            *_main_lines(first),
            "",
            *_leaver_lines(first),
            *([""] if others else []),
            *(line for treaty in others for line in _other_line(treaty)),
            "",
            COVERAGE,
        ]
    )


def _main_lines(treaty: Mapping[str, Any]) -> list[str]:
    low, high = treaty["exits_5_to_95"]
    size = treaty["cascade_size"]
    norm = treaty["norm_among_stayers"]
    return [
        f"{treaty['treaty']}, {treaty['from']} to {treaty['until']}",
        f"  expected exits        {_with_interval(treaty['exits'], _count)}",
        f"  in nine runs of ten   {low} to {high} exits",
        f"  chance of a cascade   {_with_interval(treaty['cascade'], percent)}"
        f", {size} exits or more",
        f"  norm among stayers    {_share(treaty['norm_start'])} at the start,"
        f" {_with_interval(norm, _share)} at the end",
        f"  no longer covered     {_with_interval(treaty['people_uncovered'], _millions)}"
        " million people",
        f"  no longer protected   {_with_interval(treaty['border_km_uncovered'], _whole)}"
        " km of land border",
    ]


def _leaver_lines(treaty: Mapping[str, Any]) -> list[str]:
    likely = treaty["most_likely"]
    if not likely:
        return ["No state free to decide left in any run."]
    return [
        f"{'Most likely to leave':<32}{'chance':<28}announces, median",
        *(
            f"  {_short(one['name'], 22):<23}{one['state']:<7}"
            f"{_with_interval(one['chance'], percent):<28}{one['median_announcement']}"
            for one in likely
        ),
    ]


def _other_line(treaty: Mapping[str, Any]) -> list[str]:
    return _wrapped(
        f"{treaty['treaty']}: {_with_interval(treaty['exits'], _count)} exits expected; cascade"
        f" {percent(treaty['cascade']['value'])}; norm {_share(treaty['norm_start'])} to"
        f" {_share(treaty['norm_among_stayers']['value'])};"
        f" {_millions(treaty['people_uncovered']['value'])} million people no longer covered,"
        f" {_whole(treaty['border_km_uncovered']['value'])} km of land border no longer protected"
    )


def _with_interval(
    estimate: Mapping[str, float | None], written: Callable[[float | None], str]
) -> str:
    if estimate["low"] is None:
        return written(estimate["value"])
    low, high = written(estimate["low"]), written(estimate["high"])
    return f"{written(estimate['value'])} ({low.removesuffix(' %')} to {high})"


def _count(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _millions(value: float | None) -> str:
    return "none" if value is None else f"{value / 1e6:,.2f}"


def _whole(value: float | None) -> str:
    return "none" if value is None else f"{value:,.0f}"


def _share(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def percent(share: float | None) -> str:
    """A share in per cent with one place, or two below one per cent.

    >>> percent(0.634), percent(0.0044), percent(0.0)
    ('63.4 %', '0.44 %', '0.0 %')
    """
    if share is None:
        return "none"
    places = 2 if 0.0 < share < 0.01 or 0.99 < share < 1.0 else 1
    return f"{100.0 * share:.{places}f} %"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "."


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, WIDTH) or [""]
