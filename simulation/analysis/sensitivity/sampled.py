"""A finished sweep as a matrix: what each replicate came to at each point, on the same luck."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.experiments.designs import Design, design_of
from simulation.outcomes.records import Record
from simulation.scenario.faults import InputFault, did_you_mean
from simulation.world.world import Floats

LEAST_REPLICATES = 10
"""Below this it is hard to tell what is luck, and a bootstrap sample could be one replicate."""

DESIGNS = {"sobol": "saltelli", "morris": "morris"}
"""Method of analysis -> the design of a sweep that it takes."""

LABELS = ("run", "point", "replicate")
"""Columns of ``runs`` that are no outcome."""


@dataclass(frozen=True, eq=False)
class Sampled:
    """One outcome of a sweep, run by run."""

    outcome: str
    """Column of the table ``runs``."""
    design: Design
    answers: Floats
    """(points, replicates) the outcome; column r is the same replicate, and luck, at all points."""
    seed: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that vary, in the order of the design's shares."""
        return self.design.varied


def sampled(record: Record, outcome: str = "exits") -> Sampled:
    """An outcome of a finished sweep with the design saltelli or morris.

    outcome: a column of ``runs``, such as exits, cascade or norm_among_stayers.  Replicates that
    failed at some point are left out at all.  Raises InputFault for another design, for points left
    out by constraints, for an unknown outcome and for fewer than ten replicates.
    """
    told = record.manifest.get("design", {})
    if told.get("method") not in DESIGNS.values():
        raise InputFault(
            f'{record.manifest["scenario"]["name"]}: sweep.design = "{told.get("method", "none")}"'
            " cannot say what matters, must be saltelli or morris (snowball sensitivity lays both)"
        )
    if told["dropped"]:
        raise InputFault(
            f"sweep.constraints: {told['dropped']:,} points are left out, must be none: indices"
            " want every point of the design"
        )
    design = design_of(record.scenario)
    answers = _matrix(record, outcome, len(design.points))
    return Sampled(outcome, design, answers, int(record.manifest["seed"]))


def _matrix(record: Record, outcome: str, points: int) -> Floats:
    """(points, replicates) of those replicates that came to an end at every point."""
    runs = record.table("runs")
    refuse_unknown(outcome, outcomes_of(record))
    point, replicate = (np.asarray(runs.column(name)) for name in ("point", "replicate"))
    whole = np.full((points, int(replicate.max(initial=0)) + 1), np.nan)
    whole[point, replicate] = runs.column(outcome).to_numpy().astype(np.float64)
    kept: Floats = whole[:, ~np.isnan(whole).any(axis=0)]
    if kept.shape[1] < LEAST_REPLICATES:
        failed = record.manifest["runs"]["failed"]
        why = f"; {failed:,} runs failed" if failed else ""
        raise InputFault(
            f"--replicates: {kept.shape[1]} came to an end at every point with a number for"
            f" {outcome}, must be at least {LEAST_REPLICATES}{why}"
        )
    return kept


def outcomes_of(record: Record) -> list[str]:
    """Columns of ``runs`` that can be asked about."""
    keys = record.manifest["design"]["keys"]
    return [name for name in outcomes(record.table("runs").column_names) if name not in keys]


def outcomes(columns: Iterable[str]) -> list[str]:
    """Those of some columns of ``runs`` that are numbers in every run.

    >>> outcomes(["run", "exits", "first_exit", "exits_CCM"])
    ['exits', 'exits_CCM']
    """
    months = ("first_exit", "last_exit")
    return [name for name in columns if name not in LABELS and not name.startswith(months)]


def refuse_unknown(outcome: str, known: Sequence[str]) -> None:
    """InputFault for an outcome that is not among those known."""
    if outcome not in known:
        near = did_you_mean(str(outcome), known)
        raise InputFault(f"--outcome: {outcome!r} must be one of {', '.join(known)}{near}")


def refuse_few(replicates: int) -> None:
    """InputFault for too few replicates to tell luck apart."""
    if replicates < LEAST_REPLICATES:
        raise InputFault(f"--replicates: {replicates} must be at least {LEAST_REPLICATES}")
