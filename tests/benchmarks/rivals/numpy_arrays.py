"""The plain model in NumPy: all runs at once, arrays of runs times states, month by month."""

import numpy as np

from tests.benchmarks.rivals.ground import Floats, Ground

AT_ONCE = 64
"""Runs in one array: so few stay in the processor's cache."""


def run(g: Ground, resistance: Floats) -> Floats:
    """(runs, states) month of leaving, -1: never; resistance: (runs, states)."""
    weights = _weights(g)
    parts = range(0, len(resistance), AT_ONCE)
    return np.concatenate([_run(g, weights, resistance[r : r + AT_ONCE]) for r in parts])


def _run(g: Ground, weights: Floats, resistance: Floats) -> Floats:
    p, shape = g.parameters, resistance.shape
    possible = np.where(g.possible > 0.0, g.possible, 1.0)[:, None]
    left = np.full(shape, -1, dtype=np.int16)
    threat = np.tile(g.target[0], (shape[0], 1))
    commitment = np.tile(g.start, (shape[0], 1))
    accumulated, exposure = np.zeros(shape), np.zeros((len(weights), *shape))
    stays = np.tile(g.party, (shape[0], 1))
    moved = np.zeros(shape[0], dtype=bool)
    for month in range(1, g.months + 1):
        if moved.any():
            gone = (left[moved] > 0).astype(float)
            exposure[:, moved] = gone @ weights / possible
        border, alliance, peers = exposure
        threat += (g.target[month] - threat) / p.threat_months
        eroded = p.erosion_border * border + p.erosion_alliance * alliance + p.erosion_peers * peers
        wanted = np.minimum(1.0, g.start * np.maximum(0.0, 1.0 - eroded))
        commitment += (wanted - commitment) / p.norm_months
        accumulated += np.exp(
            g.base_rate
            + p.threat_weight * threat
            - p.norm_weight * commitment
            + p.border_weight * border
            + p.alliance_weight * alliance
            + p.peer_weight * peers
        )
        leaving = stays & (accumulated >= resistance)
        left[leaving] = month
        stays &= ~leaving
        moved = leaving.any(axis=1)
    return left


def _weights(g: Ground) -> Floats:
    """(layers, states looked at, states that look)"""
    states = len(g.start)
    weights = np.zeros((len(g.possible), states, states))
    for layer in range(len(weights)):
        for j in np.flatnonzero(g.party):
            ties = slice(*g.ties_from[layer, j : j + 2])
            weights[layer, j, g.looker[ties]] = g.weight[ties]
    return weights
