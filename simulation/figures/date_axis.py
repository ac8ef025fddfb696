"""Dates along an axis, and the labels of curves at its end."""

import datetime
from collections.abc import Sequence

from matplotlib.axes import Axes

TICKS, DATED_TICKS = 7, 5
"""So many years, or so many months with their year, fit below the axis."""
MONTHS_APART = (1, 2, 3, 6, *(12 * step * 10**power for power in range(6) for step in (1, 2, 5)))
"""Ticks stand so many months apart: the first that needs no more than so many ticks."""


def date_ticks(
    axes: Axes, days: Sequence[datetime.date], ticks: tuple[int, int] = (TICKS, DATED_TICKS)
) -> None:
    """Whole years where there are enough of them, otherwise months with their year.

    ticks: how many years, or months with their year, there is room for.
    """
    every = next(
        step for step in MONTHS_APART
        if len(days) / step <= (ticks[1] if step % 12 else ticks[0])
    )  # fmt: skip
    kept = [day for day in days if (12 * day.year + day.month - 1) % every == 0]
    words = [f"{day:%Y}" if every % 12 == 0 else f"{day:%Y-%m}" for day in kept]
    axes.set_xticks([day.toordinal() for day in kept], words)


def spread(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places as near as can be to those wanted, at least so far apart, in the same order.

    places: in rising order.  low, high: the first and last place allowed; too many for the room
    share it evenly.

    >>> spread([0.0, 0.1, 5.0], 1.0, 0.0, 9.0)
    [0.0, 1.0, 5.0]
    >>> spread([9.0, 9.0], 1.0, 0.0, 9.0)
    [8.0, 9.0]
    """
    count = len(places)
    if count > 1 and apart * (count - 1) > high - low:
        return [low + (high - low) * n / (count - 1) for n in range(count)]
    # Blocks of labels that touch; each stands where the mean of its wishes is.
    blocks: list[tuple[float, int]] = []
    for place in places:
        total, size = place - apart * sum(size for _, size in blocks), 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / size:
            more, wide = blocks.pop()
            total, size = total + more, size + wide
        blocks.append((total, size))
    starts = [total / size for total, size in blocks for _ in range(size)]
    last = high - apart * (count - 1)
    return [min(max(low, start), last) + apart * n for n, start in enumerate(starts)]
