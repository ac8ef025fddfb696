"""Going on from a finished sweep: its tables become finished tasks again, so nothing is run twice.

Rows of a finished sweep are sorted by point, and each point holds its replicates from 0 on without
a gap, failed ones listed apart.  So reading the tables once, from the top, is enough.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from simulation.experiments.sweeping import raw
from simulation.experiments.sweeping.parts import TABLES, Part, name_of, write_part
from simulation.experiments.sweeping.plan import Stretch
from simulation.experiments.sweeping.rows import Taken
from simulation.outcomes import columns as described
from simulation.world.world import World

if TYPE_CHECKING:
    import pyarrow as pa

POINTS_A_PART, ROWS_A_PART = 32, 500_000
"""Points, or rows of exits, after which a finished task is full."""


def parts_from(
    folder: Path, treaties: Sequence[str], points: Iterable[int], tasks: Path, mark: str,
    number: int, world_of: Callable[[int], World],
) -> Iterator[Part]:  # fmt: skip
    """Finished tasks made of a finished sweep's tables, for those points that have none yet.

    mark: of the sweep.  number: of the first task.  world_of: the world of a point.  OSError where
    the disk refuses.
    """
    wanted = {
        "runs": [column.name for column in described.runs_columns(tuple(treaties))],
        "exits": [column.name for column in described.EXITS],
        "sums": ["what", "cell", "amount"],
        "failures": ["replicate", "reason"],
    }
    asked = set(points)
    with ExitStack() as files:
        tables = {
            name: files.enter_context(Taken(folder / f"{name}.parquet", columns))
            for name, columns in wanted.items()
        }
        for held in _full(_by_point(tables, asked)):
            kept = [(stretch, _kept(stretch, rows, treaties, world_of)) for stretch, rows in held]
            yield _part(tasks / name_of(number), mark, kept, [_summary(rows) for _, rows in held])
            number += 1


Held: TypeAlias = "tuple[Stretch, dict[str, pa.Table]]"


def _by_point(tables: Mapping[str, Taken], asked: Collection[int]) -> Iterator[Held]:
    """All that is held of each point; tables are read on where a point is not asked for, too."""
    for point in range(max((len(table.counts) for table in tables.values()), default=0)):
        taken = {name: table.take(table.of(point)) for name, table in tables.items()}
        done = taken["runs"].num_rows + taken["failures"].num_rows
        if point in asked and done:
            yield Stretch(point, 0, done), taken


def _full(points: Iterable[Held]) -> Iterator[list[Held]]:
    """Points together, as many as make a task."""
    waiting: list[Held] = []
    for held in points:
        waiting.append(held)
        rows = sum(tables["exits"].num_rows for _, tables in waiting)
        if len(waiting) >= POINTS_A_PART or rows >= ROWS_A_PART:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


Batches: TypeAlias = "dict[str, pa.RecordBatch]"


def _kept(
    stretch: Stretch, rows: "dict[str, pa.Table]", treaties: Sequence[str],
    world_of: Callable[[int], World],
) -> Batches:  # fmt: skip
    """Rows of a point as a finished task keeps them."""
    world = world_of(stretch.point) if rows["exits"].num_rows else None
    return {
        "runs": raw.kept_again(rows["runs"], raw.of_runs(tuple(treaties)), None),
        "exits": raw.kept_again(rows["exits"], raw.OF_EXITS, world),
        "sums": _one(rows["sums"]),
        "failures": _one(rows["failures"]),
    }


def _part(
    folder: Path, mark: str, kept: Sequence[tuple[Stretch, Batches]],
    summaries: list[dict[str, int]],
) -> Part:  # fmt: skip
    batches = {name: [one[name] for _, one in kept] for name in TABLES}
    return write_part(folder, mark, [stretch for stretch, _ in kept], batches, summaries)


def _one(table: "pa.Table") -> "pa.RecordBatch":
    import pyarrow as pa

    batches = table.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


def _summary(tables: "dict[str, pa.Table]") -> dict[str, int]:
    exits = tables["runs"].column("exits").to_numpy().astype(np.int64)
    return {
        "runs": len(exits),
        "failed": tables["failures"].num_rows,
        "exits": int(exits.sum()),
        "squares": int((exits * exits).sum()),
        "cascades": int(np.asarray(tables["runs"].column("cascade")).sum()),
    }
