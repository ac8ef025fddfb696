"""Folders that appear whole or not at all, and never in the place of somebody else's files."""

import contextlib
import hashlib
import os
import platform
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from simulation.scenario.faults import InputFault, escaped

Stranger = Callable[[Path], str | None]
"""Looks through a folder and names one entry that is not ours; None where all of it is."""

DEBRIS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file browsers leave behind: nobody's work."""


@contextlib.contextmanager
def publishing(folder: Path, overwrite: Stranger | None = None) -> Iterator[Path]:
    """A temporary folder beside the wanted one, which takes its place when all went well.

    overwrite: what stands in the place may be replaced as long as this finds nothing in it that is
    not ours; None: it may not, so that of two who publish there at once only the first does.  On
    any failure, an interruption included, the temporary folder is removed and what stood before
    stands unchanged.  Raises InputFault when the place is taken or cannot be written to.
    """
    place = folder.resolve()
    made = [parent for parent in place.parents if not parent.exists()]
    part = place.with_name(f".{place.name}.part-{_mark()}")
    try:
        with plain_faults(folder):
            part.mkdir(parents=True)
        yield part
        with plain_faults(folder):
            _to_disk(part)
            _take_place(part, place, overwrite)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        for parent in made:
            with contextlib.suppress(OSError):
                parent.rmdir()
        raise


@contextlib.contextmanager
def plain_faults(folder: Path) -> Iterator[None]:
    """Turn a refusal of the file system into one line for the user."""
    try:
        yield
    except OSError as fault:
        said = re.search(r"\[errno \d+\] ([^\n]+)", str(fault))  # as Arrow says it
        why = said[1] if said else fault.strerror or fault
        raise InputFault(f"{escaped(str(folder))}: cannot be written ({why})") from None


def stranger_among(folder: Path, ours: re.Pattern[str]) -> str | None:
    """The first entry, by name, of a folder that is not ours, as a path below it; None: all are.

    ours: matches the paths below the folder, with ``/``, of what may lie there.  A link is never
    ours: what it leads to may be anybody's.
    """
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (ours.fullmatch(below) or path.name in DEBRIS):
            return below
    return None


def refuse_stranger(folder: Path, stranger: Stranger, inside: Path | None = None) -> None:
    """Raises InputFault if a folder holds what is not ours.

    inside: where the folder is at the moment, if it was moved aside.
    """
    name = stranger(inside or folder)
    if name is not None:
        raise InputFault(
            f"--out: {escaped(str(folder))} also holds {escaped(name)}, which is no part of a"
            " result; --overwrite would delete it: move it away, or choose another folder"
        )


def _take_place(part: Path, place: Path, overwrite: Stranger | None) -> None:
    """Move the finished folder to its name; an older one is removed only afterwards."""
    if overwrite is None or not place.exists():
        _rename(part, place)
        return
    old = place.with_name(f".{place.name}.old-{_mark()}")
    place.rename(old)
    try:
        refuse_stranger(place, overwrite, inside=old)
        _rename(part, place)
    except BaseException:
        with contextlib.suppress(OSError):
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _rename(part: Path, place: Path) -> None:
    """Give a folder its name in one step, unless something holds that name already."""
    with contextlib.suppress(OSError):
        place.rmdir()  # an empty folder is no result; only some systems rename over one
    try:
        part.rename(place)
        folder_to_disk(place.parent)
    except OSError:
        if not place.exists():
            raise
        raise InputFault(
            f"--out: {escaped(str(place))} holds other results, written there meanwhile;"
            " choose another folder, or replace them with --overwrite"
        ) from None


def _to_disk(part: Path) -> None:
    """Have every file reach the disk before the folder takes its final name."""
    for file in sorted(part.rglob("*")):
        if file.is_file():
            with file.open("rb+") as handle:
                os.fsync(handle.fileno())
    folder_to_disk(part)


def whole_file(path: Path, fill: Callable[[Path], object]) -> Path:
    """Have a file written aside, then put it in its place in one step."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        fill(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path


def folder_to_disk(folder: Path) -> None:
    """Have the names in a folder reach the disk, where the system has a way to ask for it."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _mark() -> str:
    """A word that no other folder of this moment ends with: machine, process and time."""
    return f"{_machine()}-{os.getpid():x}-{time.monotonic_ns():x}"


def _machine() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def tidy(folder: Path) -> None:
    """Clear away what killed processes of this machine left beside a folder.

    Their unfinished folders are removed.  An older result that was on its way out goes back to its
    place, if the place is free.
    """
    if os.name == "nt":  # a process cannot be asked for without ending it
        return
    place = folder.resolve()
    name = re.compile(
        rf"\.{re.escape(place.name)}\.(part|old)-{_machine()}-([0-9a-f]{{1,8}})-[0-9a-f]+"
    )
    with contextlib.suppress(OSError):
        for left in sorted(place.parent.iterdir()):
            match = name.fullmatch(left.name)
            if match and left.is_dir() and not left.is_symlink() and not _lives(int(match[2], 16)):
                _clear(left, place, match[1] == "old")


def _lives(process: int) -> bool:
    """Whether a process of this machine is still running."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _clear(left: Path, place: Path, was_result: bool) -> None:
    if was_result and not place.exists():
        left.rename(place)
    else:
        shutil.rmtree(left, ignore_errors=True)
