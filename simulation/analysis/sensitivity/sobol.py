"""Sobol indices of what runs come to on average: how much of its variance each key decides.

Estimators: Saltelli et al. (2010), Computer Physics Communications 181, table 2, (b) for the first
order and (f), Jansen's, for the total; they are those of SALib.  A mean over R replicates still
holds a part of their luck, which would be taken for an effect of the keys.  All estimators are sums
of products of two answers, so luck is taken out by multiplying answers of different replicates only
(the U-statistic of Hoeffding 1948): luck of different replicates is independent, and what is left
is the index of the expected outcome itself.  All points share their replicates, so that the luck
common to all of them cancels before.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulation.analysis.sensitivity.resampling import Estimate, ends, estimate, weights
from simulation.analysis.sensitivity.sampled import Sampled
from simulation.world.world import Floats


class Blocks(NamedTuple):
    """Answers of Saltelli's scheme, a row for each pair of base points."""

    one: Floats
    """(rows, replicates) at the first base point."""
    other: Floats
    """(rows, replicates) at the second."""
    mixed: Floats
    """(keys, rows, replicates) at the first with one key from the second."""


@dataclass(frozen=True)
class KeyIndex:
    """What one key decides, as shares of the variance over all keys."""

    key: str
    first: Estimate
    """By itself."""
    total: Estimate
    """Together with others."""
    rank_above: float
    """Share of bootstrap samples in which its total is above that of the next key; nan: last."""


@dataclass(frozen=True)
class Indices:
    """What keys decide, and how much of a single run is luck."""

    outcome: str
    rows: int
    replicates: int
    mean: Estimate
    """Of the outcome over all keys and luck."""
    keys: tuple[KeyIndex, ...]
    """The largest total first."""
    parameters: Estimate
    """Share of the variance of a single run that the keys decide, as means over luck."""
    luck: Estimate
    """Share that luck decides whatever the keys are."""
    interplay: Estimate
    """Share by which luck works differently at different values of the keys."""
    flat: bool
    """True: means differ no more than luck makes them, so that no share of theirs is told."""


def blocks_of(answers: Floats, keys: int, second_order: bool) -> Blocks:
    """The scheme's blocks; rows of points lie as SALib's ``sample.sobol`` lays them."""
    step = 2 * keys + 2 if second_order else keys + 2
    parts = answers.reshape(-1, step, answers.shape[1])
    return Blocks(parts[:, 0], parts[:, -1], parts[:, 1 : keys + 1].swapaxes(0, 1))


def sobol_indices(sampled: Sampled) -> Indices:
    """Indices of a sweep with the design saltelli, with bootstrap intervals.

    Rows and replicates are drawn again, both at once: intervals cover where the design's points
    fell, and chance between runs.
    """
    blocks = blocks_of(
        sampled.answers, len(sampled.keys), bool(sampled.design.options["second_order"])
    )
    centre = float(np.mean(blocks.one + blocks.other) / 2.0)
    blocks = Blocks(*(part - centre for part in blocks))
    drawn = Drawn(
        weights(len(blocks.one), sampled.seed, "rows"),
        weights(blocks.one.shape[1], sampled.seed, "replicates"),
    )
    return _told(sampled, blocks, drawn, centre)


class Drawn(NamedTuple):
    """How often each row and each replicate was taken, a column for each bootstrap sample."""

    rows: Floats
    replicates: Floats


def _told(sampled: Sampled, blocks: Blocks, drawn: Drawn, centre: float) -> Indices:
    parts = components(blocks, drawn)
    first, total = effects(blocks, drawn)
    with np.errstate(divide="ignore", invalid="ignore"):
        firsts, totals = first / parts.parameters, total / parts.parameters
        shares = [part / parts.whole for part in (parts.parameters, parts.luck, parts.interplay)]
    low, _ = ends(parts.parameters)
    order = np.argsort(-totals[:, 0], kind="stable").tolist()
    keys = tuple(
        KeyIndex(sampled.keys[j], estimate(firsts[j]), estimate(totals[j]),
                 _above(totals, order, place))
        for place, j in enumerate(order)
    )  # fmt: skip
    rows, replicates = blocks.one.shape
    return Indices(
        sampled.outcome, rows, replicates, estimate(parts.mean + centre), keys,
        estimate(shares[0]), estimate(shares[1]), estimate(shares[2]), not bool(low > 0.0),
    )  # fmt: skip


def _above(totals: Floats, order: list[int], place: int) -> float:
    """How often the key at a place is above the next one."""
    if place + 1 == len(order):
        return float("nan")
    return float(np.mean(totals[order[place], 1:] > totals[order[place + 1], 1:]))


def effects(blocks: Blocks, drawn: Drawn) -> tuple[Floats, Floats]:
    """First-order and total variances, (keys, samples) each, of the expected outcome."""
    one, other = _means(blocks.one, drawn), _means(blocks.other, drawn)
    first, total = [], []
    for mixed in blocks.mixed:
        moved = _means(mixed, drawn)
        alone = _different(other * (moved - one), blocks.other * (mixed - blocks.one), drawn)
        apart = _different((one - moved) ** 2, (blocks.one - mixed) ** 2, drawn)
        first.append(_over_rows(alone, drawn))
        total.append(_over_rows(apart, drawn) / 2.0)
    return np.array(first), np.array(total)


class Components(NamedTuple):
    """Variance of a single run and its parts, (samples,) each, and the mean."""

    mean: Floats
    whole: Floats
    parameters: Floats
    luck: Floats
    interplay: Floats


def components(blocks: Blocks, drawn: Drawn) -> Components:
    """Variance components of points crossed with replicates (Searle et al. 1992, chapter 4).

    Each is a mean of products of two answers less the squared mean: of one point and different
    replicates for the keys' part, of one replicate and different points for that of luck.
    """
    answers = np.concatenate([blocks.one, blocks.other])
    both = Drawn(np.concatenate([drawn.rows, drawn.rows]), drawn.replicates)
    means = _means(answers, both)
    by_replicate = answers.T @ both.rows / both.rows.sum(axis=0)
    mean = _over_rows(means, both)
    squared = _squared(mean, by_replicate, drawn)
    same_point = _over_rows(_different(means**2, answers**2, both), both)
    same_luck = _same_luck(answers, by_replicate, both)
    whole = _over_rows((answers**2) @ both.replicates / both.replicates.sum(axis=0), both) - squared
    parameters, luck = same_point - squared, same_luck - squared
    return Components(mean, whole, parameters, luck, whole - parameters - luck)


def _means(answers: Floats, drawn: Drawn) -> Floats:
    """(rows, samples) mean over the replicates of each sample."""
    mean: Floats = answers @ drawn.replicates / drawn.replicates.sum(axis=0)
    return mean


def _different(of_means: Floats, of_each: Floats, drawn: Drawn) -> Floats:
    """(rows, samples) mean over pairs of different replicates of a product of two answers.

    of_means: the product taken of means over replicates, (rows, samples).  of_each: taken within
    each replicate, (rows, replicates).
    """
    taken = drawn.replicates
    whole, same = taken.sum(axis=0) ** 2, (taken**2).sum(axis=0)
    mean: Floats = (whole * of_means - of_each @ taken**2) / (whole - same)
    return mean


def _squared(mean: Floats, by_replicate: Floats, drawn: Drawn) -> Floats:
    """(samples,) square of the mean, from different replicates.

    by_replicate: (replicates, samples) mean of each replicate over the rows of each sample.
    """
    taken = drawn.replicates
    whole, same = taken.sum(axis=0) ** 2, (taken**2).sum(axis=0)
    squared: Floats = (whole * mean**2 - (by_replicate**2 * taken**2).sum(axis=0)) / (whole - same)
    return squared


def _same_luck(answers: Floats, by_replicate: Floats, both: Drawn) -> Floats:
    """(samples,) mean over pairs of different points of the product of answers in one replicate."""
    taken = both.rows
    whole, same = taken.sum(axis=0) ** 2, (taken**2).sum(axis=0)
    within = (answers**2).T @ taken**2
    products = (whole * by_replicate**2 - within) / (whole - same)
    mean: Floats = (products * both.replicates).sum(axis=0) / both.replicates.sum(axis=0)
    return mean


def _over_rows(values: Floats, drawn: Drawn) -> Floats:
    """(samples,) mean over the rows of each sample."""
    mean: Floats = (values * drawn.rows).sum(axis=0) / drawn.rows.sum(axis=0)
    return mean
