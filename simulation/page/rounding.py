"""Numbers as a page shows them: few digits, and a number instead of a list where nothing changes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

DIGITS = 3
"""Of shares and indices, which no screen shows more finely."""

Series = list[Any] | float


def short(value: float, digits: int = DIGITS) -> float | None:
    """A number of few digits; None for nan, which JSON does not know."""
    return None if value != value else round(float(value), digits)


def significant(values: NDArray[np.float64], digits: int = DIGITS) -> NDArray[np.float64]:
    """Numbers of few digits however small: accumulated pressure spans many powers of ten.

    >>> significant(np.array([0.0, 0.00012345, 12.345])).tolist()
    [0.0, 0.000123, 12.3]
    """
    size = np.floor(np.log10(np.where(values > 0.0, values, 1.0)))
    unit = 10.0 ** (digits - 1 - size)
    return np.round(values * unit) / unit


def series(values: NDArray[np.float64]) -> Series:
    """(looks,) as a list, or as one number where all are the same."""
    whole = np.array_equal(values, np.rint(values))
    plain: list[Any] = (values.astype(np.int64) if whole else values).tolist()
    return plain[0] if plain.count(plain[0]) == len(plain) else plain
