"""Laws of chance computed without the code, and whether counts follow one."""

import itertools
import math

import numpy as np
from scipy import stats

ALPHA = 1e-6
"""Chance that a true law is refused by one test; seeds are fixed, so it is met once or never."""


def follow(observed, probabilities):
    """Raise where counts by category are not what these probabilities let expect (chi-square).

    Categories are joined with the next one until each lets expect at least five.
    """
    observed, total = np.asarray(observed, dtype=float), np.sum(observed)
    assert math.isclose(np.sum(probabilities), 1.0, abs_tol=1e-9)
    cells, seen, expected = [], 0.0, 0.0
    for count, probability in zip(observed, probabilities, strict=True):
        seen, expected = seen + count, expected + probability * total
        if expected >= 5.0:
            cells.append((seen, expected))
            seen = expected = 0.0
    if cells:
        cells[-1] = (cells[-1][0] + seen, cells[-1][1] + expected)
    assert len(cells) >= 2, "too few runs to tell one law from another"
    statistic = sum((s - e) ** 2 / e for s, e in cells)
    assert stats.chi2.sf(statistic, len(cells) - 1) > ALPHA, cells


def months_follow(months, pressures):
    """Raise where months of a decision are not what monthly pressures let expect.

    months: of deciding, 1..T, or -1 for never.  pressures: h of months 1..T; the chance to decide
    by the end of month m is 1 - exp(-(h_1 + ... + h_m)).
    """
    staying = [math.exp(-total) for total in itertools.accumulate(pressures, initial=0.0)]
    law = [before - after for before, after in itertools.pairwise(staying)]
    counts = [int(np.sum(months == m)) for m in range(1, len(law) + 1)]
    assert sum(counts) + np.sum(months == -1) == months.size
    follow([*counts, np.sum(months == -1)], [*law, staying[-1]])


def relaxed(start, target, time, months):
    """Where x += (target - x) / time leads in 0, 1, ..., months steps: its closed form."""
    left = (1.0 - 1.0 / time) ** np.arange(months + 1)
    return target + (start - target) * left
