"""Every way to raise a pressure that theorem A speaks of: name -> function of (case, by, rng).

``by`` is how much of the way to go, 0..1; tables are raised for some of the states only.
"""

from dataclasses import replace

import numpy as np

from simulation.model.stages import OUT
from tests.properties.changes import with_parameters, with_tables
from tests.worlds import moved

MORE = {
    "threat_weight": 8.0,
    "border_weight": 8.0,
    "alliance_weight": 8.0,
    "peer_weight": 8.0,
    "incentive_weight": 8.0,
    "anxiety": 2.0,
    "erosion_border": 1.0,
    "erosion_alliance": 1.0,
    "erosion_peers": 1.0,
    "kindred": 1.0,
    "own_breach": 1.0,
    "answer": 5.0,
    "exit_incentive": 5.0,
}
"""Parameters that raise a pressure when they grow, and how large they may become."""

LESS = ("norm_weight", "protection", "reassurance")
"""Parameters that raise a pressure when they shrink towards 0."""


def _parameter(name, bound):
    def raised(case, by, rng):
        before = getattr(case.parameters, name)
        return with_parameters(case, **{name: before + by * (bound - before)})

    return raised


def _table(name, change):
    def raised(case, by, rng):
        table = getattr(case.agenda, name)
        some = rng.random(table.shape[-1]) < 0.5
        return with_tables(case, **{name: np.where(some, change(table, by), table)})

    return raised


def _base_rate(case, by, rng):
    return replace(case, base_rate=tuple(rate + 4.0 * by for rate in case.base_rate))


def _commitment(case, by, rng):
    """Less commitment at the start."""
    less = case.world.commitment * (1.0 - by * (rng.random(case.world.commitment.shape) < 0.5))
    return replace(case, world=replace(case.world, commitment=less))


def _visibility(case, by, rng):
    """Stages on the way out are seen more, in the same order."""
    p = case.parameters
    seen = {f: getattr(p, f) for f in ("suspended_weight", "announced_weight", "notified_weight")}
    return with_parameters(case, **{f: w + by * (1.0 - w) for f, w in seen.items()})


def _pins(case, by, rng):
    """Somebody held back is free to leave."""
    return with_tables(case, pinned=case.agenda.pinned & (rng.random(len(case.world.states)) < 0.5))


def _exit(case, by, rng):
    """One more state is turned out on a date."""
    month = int(rng.integers(0, case.agenda.months))
    gone = moved(month, int(rng.integers(len(case.world.states))), OUT)
    events = sorted((*case.agenda.stage_events, gone), key=lambda event: event.month)
    return with_tables(case, stage_events=tuple(events))


RAISES = {
    "base_rate": _base_rate,
    "commitment": _commitment,
    "visibility": _visibility,
    "pinned": _pins,
    "exit": _exit,
    "posture": _table("posture", lambda table, by: table * (1.0 + 2.0 * by) + by),
    "utility": _table("utility", lambda table, by: table * (1.0 + by)),
    "incentive": _table("incentive", lambda table, by: table + 3.0 * by),
    "bloc_incentive": _table("bloc_incentive", lambda table, by: table + 3.0 * by),
    "stigma": _table("stigma", lambda table, by: table * (1.0 - by)),
    "advocacy": _table("advocacy", lambda table, by: table * (1.0 - by)),
    "credibility": _table("credibility", lambda table, by: table * (1.0 - by)),
    "weight_in_others": _table("weight_in_others", lambda table, by: table + by * (1.0 - table)),
    **{name: _parameter(name, bound) for name, bound in MORE.items()},
    **{name: _parameter(name, 0.0) for name in LESS},
}
