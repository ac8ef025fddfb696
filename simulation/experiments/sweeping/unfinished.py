"""The folder beside a result in which a sweep waits until it is whole.

``results/x.unfinished`` holds the order (``sweep.json``: what is asked for) and the finished tasks.
It outlives whatever interrupts the sweep, and goes when the result stands in ``results/x``.  One
process at a time works in it.  Files of others in it are neither used nor removed.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from simulation.experiments.sweeping.differing import REPLICATES, differences, mark_of
from simulation.experiments.sweeping.parts import NAME, mark_in, ours_in, to_disk
from simulation.outcomes.publishing import DEBRIS, folder_to_disk, plain_faults
from simulation.scenario.faults import InputFault, escaped

ORDER = "sweep.json"
ASIDE = f".{ORDER}"
LOCK = "lock"
WAITING = ".unfinished"
TASKS = "tasks"

Plain = Mapping[str, Any]


def folder_of(out: Path) -> Path:
    """Where a sweep into a folder waits.

    >>> folder_of(Path("results/x")).name
    'x.unfinished'
    """
    place = out.resolve()
    return place.with_name(f"{place.name}{WAITING}")


def refuse_name(out: Path) -> None:
    """InputFault for a result that would be called as if it were a sweep that waits."""
    if out.resolve().name.endswith(WAITING):
        raise InputFault(
            f"--out: {escaped(str(out))}: a name that ends in {WAITING} is of a folder in which a"
            " sweep waits; give the name without it"
        )


def waits(out: Path) -> bool:
    """Whether finished tasks of a sweep into a folder wait beside it."""
    return bool(_finished_tasks(folder_of(out)))


@contextlib.contextmanager
def held(out: Path, order: Plain, anew: bool) -> Iterator[Path]:
    """The waiting folder, for this process alone; begun if there is none.

    order: what is asked for, as plain data.  anew: what waits there for something else may be
    thrown away.  Where not a single task got finished, nothing stays.  Raises InputFault where
    another process works in it, where it waits for something else, or where the disk refuses.
    """
    place = folder_of(out)
    made = [parent for parent in place.parents if not parent.exists()]
    try:
        with _locked(place):
            _begin(place, order, anew)
            try:
                yield place
            finally:
                if not _finished_tasks(place):
                    forget(place)
    finally:
        _drop_lock(place)
        for parent in made:
            with contextlib.suppress(OSError):
                parent.rmdir()


@contextlib.contextmanager
def _locked(place: Path) -> Iterator[None]:
    """The waiting folder is there, and no other process works in it.

    The lock goes with the folder while it is held.  Whoever waited for a lock that went finds that
    it is on no file any more, and asks for a new one (filelock does from version 3.21 on).
    """
    lock = FileLock(str(place / LOCK), timeout=0)
    with plain_faults(place):
        place.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout:
            raise InputFault(
                f"--out: another process is at work in {escaped(str(place))}; wait until it ends,"
                " or choose another folder"
            ) from None
    try:
        yield
    finally:
        lock.release()


def _drop_lock(place: Path) -> None:
    """Remove what is left where an open file cannot be removed; if another opened it, it stays."""
    with contextlib.suppress(OSError):
        if os.name == "nt" and [path.name for path in place.iterdir()] == [LOCK]:
            (place / LOCK).unlink()
            place.rmdir()


def discard(out: Path, order: Plain) -> None:
    """Throw away what waits though its result stands: the process was killed just before that."""
    place = folder_of(out)
    if not place.is_dir() or not _is_done_with(place, order):
        return
    with contextlib.suppress(InputFault), _locked(place):
        forget(place)
    _drop_lock(place)


def _is_done_with(place: Path, order: Plain) -> bool:
    """Whether nothing waits there but what has come to its end."""
    waiting = _read(place / ORDER)
    if waiting is None:
        return not _finished_tasks(place) and _stranger(place) is None
    return waiting.get(REPLICATES) == order[REPLICATES] and not differences(waiting, order)


def forget(place: Path) -> None:
    """Nothing waits any more; the order goes last, which says what is left if this is cut short."""
    for task in ours_in(place / TASKS):
        shutil.rmtree(task, ignore_errors=True)
    with contextlib.suppress(OSError):
        (place / TASKS).rmdir()
    for name in (ASIDE, ORDER, LOCK):
        with contextlib.suppress(OSError):
            (place / name).unlink()
    with contextlib.suppress(OSError):
        place.rmdir()


def _begin(place: Path, order: Plain, anew: bool) -> None:
    """Write down what is asked for, or find it written there."""
    waiting = _read(place / ORDER)
    why = _why_not(place, waiting, order)
    if why is not None and not anew:
        if not _finished_tasks(place):
            (place / LOCK).unlink(missing_ok=True)  # it is not ours, and stays as it was
        raise InputFault(f"--out: {escaped(str(place))} {why}")
    if why is not None:
        for task in ours_in(place / TASKS):
            shutil.rmtree(task, ignore_errors=True)
    if waiting != order:
        with plain_faults(place):
            to_disk(place / ASIDE, json.dumps(order, ensure_ascii=False).encode())
            (place / ASIDE).replace(place / ORDER)
            folder_to_disk(place)


def _why_not(place: Path, waiting: Plain | None, order: Plain) -> str | None:
    """Why a sweep cannot go on in a folder; None: it can.

    Where the order is torn, finished tasks tell by their marks what they belong to.
    """
    away = "; choose another folder, or throw away what waits there with --overwrite"
    tasks = _finished_tasks(place)
    if waiting is None and not tasks:
        return _stranger(place)
    if waiting is None:
        marks = {mark_in(task) for task in tasks} - {None}
        return f"holds tasks of another sweep{away}" if marks - {mark_of(order)} else None
    found = differences(waiting, order)
    if not found and waiting.get(REPLICATES, 0) > order[REPLICATES]:
        found = [
            f"with {waiting[REPLICATES]:,} replicates a point, {order[REPLICATES]:,} are fewer"
        ]
    return f"waits for another sweep ({'; '.join(found)}){away}" if found and tasks else None


def _finished_tasks(place: Path) -> list[Path]:
    return [path for path in ours_in(place / TASKS) if NAME.fullmatch(path.name)]


def _stranger(place: Path) -> str | None:
    """Why a folder in which no sweep waits cannot be used: it is somebody else's; None: it can."""
    ours = {LOCK, ORDER, ASIDE, TASKS, *DEBRIS}
    names = sorted(path.name for path in place.iterdir() if path.name not in ours)
    if not names:
        return None
    return (
        f"holds {escaped(names[0])}, which is no part of an unfinished sweep; move it away, or"
        " choose another folder"
    )


def _read(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and REPLICATES in told else None
