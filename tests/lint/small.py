"""A small world on which every remark can be provoked, and scenarios over it.

Six states: S00000 to S00004 are party to T1, the first two to T2 as well, which heeds no armed
conflict; S00005 is outside both and the only rival.  NATO guarantees the first two.
"""

import dataclasses

import numpy as np

from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER_JOINED, PARTY
from simulation.world.agenda import agenda
from simulation.world.lint import remarks
from tests.world.making import choice, scenario
from tests.worlds import ties, world

OUTSIDE = NEVER_JOINED
RATE = -6.0


def flags(*members, states=6):
    return np.isin(np.arange(states), members)


def small_world(**changes):
    """The world; changes: fields of it."""
    stage = [[PARTY] * 5 + [OUTSIDE], [PARTY] * 2 + [OUTSIDE] * 4]
    layers = {
        "border": ties([(0, 1, 1.0), (1, 2, 1.0), (2, 5, 0.5)], both_ways=True),
        "alliance": ties([(0, 1, 1.0)], both_ways=True),
        "peers": ties([(i, (i + 1) % 5, 1.0) for i in range(5)], both_ways=True),
    }
    made = world(
        6,
        2,
        stage=stage,
        commitment=0.5,
        layers=layers,
        rivals=[(i, 5, 1.0) for i in range(3)],
        posture=[0.0] * 5 + [0.8],
    )
    first, second = made.treaties
    kept = {
        "treaties": (first, dataclasses.replace(second, conflict_clause=False)),
        "groups": {
            "NATO": flags(0, 1),
            "EU": flags(1, 3),
            "ASEAN": flags(),
            "AES": flags(5),
            "ALL_OF_THEM": flags(*range(6)),
        },
        "guarantors": {"NATO": flags(0, 1), "CSTO": flags(5)},
    }
    return dataclasses.replace(made, **{**kept, **changes})


def one_treaty():
    """The same world without T2."""
    w = small_world()
    return dataclasses.replace(
        w,
        treaties=w.treaties[:1],
        stage=w.stage[:1],
        commitment=w.commitment[:1],
        kindred=w.kindred[:1, :1],
    )


def small_scenario(*events, months=24, codes=("T1", "T2"), base_rate=RATE, vary=(), **keys):
    """A scenario over it; vary: keys of its sweep.  keys: parameters, or cascade_size."""
    made = scenario(*events, months=months, world=choice(source="made", treaties=codes))
    size = keys.pop("cascade_size", 3)
    return dataclasses.replace(
        made,
        cascade_size=size,
        parameters=Parameters()._replace(**{name: float(value) for name, value in keys.items()}),
        base_rate=dict.fromkeys(codes, base_rate),
        sweep={"design": "grid", "vary": dict.fromkeys(vary, (0, 1))} if vary else {},
    )


def lines(*events, w=None, **keys):
    """The remarks on a scenario over the small world, or another one."""
    w = small_world() if w is None else w
    asked = small_scenario(*events, codes=tuple(t.code for t in w.treaties), **keys)
    return remarks(asked, w, agenda(w, asked))
