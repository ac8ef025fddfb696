"""Exits due to each mechanism, and exits with and without contagion, on the same luck.

Every subset of the terms that read another state's stage is run as an arm of its own.  Full minus
none is what the snowball adds; the Shapley values of the terms share that out and add up to it
exactly, run by run.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from simulation.analysis.attribution import arms, shapley
from simulation.analysis.attribution.multipliers import Base
from simulation.analysis.attribution.terms import Group, with_only
from simulation.engines.contract import Case
from simulation.model.parameters import Parameters
from simulation.world.world import Flags, Integers


class Mechanisms(NamedTuple):
    """What the terms did."""

    groups: list[Group]
    numerators: Integers
    """(treaties, groups, runs) exits due to each, times the denominator."""
    denominator: int
    without: Flags
    """(runs, treaties, states) who decides where no term is on: without contagion."""
    full: Flags
    """(runs, treaties, states) who decides where all are on."""


def mechanisms(
    case: Case,
    groups: list[Group],
    base: Base,
    counted: Flags,
    workers: int,
    engine: str = "compiled",
    told: Callable[[], None] | None = None,
) -> Mechanisms:
    """Run every subset of the groups and share out the exits.  counted: (treaties, states)."""
    cases = {chosen.parameters: chosen for chosen in _subsets(case, groups)}
    wanted = [one.parameters for one in _subsets(case, groups)]
    full, none = wanted[-1], wanted[0]
    runs = partial(_chosen, base, full, engine)
    found = arms.side_by_side(runs, list(cases.values()), workers, told)
    counts: dict[Parameters, Integers] = {}
    without = base.chose
    for one, chose in zip(cases, found, strict=True):
        counts[one] = (chose & counted).sum(axis=2).T
        without = chose if one == none else without
    value = np.stack([counts[one] for one in wanted]).astype(np.int64)
    shares = [shapley.of_counts(value[:, k]) for k in range(len(counted))]
    numerators = np.stack([one for one, _ in shares])
    return Mechanisms(groups, numerators, shares[0][1], without, base.chose)


def _subsets(case: Case, groups: list[Group]) -> list[Case]:
    """The case of every subset, group g in it where bit g of its number is 1."""
    return [
        with_only(
            case, {term for g, (_, terms) in enumerate(groups) if n >> g & 1 for term in terms}
        )
        for n in range(1 << len(groups))
    ]


def _chosen(base: Base, full: Parameters, engine: str, case: Case) -> Flags:
    """Who decides in an arm; with all terms on that is the base, already lived."""
    if case.parameters == full:
        return base.chose
    return arms.decided_in(case, base.replicates, engine)


def number_of_arms(case: Case, groups: list[Group]) -> int:
    """How many different arms there are."""
    return len({one.parameters for one in _subsets(case, groups)})
