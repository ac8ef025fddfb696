"""What is asked of a sweep, checked before anything runs, and what sets it apart from another."""

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.experiments.cases import own_rule
from simulation.experiments.designs import Design, design_of
from simulation.experiments.runner import Source, checked_engine, checked_workers, usable_cpus
from simulation.experiments.sweeping.cluster import checked_address
from simulation.experiments.sweeping.precision import checked_precision
from simulation.model.own import OwnRule
from simulation.outcomes.manifest import identity
from simulation.scenario.data_files import digests, named
from simulation.scenario.faults import InputFault, escaped
from simulation.scenario.reading import read
from simulation.scenario.record import FOR_READERS
from simulation.scenario.scenario import Scenario

POINTS_KEPT = 1_024
"""Scenarios of points that are kept at a time: each is asked for several times."""

FITTING = ("replicates", "scenario_hash", "kind")
"""Parts of a result's identity that may differ, or are told in other words."""


@dataclass(frozen=True, eq=False)
class Order:
    """A sweep that can be run."""

    scenario: Scenario
    design: Design
    own: OwnRule | None
    engine: str
    workers: int
    scheduler: str | None
    precision: float | None

    @property
    def replicates(self) -> int:
        """Of each point, at most."""
        return self.design.replicates or self.scenario.replicates

    @property
    def treaties(self) -> tuple[str, ...]:
        """Codes, the same at every point, where the design may hold others than the scenario."""
        return self.scenario_of(0).world.treaties

    def plain(self) -> dict[str, Any]:
        """All that decides its rows, as plain data."""
        whole = range(self.replicates)
        told = identity(self.scenario, whole, self.own, self.engine)
        kept = {key: held for key, held in told.items() if key not in FITTING}
        scenario = {k: v for k, v in kept.pop("scenario").items() if k not in FOR_READERS}
        for table in ("run", "sweep"):
            scenario[table] = {k: v for k, v in scenario[table].items() if k != "replicates"}
        more = {"precision": self.precision, "replicates": self.replicates}
        files = {"point_files": self._point_files()} if named(self.scenario) else {}
        plain: dict[str, Any] = json.loads(
            json.dumps({**kept, "scenario": scenario, **more, **files})
        )
        return plain

    def _point_files(self) -> list[str]:
        """SHA-256 of every data file that any point names."""
        found = {json.dumps(named(one)): one for one in map(self.scenario_of, self._numbers)}
        return sorted({held for one in found.values() for held in digests(one).values()})

    @property
    def _numbers(self) -> range:
        return range(len(self.design.points))

    def scenario_of(self, point: int) -> Scenario:
        """The scenario at a point, by its number; of the last points asked for the same object."""
        return self._scenarios(point)

    @functools.cached_property
    def _scenarios(self) -> Callable[[int], Scenario]:
        """Scenarios by the numbers of their points, the last ones kept: to read one takes time."""

        def read_at(point: int) -> Scenario:
            """The scenario at a point, read."""
            return self.design.scenario_of(self.design.points[point])

        return functools.lru_cache(maxsize=POINTS_KEPT)(read_at)


def order_of(
    scenario: Source,
    *,
    rule: OwnRule | None = None,
    overrides: Mapping[str, Any] | None = None,
    engine: str = "compiled",
    workers: int | None = None,
    scheduler: str | None = None,
    precision: object = None,
) -> Order:
    """The order; InputFault, a line a fault, where anything is at fault."""
    read_in = read(scenario, overrides or {})
    if not read_in.sweep:
        raise InputFault(
            f"{escaped(read_in.name)}: has no [sweep]; snowball run runs it, and [sweep.vary] says"
            " what a sweep varies (scenarios/README.md)"
        )
    design = design_of(scenario, overrides)
    return Order(
        scenario=read_in,
        design=design,
        own=own_rule(rule, read_in),
        engine=checked_engine(engine),
        workers=usable_cpus() if workers is None else checked_workers(workers),
        scheduler=checked_address(scheduler),
        precision=checked_precision(precision),
    )


def out_of(name: str, out: Path | str | None) -> Path:
    """The folder of the result of a scenario of some name.

    >>> out_of("x", None).as_posix()
    'results/x'
    """
    return Path("results") / name if out is None else Path(out)
