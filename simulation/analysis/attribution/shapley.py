"""Shapley values: the one fair way to share out what several players did together.

Each player's value is what it adds, averaged over all orders in which the players may arrive
(Shapley 1953, Contributions to the Theory of Games II).
"""

import functools
from math import factorial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_NODES = 32
"""Exact for 64 players; for more the error is far below the grid on which shares are kept, since
the integrand is then close to an exponential."""

MOST_CELLS = 1_000_000
"""Nodes times months times players reckoned at once."""


def of_counts(value: Integers) -> tuple[Integers, int]:
    """Values of k players in a game with whole numbers, exactly: numerators and the denominator.

    value: (2**k, runs) of every coalition, player p in it where bit p of its number is 1.  Returns
    (k, runs) and k!.  They add up to k! times (all minus nobody), without rounding.

    >>> numerators, denominator = of_counts(np.array([[0], [1], [0], [3]]))
    >>> (numerators / denominator).tolist()
    [[2.0], [1.0]]
    """
    coalitions = np.arange(len(value))
    players = len(value).bit_length() - 1
    sizes = np.array([int(one).bit_count() for one in coalitions])
    shares = np.zeros((players, *value.shape[1:]), dtype=np.int64)
    for player in range(players):
        without = coalitions[(coalitions >> player) & 1 == 0]
        orders = [factorial(n) * factorial(players - n - 1) for n in sizes[without].tolist()]
        gains = value[without | (1 << player)] - value[without]
        shares[player] = np.tensordot(np.array(orders), gains, axes=1)
    return shares, factorial(players)


def of_products(base: Floats, added: Floats) -> Floats:
    """Values in the game sum over months of base times the product of exp(added) of who takes part.

    base: (months,) at least 0.  added: (months, players).  Returns (players,); they add up to the
    sum of base * exp(sum of added) minus the sum of base.

    In closed form through the multilinear extension (Owen 1972, Management Science 18:64): player p
    gets the integral over t in 0..1 of (x_p - 1) times the product over the others of
    1 + t (x_q - 1), with x = exp(added).  That is a polynomial in t of degree players - 1, so
    Gauss and Legendre's rule is exact with half as many nodes.

    >>> of_products(np.array([1.0]), np.log([[2.0, 3.0]])).round(12).tolist()
    [2.0, 3.0]
    """
    gain = np.exp(added) - 1.0
    nodes, weights = _legendre(min(MOST_NODES, added.shape[1] // 2 + 1))
    at_once = max(1, MOST_CELLS // max(1, added.size))
    found = np.zeros(added.shape[1])
    for first in range(0, len(nodes), at_once):
        t = nodes[first : first + at_once, np.newaxis, np.newaxis]
        factors = 1.0 + t * gain
        whole = weights[first : first + at_once, np.newaxis] * base * np.prod(factors, axis=2)
        found += (gain * (whole[:, :, np.newaxis] / factors)).sum(axis=(0, 1))
    return found


@functools.cache
def _legendre(nodes: int) -> tuple[Floats, Floats]:
    """Nodes and weights on 0..1."""
    at, weight = np.polynomial.legendre.leggauss(nodes)
    return (at + 1.0) / 2.0, weight / 2.0
