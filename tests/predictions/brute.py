"""The rules played out naively: no theory, no engine of ours, NumPy's own luck."""

import itertools

import numpy as np


def everyone(thresholds, seeds, months):
    """(months + 1,) number out where a state leaves when as many are out as its threshold says."""
    waiting, path = np.sort(np.asarray(thresholds)[seeds:]), [seeds]
    for _ in range(months):
        path.append(seeds + int((waiting <= path[-1]).sum()))
    return path


def every_draw(states, low, high):
    """All draws of whole thresholds, each as likely as the others."""
    return itertools.product(range(low, high + 1), repeat=states)


def network(states, mean, luck):
    """Both ends of each tie, both ways, of an Erdős-Rényi network of many states."""
    ties = luck.binomial(states * (states - 1) // 2, mean / (states - 1))
    a, b = luck.integers(0, states, (2, ties))
    return np.concatenate((a, b)), np.concatenate((b, a))


def by_threshold(states, mean, thresholds, seeds, months, luck):
    """(months + 1,) share gone where a state leaves when that share of its partners is out."""
    looks, at = network(states, mean, luck)
    partners = np.bincount(looks, minlength=states)
    out = np.arange(states) < seeds
    path = [out.mean()]
    for _ in range(months):
        gone = np.bincount(looks, weights=out[at], minlength=states)
        share = np.divide(gone, partners, out=np.zeros(states), where=partners > 0)
        out = out | (share >= thresholds)
        path.append(out.mean())
    return np.array(path)


def by_contact(states, mean, probability, seeds, months, luck):
    """(months + 1,) share gone where each new leaver tempts each partner once."""
    looks, at = network(states, mean, luck)
    out = np.arange(states) < seeds
    new, path = out, [out.mean()]
    for _ in range(months):
        hit = looks[new[at] & (luck.random(len(at)) < probability)]
        new = np.bincount(hit, minlength=states).astype(bool) & ~out
        out = out | new
        path.append(out.mean())
    return np.array(path)
