"""Scenario discovery (Bryant, Lempert 2010): values of several keys that end in a cascade.

A shallow regression tree (Breiman et al. 1984; scikit-learn) parts the points of a finished sweep
into boxes by their chance of a cascade.  It is grown on one half of the points and told on the
other, so that a box is not praised for where the points fell by which it was found.

All points share their replicates, and points of one block of a design share values of their keys.
So blocks and replicates are drawn again, both at once: drawing single points would take what they
share for certain.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.analysis.sensitivity.resampling import Estimate, estimate, weights
from simulation.outcomes.columns import of_treaty
from simulation.outcomes.intervals import wilson
from simulation.outcomes.records import Record
from simulation.scenario.faults import InputFault
from simulation.world.world import Flags, Floats, Integers

DEEPEST = 3
"""Splits on the way to a box, at most: as many conditions as one can keep in mind."""
LEAST_POINTS = 40
"""Of a design: less cannot be halved and still fill boxes."""
WORTH = 0.01
"""Share of the variance of chances that a split explains at least."""
SMALLEST = 0.05
"""Share of the points that a box holds at least."""


@dataclass(frozen=True)
class Box:
    """Some points of a sweep by the values of their keys, told on points it was not made from."""

    limits: Mapping[str, tuple[float, float]]
    """Key -> above the first, up to the second; infinite on an open side."""
    points: int
    """How many of the told half lie in it."""
    chance: Estimate
    """Of a cascade in it."""
    share_of_points: float
    coverage: float
    """Share of all cascades that happen in it; nan where there are none."""


@dataclass(frozen=True)
class Discovery:
    """What parts points with cascades from points without."""

    boxes: tuple[Box, ...]
    """The highest chance first; those in which no point of the told half lies are left out."""
    chance: Estimate
    """Over all points of the told half: what one would say knowing no key."""
    skill: Estimate
    """1 less the mean squared error of the boxes over that of the one chance for all: 0 is no
    better than not knowing any key; 1 would be perfect, with so many runs a point that no luck is
    left in it.  Its interval draws blocks only: luck drawn again would count twice in an error."""
    points: int
    """Of the told half."""
    left_out: tuple[str, ...]
    """Keys whose values are words, which a box cannot bound."""
    treaty: str
    """Whose exits make a cascade here."""


def discover(record: Record, treaty: str | None = None) -> Discovery:
    """The boxes of a finished sweep; treaty: None: the first.

    Raises InputFault for a result that is no sweep, for few points and where no key is a number.
    """
    rows, keys, left_out = _points(record, treaty)
    block = _blocks(record, rows["point"].to_numpy())
    told = block % 2 == 1
    values, chances = rows[keys].to_numpy(np.float64), rows["p_cascade"].to_numpy(np.float64)
    tree = _grown(values[~told], chances[~told], rows["runs"].to_numpy(np.float64)[~told])
    place = tree.apply(values)
    seed = int(record.manifest["seed"])
    again = _Again(_cascades(record, rows)[told], block[told], seed)
    boxes = [
        _box(limits, place[told] == leaf, chances[told], again)
        for leaf, limits in _leaves(tree.tree_, keys)
        if (place[told] == leaf).any()
    ]
    skill = _skill(tree.predict(values[told]), chances[told], chances[~told].mean(), again.points)
    return Discovery(
        tuple(sorted(boxes, key=lambda box: -box.chance.value)),
        again.chance(np.ones(int(told.sum()), np.bool_)), skill, int(told.sum()), left_out,
        str(rows["treaty"].iloc[0]),
    )  # fmt: skip


class _Again:
    """The told points with their blocks and replicates drawn again, both at once."""

    def __init__(self, cascades: Floats, block: Integers, seed: int) -> None:
        """cascades: (points, replicates) 1, 0, or nan where there is no run; block: (points,)."""
        _, self.block = np.unique(block, return_inverse=True)
        self.replicates = cascades.shape[1]
        self.points = weights(int(self.block.max()) + 1, seed, "blocks")[self.block]
        taken = weights(self.replicates, seed, "replicates")
        runs = (~np.isnan(cascades)).astype(np.float64) @ taken
        with np.errstate(divide="ignore", invalid="ignore"):
            self.chances = np.nan_to_num(cascades) @ taken / runs

    def chance(self, inside: Flags) -> Estimate:
        """Mean chance of some of the points, with its bootstrap interval.

        Where all their runs agree no sample differs: Wilson's for another outcome, of as many as
        there are blocks, or replicates, whichever are fewer.
        """
        known = np.isfinite(self.chances[inside])
        taken = np.where(known, self.points[inside], 0.0)
        chances = np.where(known, self.chances[inside], 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = estimate((chances * taken).sum(axis=0) / taken.sum(axis=0))
        if found.value not in (0.0, 1.0):
            return found
        alone = min(len(np.unique(self.block[inside])), self.replicates)
        low, high = wilson(round(found.value * alone), alone)
        return Estimate(found.value, float(low), float(high))


def _cascades(record: Record, rows: pd.DataFrame) -> Floats:
    """(points, replicates) 1 where a run of a point is a cascade, 0 where not, nan without run."""
    treaties = tuple(str(code) for code in dict.fromkeys(record.points["treaty"]))
    column = of_treaty("cascade", str(rows["treaty"].iloc[0]), treaties)
    runs = record.table("runs")
    point, replicate, cascade = (
        np.asarray(runs.column(name)) for name in ("point", "replicate", column)
    )
    _, replicate = np.unique(replicate, return_inverse=True)
    numbers = rows["point"].to_numpy()
    at = np.searchsorted(numbers, point)
    found = np.full((len(numbers), int(replicate.max()) + 1), np.nan)
    found[at, replicate] = cascade
    return found


def refuse_small(name: str, points: int) -> None:
    """InputFault for a design of too few points."""
    if points < LEAST_POINTS:
        raise InputFault(
            f"{name}: {points} points, must be at least {LEAST_POINTS} to tell which values end in"
            " a cascade; give more --points"
        )


def _points(record: Record, treaty: str | None) -> tuple[pd.DataFrame, list[str], tuple[str, ...]]:
    """Points with a run, the keys that are numbers, and those that are not."""
    design = record.manifest.get("design")
    name = record.manifest["scenario"]["name"]
    if design is None:
        raise InputFault(f"{name}: is no sweep, must be the result of snowball sweep")
    points = record.points
    rows = points[points["treaty"] == (treaty or points["treaty"].iloc[0])]
    several = [key for key in design["keys"] if rows[key].nunique() > 1]
    keys = [key for key in several if pd.api.types.is_numeric_dtype(rows[key])]
    refuse_small(name, len(rows))
    if not keys:
        raise InputFault(f"{name}: no key that varies is a number, so that no box can bound it")
    return rows.reset_index(drop=True), keys, tuple(key for key in several if key not in keys)


def _blocks(record: Record, numbers: Integers) -> Integers:
    """(points,) number of the block of each; boxes are told on those with an odd one.

    Points of one block of Saltelli's scheme, or of one of Morris' walks, share values of their
    keys: they stay together.
    """
    design = record.manifest["design"]
    keys = len(design["varied"])
    sweep = record.manifest["scenario"].get("sweep", {})
    pairs = sweep.get("second_order", True)
    step = {"saltelli": keys * (1 + pairs) + 2, "morris": keys + 1}.get(design["method"], 1)
    block: Integers = numbers // step
    return block


def _grown(values: Floats, chances: Floats, runs: Floats) -> Any:  # noqa: ANN401 (an untyped class)
    """The tree on one half of the points."""
    from sklearn.tree import DecisionTreeRegressor

    least = max(5, int(SMALLEST * len(values)))
    tree = DecisionTreeRegressor(
        max_depth=DEEPEST,
        min_samples_leaf=least,
        min_impurity_decrease=WORTH * float(np.var(chances)),
        random_state=0,
    )
    return tree.fit(values, chances, sample_weight=runs)


def _leaves(tree: Any, keys: Sequence[str]) -> Iterator[tuple[int, dict[str, tuple[float, float]]]]:  # noqa: ANN401
    """Number and limits of each leaf, from the top down."""
    waiting: list[tuple[int, dict[str, tuple[float, float]]]] = [(0, {})]
    while waiting:
        node, limits = waiting.pop()
        if tree.children_left[node] < 0:
            yield node, limits
            continue
        key, at = keys[tree.feature[node]], float(tree.threshold[node])
        low, high = limits.get(key, (-np.inf, np.inf))
        waiting.append((int(tree.children_right[node]), limits | {key: (at, high)}))
        waiting.append((int(tree.children_left[node]), limits | {key: (low, at)}))


def _box(
    limits: Mapping[str, tuple[float, float]], inside: Flags, chances: Floats, again: _Again
) -> Box:
    cascades = float(chances.sum())
    return Box(
        limits, int(inside.sum()), again.chance(inside), float(inside.mean()),
        float(chances[inside].sum()) / cascades if cascades else float("nan"),
    )  # fmt: skip


def _skill(said: Floats, chances: Floats, base: float, drawn: Floats) -> Estimate:
    """base: the mean chance of the half that boxes were made from."""
    with np.errstate(divide="ignore", invalid="ignore"):
        values = 1.0 - ((chances - said) ** 2 @ drawn) / ((chances - base) ** 2 @ drawn)
    return estimate(values)
