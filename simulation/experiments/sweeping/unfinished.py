"""The folder beside a result in which a sweep waits until it is whole.

``results/x.unfinished`` holds the order (``sweep.json``: what is asked for) and the finished tasks.
It outlives whatever interrupts the sweep, and goes when the result stands in ``results/x``.  One
process at a time works in it.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from simulation.outcomes.publishing import plain_faults
from simulation.scenario.faults import InputFault, escaped

ORDER = "sweep.json"
LOCK = "lock"
TASKS = "tasks"

Plain = Mapping[str, Any]


def folder_of(out: Path) -> Path:
    """Where a sweep into a folder waits.

    >>> folder_of(Path("results/x")).name
    'x.unfinished'
    """
    place = out.resolve()
    return place.with_name(f"{place.name}.unfinished")


@contextmanager
def held(out: Path, order: Plain, anew: bool) -> Iterator[Path]:
    """The waiting folder, for this process alone; begun if there is none.

    order: what is asked for, as plain data.  anew: what waits there may be thrown away.  Raises
    InputFault where another process works in it, where it waits for something else, or where the
    disk refuses.
    """
    place = folder_of(out)
    with plain_faults(place):
        place.mkdir(parents=True, exist_ok=True)
    lock = FileLock(str(place / LOCK), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise InputFault(
            f"--out: another process is at work in {escaped(str(place))}; wait until it ends, or"
            " choose another folder"
        ) from None
    try:
        _begin(place, order, anew)
        yield place
    finally:
        lock.release()


def discard(out: Path, order: Plain) -> None:
    """Throw away what waits though its result stands: the process was killed just before that."""
    place = folder_of(out)
    waiting = _read(place / ORDER)
    if waiting is not None and not differences(waiting, order):
        forget(place)


def forget(place: Path) -> None:
    """The result stands: nothing waits any more."""
    shutil.rmtree(place, ignore_errors=True)


def _begin(place: Path, order: Plain, anew: bool) -> None:
    """Write down what is asked for, or find it written there; what is torn is thrown away."""
    if anew:
        _empty(place)
    waiting = _read(place / ORDER)
    if waiting is None:
        ours = (LOCK, ORDER, f".{ORDER}", TASKS)
        strangers = [path.name for path in place.iterdir() if path.name not in ours]
        if strangers:
            raise InputFault(
                f"--out: {escaped(str(place))} holds {escaped(min(strangers))}, which is no part of"
                " an unfinished sweep; move it away, or choose another folder"
            )
        _empty(place)
        with plain_faults(place):
            aside = place / f".{ORDER}"
            aside.write_text(json.dumps(order, ensure_ascii=False), encoding="utf-8")
            aside.replace(place / ORDER)
        return
    found = differences(waiting, order)
    if not found and waiting[REPLICATES] > order[REPLICATES]:
        found = [
            f"with {waiting[REPLICATES]:,} replicates a point, {order[REPLICATES]:,} are fewer"
        ]
    if found:
        raise InputFault(
            f"--out: {escaped(str(place))} waits for another sweep ({'; '.join(found)}); choose"
            " another folder, or throw away what waits there with --overwrite"
        )
    with plain_faults(place):
        (place / ORDER).write_text(json.dumps(order, ensure_ascii=False), encoding="utf-8")


def _empty(place: Path) -> None:
    for name in (ORDER, f".{ORDER}"):
        (place / name).unlink(missing_ok=True)
    shutil.rmtree(place / TASKS, ignore_errors=True)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


REPLICATES = "replicates"
"""May be more when a sweep goes on than when it began."""

SHOWN = 5


def differences(before: Plain, now: Plain, path: str = "") -> list[str]:
    """What differs between two plain records, by dotted key, in words.

    >>> differences({"scenario": {"a": 1}}, {"scenario": {"a": 2}})
    ['scenario.a was 1, is 2']
    """
    found = _differing(before, now, path)
    more = len(found) - SHOWN
    return found if more <= 0 else [*found[:SHOWN], f"and {more} more"]


def _differing(before: Plain, now: Plain, path: str) -> list[str]:
    found = []
    for key in (*before, *(key for key in now if key not in before)):
        one, other, name = before.get(key), now.get(key), f"{path}{key}"
        if one == other or (key == REPLICATES and not path):
            continue
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            found += _differing(one, other, f"{name}.")
        else:
            found.append(f"{name} was {_told(one)}, is {_told(other)}")
    return found


def _told(value: object) -> str:
    said = "absent" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return said if len(said) <= 60 else f"{said[:57]}..."
