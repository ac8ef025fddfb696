"""Morris' screening: what a step of one key does at many places (Morris 1991; Campolongo 2007).

An elementary effect is how much the mean over replicates changes, for a change of a key through its
whole range, between neighbouring points of a walk.  Both points have the same replicates, so most
luck cancels.  What remains of it widens the spread of the effects; its variance is known from the
replicates and is taken off.
"""

from dataclasses import dataclass

import numpy as np

from simulation.analysis.sensitivity.resampling import Estimate, estimate, weights
from simulation.analysis.sensitivity.sampled import Sampled
from simulation.world.world import Floats


@dataclass(frozen=True)
class KeyEffect:
    """What one key does to the expected outcome over its whole range."""

    key: str
    mean: Estimate
    """Mean of its elementary effects: with its sign."""
    size: Estimate
    """Mean of their absolute values, which Campolongo calls mu*."""
    spread: Estimate
    """Standard deviation from place to place, luck taken off: 0 where it does the same always."""
    luck: float
    """Standard deviation that luck alone gives one elementary effect."""


@dataclass(frozen=True)
class Effects:
    """What each key does, the largest size first."""

    outcome: str
    walks: int
    replicates: int
    keys: tuple[KeyEffect, ...]


def elementary(answers: Floats, shares: Floats) -> Floats:
    """(keys, walks, replicates) change of each replicate's answer for a key's whole range."""
    keys = shares.shape[1]
    walk = answers.reshape(-1, keys + 1, answers.shape[1])
    steps = np.diff(shares.reshape(-1, keys + 1, keys), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)
    change = np.diff(walk, axis=1) / size
    found = np.empty((keys, len(walk), answers.shape[1]))
    found[moved, np.arange(len(walk))[:, None]] = change
    return found


def morris_effects(sampled: Sampled) -> Effects:
    """Effects in a sweep with the design morris, with bootstrap intervals over walks and runs."""
    shares = sampled.design.shares
    if shares is None:
        shares = np.zeros((0, len(sampled.keys)))
    each = elementary(sampled.answers, np.asarray(shares))
    walks = weights(each.shape[1], sampled.seed, "walks")
    replicates = weights(each.shape[2], sampled.seed, "replicates")
    found = [
        _of_key(key, effects, walks, replicates)
        for key, effects in zip(sampled.keys, each, strict=True)
    ]
    ordered = sorted(found, key=lambda one: (-one.size.value, one.key))
    return Effects(sampled.outcome, each.shape[1], each.shape[2], tuple(ordered))


def _of_key(key: str, effects: Floats, walks: Floats, replicates: Floats) -> KeyEffect:
    means = effects @ replicates / replicates.sum(axis=0)
    noise = _noise(effects)
    taken = walks.sum(axis=0)
    mean = (means * walks).sum(axis=0) / taken
    spread = ((means - mean) ** 2 * walks).sum(axis=0) / (taken - 1.0) - noise
    return KeyEffect(
        key,
        mean=estimate(mean),
        size=estimate((np.abs(means) * walks).sum(axis=0) / taken),
        spread=estimate(np.sqrt(np.maximum(spread, 0.0))),
        luck=float(np.sqrt(noise)),
    )


def _noise(effects: Floats) -> float:
    """Variance that luck gives the mean of a key's effect at one place, on average."""
    replicates = effects.shape[1]
    return float(effects.var(axis=1, ddof=1).mean() / replicates)
