"""From a scenario, or a finished sweep, to what matters in it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeGuard

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
from simulation.outcomes.manifest_file import NAME
from simulation.outcomes.records import Record, open_record
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read

USUAL_METHOD = "sobol"


def sensitivity(
    scenario: Source | Record,
    *,
    method: str | None = None,
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
    uncertain and how far.  Or a finished sweep with the design saltelli or morris, or its folder:
    then nothing is run, and only outcome and boxes may be given.  method: sobol, shares of variance
    (None: this one); or morris, a screening that costs a tenth.  points: base points (a power of
    2), or walks.  outcome: a column of ``runs``.  boxes: also look for the values that end in a
    cascade.  out: folder of the sweep, which is a result like any other and goes on where it was
    interrupted; None: memory only.  The rest is as for ``simulation.sweep``.

    Raises InputFault for a scenario without ``[sweep]``, for an unknown method or outcome, for
    fewer than ten replicates, and whatever else is at fault.
    """
    sizes = {"run.replicates": replicates, "run.seed": seed}
    given = {key: value for key, value in sizes.items() if value is not None}
    if isinstance(scenario, Record) or is_finished(scenario):
        _refuse_running({
            "method": method, "points": points, "replicates": replicates, "seed": seed,
            "set": [key for key in overrides or () if key not in given] or None,
            "workers": workers, "scheduler": scheduler, "out": out,
            "engine": None if engine == "compiled" else engine,
        })  # fmt: skip
        return found_in(scenario, outcome, boxes)
    changes = {**(overrides or {}), **given}
    read_in = laid(read(scenario, changes), method or USUAL_METHOD, points)
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


def is_finished(source: Source) -> TypeGuard[str | Path]:
    """Whether a finished result is given, not a scenario: a folder with a manifest."""
    return isinstance(source, str | Path) and (Path(source) / NAME).is_file()


def _refuse_running(given: Mapping[str, object]) -> None:
    """InputFault for what says what to run, where a finished result is given."""
    named = [f"--{name}" for name, value in given.items() if value is not None]
    if named:
        raise InputFault(
            f"{', '.join(named)}: a finished result is given, of which nothing is run again; leave"
            " it out, or give the scenario"
        )


def found_in(result: Record | Path | str, outcome: str = "exits", boxes: bool = False) -> Found:
    """The same of a finished sweep with the design saltelli or morris; nothing is run.

    Raises InputFault as ``sampled`` and ``discover`` do.
    """
    record = result if isinstance(result, Record) else open_record(result)
    told = told_of(record, outcome)
    return Found(record, told, discover(record, _treaty_of(outcome, record)) if boxes else None)


def _treaty_of(outcome: str, record: Record) -> str:
    """The treaty that a column of ``runs`` is about; the first one has plain names."""
    first, *further = (str(code) for code in dict.fromkeys(record.points["treaty"]))
    return next((code for code in further if outcome.endswith(f"_{code}")), first)


def told_of(record: Record, outcome: str) -> Indices | Effects:
    """Indices or effects, by the design."""
    held = sampled(record, outcome)
    return sobol_indices(held) if held.design.method == "saltelli" else morris_effects(held)
