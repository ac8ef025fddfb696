"""The short answer of a comparison, as text and as plain data."""

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from simulation.analysis.comparison import Comparison
from simulation.analysis.pairing import Effect
from simulation.analysis.pairs_told import pair_lines
from simulation.outcomes.findings import COVERAGE, FEWEST, caution, counted

STATES_NAMED = 5
"""How many states are named for each scenario, those that change most."""

Row = Mapping[Hashable, Any]


def comparison_as_data(found: Comparison) -> dict[str, Any]:
    """The answer as plain data, ready for JSON."""
    manifest = found.manifest
    return {
        "base": manifest["base"],
        "runs": manifest["runs"],
        "seed": manifest["seed"],
        "engine": manifest["engine"],
        "treaties": [
            {**treaty, "scenarios": [_scenario(found, treaty["treaty"], name) for name in others]}
            for others in [manifest["others"]]
            for treaty in manifest["treaties"]
        ],
        "pairs": manifest["pairs"],
        "interval": f"{COVERAGE} {caution(manifest['scenarios'][manifest['base']])}",
        "remarks": manifest["remarks"],
    }


def remarks_on(remarks: Mapping[str, Sequence[str]]) -> list[str]:
    """Remarks on all scenarios: the base's, then what is remarkable about each other one alone."""
    base, *others = remarks.items()
    return [
        *(f"{base[0]}: {remark}" for remark in base[1]),
        *(f"{name}: {one}" for name, mine in others for one in mine if one not in base[1]),
    ]


def _scenario(found: Comparison, treaty: str, scenario: str) -> dict[str, Any]:
    rows = _rows(found, treaty, scenario)
    outcomes = {row["outcome"]: _numbers(row) for row in rows if not row["state"]}
    states = {
        row["state"]: _numbers(row)
        for row in rows
        if row["more"] + row["fewer"] > 0 and row["state"]
    }
    return {"scenario": scenario, **outcomes, "states": states}


def _numbers(row: Row) -> dict[str, float | int | None]:
    return {name: _number(row[name]) for name in Effect._fields}


def _number(value: float) -> float | int | None:
    """A number for JSON, which knows no nan."""
    if isinstance(value, int):
        return value
    return None if math.isnan(value) else float(value)


def _rows(found: Comparison, treaty: str, scenario: str) -> list[dict[Hashable, Any]]:
    effects = found.effects
    here = (effects["treaty"] == treaty) & (effects["scenario"] == scenario)
    return effects[here].to_dict("records")


def comparison_answer(found: Comparison) -> str:
    """The answer as plain text of at most 80 columns."""
    manifest = found.manifest
    few = ["Too few runs for an interval of a mean."] if manifest["runs"] < FEWEST else []
    lines = [
        f"Compared with {manifest['base']} on the same luck:"
        f" {counted(manifest['runs'], 'run')} each, seed {manifest['seed']}",
        *few,
    ]
    for treaty in manifest["treaties"]:
        lines += ["", *_treaty_lines(found, treaty)]
    lines += ["", *pair_lines(manifest)]
    return "\n".join(
        [*lines, "", *NOTES, COVERAGE, caution(manifest["scenarios"][manifest["base"]])]
    )


NOTES = (
    "exits: decisions among states that no scenario here moves by date.  gain: how",
    "many times as many runs independent luck would need, the ratio of variances,",
    "with its interval (k: thousand).  finished exits: all that went out, forced ones",
    "included.  norm: x 1000.  people: million.  none: no difference in any run; in 3",
    "runs: a mean that rounds to nothing.  chance to leave, in points: percentage",
    "points; of the five states that change most, where the interval excludes 0.",
)


def _treaty_lines(found: Comparison, treaty: Mapping[str, Any]) -> Iterator[str]:
    left_out = treaty["left_out"]
    aside = f"; not compared: {', '.join(left_out)}" if len(left_out) in range(1, 8) else ""
    yield f"{treaty['treaty']}, exits among {treaty['compared']} states{aside}"
    others = found.manifest["others"]
    told = {name: _rows(found, treaty["treaty"], name) for name in others}
    yield from table_lines(
        ("", "exits", "effect", "more", "fewer", "equal", "gain"),
        [_base_cells(found, told), *(_exit_cells(name, rows) for name, rows in told.items())],
    )
    yield from table_lines(
        ("", "finished exits", "norm", "people", "border km"),
        [_other_cells(name, rows) for name, rows in told.items()],
    )
    for name, rows in told.items():
        yield from _state_line(name, rows)


def _base_cells(found: Comparison, told: Mapping[str, list[dict[Hashable, Any]]]) -> list[str]:
    row = _outcome(next(iter(told.values())), "exits")
    return [found.manifest["base"], f"{row['base']:.2f}", *[""] * 5]


def _exit_cells(name: str, rows: list[dict[Hashable, Any]]) -> list[str]:
    row = _outcome(rows, "exits")
    runs = row["more"] + row["fewer"] + row["equal"]
    shares = [f"{100.0 * row[key] / max(1, runs):.0f} %" for key in ("more", "fewer", "equal")]
    told = [name, f"{row['other']:.2f}", effect_text(row, WRITTEN["exits"]), *shares]
    return [*told, gain_text(row["gain"], row["gain_low"], row["gain_high"])]


def gain_text(gain: float, low: float, high: float) -> str:
    """A gain with its interval, two or three figures each.

    >>> gain_text(5.04, 4.62, 5.5), gain_text(126.7, 81.2, 4249.0), gain_text(math.nan, 0.0, 0.0)
    ('5.0 (4.6-5.5)', '127 (81-4.2k)', '-')
    """
    if math.isnan(gain):
        return "-"
    value, *ends = (_times(one) for one in (gain, low, high))
    return f"{value} ({'-'.join(ends)})"


def _times(gain: float) -> str:
    scaled, unit = (gain, "") if gain < 999.5 else (gain / 1000.0, "k")
    return f"{scaled:.1f}{unit}" if scaled < 9.95 else f"{scaled:.0f}{unit}"


WRITTEN: Mapping[str, Callable[[float], str]] = {
    "exits": "{:.2f}".format,
    "finished_exits": "{:.2f}".format,
    "norm_among_stayers": lambda value: f"{1e3 * value:.2f}",
    "people_uncovered": lambda value: f"{value / 1e6:.2f}",
    "border_km_uncovered": "{:.0f}".format,
}
"""How each outcome is written: the norm x 1000, people in millions."""


def _other_cells(name: str, rows: list[dict[Hashable, Any]]) -> list[str]:
    shown = {key: written for key, written in WRITTEN.items() if key != "exits"}
    return [name, *(effect_text(_outcome(rows, key), written) for key, written in shown.items())]


def _outcome(rows: list[dict[Hashable, Any]], name: str) -> Row:
    return next(row for row in rows if row["outcome"] == name)


def effect_text(row: Row, written: Callable[[float], str]) -> str:
    """An effect with the half-width of its interval, if there are runs enough for one.

    "none" where no pair of runs differs, and in how many pairs it differs where the mean rounds to
    nothing.

    >>> row = {"effect": 0.5, "low": 0.4, "high": 0.6, "more": 30, "fewer": 5, "equal": 65}
    >>> effect_text(row, "{:.2f}".format)
    '+0.50 ±0.10'
    >>> effect_text({**row, "more": 0, "fewer": 0}, "{:.2f}".format)
    'none'
    """
    differing = row["more"] + row["fewer"]
    if not differing and row["equal"]:
        return "none"
    value = _signed(row["effect"], written)
    if math.isnan(row["low"]) or differing + row["equal"] < FEWEST:
        return value
    half = written((row["high"] - row["low"]) / 2.0)
    if row["low"] == row["high"]:
        return f"{value} in all"
    nothing = written(0.0)
    return f"in {counted(differing, 'run')}" if half == nothing == value[1:] else f"{value} ±{half}"


def chance_text(row: Row) -> str:
    """An effect on a chance in percentage points, with both ends if there are runs enough.

    Both, as the interval is lopsided where few pairs differ: half its width would reach over 0.

    >>> row = {"effect": -0.02, "low": -0.05, "high": -0.004, "more": 0, "fewer": 4, "equal": 196}
    >>> chance_text(row)
    '-2.0 (-5.0 to -0.4)'
    """
    value = f"{100.0 * row['effect']:+.1f}"
    if row["more"] + row["fewer"] + row["equal"] < FEWEST:
        return value
    return f"{value} ({_points(row['low'])} to {_points(row['high'])})"


def _points(share: float) -> str:
    """Percentage points; small ones with the figure that shows on which side of 0 they lie."""
    points = 100.0 * share
    return f"{points:.1f}" if abs(points) >= 0.05 else f"{points:.1g}"


def _signed(value: float, written: Callable[[float], str]) -> str:
    if math.isnan(value):
        return "-"
    return f"{'-' if value < 0.0 else '+'}{written(abs(value))}"


def _state_line(name: str, rows: list[dict[Hashable, Any]]) -> Iterator[str]:
    """States whose chance changes most, in percentage points, where the interval excludes 0."""
    import textwrap

    sure = [row for row in rows if row["state"] and row["low"] * row["high"] > 0.0]
    largest = sorted(sure, key=lambda row: (-abs(row["effect"]), row["state"]))[:STATES_NAMED]
    if largest:
        told = ", ".join(f"{row['state']} {chance_text(row)}" for row in largest)
        yield from textwrap.wrap(
            f"{name}, chance to leave, in points: {told}", 80, subsequent_indent="  "
        )


def table_lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a table, its first column to the left and the others to the right."""
    lines = [list(head), *rows]
    widths = [max(len(cells[c]) for cells in lines) for c in range(len(head))]
    for cells in lines:
        first, *others = cells
        right = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield "  ".join([first.ljust(widths[0]), *right]).rstrip()
