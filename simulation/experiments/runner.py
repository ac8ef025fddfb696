"""The local runner: the replicates of one scenario, in chunks on the threads of this process.

The rows do not depend on the number of workers, the chunks or the engine.
"""

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.engines.choosing import ENGINES
from simulation.engines.choosing import engine as engine_named
from simulation.engines.contract import Case, Engine
from simulation.experiments.cases import case_of, own_rule
from simulation.experiments.folder import earlier_result
from simulation.experiments.replicates import Chunk, chosen_replicates, chunks_of, largest_chunks
from simulation.model.own import OwnRule
from simulation.outcomes import columns as described
from simulation.outcomes.contents import arrow_table
from simulation.outcomes.failures import NONE_FAILED, Failures, failures_of, refuse_nothing
from simulation.outcomes.fired import never_fired
from simulation.outcomes.listing import Listing
from simulation.outcomes.listing import told as unlisted
from simulation.outcomes.manifest import describe, identity
from simulation.outcomes.measures import Columns, list_exits, measure_runs
from simulation.outcomes.publishing import publishing
from simulation.outcomes.records import Record, stranger_in_result, write_record
from simulation.outcomes.tables import (
    count_sizes,
    join,
    summarise_months,
    summarise_point,
    summarise_states,
)
from simulation.outcomes.totals import Totals, merge, total
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


@dataclass(frozen=True, eq=False)
class Piece:
    """What is kept of one chunk."""

    runs: Columns
    exits: Columns
    totals: Totals
    failures: Failures = NONE_FAILED
    """Of runs that are in nothing else."""
    listed_until: int | None = None
    """The first replicate that ``exits`` does not list for want of room; None: it lists all."""


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
        record = carry_out(order, progress)
        write_record(record, part)
        if finish is not None:
            finish(part)
    return Record(record.manifest, folder=out, scenario=order.scenario)


def carry_out(order: Order, progress: Progress | None = None) -> Record:
    """Run an order and summarise it, in memory."""
    began = time.monotonic()
    scenario = order.scenario
    world, agenda = build(scenario)
    remarked = remarks(scenario, world, agenda)
    largest = largest_chunks(
        len(world.states), len(world.treaties), scenario.months, scenario.trajectories
    )
    chunks = chunks_of(order.replicates, scenario.trajectories, order.workers, largest)
    one = partial(
        run_chunk, engine_named(order.engine), case_of(scenario, world, agenda, order.own),
        scenario.cascade_size,
    )  # fmt: skip
    whole = gather(_in_order(one, chunks, order.workers, progress))
    refuse_nothing(whole.failures, len(order.replicates))
    tables = tables_of(whole, scenario, world, agenda, order.own)
    dated = movable(scenario, world, agenda)
    until = order.replicates.stop if whole.listed_until is None else whole.listed_until
    told = (
        *remarked,
        *never_fired(whole.exits, world, dated, int((whole.runs["replicate"] < until).sum())),
        *unlisted(whole.listed_until),
    )
    seconds = time.monotonic() - began
    manifest = describe(
        scenario, order.replicates, order.engine, world, told, tables, seconds,
        own=order.own, failures=whole.failures, listed_until=whole.listed_until,
    )  # fmt: skip
    return Record(manifest, tables, scenario=scenario)


def run_chunk(engine: Engine, case: Case, cascade_size: int, chunk: Chunk) -> Piece:
    """Run one chunk and keep its rows and totals, not its histories."""
    recorded = chunk.until - chunk.first if chunk.recorded else 0
    histories = engine(case, chunk.replicates, recorded)
    return Piece(
        measure_runs(histories, case.world, case.agenda, cascade_size),
        list_exits(histories, case.world),
        total(histories, case.world, case.agenda),
        failures_of(histories),
    )


def _in_order(
    one: Callable[[Chunk], Piece], chunks: list[Chunk], workers: int, progress: Progress | None
) -> Iterator[Piece]:
    """Pieces of all chunks in the order of replicates, run side by side.

    Only a few chunks are begun ahead of the one waited for: that bounds memory, and when one fails
    or the user interrupts, little is left to wait for.
    """
    whole, done = sum(chunk.until - chunk.first for chunk in chunks), 0
    left = iter(chunks)
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="replicates") as pool:
        begun = deque(pool.submit(one, chunk) for chunk in islice(left, AHEAD * workers))
        try:
            while begun:
                piece = begun.popleft().result()
                begun.extend(pool.submit(one, chunk) for chunk in islice(left, 1))
                done += piece.totals.runs + piece.failures.runs
                if progress is not None:
                    progress(done, whole)
                yield piece
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def gather(pieces: Iterable[Piece]) -> Piece:
    """One piece from many, in the order given; totals are merged as they come."""
    runs, listing = [], Listing()
    totals: Totals | None = None
    failures = NONE_FAILED
    for piece in pieces:
        failures += piece.failures
        runs.append(piece.runs)
        listing.add(piece.exits, piece.runs["replicate"])
        totals = piece.totals if totals is None else merge(totals, piece.totals)
    if totals is None:
        raise ValueError("there is nothing to gather")
    return Piece(join(runs), listing.whole(), totals, failures, listing.until)


def tables_of(
    whole: Piece, scenario: Scenario, world: World, agenda: Agenda, own: OwnRule | None = None
) -> "dict[str, pa.Table]":
    """The tables of a run, from the rows and totals of all its replicates.

    own: the researcher's own rule it ran by, of which no theory knows.
    """
    codes = tuple(treaty.code for treaty in world.treaties)
    size = scenario.cascade_size
    filled: dict[str, tuple[Columns, tuple[described.Column, ...]]] = {
        "runs": (whole.runs, described.runs_columns(codes)),
        "exits": (whole.exits, described.EXITS),
        "states": (summarise_states(whole.totals, world, agenda), described.STATES),
        "points": (summarise_point(whole.runs, world, size), described.POINTS),
        "sizes": (count_sizes(whole.runs, world), described.SIZES),
        "months": (summarise_months(whole.totals, world, scenario.start), described.MONTHS),
        "predictions": (
            as_columns(predictions(scenario, world, agenda, own)),
            described.PREDICTIONS,
        ),
    }
    return {name: arrow_table(columns, about) for name, (columns, about) in filled.items()}
