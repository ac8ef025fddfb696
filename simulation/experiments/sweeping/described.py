"""The tables of a sweep: their columns, a value for each key of the design, and how rows wait."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from simulation.experiments.sweeping import raw
from simulation.experiments.sweeping.order import Order
from simulation.experiments.sweeping.rows import Written
from simulation.outcomes import columns as described


def forms_of(order: Order) -> dict[str, Written]:
    """How rows that come in few bytes are written out, for the tables that have any."""
    kinds = {"runs": raw.of_runs(order.treaties), "exits": raw.OF_EXITS}
    columns = columns_of(order)
    return {
        name: Written(
            raw.coming(columns[name], held),
            partial(raw.written_out, columns=columns[name], kinds=held),
        )
        for name, held in kinds.items()
    }


def columns_of(order: Order) -> dict[str, tuple[described.Column, ...]]:
    """Tables of a sweep and their columns."""
    keys = value_columns(order)
    runs, points = described.runs_columns(order.treaties), described.POINTS
    here, there = len(described.EACH_RUN), 2  # point and treaty
    return {
        "runs": (*runs[:here], *keys, *runs[here:]),
        "exits": described.EXITS,
        "states": described.STATES,
        "points": (*points[:there], *keys, *points[there:]),
        "sizes": described.SIZES,
        "months": described.MONTHS,
        "predictions": described.PREDICTIONS,
        "failures": described.FAILURES,
        "sums": described.SUMS,
    }


def value_columns(order: Order) -> tuple[described.Column, ...]:
    """A column for each key of the design, of a kind that holds all its values."""
    points = order.design.points
    return tuple(
        described.Column(key, kind_of([point.values[key] for point in points]),
                         described.KEYS_OF_A_DESIGN)
        for key in order.design.keys
    )  # fmt: skip


def kind_of(values: Sequence[Any]) -> str:
    """The kind of column that holds some values; None is a gap.

    >>> kind_of([1, 2]), kind_of([1, 2.5]), kind_of([True]), kind_of(["a", 1]), kind_of([1, None])
    ('whole', 'number', 'flag', 'text', 'maybe whole')
    """
    said = [value for value in values if value is not None]
    kinds = {type(value) for value in said}
    gaps = len(said) < len(values)
    if kinds == {bool}:
        return "text" if gaps else "flag"
    if kinds == {int}:
        return "maybe whole" if gaps else "whole"
    return "number" if kinds and kinds <= {int, float} else "text"


def written(value: Any, column: described.Column) -> Any:  # noqa: ANN401 (whatever a key takes)
    """A value as its column holds it; lists and tables as JSON.

    >>> written((1, 2), described.Column("x", "text", ""))
    '[1, 2]'
    """
    if value is None:
        return None
    if column.kind == "number":
        return float(value)
    if column.kind == "text" and not isinstance(value, str):
        return json.dumps(value, default=str)
    return value
