"""What a finished task leaves on disk: one folder, whole or not at all, that tells if it was torn.

Tables lie in Arrow's file format, one batch a stretch, so that any stretch can be read alone.  The
folder is written aside, sealed with the size and the hash of each file and with the mark of the
sweep it belongs to, brought to the disk and then renamed.  A folder without a sound seal is as good
as none: its task is run again.
"""

import functools
import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.experiments.sweeping.plan import Stretch
from simulation.outcomes.publishing import folder_to_disk

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = ("runs", "exits", "sums", "failures")
"""Each with one batch a stretch."""

SEAL = "seal.json"
NAME = re.compile(r"task-(\d{6,})")
ASIDE = re.compile(r"\.task-\d{6,}\.[0-9a-f]+")
"""A task that is being written, or was when its process died."""

Batches = Mapping[str, Sequence["pa.RecordBatch"]]
"""Table -> one batch a stretch."""


class Part:
    """A finished task on disk."""

    def __init__(self, folder: Path, stretches: Sequence[Stretch], summaries: list[Any]) -> None:
        self.folder = folder
        self.stretches = tuple(stretches)
        self.summaries = summaries
        """For each stretch what a glance needs, as ``task.Summary`` made it."""

    def batch(self, table: str, place: int) -> "pa.RecordBatch":
        """The batch of one stretch of a table; OSError where it cannot be read."""
        import pyarrow as pa

        path = self.folder / f"{table}.arrow"
        if path.stat().st_size <= SMALL:
            return _all_batches(self, path)[place]
        with pa.memory_map(str(path)) as source:
            return pa.ipc.open_file(source).get_batch(place)


SMALL = 2**20
"""Bytes of a file that is read whole: its other batches are asked for soon."""


@functools.lru_cache(maxsize=len(TABLES) * 8)
def _all_batches(part: Part, path: Path) -> "list[pa.RecordBatch]":  # noqa: ARG001
    """All batches of one file of a part; those of the last few parts are kept.

    A point has a batch in as many parts as there were rounds.  part: read anew for each new one,
    whatever lay at its path before.
    """
    import pyarrow as pa

    with pa.OSFile(str(path)) as source:
        reader = pa.ipc.open_file(source)
        return [reader.get_batch(place) for place in range(reader.num_record_batches)]


def write_part(
    folder: Path, mark: str, stretches: Sequence[Stretch], batches: Batches, summaries: list[Any]
) -> Part:
    """Keep a finished task under its name; mark: of the sweep that it belongs to.

    OSError where the disk refuses, and then nothing stays.
    """
    aside = folder.with_name(f".{folder.name}.{os.getpid():x}")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True)
        sealed = {name: _write(aside / f"{name}.arrow", batches[name]) for name in TABLES}
        told = {
            "mark": mark,
            "stretches": [[one.point, one.first, one.until] for one in stretches],
            "summaries": summaries,
            "files": sealed,
        }
        to_disk(aside / SEAL, json.dumps(told, separators=(",", ":")).encode())
        folder_to_disk(aside)
        aside.replace(folder)
        folder_to_disk(folder.parent)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return Part(folder, stretches, summaries)


def _write(path: Path, batches: Sequence["pa.RecordBatch"]) -> dict[str, Any]:
    """Write one table; its size and hash."""
    import pyarrow as pa

    held = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(use_threads=False)
    with pa.ipc.new_file(held, batches[0].schema, options=options) as writer:
        for batch in batches:
            writer.write_batch(batch)
    content = held.getvalue()
    to_disk(path, content)
    return {"bytes": content.size, "sha256": hashlib.sha256(content).hexdigest()}


def to_disk(path: Path, content: "bytes | pa.Buffer") -> None:
    """Write a file and have it reach the disk."""
    with path.open("wb") as file:
        file.write(memoryview(content))
        file.flush()
        os.fsync(file.fileno())


def mark_in(folder: Path) -> str | None:
    """The mark of the sweep that a finished task belongs to; None where it is torn."""
    try:
        return str(json.loads((folder / SEAL).read_bytes())["mark"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_part(folder: Path, mark: str) -> Part | None:
    """A finished task of a sweep, or None for one that is torn, or of another sweep."""
    try:
        told = json.loads((folder / SEAL).read_bytes())
        files = dict(told["files"])
        sound = (
            told["mark"] == mark
            and set(files) == set(TABLES)
            and all(_holds(folder / f"{name}.arrow", said) for name, said in files.items())
        )
        stretches = [Stretch(*map(int, one)) for one in told["stretches"]]
        return Part(folder, stretches, list(told["summaries"])) if sound else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _holds(path: Path, said: Mapping[str, Any]) -> bool:
    """Whether a file is what its seal says."""
    if path.stat().st_size != said["bytes"]:
        return False
    with path.open("rb") as file:
        return bool(hashlib.file_digest(file, "sha256").hexdigest() == said["sha256"])


def finished(folder: Path, mark: str) -> dict[int, Part]:
    """All finished tasks of a sweep by their numbers; what is torn or half-written is cleared."""
    found = {}
    for path in ours_in(folder):
        part = read_part(path, mark)
        name = NAME.fullmatch(path.name)
        if part is None or name is None:
            shutil.rmtree(path, ignore_errors=True)
        else:
            found[int(name[1])] = part
    return found


def ours_in(folder: Path) -> list[Path]:
    """Finished and half-written tasks in a folder; whatever else lies there is nobody's business.

    >>> ours_in(Path("no such folder"))
    []
    """
    there = sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []
    return [
        path
        for path in there
        if (NAME.fullmatch(path.name) or ASIDE.fullmatch(path.name))
        and path.is_dir()
        and not path.is_symlink()
    ]


def name_of(number: int) -> str:
    """The name under which a task is kept.

    >>> name_of(12)
    'task-000012'
    """
    return f"task-{number:06d}"
