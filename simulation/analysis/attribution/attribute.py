"""Who tips whom in a scenario: everything about it, from one set of runs and its arms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from simulation.analysis.attribution import arms
from simulation.analysis.attribution.chosen import (
    Chosen,
    chosen,
    date_of_month,
    named,
    refuse_unfit,
    refuse_unfit_world,
)
from simulation.analysis.attribution.descent import Descent, cohorts, descents
from simulation.analysis.attribution.folder import (
    Attribution,
    describe,
    earlier,
    identity,
    publish,
)
from simulation.analysis.attribution.mechanisms import mechanisms, number_of_arms
from simulation.analysis.attribution.moves import told as everybody
from simulation.analysis.attribution.multipliers import base_runs, influences
from simulation.analysis.attribution.parentage import Birth, births
from simulation.analysis.attribution.tables import Found, tables
from simulation.analysis.attribution.terms import Group, at_work, groups
from simulation.engines.contract import Case
from simulation.experiments.cases import case_of
from simulation.experiments.replicates import chosen_replicates
from simulation.experiments.runner import (
    Progress,
    Source,
    checked_engine,
    checked_workers,
    usable_cpus,
)
from simulation.scenario.reading import read
from simulation.scenario.scenario import Scenario
from simulation.world.build import build
from simulation.world.lint import remarks
from simulation.world.synthetic.expanding import expanded

USUAL_REPLICATES = 2_000
"""Fewer than a scenario's own, where not said otherwise: each state has two arms of its own."""


@dataclass(frozen=True, eq=False)
class Order:
    """What was asked for, checked."""

    scenario: Scenario
    replicates: range
    treaty: str | None
    month: str | None
    engine: str
    workers: int

    @property
    def identity(self) -> dict[str, Any]:
        """What decides the rows."""
        return identity(self.scenario, self.replicates, self.treaty, self.month)


def attribute(
    scenario: Source,
    *,
    month: str | None = None,
    treaty: str | None = None,
    rule: object = None,
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
) -> Attribution:
    """Say who tips whom: snowball multipliers, mechanisms, parentage, and exits without contagion.

    scenario: a Scenario, the name or path of one, or its content.  month: "2025-03", in which each
    state in turn is sent out; None: that of the first exit the scenario dates, else the middle of
    the run.  treaty: code of the one it is sent out of; None: the first.  replicates: None: the
    scenario's, at most 2,000 unless ``only`` names some.  out: a folder for tables and manifest;
    None: memory only.  finish: called with the written folder before it takes its name.  The rest
    is as for ``simulation.run``, but that no rule of one's own can be traced.

    Raises InputFault for a textbook or own rule, for a network drawn anew for each replicate, for
    an unknown month or treaty, and whatever else is at fault.
    """
    sizes = {"run.replicates": replicates, "run.seed": seed}
    given = {key: value for key, value in sizes.items() if value is not None}
    read_in = _scenario(scenario, {**(overrides or {}), **given}, only is None)
    refuse_unfit(read_in, rule)
    numbers = chosen_replicates(only, read_in.replicates)
    threads = usable_cpus() if workers is None else checked_workers(workers)
    order = Order(read_in, numbers, treaty, month, checked_engine(engine), threads)
    if out is None:
        return carry_out(order, progress)
    return _into_folder(order, Path(out), overwrite, progress, finish)


def _into_folder(
    order: Order,
    out: Path,
    overwrite: bool,
    progress: Progress | None,
    finish: Callable[[Path], object] | None,
) -> Attribution:
    """Carry an order out into its folder, unless the folder already holds what it asks for."""
    known = earlier(out, order.identity, overwrite)
    if known is not None:
        return known
    found = carry_out(order, progress)
    publish(out, found, overwrite, finish)
    return found


def _scenario(source: Source, given: Mapping[str, Any], all_of_them: bool) -> Scenario:
    """The scenario as asked for, with the usual number of replicates where none is asked for."""
    scenario = read(source, {**given, "run.trajectories": 0})
    if "run.replicates" in given or not all_of_them:
        return scenario
    return scenario.with_({"run.replicates": min(USUAL_REPLICATES, scenario.replicates)})


def carry_out(order: Order, progress: Progress | None = None) -> Attribution:
    """Run everything and make the tables, in memory."""
    scenario = order.scenario
    world, agenda = build(scenario)
    told = remarks(scenario, world, agenda)
    case = case_of(scenario, *expanded(world, agenda))
    refuse_unfit_world(case, scenario)
    asked = chosen(scenario, case, order.treaty, order.month)
    shared = groups(at_work(case))
    found = _found(order, case, asked, shared, progress)
    made = tables(found)
    manifest = describe(
        order.identity, scenario, made,
        engine=order.engine,
        runs=len(order.replicates),
        treaty=world.treaties[asked.treaty].code,
        month=named(date_of_month(scenario, asked.month)),
        sent=[world.states[i] for i in asked.sent],
        counted={
            one.code: int(asked.counted[k].sum()) for k, one in enumerate(world.treaties)
        },
        terms=[name for name, _ in shared],
        remarks=list(told),
    )  # fmt: skip
    return Attribution(manifest, made)


def _found(
    order: Order, case: Case, asked: Chosen, shared: list[Group], progress: Progress | None
) -> Found:
    """Run the base and every arm, and trace every exit."""
    numbers = np.arange(order.replicates.start, order.replicates.stop, dtype=np.int64)
    told = _counting(progress, len(asked.sent) + number_of_arms(case, shared) + 1)
    base = base_runs(case, numbers, order.engine)
    did = mechanisms(case, shared, base, asked.counted, order.workers, order.engine, told)
    tipped = influences(case, asked, base, order.workers, order.engine, told)
    movers = [
        run for some in arms.in_pieces(numbers) for run in everybody(case, some, order.engine)
    ]
    born = list(births(case, numbers.tolist(), movers, asked.counted))
    told()
    return Found(
        scenario=order.scenario,
        world=case.world,
        asked=asked,
        replicates=numbers.tolist(),
        influences=tipped,
        mechanisms=did,
        births=born,
        descents=_places(born),
        cohorts=cohorts(born, movers, len(case.world.treaties), case.agenda.months),
    )


def _places(born: list[Birth]) -> list[Descent]:
    runs = groupby(born, key=lambda one: one.run)
    return [place for _, mine in runs for place in descents(list(mine))]


def _counting(progress: Progress | None, whole: int) -> Callable[[], None]:
    """Something to call after each piece of work."""
    done = 0

    def one_more() -> None:
        """One more piece is done."""
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, whole)

    return one_more
