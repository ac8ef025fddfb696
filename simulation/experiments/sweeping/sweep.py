"""A sweep from order to result: run what is missing, merge what is there, let nothing get lost."""

import contextlib
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from simulation.engines.choosing import departing
from simulation.engines.contract import Case
from simulation.experiments.cases import case_of
from simulation.experiments.runner import Source
from simulation.experiments.sweeping import unfinished
from simulation.experiments.sweeping.cluster import on_cluster
from simulation.experiments.sweeping.differing import mark_of
from simulation.experiments.sweeping.extending import parts_from
from simulation.experiments.sweeping.finished import Standing, standing
from simulation.experiments.sweeping.memory import kept_at_hand
from simulation.experiments.sweeping.order import Order, order_of
from simulation.experiments.sweeping.parts import finished
from simulation.experiments.sweeping.places import Place, on_threads
from simulation.experiments.sweeping.plan import runs_a_task
from simulation.experiments.sweeping.running import Estimate, Kept, Rounds, run_rounds
from simulation.experiments.sweeping.worlds import Worlds
from simulation.experiments.sweeping.writing import write_result
from simulation.model.own import OwnRule
from simulation.outcomes.publishing import plain_faults, publishing
from simulation.outcomes.records import Record, open_record, stranger_in_result
from simulation.scenario.faults import InputFault
from simulation.world.world import World


def sweep(
    scenario: Source,
    *,
    rule: OwnRule | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    overrides: Mapping[str, Any] | None = None,
    engine: str = "compiled",
    workers: int | None = None,
    scheduler: str | None = None,
    precision: float | str | None = None,
    out: Path | str | None = None,
    overwrite: bool = False,
    progress: Estimate | None = None,
) -> Record:
    """Run the design of a scenario's ``[sweep]``; what was done before is not run again.

    replicates, seed: instead of the scenario's.  scheduler: address of a Dask cluster, instead of
    threads of this process; there workers says how many threads each of its workers uses.
    precision: each point stops when the interval of its chance of a cascade is at most so wide on
    either side.  out: the folder of the result; None: in memory, and nothing is kept of a sweep
    that is interrupted.  Other arguments are those of ``run``.

    An interrupted sweep waits in ``OUT.unfinished``; the same call goes on with it.  A finished one
    grows with more replicates.  Raises InputFault when anything given is at fault.
    """
    sizes = {"run.replicates": replicates, "run.seed": seed}
    given = {key: value for key, value in sizes.items() if value is not None}
    order = order_of(
        scenario, rule=rule, overrides={**(overrides or {}), **given}, engine=engine,
        workers=workers, scheduler=scheduler, precision=precision,
    )  # fmt: skip
    if out is not None:
        return _into(order, Path(out), overwrite, progress)
    with tempfile.TemporaryDirectory(prefix="snowball-") as folder:
        return _in_memory(_into(order, Path(folder) / order.scenario.name, False, progress))


def _into(order: Order, out: Path, overwrite: bool, progress: Estimate | None) -> Record:
    """The result in its folder, unless it is there already."""
    unfinished.refuse_name(out)
    began, asked = time.monotonic(), order.plain()
    there = standing(out, order, overwrite)
    if there.whole is not None:
        unfinished.discard(out, asked)
        return there.whole
    worlds = Worlds()
    rounds = rounds_of(order, worlds)
    with unfinished.held(out, asked, overwrite) as place:
        kept = _kept(place / unfinished.TASKS, mark_of(asked), order, there, worlds)
        with _worth_keeping(place, kept), kept_at_hand():
            with _short_of_memory():
                run_rounds(rounds, kept, _place(order, worlds), progress)
            replaces = stranger_in_result if overwrite or there.smaller is not None else None
            with publishing(out, replaces) as part:
                write_result(part, order, kept.by_point(), worlds, began, out)
        unfinished.forget(place)
    return open_record(out)


@contextlib.contextmanager
def _worth_keeping(place: Path, kept: Kept) -> Iterator[None]:
    """Where all runs so far failed nothing waits: it would stand in the way of the mended sweep."""
    try:
        yield
    except BaseException:
        if not kept.runs:
            unfinished.forget(place)
        raise


@contextlib.contextmanager
def _short_of_memory() -> Iterator[None]:
    """Turn a lack of memory into one line for the user."""
    try:
        yield
    except MemoryError:
        raise InputFault(
            "--workers: there is not enough memory; what is done is kept beside --out, and the same"
            " command goes on with fewer workers"
        ) from None


def rounds_of(order: Order, worlds: Worlds) -> Rounds:
    """What an order has to run; InputFault where no world can be built at all."""
    points = range(len(order.design.points))
    return Rounds(
        points=points,
        scenario_of=order.scenario_of,
        replicates=order.replicates,
        recorded=order.scenario.sweep.get("recorded", 0),
        treaties=order.treaties,
        engine=order.engine,
        own=order.own,
        most=runs_a_task(size_of(order, worlds), order.engine, len(points) * order.replicates),
        precision=order.precision,
    )


LOOKED_AT = 5
"""Points whose worlds are tried to see how large a run is."""


def size_of(order: Order, worlds: Worlds) -> int:
    """States times treaties times months of the largest point, about.

    InputFault, as ``build`` says it, where the first few worlds cannot be built: then it is no
    point that fails.
    """
    months, states = 1, _states_of(order, worlds)
    for point in range(len(order.design.points)):
        scenario = order.scenario_of(point)
        months = max(months, scenario.months)
        states = max(
            states,
            int(scenario.world.options.get("states", 0))
            if scenario.world.source == "synthetic"
            else 0,
        )
    return months * states * len(order.treaties)


def _states_of(order: Order, worlds: Worlds) -> int:
    """States of the first point whose world can be built; a rule of one's own is tried there."""
    points = len(order.design.points)
    for point in range(min(points, LOOKED_AT)):
        scenario = order.scenario_of(point)
        try:
            world, agenda = worlds.of(scenario)
        except InputFault:
            if point + 1 == min(points, LOOKED_AT):
                raise
        else:
            _try_rule(order, case_of(scenario, world, agenda, order.own))
            return len(world.states)
    return 1


def _try_rule(order: Order, case: Case) -> None:
    """InputFault for a rule of one's own that the engine cannot take; what it does is not asked."""
    if case.own is not None:
        departing(order.engine)(case, np.arange(1))


def _kept(tasks: Path, mark: str, order: Order, there: Standing, worlds: Worlds) -> Kept:
    """Finished tasks: those that wait, and what a smaller finished sweep holds."""
    kept = Kept(tasks, mark, finished(tasks, mark))
    if there.smaller is None:
        return kept
    known = set(kept.by_point())
    lacking = [point for point in range(len(order.design.points)) if point not in known]

    def world_of(point: int) -> World:
        """The world of a point."""
        return worlds.of(order.scenario_of(point))[0]

    with plain_faults(tasks):
        made = parts_from(
            there.smaller, order.treaties, lacking, tasks, mark, kept.following, world_of
        )
        for part in made:
            kept.add(kept.following, part)
    return kept


def _place(order: Order, worlds: Worlds) -> Place:
    if order.scheduler is None:
        return partial(on_threads, order.workers, worlds)
    return partial(on_cluster, order.scheduler, order.workers)


def _in_memory(record: Record) -> Record:
    tables = {name: record.table(name) for name in record.manifest["tables"]}
    return Record(record.manifest, tables)
