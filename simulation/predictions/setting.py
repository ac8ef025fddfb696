"""What every theory asks of a scenario: how many states, who is out at the start, what is dated."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from simulation.model.stages import NEVER_JOINED, OUT, PARTY
from simulation.scenario.scenario import Scenario
from simulation.world.synthetic.drawing import draws_anew
from simulation.world.synthetic.start import how_many
from simulation.world.world import FOREVER, Agenda, Flags, World

DATED = "Dated events move, hold or tie states, which it leaves out."
UNDER_WAY = "Some states are leaving or suspended at the start, which it leaves out."


@dataclass(frozen=True, eq=False)
class Setting:
    """One treaty of a scenario, as theories see it."""

    scenario: Scenario
    world: World
    agenda: Agenda
    treaty: int
    """Its place among the world's treaties."""
    states: int
    """States that count: party, leaving or out at the start."""
    seeds: int
    """States out at the start."""
    seeds_known: bool
    """False: luck says anew in each run who they are, and ``world.stage`` does not."""

    @cached_property
    def upset(self) -> str:
        """Why theories that know no dated events are unreliable; empty: none that matter."""
        return _upset(self.world, self.agenda, self.treaty)

    @property
    def months(self) -> int:
        """T: decisions happen in months 1..T."""
        return self.agenda.months

    @property
    def out(self) -> Flags:
        """(states,) who is out at the start, where that is known."""
        known: Flags = self.world.stage[self.treaty] == OUT
        return known

    @property
    def networks(self) -> Mapping[str, Mapping[str, Any]]:
        """Layer -> how a synthetic world makes its ties; empty in other worlds."""
        if self.scenario.world.source != "synthetic":
            return {}
        layers: Mapping[str, Mapping[str, Any]] = self.scenario.world.options["layers"]
        return layers


def setting(scenario: Scenario, world: World, agenda: Agenda, treaty: int) -> Setting:
    """One treaty of a scenario; world and agenda as ``simulation.world.build`` gives them."""
    stage = world.stage[treaty]
    anew = scenario.world.source == "synthetic" and draws_anew(scenario) and treaty == 0
    drawn = how_many(scenario.world.options["seeds"], len(stage)) if anew else 0
    return Setting(
        scenario=scenario,
        world=world,
        agenda=agenda,
        treaty=treaty,
        states=int((stage != NEVER_JOINED).sum()),
        seeds=int((stage == OUT).sum()) + drawn,
        seeds_known=drawn == 0,
    )


def _upset(world: World, agenda: Agenda, treaty: int) -> str:
    if not np.isin(world.stage[treaty], (PARTY, OUT, NEVER_JOINED)).all():
        return UNDER_WAY
    moved = any(event.treaty == treaty for event in agenda.stage_events)
    joined = bool((agenda.joins[treaty] >= 0).any())
    held = bool(agenda.pinned[:, treaty].any())
    weighed = bool((agenda.weight_in_others[:, treaty] != 1.0).any())
    return DATED if moved or joined or held or weighed or _ties_are_dated(agenda) else ""


def _ties_are_dated(agenda: Agenda) -> bool:
    return any(
        bool((ties.since > 0).any() or (ties.until < FOREVER).any())
        for ties in agenda.layers.values()
    )
