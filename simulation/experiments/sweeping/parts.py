"""What a finished task leaves on disk: one folder, whole or not at all, that tells if it was torn.

Tables lie in Arrow's file format, one batch a stretch, so that any stretch can be read alone.  The
folder is written aside, sealed with the size and the hash of each file, brought to the disk and
then renamed.  A folder without a sound seal is as good as none: its task is run again.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.experiments.sweeping.plan import Stretch

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = ("runs", "exits", "sums", "failures", "predictions")
"""Each with one batch a stretch."""

SEAL = "seal.json"
NAME = re.compile(r"task-(\d{6,})")

Batches = Mapping[str, Sequence["pa.RecordBatch"]]
"""Table -> one batch a stretch."""


class Part:
    """A finished task on disk."""

    def __init__(self, folder: Path, stretches: Sequence[Stretch], summaries: list[Any]) -> None:
        self.folder = folder
        self.stretches = tuple(stretches)
        self.summaries = summaries
        """For each stretch what a glance needs, as ``task.Summary`` made it."""

    def batches(self, table: str) -> Iterator["pa.RecordBatch"]:
        """The batches of a table, one a stretch, read when asked for."""
        import pyarrow as pa

        with pa.memory_map(str(self.folder / f"{table}.arrow")) as source:
            reader = pa.ipc.open_file(source)
            for place in range(reader.num_record_batches):
                yield reader.get_batch(place)

    def batch(self, table: str, place: int) -> "pa.RecordBatch":
        """One batch of a table."""
        import pyarrow as pa

        source = pa.memory_map(str(self.folder / f"{table}.arrow"))
        return pa.ipc.open_file(source).get_batch(place)


def write_part(
    folder: Path, stretches: Sequence[Stretch], batches: Batches, summaries: list[Any]
) -> Part:
    """Keep a finished task under its name.

    OSError where the disk refuses, and then nothing stays.
    """
    aside = folder.with_name(f".{folder.name}.{os.getpid():x}")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True)
        sealed = {name: _write(aside / f"{name}.arrow", batches[name]) for name in TABLES}
        told = {
            "stretches": [[one.point, one.first, one.until] for one in stretches],
            "summaries": summaries,
            "files": sealed,
        }
        _to_disk(aside / SEAL, json.dumps(told, separators=(",", ":")).encode())
        aside.replace(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return Part(folder, stretches, summaries)


def _write(path: Path, batches: Sequence["pa.RecordBatch"]) -> dict[str, Any]:
    """Write one table; its size and hash."""
    import pyarrow as pa

    held = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_file(held, batches[0].schema, options=options) as writer:
        for batch in batches:
            writer.write_batch(batch)
    content = held.getvalue()
    _to_disk(path, content)
    return {"bytes": content.size, "sha256": hashlib.sha256(content).hexdigest()}


def _to_disk(path: Path, content: "bytes | pa.Buffer") -> None:
    with path.open("wb") as file:
        file.write(memoryview(content))
        file.flush()
        os.fsync(file.fileno())


def read_part(folder: Path) -> Part | None:
    """A finished task, or None for one that is torn, or is no such thing."""
    try:
        told = json.loads((folder / SEAL).read_bytes())
        files = dict(told["files"])
        sound = set(files) == set(TABLES) and all(
            _holds(folder / f"{name}.arrow", said) for name, said in files.items()
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


def finished(folder: Path) -> dict[int, Part]:
    """All finished tasks in a folder by their numbers; what is torn or half-written is cleared."""
    found = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        name = NAME.fullmatch(path.name)
        part = read_part(path) if name else None
        if part is None:
            shutil.rmtree(path, ignore_errors=True)
        elif name:
            found[int(name[1])] = part
    return found


def name_of(number: int) -> str:
    """The name under which a task is kept.

    >>> name_of(12)
    'task-000012'
    """
    return f"task-{number:06d}"
