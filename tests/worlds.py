"""Worlds made by hand from few words, for tests; hypothesis strategies over them: tests.drawn."""

from dataclasses import replace

import numpy as np

from simulation.engines.contract import Case
from simulation.model.arithmetic import on_grid
from simulation.model.contagion import JOINS, RULES, Contagion
from simulation.model.parameters import Parameters
from simulation.world.world import FOREVER, LAYERS, Agenda, StageEvent, Ties, Treaty, World

ROWED = (
    "posture",
    "guaranteed",
    "credibility",
    "utility",
    "stigma",
    "advocacy",
    "incentive",
    "weight_in_others",
    "pinned",
    "bloc_incentive",
)
"""Tables of an agenda that have one row for each stretch of months."""

PLAIN = {
    "domestic_delay": 0.0,
    "domestic_delay_spread": 0.0,
    "erosion_border": 0.0,
    "erosion_alliance": 0.0,
    "erosion_peers": 0.0,
    "kindred": 0.0,
    "own_breach": 0.0,
    "threat_weight": 0.0,
    "norm_weight": 0.0,
    "border_weight": 0.0,
    "alliance_weight": 0.0,
    "peer_weight": 0.0,
    "incentive_weight": 0.0,
}
"""Parameters that switch every influence on the decision off, so that a test can turn on one."""


def ties(entries=(), both_ways=False):
    """Ties from (state, partner, weight[, since, until])."""
    full = [(*e, 0, FOREVER) if len(e) == 3 else tuple(e) for e in entries]
    if both_ways:
        full += [(j, i, w, s, u) for i, j, w, s, u in full]
    i, j, w, since, until = list(zip(*full, strict=True)) or [()] * 5
    return Ties(
        state=np.array(i, dtype=np.int64),
        partner=np.array(j, dtype=np.int64),
        weight=np.array([on_grid(x) for x in w], dtype=np.float64),
        since=np.array(since, dtype=np.int64),
        until=np.array(until, dtype=np.int64),
    )


def world(
    states=2,
    treaties=1,
    stage=None,
    commitment=0.0,
    layers=None,
    rivals=(),
    posture=0.0,
    notice=6,
    clause=True,
    kindred=None,
    draw_keys=None,
    danger=0.0,
    **further,
):
    """A world of ``states`` states; layers: name -> entries for ``ties``, or Ties."""
    names = tuple(f"S{i:05d}" for i in range(states))
    shape = (treaties, states)
    return World(
        states=names,
        names=names,
        draw_keys=tuple(draw_keys or names),
        treaties=tuple(
            Treaty(f"T{k + 1}", f"Treaty {k + 1}", notice, clause) for k in range(treaties)
        ),
        stage=np.array(np.zeros(shape) if stage is None else stage, dtype=np.int64).reshape(shape),
        commitment=_filled(commitment, shape),
        layers={name: _tied((layers or {}).get(name, ())) for name in LAYERS},
        rivals=_tied(rivals),
        posture=_filled(posture, (states,)),
        danger=_filled(danger, (states,)),
        kindred=_filled(1.0 - np.eye(treaties) if kindred is None else kindred, (treaties,) * 2),
        groups={},
        guarantors={},
        population=np.full(states, np.nan),
        **further,
    )


def agenda(w, months, **tables):
    """An agenda on which nothing happens but what is given.

    A table of ``ROWED`` is given with its first axis as rows; without ``row`` its first row holds
    throughout.
    """
    treaties, states = w.stage.shape
    rows = max([1] + [len(t) for n, t in tables.items() if n in ROWED])
    blocs = np.asarray(tables.get("blocs", np.zeros((0, states))), dtype=float)
    neutral = _neutral(w, rows, len(blocs))
    by_month = (months + 1, states)
    return Agenda(
        months=months,
        row=np.array(tables.get("row", np.zeros(months + 1)), dtype=np.int64),
        **{
            name: np.array(tables.get(name, table), dtype=table.dtype)
            for name, table in neutral.items()
        },
        blocs=blocs,
        joins=np.array(tables.get("joins", np.full((treaties, states), -1)), dtype=np.int64),
        conflict_ends=np.array(tables.get("conflict_ends", np.zeros(by_month)), dtype=np.int64),
        stage_events=tuple(tables.get("stage_events", ())),
        layers=tables.get("layers", w.layers),
    )


def moved(month, state, stage, treaty=0, followed=False):
    """A dated event that moves a state to a stage; followed: no clock begins with it."""
    return StageEvent(month, treaty, state, stage, "a dated stage", followed)


def case(w, a, base_rate=-3.0, seed=2025, **parameters):
    """A case of the hazard rule; parameters: those that differ from the defaults."""
    rates = base_rate if isinstance(base_rate, tuple) else (base_rate,) * len(w.treaties)
    p = Parameters()._replace(**{k: float(v) for k, v in parameters.items()})
    return Case(world=w, agenda=a, rule="hazard", parameters=p, base_rate=rates, seed=seed)


def plain_case(w, a, base_rate=-3.0, seed=2025, **parameters):
    """A case in which nothing but the base rate moves a decision, but for the parameters given."""
    return case(w, a, base_rate, seed, **{**PLAIN, **parameters})


def contagion_case(
    w, a, rule, measure="share", join="or", weights=None, threshold=None, seed=2025, **numbers
):
    """A case of a textbook rule.

    weights: by layer, where layers are joined by weights.  threshold: one for all, or
    (treaties, states), in place of the world's own.  numbers: probability, or p and q.
    """
    layers = {
        layer: float((weights or {}).get(layer, 1.0)) if layer in w.declared else 0.0
        for layer in LAYERS
    }
    terms = Contagion(
        RULES[rule], int(measure == "share"), JOINS[join], **layers,
        **{name: float(number) for name, number in numbers.items()},
    )  # fmt: skip
    if threshold is not None:
        w = replace(w, threshold=_filled(threshold, w.stage.shape))
    rates = (0.0,) * len(w.treaties)
    return Case(w, a, rule, Parameters(), rates, seed, contagion=terms)


def _tied(entries):
    return entries if isinstance(entries, Ties) else ties(entries)


def _filled(values, shape):
    return np.broadcast_to(np.asarray(values, dtype=float), shape).copy()


def _neutral(w, rows, blocs):
    treaties, states = w.stage.shape
    one, whole = (rows, states), (rows, treaties, states)
    return {
        "posture": _filled(w.posture, one),
        "guaranteed": np.zeros(one),
        "credibility": np.ones(one),
        "utility": np.ones((rows, treaties)),
        "stigma": np.ones(whole),
        "advocacy": np.zeros(whole),
        "incentive": np.zeros(whole),
        "weight_in_others": np.ones(whole),
        "pinned": np.zeros(whole, dtype=bool),
        "bloc_incentive": np.zeros((rows, blocs, states)),
    }
