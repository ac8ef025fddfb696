"""Small worlds in which it is known who tips whom."""

import numpy as np

from simulation.analysis.attribution.chosen import Chosen
from simulation.analysis.attribution.multipliers import base_runs, influences
from simulation.model.stages import ANNOUNCED
from tests.worlds import agenda, moved, plain_case, world

SEEN = {"announced_weight": 1.0, "notified_weight": 1.0}


def pair(weight=2.0, months=24, base_rate=-3.5, leaves=None, **parameters):
    """S1 looks at S0 across the border, and at nobody else.

    leaves: month in which S0 is dated; it is held until then.
    """
    w = world(2, layers={"border": [(1, 0, 1.0)]})
    events = [] if leaves is None else [moved(leaves, 0, ANNOUNCED)]
    held = [[[leaves is not None, False]]]
    a = agenda(w, months, stage_events=events, pinned=held)
    return plain_case(w, a, base_rate, border_weight=weight, **{**SEEN, **parameters})


def asked(case, month, states=None):
    """Everybody may be sent out in a month, and everybody counts."""
    treaties, count = case.world.stage.shape
    sent = list(range(count)) if states is None else states
    return Chosen(0, month, sent, np.ones((treaties, count), dtype=bool))


def told(case, month, runs=200, states=None):
    """Influence of each state that is sent out."""
    base = base_runs(case, np.arange(runs), "compiled")
    return influences(case, asked(case, month, states), base, 1)
