"""Finished sweeps made up for the figures' tests, in exactly the columns of a real result."""

import itertools

import numpy as np
import pandas as pd

from simulation.outcomes import columns as described
from simulation.outcomes.contents import arrow_table
from simulation.outcomes.intervals import wilson
from simulation.outcomes.manifest import KIND
from simulation.outcomes.records import Record
from simulation.predictions.theory import MEAN_EXITS

BORDER, NORM = "rule.parameters.border_weight", "rule.parameters.norm_weight"
DOUBT, INDEX = "events.guarantee-doubt.change.scale", "world.threat_index"
NAMES = ("proximity-capability-hostility-politics", "border-only", "no-hostility")


def made_up_sweep(
    values, method="grid", runs=200, vary=None, size=5, failed=0, lost=(), treaties=("APMBC",),
    source="real", title="Doubt and borders", steep=6.0, theory=None, points=None,
) -> Record:  # fmt: skip
    """A sweep in memory; values: for each key its value at each point.

    The chance of a cascade follows a logistic curve in the mean share of the way of the keys that
    are numbers.  lost: points without a run.  theory: why it does not hold, by point.
    """
    frame = pd.DataFrame(values)
    chance = 1.0 / (1.0 + np.exp(-steep * (_share(frame) - 0.5)))
    rows = [
        _rows(frame, np.rint(chance * runs).astype(int), runs, size, treaty).drop(index=list(lost))
        for treaty in treaties
    ]
    tables = {"points": _arrow(pd.concat(rows), frame), "predictions": _theory(theory, rows[0])}
    scenario = {
        "title": title, "name": "made-up", "events": [],
        "time": {"start": "2021-01-01", "end": "2030-12-31"},
        "world": {"source": source, "treaties": list(treaties)},
        "run": {"replicates": runs, "cascade_size": size}, "sweep": {"vary": vary or {}},
    }  # fmt: skip
    design = {
        "method": method, "keys": list(frame), "varied": sorted(frame),
        "points": len(frame) if points is None else points, "dropped": 0, "replicates": runs,
    }  # fmt: skip
    done = {"asked": runs * len(frame), "done": runs * len(frame) - failed, "failed": failed}
    return Record({"kind": KIND, "scenario": scenario, "design": design, "runs": done}, tables)


def _share(frame):
    """How far each point is on the way of its keys, on average; words are half-way."""
    ways = [
        (column - column.min()) / max(1e-12, column.max() - column.min())
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        else pd.Series(0.5, column.index)
        for _, column in frame.items()
    ]  # fmt: skip
    return np.mean(ways, axis=0)


def _rows(frame, cascades, runs, size, treaty):
    low, high = wilson(cascades, runs)
    share = cascades / runs
    rows = frame.assign(point=range(len(frame)), treaty=treaty, runs=runs, cascade_size=size)
    rows = rows.assign(p_cascade=share, p_cascade_low=low, p_cascade_high=high)
    exits = 2.0 * size * share
    return rows.assign(mean_exits=exits, mean_exits_low=np.maximum(exits - 0.4, 0.0),
                       mean_exits_high=exits + 0.4)  # fmt: skip


def _arrow(rows, frame):
    """The whole table: what the figures do not read is nothing."""
    keys = [described.Column(key, _kind(frame[key]), "") for key in frame]
    about = (*described.POINTS[:2], *keys, *described.POINTS[2:])
    whole = {"whole": 0, "maybe whole": -1, "number": 0.0}
    filled = {
        one.name: rows[one.name].to_numpy() if one.name in rows
        else np.full(len(rows), whole[one.kind])
        for one in about
    }  # fmt: skip
    return arrow_table(filled, about)


def _kind(column):
    if pd.api.types.is_bool_dtype(column):
        return "flag"
    return "number" if pd.api.types.is_numeric_dtype(column) else "text"


def _theory(why, rows):
    told = rows if why is not None else rows.iloc[:0]
    reasons = [why.get(point, "") for point in told["point"]] if why is not None else []
    columns = {
        "point": told["point"].to_numpy(np.int64), "treaty": told["treaty"].to_numpy(object),
        "method": np.full(len(told), "bass", object),
        "quantity": np.full(len(told), MEAN_EXITS, object), "at": np.full(len(told), -1),
        "value": told["mean_exits"].to_numpy(float) + 0.5,
        "assumption": np.full(len(told), "Made up.", object),
        "reliable": np.array([not reason for reason in reasons], bool),
        "why": np.array(reasons, object),
    }  # fmt: skip
    return arrow_table(columns, described.PREDICTIONS)


def grid(**axes):
    """Every combination, the last key fastest; keys by the names above."""
    return combined({globals()[name]: held for name, held in axes.items()})


def combined(axes):
    points = list(itertools.product(*axes.values()))
    return {key: [point[place] for point in points] for place, key in enumerate(axes)}


def one_at_a_time(changes):
    """The base of zeros, then each key changed alone."""
    base = dict.fromkeys(changes, 2.0)
    points = [base, *(base | {key: value} for key, held in changes.items() for value in held)]
    return {key: [point[key] for point in points] for key in changes}


def drawn(keys, points, seed=3):
    luck = np.random.default_rng(seed)
    return {f"rule.parameters.key_{place}": luck.random(points) for place in range(keys)}
