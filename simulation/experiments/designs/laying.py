"""From a scenario to its design: points are laid out, constrained and looked at, one by one."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from simulation.experiments.designs import layouts, spread
from simulation.experiments.designs.checks import refuse_fixed, refuse_off, refuse_points
from simulation.experiments.designs.design import Design, Point, Shares
from simulation.scenario.constraints import Constraint, constraint, exact
from simulation.scenario.faults import InputFault
from simulation.scenario.inheritance import by_name
from simulation.scenario.reading import Source
from simulation.scenario.record import as_dict, json_able
from simulation.scenario.rereading import Readings
from simulation.scenario.sweep_ranges import is_range
from simulation.scenario.values import Value

Laid = tuple[list[dict[str, Any]], Shares | None]
"""Values by key at each point, and the shares they were made of."""


def design_of(source: Source, overrides: Mapping[str, Any] | None = None) -> Design:
    """The design of a scenario's ``[sweep]``, every point validated.

    source, overrides: as for ``read``; what the sweep varies may not be overridden.  The points
    depend on the scenario and its seed alone: not on the order of keys, on hashes or on threads.
    Raises InputFault, one line for each fault, where there is no sweep, or a point is at fault.
    """
    readings = Readings(source, overrides)
    sweep = readings.base.sweep
    if not sweep:
        raise InputFault(f"{readings.label(())}: has no [sweep]: must say what varies")
    keys = tuple(sweep["rows"][0] if "rows" in sweep else sweep["vary"])
    refuse_fixed(readings, keys)
    refuse_off(readings, keys)
    design = _laid_out(readings, sweep, keys)
    refuse_points(design)
    return design


def _laid_out(readings: Readings, sweep: Mapping[str, Any], keys: tuple[str, ...]) -> Design:
    """The design, its points not looked at yet."""
    varied = _varied(sweep, keys)
    drawn = sweep["design"] in spread.SHARES
    seed = spread.seed_of(readings.base.seed) if drawn else 0
    base = _base(readings, varied) if sweep["design"] == "one-at-a-time" else {}
    laid, shares = _laid(sweep, varied, base, seed)
    kept = _kept(readings, sweep.get("constraints", ()), keys, laid)
    return Design(
        method=sweep["design"],
        keys=keys,
        varied=varied,
        points=tuple(
            Point(number, {key: laid[row][key] for key in keys}) for number, row in enumerate(kept)
        ),
        dropped=len(laid) - len(kept),
        seed=seed,
        shares=None if shares is None else _rows(shares, kept),
        options=_options(sweep),
        remarks=tuple(_remarks(sweep, len(laid) - len(kept), len(laid))),
        readings=readings,
        base=base,
        replicates=_replicates(readings, sweep),
    )


def _varied(sweep: Mapping[str, Any], keys: Iterable[str]) -> tuple[str, ...]:
    """The keys that do not hold one value throughout, sorted."""
    if "rows" in sweep:
        return tuple(sorted(keys))
    vary = sweep["vary"]
    return tuple(sorted(key for key in keys if is_range(vary[key]) or _several(vary[key])))


def _several(held: Value) -> bool:
    return isinstance(held, tuple) and len(held) > 1


def _laid(
    sweep: Mapping[str, Any], varied: tuple[str, ...], base: Mapping[str, Any], seed: int
) -> Laid:
    """All points of a sweep."""
    vary, method = sweep.get("vary", {}), sweep["design"]
    if "rows" in sweep:
        return [dict(row) for row in sweep["rows"]], None
    if method == "grid":
        return list(layouts.grid(vary)), None
    if method == "list":
        return list(layouts.listed(vary)), None
    if method == "one-at-a-time":
        return list(layouts.one_at_a_time(vary, base)), None
    held = {key: layouts.entries(vary[key])[0] for key in vary if key not in varied}
    shares = spread.SHARES[method](len(varied), sweep, seed)
    return [held | _values(vary, varied, row) for row in shares.tolist()], shares


def _values(vary: Mapping[str, Any], varied: tuple[str, ...], row: list[float]) -> dict[str, Any]:
    return {key: spread.value_at(vary[key], part) for key, part in zip(varied, row, strict=True)}


def _rows(shares: Shares, kept: list[int]) -> Shares:
    rows = shares[np.array(kept, dtype=np.int64)]
    rows.flags.writeable = False
    return rows


def _kept(
    readings: Readings, texts: Iterable[str], keys: tuple[str, ...], laid: list[dict[str, Any]]
) -> list[int]:
    """The numbers of the points that keep every constraint; refuses a design without any."""
    read = {text: constraint(text, keys) for text in texts}
    if not read:
        return list(range(len(laid)))
    kept = [row for row, values in enumerate(laid) if _keeps(readings, read, values)]
    if not kept:
        what = "no point keeps every constraint, must leave at least one"
        raise InputFault(f"{readings.label(('sweep', 'constraints'))}: sweep.constraints: {what}")
    return kept


def _keeps(readings: Readings, read: Mapping[str, Constraint], values: Mapping[str, Any]) -> bool:
    numbers = {key: exact(value) for key, value in values.items() if _is_number(value)}
    for text, keeps in read.items():
        try:
            if not keeps(numbers):
                return False
        except ZeroDivisionError:
            where = f"{readings.label(('sweep', 'constraints'))}: sweep.constraints"
            raise InputFault(f'{where} = "{text}": must not divide by 0 at any point') from None
    return True


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _base(readings: Readings, varied: Iterable[str]) -> dict[str, Any]:
    """What keys are in the scenario itself; None where it does not say."""
    record = by_name(as_dict(readings.base), "scenario")
    return {key: _said(readings, record, key) for key in varied}


def _said(readings: Readings, record: Mapping[str, Any], key: str) -> Value:
    path = key.split(".")
    if path[0] == "events" and path[2:] == ["off"]:
        return bool(readings.said(*path))
    held: Value = record
    for part in path:
        held = held.get(part) if isinstance(held, Mapping) else None
    return json_able(held)


def _options(sweep: Mapping[str, Any]) -> dict[str, Any]:
    if sweep["design"] == "morris":
        return {"levels": sweep.get("levels", spread.LEVELS)}
    if sweep["design"] == "saltelli":
        return {"second_order": sweep.get("second_order", True)}
    return {}


def _replicates(readings: Readings, sweep: Mapping[str, Any]) -> int | None:
    """What the sweep says, unless the number of runs is given from outside the file."""
    given = "run.replicates" in readings.overrides
    return None if given or "replicates" not in sweep else int(sweep["replicates"])


def _remarks(sweep: Mapping[str, Any], dropped: int, laid: int) -> Iterator[str]:
    """What a researcher should know."""
    points = sweep.get("points", 0)
    if sweep["design"] == "sobol" and points & (points - 1):
        below = 1 << points.bit_length() - 1
        yield (
            f"sweep.points = {points:,}: Sobol points are balanced for powers of 2, such as"
            f" {below:,} or {2 * below:,}"
        )
    if dropped:
        yield f"sweep.constraints: {dropped:,} of {laid:,} points are left out"
