"""Remarks on thresholds that cannot be reached: nobody can leave, or everybody does at once."""

from collections.abc import Iterator

import numpy as np

from simulation.world.lint.facts import PARAMETER, WEIGHT_OF, Facts
from simulation.world.world import Floats

NEGLIGIBLE = 1e-9
"""A chance that no number of runs will show."""


def of_reach(known: Facts) -> Iterator[str]:
    """Lines on treaties that nobody can leave, or everybody leaves in month 1, and on cascades."""
    for k in range(len(known.world.treaties)):
        if line := _of_treaty(known, k):
            yield line
    yield from of_cascade_size(known)


def of_cascade_size(known: Facts) -> Iterator[str]:
    """That fewer states are free to leave than make a cascade."""
    most, wanted = int(known.free.sum(axis=1).max(initial=0)), known.scenario.cascade_size
    if wanted > most and "run.cascade_size" not in known.varied:
        yield f"run.cascade_size = {wanted}: never reached: at most {most} states are free to leave"


def _of_treaty(known: Facts, k: int) -> str:
    """What is out of reach in one treaty; nothing is said where a sweep varies the theory."""
    code, free = known.world.treaties[k].code, known.free[k]
    if not free.any():
        return f"world.treaties: nobody is ever free to decide to leave {code}"
    if any(not key.startswith("run.") for key in known.varied):
        return ""
    rate = f"{PARAMETER}base_rate.{code} = {known.scenario.base_rate[code]:g}"
    if (known.agenda.months * highest_pressure(known, k)[free] < NEGLIGIBLE).all():
        return f"{rate}: nobody can leave {code} by decision, even at the highest pressure there is"
    if _all_at_once(known, k):
        return f"{rate}: everybody who may leaves {code} in the first month"
    return ""


def highest_pressure(known: Facts, k: int) -> Floats:
    """(states,) monthly pressure that no history exceeds: full threat, nothing held, all gone."""
    p, dated = known.scenario.parameters, known.agenda
    most = known.scenario.base_rate[known.world.treaties[k].code] * np.ones(known.free.shape[1])
    most += p.threat_weight * known.threatened * dated.utility[:, k].max()
    for layer, weight in WEIGHT_OF.items():
        most += getattr(p, weight) * known.seeing(layer)[k]
    paid = dated.bloc_incentive.max(axis=0).sum(axis=0) if len(dated.blocs) else 0.0
    most += p.incentive_weight * (dated.incentive[:, k].max(axis=0) + p.exit_incentive * paid)
    return np.asarray(np.exp(np.clip(most, -50.0, 50.0)))


def _all_at_once(known: Facts, k: int) -> bool:
    """Whether even the lowest pressure makes all who may decide in month 1 leave in it."""
    bound = known.bound[k] & ~(known.agenda.joins[k] > 1)
    deciding = bound & ~known.agenda.pinned[known.agenda.row[1], k]
    rate = known.scenario.base_rate[known.world.treaties[k].code]
    least = rate - known.scenario.parameters.norm_weight * _commitment_then(known, k)
    missed = np.exp(-np.exp(np.clip(least, -50.0, 50.0)))[deciding].sum()
    return bool(deciding.any() and missed < NEGLIGIBLE)


def _commitment_then(known: Facts, k: int) -> Floats:
    """(states,) norm commitment in month 1, at most."""
    first = known.agenda.row[1]
    start = np.clip(known.world.commitment[k] + known.scenario.parameters.start_spread, 0.0, 1.0)
    moved = start * known.agenda.stigma[first, k] + known.agenda.advocacy[first, k]
    return np.asarray(np.clip(np.maximum(start, moved), 0.0, 1.0))
