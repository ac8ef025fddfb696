"""From a scenario to the two things an engine reads: its world and its agenda."""

import dataclasses
import datetime
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.files import label_of_scenario
from simulation.scenario.scenario import Scenario
from simulation.world import thresholds
from simulation.world.agenda import agenda, agenda_of_redrawn, reads_ties
from simulation.world.luck import uniforms_of_many
from simulation.world.real import real_world
from simulation.world.starts import Starts, Uniforms
from simulation.world.synthetic.drawing import (
    draws_anew,
    draws_networks,
    redrawn_layers,
    redrawn_starts,
    redrawn_world,
    synthetic_world,
)
from simulation.world.synthetic.expanding import refuse_size
from simulation.world.table.building import table_world
from simulation.world.world import Agenda, Integers, Ties, World

MOST_MONTHS_LIVED = 500_000_000
"""Months times states times treaties under the rule hazard: a run of so many takes seconds."""

MOST_MEMBERS = 2_000_000
"""States times treaties under the rule hazard, which keeps up to 1,500 bytes for each: 3 GB."""

MOST_MONTHS_OF_THREAT = 50_000_000
"""Months times states whose paths of threat are kept, 16 bytes each, where dated events move it."""


REAL_KEPT = 4
"""Real worlds kept at a time: points of a sweep mostly differ in dated events only."""

_real: OrderedDict[tuple[str, datetime.date], World] = OrderedDict()
_at_real = threading.Lock()


def real(scenario: Scenario) -> World:
    """The real world as of the scenario's date; of the same choice the same object, to be read."""
    key = repr(scenario.world), scenario.start
    with _at_real:
        found = _real.get(key)
        if found is None:
            found = _real[key] = _read_only(real_world(scenario.world, scenario.start))
        _real.move_to_end(key)
        while len(_real) > REAL_KEPT:
            _real.popitem(last=False)
        return found


def _read_only(world: World) -> World:
    """The world with arrays that nobody changes: others hold them too."""
    for held in vars(world).values():
        if isinstance(held, np.ndarray):
            held.flags.writeable = False
    return world


SOURCES: Mapping[str, Callable[[Scenario], World]] = {
    "real": real,
    "synthetic": synthetic_world,
    "table": table_world,
}
"""``world.source`` -> how such a world is built."""


def build(scenario: Scenario) -> tuple[World, Agenda]:
    """World and agenda of a scenario; what is remarkable about them, ``lint.remarks`` says.

    Where each replicate has its own (``redrawing``), this is replicate 0's, but for seeds that are
    drawn, which are not marked in it.

    Raises ``InputFault``, each line naming the scenario (its file, where it has one) and the key,
    where the scenario asks for something that does not exist, or for more than can be held.
    """
    source = scenario.world.source
    label = label_of_scenario(scenario.name, scenario.folder)
    if source not in SOURCES:
        raise InputFault(
            f'{label}: world.source = "{source}" is not available'
            f"{did_you_mean(source, SOURCES)}; allowed are {', '.join(SOURCES)}"
        )
    try:
        world = thresholds.with_thresholds(SOURCES[source](scenario), scenario, 0)
        _refuse_size(scenario, world)
        dated = agenda(world, scenario)
        _refuse_paths(scenario, dated)
        return world, dated
    except InputFault as found:
        raise InputFault(*(f"{label}: {line}" for line in found.faults)) from None


def _refuse_size(scenario: Scenario, world: World) -> None:
    if scenario.rule != "hazard":
        return
    refuse_size(world)
    lived = scenario.months * world.stage.size
    if world.stage.size > MOST_MEMBERS:
        raise InputFault(
            f'rule.name = "hazard": {world.stage.size:,} states (by treaty) are too many, must be'
            f" at most {MOST_MEMBERS:,}"
        )
    if lived > MOST_MONTHS_LIVED:
        raise InputFault(
            f'rule.name = "hazard": {scenario.months:,} months of {world.stage.size:,} states (by'
            f" treaty) come to {lived:,}, must come to at most {MOST_MONTHS_LIVED:,}; threshold,"
            " cascade and simple take more"
        )


def _refuse_paths(scenario: Scenario, dated: Agenda) -> None:
    paths = scenario.months * dated.posture.shape[1]
    if scenario.rule == "hazard" and len(dated.posture) > 1 and paths > MOST_MONTHS_OF_THREAT:
        raise InputFault(
            f'rule.name = "hazard": with dated events {scenario.months:,} months of'
            f" {dated.posture.shape[1]:,} states come to {paths:,}, must come to at most"
            f" {MOST_MONTHS_OF_THREAT:,}; without dated events to {MOST_MONTHS_LIVED:,}"
        )


@dataclass(frozen=True, eq=False)
class Redrawing:
    """What draws each replicate of a scenario its own world: one by one, or starts of many.

    Networks, seeds, thresholds, threat and commitment are the replicate's own, drawn from the
    scenario's seed; states and treaties are the scenario's.
    """

    scenario: Scenario
    base: World
    """As ``build`` gave it: replicate 0's, but for seeds that are drawn."""
    dated: Agenda
    """Of ``base``."""

    def __call__(self, replicate: int) -> tuple[World, Agenda]:
        """World and agenda of one replicate."""
        world = self.base
        if self.scenario.world.source == "synthetic":
            world = redrawn_world(self.scenario, replicate, world)
        if thresholds.are_drawn(self.scenario):
            world = thresholds.with_thresholds(world, self.scenario, replicate)
        return world, agenda_of_redrawn(world, self.scenario, self.dated)

    @property
    def shares_dates(self) -> bool:
        """Whether agendas differ in their ties only: no event makes anything of ties."""
        return not reads_ties(self.scenario)

    @property
    def shares_networks(self) -> bool:
        """Whether no network is drawn anew."""
        return self.scenario.world.source != "synthetic" or not draws_networks(self.scenario)

    def layers(self, replicate: int, uniforms: Uniforms = uniforms_of_many) -> dict[str, Ties]:
        """The layers of ties of one replicate; uniforms: what makes the draws."""
        if self.shares_networks or replicate == 0:
            return self.base.layers
        return redrawn_layers(self.scenario, replicate, self.base, uniforms)

    def starts(self, replicates: Integers, uniforms: Uniforms = uniforms_of_many) -> Starts:
        """How things stand at the start in some replicates; uniforms: what makes the draws."""
        found = Starts()
        if self.scenario.world.source == "synthetic":
            found = redrawn_starts(self.scenario, self.base, replicates, uniforms)
        if not thresholds.are_drawn(self.scenario):
            return found
        drawn = thresholds.drawn_thresholds(self.base, self.scenario, replicates, uniforms)
        return dataclasses.replace(found, threshold=drawn)


def redrawing(scenario: Scenario, built: tuple[World, Agenda] | None = None) -> Redrawing | None:
    """What draws each replicate its own world; None where one world holds for all.

    built: what ``build`` gave, if at hand.
    """
    synthetic = scenario.world.source == "synthetic" and draws_anew(scenario)
    if not synthetic and not thresholds.are_drawn(scenario):
        return None
    return Redrawing(scenario, *(build(scenario) if built is None else built))
