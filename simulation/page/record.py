"""The record of one choice: plain data, ready for JSON, from which the page draws everything.

What a record holds (lists of months count from 0, the start; T is ``about.months``):

- ``choice``: as ``Choice.plain``; ``runs`` and ``failed``: how many; ``sentence``: the answer.
- ``looks``: the months at which series are given.
- ``threat``: for each state of ``about.states`` a series of threat perception; null: none.
- ``treaties.CODE``:
  - ``band``: ``q05``, ``q25``, ``q50``, ``q75``, ``q95``, each (T + 1) exits so far, over runs;
  - ``this``: (T + 1) exits so far in the run shown, and ``this_outcome`` by its end;
  - ``outcomes.counts``: how many runs ended with 0, 1, 2, ... exits;
  - ``expected``: ``value``, ``low``, ``high``; ``saved``: the same, exits that the choice saves
    against the base on the same luck (below 0: it adds some; whom either moves or holds by date
    counts in neither); null for the base itself;
  - ``states``: columns, an entry for each state that is ever party: ``index`` (place in
    ``about.states``); ``chance`` ([value, low, high]; null: no decision of its own); ``stages``
    ([[month, stage], ...] in the run shown); ``commitment``, ``exposure`` by layer and ``pressure``
    (accumulated, as a share of the resistance: at 1 the state gives way), all series;
    ``resistance``; ``tipped`` ([[index, share], ...], who moved it, most first) and ``remainder``
    (what is due to the shared shock and its own), both null for who did not decide to leave;
    ``threshold``, under a rule of thresholds.  A column is left out where the rule has none.

A series is a list with a number for each look, or one number where all are the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from simulation.analysis.attribution.parentage import Birth
from simulation.model.stages import RETURNED, STAGES
from simulation.outcomes.standing import forced_states
from simulation.page.choice import Choice
from simulation.page.counting import Counted, Estimate, band, chances, expected, saved, sizes
from simulation.page.rounding import Series, all_series, short, significant
from simulation.page.shown import Shown
from simulation.world.world import LAYERS, Floats

LOOK_MONTHS = 6
"""Months between two looks, where not said otherwise."""

EVERY_MONTH = 12_500
"""So many numbers a series may take, months times members, for a look each month: a hundred states
in ten years."""

INDEX_DIGITS, SHARE_DIGITS = 3, 2
"""Threat and commitment move by thousandths; exposure and pressure are read in per cent."""

FULL = 10.0
"""Pressure is shown up to so many times the resistance; the last month can overshoot a small one by
far, which says nothing."""

LEAST_SHARE = 0.001
"""A part in an exit below this is not shown."""


def record(
    choice: Choice, found: Counted, base: Counted | None, drawn: Mapping[str, Any], told: str
) -> dict[str, Any]:
    """The record of a choice.

    base: the runs of the scenario as it stands; None: these are they.  drawn: ``of_the_run`` shown.
    told: the answer in words.
    """
    treaties = {
        code: _of_treaty(k, found, base, mine)
        for k, (code, mine) in enumerate(drawn["treaties"].items())
    }
    counted = {"runs": found.runs, "failed": found.failed, "sentence": told, "luck": "same"}
    return {"choice": choice.plain(), **drawn, **counted, "treaties": treaties}


def of_the_run(run: Shown, look_months: int = LOOK_MONTHS) -> dict[str, Any]:
    """What a record says of the run shown.

    look_months: between two looks, where there are too many states for one each month.
    """
    looks = looks_of(run.case.agenda.months, int(run.member.sum()), look_months)
    return {
        "looks": looks,
        "threat": None if run.threat is None else _threat(run, run.threat, looks),
        "treaties": {
            treaty.code: _run_of_treaty(k, run, looks)
            for k, treaty in enumerate(run.case.world.treaties)
        },
    }


def looks_of(months: int, members: int, apart: int) -> list[int]:
    """Months at which series are given: each in a small world, else the start and every so many.

    >>> looks_of(8, 10_000, 6)
    [0, 6, 8]
    """
    step = 1 if (months + 1) * members <= EVERY_MONTH else apart
    return sorted({*range(0, months + 1, step), months})


def _threat(run: Shown, threat: Floats, looks: Sequence[int]) -> list[Series | None]:
    shown: list[bool] = np.asarray(run.member.any(axis=0)).tolist()
    every = all_series(threat[looks], INDEX_DIGITS)
    return [one if known else None for one, known in zip(every, shown, strict=True)]


def _run_of_treaty(k: int, run: Shown, looks: Sequence[int]) -> dict[str, Any]:
    so_far = this(run, k)
    return {"this": so_far, "this_outcome": so_far[-1], "states": _states(k, run, looks)}


def _of_treaty(
    k: int, found: Counted, base: Counted | None, drawn: Mapping[str, Any]
) -> dict[str, Any]:
    columns = drawn["states"]
    return {
        "band": band(found, k),
        "outcomes": {"counts": sizes(found, k)},
        "expected": estimate(expected(found, k)),
        "saved": None if base is None else estimate(saved(found, base, k)),
        **drawn,
        "states": {**columns, "chance": _chances(k, found, columns["index"])},
    }


def estimate(found: Estimate) -> dict[str, float | None]:
    """A value with its interval."""
    value, low, high = map(short, found)
    return {"value": value, "low": low, "high": high}


def this(run: Shown, k: int) -> list[int]:
    """(T + 1) exits so far in the run shown; whom a date moves towards the door is not counted."""
    dated = forced_states(run.case.world, run.case.agenda)[k]
    steps = np.zeros(run.case.agenda.months + 2, dtype=np.int64)
    for one in run.movers:
        if one.treaty == k and one.decided and not dated[one.state]:
            steps[one.announced] += 1
            steps[[when for when, stage in one.steps if stage == RETURNED][-1:]] -= 1
    found: list[int] = np.cumsum(steps)[:-1].tolist()
    return found


def _states(k: int, run: Shown, looks: Sequence[int]) -> dict[str, Any]:
    """Columns of who is ever party."""
    index = np.flatnonzero(run.member[k])
    columns: dict[str, Any] = {
        "index": index.tolist(),
        "stages": _stages(k, run, index.tolist()),
        "exposure": _exposures(k, run, index.tolist(), looks),
    }
    if run.commitment is not None and run.pressure is not None and run.resistance is not None:
        looked, resistance = np.ix_(np.array(looks), index), run.resistance
        columns["commitment"] = all_series(run.commitment[:, k][looked], INDEX_DIGITS)
        filled = np.minimum(run.pressure[k][looked] / resistance[k, index], FULL)
        columns["pressure"] = all_series(filled, SHARE_DIGITS)
        columns["resistance"] = significant(resistance[k, index]).tolist()
        columns |= _parents(k, run.births, index.tolist())
    if run.case.world.threshold.size:
        columns["threshold"] = all_series(run.case.world.threshold[k : k + 1, index], INDEX_DIGITS)
    return columns


def _chances(k: int, found: Counted, index: Sequence[int]) -> list[list[float | None] | None]:
    value, low, high = (np.round(one, 4).tolist() for one in chances(found, k))
    return [[value[i], low[i], high[i]] if found.free[k, i] else None for i in index]


def _stages(k: int, run: Shown, index: Sequence[int]) -> list[list[list[Any]]]:
    steps: defaultdict[int, list[list[Any]]] = defaultdict(list)
    for one in run.movers:
        if one.treaty == k:
            steps[one.state] += [[when, STAGES[stage]] for when, stage in one.steps]
    return [steps[i] for i in index]


def _exposures(
    k: int, run: Shown, index: Sequence[int], looks: Sequence[int]
) -> dict[str, list[Series]]:
    return {
        layer: all_series(
            run.exposure[k, n][np.ix_(np.array(looks), np.array(index))], SHARE_DIGITS
        )
        for n, layer in enumerate(LAYERS)
        if layer in run.case.world.declared
    }


def _parents(k: int, births: Iterable[Birth], index: Sequence[int]) -> Mapping[str, Any]:
    mine = {one.child.state: one for one in births if one.child.treaty == k}
    return {
        "tipped": [_shares(mine[i]) if i in mine else None for i in index],
        "remainder": [short(mine[i].remainder) if i in mine else None for i in index],
    }


def _shares(one: Birth) -> list[list[float]]:
    """Who moved it, by how much of its exit, over all terms; most first."""
    parts: defaultdict[int, float] = defaultdict(float)
    for share in one.shares:
        parts[share.parent.state] += share.share
    told = sorted(parts.items(), key=lambda part: (-part[1], part[0]))
    return [[i, round(part, 3)] for i, part in told if abs(part) >= LEAST_SHARE]
