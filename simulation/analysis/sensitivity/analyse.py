"""From a scenario, or a finished sweep, to what matters in it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from simulation.analysis.sensitivity.answer import Found
from simulation.analysis.sensitivity.discovery import discover, refuse_small
from simulation.analysis.sensitivity.lay import laid
from simulation.analysis.sensitivity.morris import Effects, morris_effects
from simulation.analysis.sensitivity.sampled import (
    outcomes,
    refuse_few,
    refuse_unknown,
    sampled,
)
from simulation.analysis.sensitivity.sobol import Indices, sobol_indices
from simulation.experiments.designs import design_of
from simulation.experiments.runner import Source
from simulation.experiments.sweeping.sweep import sweep
from simulation.outcomes.columns import runs_columns
from simulation.outcomes.records import Record, open_record
from simulation.scenario.reading import read


def sensitivity(
    scenario: Source,
    *,
    method: str = "sobol",
    points: int | None = None,
    outcome: str = "exits",
    boxes: bool = False,
    replicates: int | None = None,
    seed: int | None = None,
    overrides: Mapping[str, Any] | None = None,
    engine: str = "compiled",
    workers: int | None = None,
    scheduler: str | None = None,
    out: Path | str | None = None,
    overwrite: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> Found:
    """Say which assumption moves an outcome, over the ranges of the scenario's ``[sweep]``.

    scenario: a Scenario, the name or path of one, or its content; its ``vary`` says what is
    uncertain and how far.  method: sobol, shares of variance; or morris, a screening that costs a
    tenth.  points: base points (a power of 2), or walks.  outcome: a column of ``runs``.  boxes:
    also look for the values that end in a cascade.  out: folder of the sweep, which is a result
    like any other and goes on where it was interrupted; None: memory only.  The rest is as for
    ``simulation.sweep``.

    Raises InputFault for a scenario without ``[sweep]``, for an unknown method or outcome, for
    fewer than ten replicates, and whatever else is at fault.
    """
    sizes = {"run.replicates": replicates, "run.seed": seed}
    given = {key: value for key, value in sizes.items() if value is not None}
    changes = {**(overrides or {}), **given}
    read_in = laid(read(scenario, changes), method, points)
    refuse_unknown(outcome, outcomes(c.name for c in runs_columns(read_in.world.treaties)))
    refuse_few(replicates or read_in.sweep.get("replicates", read_in.replicates))
    if boxes:
        refuse_small(read_in.name, len(design_of(read_in).points))
    record = sweep(
        read_in,
        overrides={key: held for key, held in given.items() if key == "run.replicates"},
        engine=engine, workers=workers, scheduler=scheduler, out=out, overwrite=overwrite,
        progress=progress,
    )  # fmt: skip
    return found_in(record, outcome, boxes)


def found_in(result: Record | Path, outcome: str = "exits", boxes: bool = False) -> Found:
    """The same of a finished sweep with the design saltelli or morris; nothing is run.

    Raises InputFault as ``sampled`` and ``discover`` do.
    """
    record = result if isinstance(result, Record) else open_record(result)
    return Found(record, told_of(record, outcome), discover(record) if boxes else None)


def told_of(record: Record, outcome: str) -> Indices | Effects:
    """Indices or effects, by the design."""
    held = sampled(record, outcome)
    return sobol_indices(held) if held.design.method == "saltelli" else morris_effects(held)
