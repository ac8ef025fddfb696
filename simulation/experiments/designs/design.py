"""A design: the points of a sweep in their order, and the scenario of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulation.scenario.rereading import Readings
from simulation.scenario.scenario import Scenario

Shares: TypeAlias = NDArray[np.float64]
"""(points, keys) 0 to 1: how far each varied key is on its way through its range or list."""


class Point(NamedTuple):
    """One point of a design."""

    number: int
    """From 0, in the order of the design, left-out points not counted."""
    values: Mapping[str, Any]
    """What each key of the design is here; None: as the scenario has it, which does not say."""


@dataclass(frozen=True, eq=False)
class Design:
    """What a sweep runs: every point validated, nothing run yet."""

    method: str
    """grid, list, one-at-a-time, latin-hypercube, sobol, halton, morris or saltelli."""
    keys: tuple[str, ...]
    """All keys of the sweep in the order of the file, those that hold a value included."""
    varied: tuple[str, ...]
    """Those that vary, sorted: the columns of ``shares``."""
    points: tuple[Point, ...]
    dropped: int
    """Points left out because they break a constraint."""
    seed: int
    """What the layout was drawn from, see ``spread.seed_of``; it is 0 where nothing is drawn."""
    shares: Shares | None
    """(points, varied) in the order of points; None where points are counted out."""
    options: Mapping[str, Any]
    """Of morris ``levels``; of saltelli ``second_order``: what the analysis must know."""
    remarks: tuple[str, ...]
    """What a researcher should know of this design, one line each."""
    readings: Readings = field(repr=False)
    """The scenario that is read at each point."""
    base: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Of one-at-a-time: what the varied keys are in the scenario itself."""
    replicates: int | None = None
    """Runs at each point, where the sweep says so."""

    @property
    def problem(self) -> dict[str, Any]:
        """What SALib calls the problem: each varied key on its way from 0 to 1."""
        names = list(self.varied)
        return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0] for _ in names]}

    def overrides_of(self, point: Point) -> dict[str, Any]:
        """What the point changes in the scenario, by dotted key: what the sweep says, no more."""
        sizes = {} if self.replicates is None else {"run.replicates": self.replicates}
        changed = {
            key: value
            for key, value in point.values.items()
            if not (key in self.base and same(self.base[key], value))
        }
        return sizes | changed

    def scenario_of(self, point: Point) -> Scenario:
        """The scenario at a point.

        Equals ``read(source, {**overrides, **design.overrides_of(point)})`` for the source and
        overrides of ``design_of``.
        """
        return self.readings.at(self.overrides_of(point))


def same(one: object, other: object) -> bool:
    """Whether two values of a key are the same; true is not 1.

    >>> same(1, 1.0), same(1, True), same((1, 2), [1, 2])
    (True, False, True)
    """
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other
