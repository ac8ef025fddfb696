"""The local runner: the replicates of one scenario, in chunks on the threads of this process.

The rows do not depend on the number of workers, the chunks or the engine.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.engines.choosing import ENGINES
from simulation.experiments.cases import case_of, own_rule
from simulation.experiments.chunks import Gathered, Piece, Point, run_chunk, running
from simulation.experiments.folder import earlier_result
from simulation.experiments.replicates import chosen_replicates, chunks_of, largest_chunks
from simulation.model.own import OwnRule
from simulation.outcomes import columns as described
from simulation.outcomes.ahead import in_order
from simulation.outcomes.contents import arrow_table
from simulation.outcomes.failures import refuse_nothing
from simulation.outcomes.fired import looked_for, never_fired
from simulation.outcomes.hashing import said_of
from simulation.outcomes.listing import told as unlisted
from simulation.outcomes.manifest import describe, identity
from simulation.outcomes.measures import Columns
from simulation.outcomes.publishing import publishing
from simulation.outcomes.records import Record, stranger_in_result, write_record
from simulation.outcomes.tables import (
    count_sizes,
    summarise_months,
    summarise_point,
    summarise_states,
)
from simulation.outcomes.totals import Totals
from simulation.outcomes.writing import InFolder, InMemory
from simulation.predictions.predicting import predictions
from simulation.predictions.theory import as_columns
from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.reading import read
from simulation.scenario.scenario import Scenario
from simulation.world.build import build
from simulation.world.lint import movable, remarks
from simulation.world.world import Agenda, World

if TYPE_CHECKING:
    import pyarrow as pa

Source = Scenario | Path | str | Mapping[str, Any]
AHEAD = 4
"""For each worker, how many chunks are begun or finished ahead of their turn."""

Progress = Callable[[int, int], None]
"""Told, from the calling thread, how many replicates are done and how many there are."""


@dataclass(frozen=True, eq=False)
class Order:
    """What was asked for, checked: a scenario, which replicates, how, and where to."""

    scenario: Scenario
    replicates: range
    engine: str
    workers: int
    out: Path | None
    overwrite: bool
    own: OwnRule | None = None
    """A rule of the researcher's own, in place of the theory's pressure."""


def run(
    scenario: Source,
    *,
    rule: OwnRule | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    overrides: Mapping[str, Any] | None = None,
    engine: str = "compiled",
    workers: int | None = None,
    only: str | int | range | None = None,
    out: Path | str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
    finish: Callable[[Path], object] | None = None,
) -> Record:
    """Run the replicates of a scenario; a ``[sweep]`` in it is ignored.

    scenario: a Scenario, the name or path of one, or its content.  rule: a function of your own
    that gives the pressure to leave, asked as ``rule(now, p)`` with a ``simulation.Situation`` and
    ``simulation.Parameters``; a run in which it raises, or gives no finite number of 0 or more, has
    failed and is left out.  replicates, seed: instead of the scenario's.  overrides: other values,
    by dotted key.  engine: "compiled" or "mesa".  workers: threads (None: the usable CPUs).  only:
    the numbers of replicates to run, 17 or "17:20".  out: a folder to write to; None: the result
    stays in memory.  overwrite: replace results of ours that stand there.  finish: called with the
    written folder before it takes its final name, for figures.

    Raises InputFault when anything given is at fault; then nothing is written.
    """
    sizes = {"run.replicates": replicates, "run.seed": seed}
    given = {key: value for key, value in sizes.items() if value is not None}
    read_in = read(scenario, {**(overrides or {}), **given})
    order = Order(
        scenario=read_in,
        replicates=chosen_replicates(only, read_in.replicates),
        engine=checked_engine(engine),
        workers=usable_cpus() if workers is None else checked_workers(workers),
        out=None if out is None else Path(out),
        overwrite=overwrite,
        own=own_rule(rule, read_in),
    )
    if order.out is None:
        return carry_out(order, progress)
    return _into_folder(order, order.out, progress, finish)


def usable_cpus() -> int:
    """How many CPUs this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def checked_engine(name: str) -> str:
    """The name of an engine, or InputFault.

    >>> checked_engine("mesa")
    'mesa'
    """
    if name not in ENGINES:
        hint = did_you_mean(str(name), ENGINES)
        raise InputFault(f"--engine: {name!r} must be one of {', '.join(ENGINES)}{hint}")
    return name


def checked_workers(workers: object) -> int:
    """A number of threads, or InputFault.

    >>> checked_workers(2)
    2
    """
    if isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= 1024:
        raise InputFault(f"--workers: {workers!r} must be a whole number from 1 to 1024")
    return workers


def _into_folder(
    order: Order,
    out: Path,
    progress: Progress | None,
    finish: Callable[[Path], object] | None,
) -> Record:
    """Carry out an order into its folder, unless the folder already holds its result."""
    wanted = identity(order.scenario, order.replicates, order.own, order.engine)
    earlier = earlier_result(out, wanted, order.overwrite)
    if earlier is not None:
        return earlier
    with publishing(out, stranger_in_result if order.overwrite else None) as part:
        record = carry_out(order, progress, part)
        write_record(record, part, written=("runs", "exits"))
        if finish is not None:
            finish(part)
    return Record(record.manifest, record.tables, out, scenario=order.scenario)


def carry_out(order: Order, progress: Progress | None = None, part: Path | None = None) -> Record:
    """Run an order and summarise it.

    part: a folder into which rows of runs and exits are written as they come; None: they stay in
    memory.
    """
    began = time.monotonic()
    scenario = order.scenario
    world, agenda = build(scenario)
    remarked = remarks(scenario, world, agenda)
    point = Point(
        case_of(scenario, world, agenda, order.own), scenario.cascade_size,
        dated=looked_for(movable(scenario, world, agenda)),
    )  # fmt: skip
    with _keeping(order, part, world) as kept:
        gathered = Gathered(kept)
        for piece in _pieces(order, point, progress):
            gathered.add(piece)
        refuse_nothing(gathered.failures, len(order.replicates))
        said, tables = kept.finish()
    tables |= summaries(gathered.totals, scenario, world, agenda, order.own)
    totals = gathered.totals
    told = (
        *remarked, *never_fired(totals.fired, point.dated, totals.runs), *unlisted(kept.until),
    )  # fmt: skip
    said |= {name: said_of(table) for name, table in tables.items() if name not in said}
    seconds = time.monotonic() - began
    manifest = describe(
        scenario, order.replicates, order.engine, world, told, said, seconds,
        own=order.own, failures=gathered.failures, listed_until=kept.until,
    )  # fmt: skip
    return Record(manifest, tables, scenario=scenario)


def _keeping(
    order: Order, part: Path | None, world: World
) -> AbstractContextManager[InFolder | InMemory]:
    """Where the rows of an order go."""
    return nullcontext(InMemory(world)) if part is None else InFolder(part, world, order.out)


def _pieces(order: Order, point: Point, progress: Progress | None) -> Iterator[Piece]:
    """Pieces of all chunks in the order of replicates, run side by side."""
    scenario, world = order.scenario, point.case.world
    largest = largest_chunks(
        len(world.states), len(world.treaties), scenario.months, scenario.trajectories
    )
    chunks = chunks_of(order.replicates, scenario.trajectories, order.workers, largest)
    one = partial(run_chunk, running(order.engine), point)
    done = 0
    for piece in in_order(one, chunks, order.workers, AHEAD, "replicates"):
        done += piece.totals.runs + piece.failures.runs
        if progress is not None:
            progress(done, len(order.replicates))
        yield piece


def summaries(
    totals: Totals,
    scenario: Scenario,
    world: World,
    agenda: Agenda,
    own: OwnRule | None = None,
    point: int = 0,
) -> "dict[str, pa.Table]":
    """The tables that summarise the runs of a design point.

    own: the researcher's own rule they ran by, of which no theory knows.
    """  # fmt: skip
    theory = as_columns(predictions(scenario, world, agenda, own))
    filled: dict[str, tuple[Columns, tuple[described.Column, ...]]] = {
        "states": (summarise_states(totals, world, agenda, point), described.STATES),
        "points": (summarise_point(totals, world, scenario.cascade_size, point), described.POINTS),
        "sizes": (count_sizes(totals, world, point), described.SIZES),
        "months": (summarise_months(totals, world, scenario.start, point), described.MONTHS),
        "predictions": (theory, described.PREDICTIONS),
    }
    return {name: arrow_table(columns, about) for name, (columns, about) in filled.items()}
