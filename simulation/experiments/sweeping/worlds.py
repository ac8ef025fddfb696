"""Worlds that several design points share are built once.

A world takes longer to build than hundreds of runs in it.  Most sweeps vary parameters of the rule,
which no world depends on.
"""

import threading
from collections import OrderedDict

from simulation.scenario.record import FOR_READERS, as_dict, canonical_json
from simulation.scenario.scenario import Scenario
from simulation.world.build import build
from simulation.world.world import Agenda, World

KEPT = 8
"""Worlds kept at a time, whatever their size."""

SMALL, OF_SMALL = 1_000, 64
"""States up to which a world is small, and how many are kept while all of them are."""

KEYS = 1_024
"""Scenarios for which it is remembered what decides their worlds."""


class Worlds:
    """Worlds by what decides them; may be asked by several threads at once."""

    def __init__(self) -> None:
        self._built: OrderedDict[str, tuple[World, Agenda]] = OrderedDict()
        self._keys: OrderedDict[int, tuple[Scenario, str]] = OrderedDict()
        self._building: dict[str, threading.Lock] = {}
        self._at = threading.Lock()

    def of(self, scenario: Scenario) -> tuple[World, Agenda]:
        """World and agenda of a scenario; InputFault as ``build`` raises it."""
        key = self._key(scenario)
        with self._at:
            building = self._building.setdefault(key, threading.Lock())
        with building:
            found = self._known(key)
            if found is None:
                found = build(scenario)
                self._keep(key, found)
            return found

    def _key(self, scenario: Scenario) -> str:
        """What decides the world of a scenario; of the last ones asked for it is remembered."""
        with self._at:
            known = self._keys.get(id(scenario))
        if known is not None and known[0] is scenario:
            return known[1]
        key = decided_by(scenario)
        with self._at:
            self._keys[id(scenario)] = scenario, key
            if len(self._keys) > KEYS:
                self._keys.popitem(last=False)
        return key

    def _known(self, key: str) -> tuple[World, Agenda] | None:
        with self._at:
            if key in self._built:
                self._built.move_to_end(key)
            return self._built.get(key)

    @property
    def _room(self) -> int:
        """How many worlds may be kept of those that are there."""
        small = all(len(world.states) <= SMALL for world, _ in self._built.values())
        return OF_SMALL if small else KEPT

    def _keep(self, key: str, made: tuple[World, Agenda]) -> None:
        with self._at:
            self._built[key] = made
            while len(self._built) > self._room:
                forgotten, _ = self._built.popitem(last=False)
                self._building.pop(forgotten, None)


def decided_by(scenario: Scenario) -> str:
    """All that a world and its agenda depend on, as text.

    The rule hazard has nothing to do with it.  Textbook rules have: thresholds belong to the world.
    """
    said = {key: held for key, held in as_dict(scenario).items() if key not in FOR_READERS}
    said.pop("sweep", None)
    said["run"] = {"seed": scenario.seed}
    if scenario.rule == "hazard":
        said["rule"] = {"name": scenario.rule}
    folders = {key: str(folder) for key, folder in scenario.data_folders.items()}
    return canonical_json({**said, "folder": str(scenario.folder), "data_folders": folders})
