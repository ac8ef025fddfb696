"""Numbers as a page shows them: few digits, one number instead of a list where nothing changes."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Plain: TypeAlias = float | int
Series: TypeAlias = list[Plain] | Plain | None
"""A number for each look, or one number where all are the same; None: there is none."""


def short(value: float, digits: int = 3) -> float | None:
    """A number of few digits; None for nan, which JSON does not know.

    >>> short(1.23456), short(float("nan"))
    (1.235, None)
    """
    return None if value != value else round(float(value), digits)


def significant(values: NDArray[np.float64], digits: int = 3) -> NDArray[np.float64]:
    """Numbers of at least 0 with so many digits, however small.

    >>> significant(np.array([0.0, 0.00012345, 12.345])).tolist()
    [0.0, 0.000123, 12.3]
    """
    size = np.floor(np.log10(np.where(values > 0.0, values, 1.0)))
    places = np.maximum(0, digits - 1 - size).astype(np.int64).tolist()
    return np.array([round(v, p) for v, p in zip(values.tolist(), places, strict=True)])


def all_series(values: NDArray[np.float64], digits: int) -> list[Series]:
    """(looks, states) as a series for each state.

    >>> all_series(np.array([[0.25, 1.0], [0.5, 1.0]]), 3)
    [[0.25, 0.5], 1.0]
    """
    rounded = np.round(values, digits)
    still = (rounded == rounded[:1]).all(axis=0).tolist()
    whole = bool(np.array_equal(rounded, np.rint(values)))
    columns = (rounded.astype(np.int64) if whole else rounded).T.tolist()
    return [one[0] if same else one for one, same in zip(columns, still, strict=True)]
