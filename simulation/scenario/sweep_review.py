"""What the keys of ``[sweep]`` must be beside each other.

Each key by itself was looked at before.  Whether the scenario has the keys that vary, and allows
the values, is looked at when the points are laid out: a run ignores its sweep.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from simulation.scenario.constraints import UnreadableError, constraint
from simulation.scenario.plain import shown
from simulation.scenario.review import Review
from simulation.scenario.sweep_ranges import TooFewError, ascending, is_range, steps
from simulation.scenario.sweep_table import (
    FOR_INDICES,
    MOST_POINTS,
    NEEDED,
    SPREAD,
    TAKEN_BY,
    Range,
    Sweep,
)
from simulation.scenario.values import Value
from simulation.scenario.wording import listed

HELD = {
    "seed": "the same luck holds at every point",
    "replicates": "sweep.replicates says how many runs each point gets",
    "trajectories": "every point records alike",
}
"""Keys of [run] that may not vary, and why."""

OF_THE_FILE = ("name", "title", "question", "extends", "sweep")
ORDINARY = ("time", "run", "world", "rule", "events")

Found = Iterator[tuple[tuple[str, ...], str]]
"""Keys within [sweep], each with what is wrong with it, to follow the key."""


def review_sweep(review: Review, sweep: Sweep | None) -> None:
    """Notes every fault of a table [sweep] whose single keys are sound."""
    if sweep is None:
        return
    known = len(review.found)
    ranges = {key: held for key, held in sweep.vary.items() if is_range(held)}
    for key, held in ranges.items():
        review.table(Range, ("sweep", "vary", key), held)
    if len(review.found) > known:
        return
    for path, what in _first_found(sweep):
        review.fault(("sweep", *path), what)


def _first_found(sweep: Sweep) -> list[tuple[tuple[str, ...], str]]:
    """The faults of the first look that finds any: later ones build on earlier ones."""
    for look in (_of_design, _of_keys, _of_what_varies, _of_columns, _of_size, _of_constraints):
        if found := list(look(sweep)):
            return found
    return []


def _of_design(sweep: Sweep) -> Found:
    """Keys that the design does not take, or wants."""
    for key, takers in TAKEN_BY.items():
        given = getattr(sweep, key) is not None
        if given and sweep.design not in takers:
            yield (key,), f': only of design = {listed(takers)}, not "{sweep.design}"'
        elif not given and key in NEEDED and sweep.design in takers:
            allowed = f"must be a whole number from 2 to {MOST_POINTS:,}"
            yield (key,), f' is missing: {allowed} with design = "{sweep.design}"'
    if sweep.levels is not None and sweep.levels % 2:
        yield ("levels",), f" = {sweep.levels}: must be even"
    if sweep.design == "saltelli" and sweep.points and sweep.points & (sweep.points - 1):
        below = 1 << sweep.points.bit_length() - 1
        near = f"must be a power of 2, such as {below:,} or {2 * below:,}"
        yield ("points",), f" = {sweep.points:,}: {near}"
    if sweep.constraints and sweep.design in FOR_INDICES:
        why = "leaving points out would spoil its indices"
        yield ("constraints",), f': not with design = "{sweep.design}": {why}'


def _of_keys(sweep: Sweep) -> Found:
    """Keys that cannot vary, or not beside each other."""
    if sweep.rows is not None and sweep.vary:
        yield ("rows",), ": must not stand beside vary: a list says its points in one of them"
    where, keys = ("rows",) if sweep.rows else ("vary",), keys_of_sweep(sweep)
    if not keys:
        yield where, " is missing: must say for each key, in quotes, what it varies over"
    for key in keys:
        held = None if sweep.rows else sweep.vary[key]
        if why := _why_not(key, held) or _within(key, keys):
            yield (*where, key), f": {why}"
    for at, row in enumerate(sweep.rows or ()):
        if set(row) != set(keys):
            missing = ", ".join(sorted(set(row) ^ set(keys))[:6])
            what = f" must have the same keys as row 1, which differs in {missing}"
            yield ("rows",), f": row {at + 1:,}{what}"
            return


def keys_of_sweep(sweep: Sweep) -> tuple[str, ...]:
    """The keys of a design, in the order of the file."""
    return tuple(sweep.rows[0] if sweep.rows else sweep.vary)


def _why_not(key: str, held: Value) -> str:
    """Why a key cannot vary; empty where it can."""
    table, _, rest = key.partition(".")
    if table == "run" and rest in HELD:
        return f"may not vary: {HELD[rest]}"
    if table in OF_THE_FILE:
        return "may not vary: it decides nothing that happens"
    if table in ORDINARY and isinstance(held, Mapping) and not rest:
        inner = next(iter(held), "KEY")
        return f'must be a whole key in quotes, such as "{table}.{inner}" = [...]'
    parts = key.split(".")
    if not all(parts) or not 2 <= len(parts) <= 8:
        return 'must be keys joined by dots, in quotes, such as "rule.parameters.anxiety"'
    return ""


def _within(key: str, keys: tuple[str, ...]) -> str:
    """That a key lies within another that is given, too."""
    parts = key.split(".")
    around = (".".join(parts[:length]) for length in range(1, len(parts)))
    outer = next((one for one in around if one in keys), "")
    return f"lies within {outer}, which is given, too: must be one of the two" if outer else ""


def _of_what_varies(sweep: Sweep) -> Found:
    """Lists and ranges without numbers, or with the same value twice."""
    for key, held in sweep.vary.items():
        for what in _of_range(held, sweep) if is_range(held) else _of_list(held, sweep):
            yield ("vary", key), what
    held = sweep.vary.values()
    if sweep.rows is None and not any(length_of(one) != 1 or is_range(one) for one in held):
        span = "a range such as { low = 0.2, high = 1.0, points = 9 }"
        yield ("vary",), f": nothing varies: must hold a list of several values, or {span}"


def _has_several(held: Value) -> bool:
    return isinstance(held, list | tuple) and len(held) > 1


def _of_list(held: Value, sweep: Sweep) -> Iterator[str]:
    if not isinstance(held, list | tuple):
        return
    if not held:
        yield " = []: must not be an empty list"
    if len(held) > MOST_POINTS:
        yield f": holds {len(held):,} values, must be at most {MOST_POINTS:,}"
    elif sweep.design in ("grid", "one-at-a-time") and (twice := _twice(held)):
        yield f" = {shown(held)}: must not hold {twice} twice"


def _twice(held: list[Any] | tuple[Any, ...]) -> str:
    """A value that a list holds twice, as a message shows it."""
    seen = set()
    for one in held:
        if repr(one) in seen:
            return shown(one)
        seen.add(repr(one))
    return ""


def _of_range(held: Mapping[str, Any], sweep: Sweep) -> Iterator[str]:
    whole, said = held.get("integer", False), f" = {shown(held)}"
    low, high = held["low"], held["high"]
    if low >= high:
        yield f"{said}: low must be below high"
    elif held.get("scale") == "log" and low <= 0:
        yield f'{said}: low must be above 0 with scale = "log"'
    elif whole and not (_is_whole(low) and _is_whole(high)):
        yield f"{said}: low and high must be whole numbers with integer = true"
    elif sweep.design not in (*SPREAD, *FOR_INDICES):
        yield from (f"{said}{what}" for what in _of_steps(held))


def _is_whole(number: float) -> bool:
    return float(number).is_integer() and abs(number) <= 2**53


def _of_steps(held: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the numbers that a range counts out."""
    many = steps(held)
    if many is None:
        yield ": points is missing: must say how many numbers, or integer = true"
    elif many > MOST_POINTS:
        yield f": holds {many:,} whole numbers, must be at most {MOST_POINTS:,}, or say points"
    else:
        try:
            ascending(held)
        except TooFewError as few:
            yield f": points must be fewer: {few}"


def _of_columns(sweep: Sweep) -> Found:
    """Columns of a list of several lengths."""
    if sweep.design != "list":
        return
    lengths = {key: many for key, held in sweep.vary.items() if (many := length_of(held)) != 1}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{key} holds {many:,}" for key, many in list(lengths.items())[:4])
        yield ("vary",), f": columns of a list must be of equal length: {said}"


def length_of(held: Value) -> int:
    """How many values a key takes in a grid or list; 1: it holds."""
    if is_range(held):
        return steps(held) or 1
    return len(held) if isinstance(held, list | tuple) else 1


def _of_size(sweep: Sweep) -> Found:
    """Designs of too many points."""
    if (size := size_of(sweep)) > MOST_POINTS:
        where = ("points",) if sweep.points else ("trajectories",) if sweep.trajectories else ()
        said = f"{size:,}" if size < 10**15 else f"about 10^{len(str(size)) - 1}"
        yield where, f": makes {said} points, must be at most {MOST_POINTS:,}"


def size_of(sweep: Sweep) -> int:
    """How many points a sound sweep lays out, before constraints."""
    held = [*sweep.vary.values()]
    varied = sum(is_range(one) or _has_several(one) for one in held)
    lengths = [length_of(one) for one in held]
    if sweep.design == "grid":
        return math.prod(lengths)
    if sweep.design == "list":
        return len(sweep.rows or ()) or max(lengths)
    if sweep.design == "one-at-a-time":
        return 1 + sum(many for many in lengths if many > 1)
    if sweep.design == "morris":
        return (sweep.trajectories or 0) * (varied + 1)
    if sweep.design == "saltelli":
        return (sweep.points or 0) * (varied + 2 if sweep.second_order is False else 2 * varied + 2)
    return sweep.points or 0


def _of_constraints(sweep: Sweep) -> Found:
    """Comparisons that cannot be read, or of keys that hold no numbers."""
    keys = keys_of_sweep(sweep)
    numbers = {key for key in keys if all(_is_number(one) for one in _entries(sweep, key))}
    for text in sweep.constraints or ():
        said = f' = "{text}"' if len(text) <= 100 else f' = "{text[:97]}..."'
        try:
            constraint(text, numbers)
        except UnreadableError as fault:
            wordy = next((key for key in keys if key in text and key not in numbers), "")
            why = f"{wordy} must hold numbers only to be compared" if wordy else str(fault)
            yield ("constraints",), f"{said}: {why}"


def _entries(sweep: Sweep, key: str) -> list[Any]:
    """What a key may become, as far as a constraint asks: numbers or not."""
    if sweep.rows:
        return [row[key] for row in sweep.rows]
    held = sweep.vary[key]
    if is_range(held):
        return [0.0]
    return list(held) if isinstance(held, list | tuple) else [held]


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
