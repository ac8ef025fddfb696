"""What was found, as tables: a row a key, and a row for each side of a box."""

from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.analysis.sensitivity.discovery import Discovery
from simulation.analysis.sensitivity.morris import Effects
from simulation.analysis.sensitivity.resampling import Estimate
from simulation.analysis.sensitivity.sobol import Indices

if TYPE_CHECKING:
    import pandas as pd


def keys_table(found: Indices | Effects) -> "pd.DataFrame":
    """A row for each key, the one that matters most first.

    Of indices: first and total, as shares of what the keys decide, with their intervals.  Of
    effects: size, mean and spread over the whole range of the key, in units of the outcome.
    """
    import pandas as pd

    names = ("first", "total") if isinstance(found, Indices) else ("size", "mean", "spread")
    return pd.DataFrame(
        [
            {"key": one.key, **_columns({name: getattr(one, name) for name in names})}
            for one in found.keys
        ]
    )


def _columns(estimates: dict[str, Estimate]) -> dict[str, float]:
    """As in first, first_low, first_high."""
    return {
        f"{name}{end}": value
        for name, one in estimates.items()
        for end, value in zip(("", "_low", "_high"), one, strict=True)
    }


def boxes_table(boxes: Discovery | None) -> "pd.DataFrame":
    """A row for each box and each key that bounds it; above and up_to are infinite on an open side.

    Columns: box, chance, chance_low, chance_high, points, share_of_points, coverage, key, above,
    up_to.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for number, box in enumerate(boxes.boxes if boxes else ()):
        shared = {
            "box": number, **_columns({"chance": box.chance}), "points": box.points,
            "share_of_points": box.share_of_points, "coverage": box.coverage,
        }  # fmt: skip
        limits = box.limits or {"": (-np.inf, np.inf)}
        rows += [
            {**shared, "key": key, "above": low, "up_to": high}
            for key, (low, high) in limits.items()
        ]
    return pd.DataFrame(rows)
