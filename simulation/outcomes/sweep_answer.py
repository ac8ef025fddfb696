"""The short answer of a sweep: what varied, how far the outcome moved, and at which points."""

import textwrap
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

from simulation.outcomes.answer import WIDTH, failure_lines, percent
from simulation.outcomes.findings import COVERAGE, FEWEST, caution, counted
from simulation.outcomes.records import Record

SHOWN = 20
"""So many points are listed one by one."""

FAILING = 3
"""So many points at which runs failed are named."""

ENDS = 5
"""Of more points so many with the fewest, and with the most exits are."""


def sweep_answer_as_data(record: Record) -> dict[str, Any]:
    """The answer ready for JSON; ``points``: the outcome of the first treaty at each point."""
    manifest = record.manifest
    first, *others = manifest["treaties"]
    listed = _points(record, first)
    return {
        "title": manifest["scenario"]["title"],
        "seed": manifest["seed"],
        "treaty": first,
        "design": manifest["design"],
        "precision": manifest["precision"],
        "runs": manifest["runs"],
        "failures": manifest["failures"],
        "without_runs": manifest["design"]["points"] - len(listed),
        "points": listed,
        "further_treaties": [{"treaty": code, "points": _points(record, code)} for code in others],
        "few_runs": any(one["runs"] < FEWEST for one in listed),
        "interval": COVERAGE,
    }


def _points(record: Record, treaty: str) -> list[dict[str, Any]]:
    """The outcome of a treaty at each point that has runs."""
    keys = list(record.manifest["design"]["keys"])
    rows = record.points[record.points["treaty"] == treaty]
    return [_point(row, keys) for row in rows.to_dict("records")]


def _point(row: Mapping[Hashable, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Of few runs no interval of the mean is told."""
    exits, cascade = (_estimate(row, name) for name in ("mean_exits", "p_cascade"))
    if row["runs"] < FEWEST:
        exits |= {"low": None, "high": None}
    values = {key: _plain(row[key]) for key in keys}
    return {"point": int(row["point"]), "runs": int(row["runs"]), "values": values, "exits": exits,
            "cascade": cascade, "cascade_size": int(row["cascade_size"])}  # fmt: skip


def _estimate(row: Mapping[Hashable, Any], name: str) -> dict[str, float | None]:
    return {
        end: None if row[column] != row[column] else float(row[column])
        for end, column in (("value", name), ("low", f"{name}_low"), ("high", f"{name}_high"))
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 (whatever a key takes)
    """A value as Python's own number, text or truth."""
    return value.item() if hasattr(value, "item") else value


def sweep_answer(record: Record) -> str:
    """The answer as plain text."""
    data = sweep_answer_as_data(record)
    return "\n".join(
        [
            str(data["title"]),
            *_size_lines(data),
            *failure_lines(data),
            *_where_lines(data),
            "",
            *_range_lines(data),
            *_further_lines(data),
            "",
            *_table(data),
            "",
            COVERAGE,
            caution(record.manifest["scenario"]),
        ]
    )


def _size_lines(data: Mapping[str, Any]) -> Iterator[str]:
    design, runs = data["design"], data["runs"]
    dropped = f" ({design['dropped']:,} against the constraints)" if design["dropped"] else ""
    yield (
        f"{design['method']}: {design['points']:,} points{dropped}, {runs['done']:,} runs, seed"
        f" {data['seed']}"
    )
    for key in design["keys"]:
        yield f"  varies {key}"
    if data["few_runs"]:
        yield f"  fewer than {FEWEST} runs at a point: too few for an interval of its mean"
    if data["precision"] is not None:
        asked = data["precision"]
        yield (
            f"  each point to ±{asked['half_width']:g} of its chance of a cascade:"
            f" {asked['saved']:,} of {asked['at_most']:,} runs saved"
        )


def _where_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """At which points runs failed, as far as they are listed."""
    empty, points = data["without_runs"], data["design"]["points"]
    if empty:
        yield f"{empty:,} of {points:,} points {'is' if empty == 1 else 'are'} without any run."
    told = {one["point"]: one for one in reversed(data["failures"]["first"])}
    for point in sorted(told)[:FAILING]:
        values = ", ".join(
            f"{key} = {_written(held)}" for key, held in told[point]["values"].items()
        )
        yield f"  failed at point {point:,} ({values}): {told[point]['reason']}"


def _range_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """How far the outcome moves over the design."""
    points = data["points"]
    if not points:
        yield "No point has a run."
        return
    size = counted(points[0]["cascade_size"], "exit")
    yield f"{data['treaty']}, over the points of the design; a cascade: {size} or more"
    yield f"  expected exits        {_span(points, 'exits', _count)}"
    yield f"  chance of a cascade   {_span(points, 'cascade', percent)}"


def _further_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """The same of each further treaty, in one sentence."""
    for one in data["further_treaties"]:
        if one["points"]:
            exits, cascade = (
                _span(one["points"], name, written)
                for name, written in (("exits", _count), ("cascade", percent))
            )
            told = f"{one['treaty']}: expected exits {exits}; chance of a cascade {cascade}"
            yield from textwrap.wrap(told, WIDTH, subsequent_indent="  ")


def _span(points: Sequence[Mapping[str, Any]], name: str, written: Callable[[float], str]) -> str:
    """Between which points an estimate lies: no interval, so each end says where it is met."""
    by_value = sorted(points, key=lambda point: float(point[name]["value"]))
    least, most = by_value[0], by_value[-1]
    low, high = (written(one[name]["value"]) for one in (least, most))
    if least[name]["value"] == most[name]["value"]:
        return f"{low} at every point"
    return f"from {low} (point {least['point']:,}) to {high} (point {most['point']:,})"


def _exits(point: Mapping[str, Any]) -> float:
    return float(point["exits"]["value"])


def _count(exits: float) -> str:
    return f"{exits:,.2f}"


def _table(data: Mapping[str, Any]) -> Iterator[str]:
    """Points one by one, or those at both ends."""
    points, keys = data["points"], data["design"]["keys"]
    rows = list(points)
    if len(points) > SHOWN:
        rows = extremes(points)
        yield f"The {ENDS} points with the fewest and the {ENDS} with the most exits"
    head = head_of(keys)
    cells = [head, *(cells_of(row, keys) for row in rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(head))]
    for row in cells:
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def extremes(points: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The points with the fewest, then those with the most exits, ``ENDS`` of each."""
    ordered = sorted(points, key=_exits)
    return [*ordered[:ENDS], *ordered[-ENDS:]]


def head_of(keys: Sequence[str]) -> list[str]:
    """Heads of the columns of a table of points."""
    return ["point", *(key.rpartition(".")[2] for key in keys), "exits", "cascade"]


def cells_of(row: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    """A point as a row of a table: its number, its values, exits and cascade with intervals."""
    return [
        f"{row['point']:,}",
        *(_written(row["values"][key]) for key in keys),
        _interval(row["exits"], _count),
        _interval(row["cascade"], percent),
    ]


def _written(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _interval(estimate: Mapping[str, Any], written: Any) -> str:  # noqa: ANN401
    middle = written(estimate["value"])
    if estimate["low"] is None:
        return str(middle)
    low, high = written(estimate["low"]).removesuffix(" %"), written(estimate["high"])
    return f"{middle} ({low} to {high})"
