"""The case behind a choice: what does not change with it is built once and kept."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from simulation.analysis.attribution.arms import pinned
from simulation.analysis.comparable import ever_party
from simulation.engines.contract import Case
from simulation.experiments.cases import case_of
from simulation.page.choice import Choice, Offer
from simulation.page.controls import Control, Level, controls_of
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import Source
from simulation.scenario.rereading import Readings
from simulation.scenario.scenario import Scenario
from simulation.world.agenda import agenda, reads_ties
from simulation.world.build import build
from simulation.world.synthetic.drawing import draws_anew
from simulation.world.world import Agenda, Ties, World

HELD = "page-held"
"""Name of the event by which a state is held where an agenda cannot say so."""

MOST_STATES = 2_000
"""States that a map or a grid can show, and a phone can list."""

AGENDAS_KEPT = 32
"""Of some 2 MB each in the real world."""


class Worlds:
    """Cases of one scenario under any choice."""

    def __init__(self, source: Source, overrides: Mapping[str, Any]) -> None:
        self._readings = Readings(source, overrides)
        self.base = self._readings.base
        self._world, self._first = build(self.base)
        _refuse_size(self.base, self._world)
        self._agendas: OrderedDict[str, Agenda] = OrderedDict()
        self._building = threading.Lock()

    @property
    def world(self) -> World:
        """Of the scenario as it stands."""
        return self._world

    def scenario(self, changes: Mapping[str, Any]) -> Scenario:
        """The scenario with some keys changed; InputFault where they do not fit."""
        return self._readings.at(changes)

    @property
    def agenda(self) -> Agenda:
        """Likewise."""
        return self._first

    def case(self, choice: Choice, offer: Offer) -> Case:
        """The case of a choice; one is built at a time."""
        with self._building:
            return self._case(choice, offer)

    def _case(self, choice: Choice, offer: Offer) -> Case:
        changes = changes_of(choice, offer, self)
        if choice.held is not None:
            changes |= self._pin(choice.held)
        scenario = self.scenario(changes)
        world, dated = self._built(scenario, changes)
        case = case_of(scenario, world, dated)
        return case if choice.held is None else _held(scenario, case, choice.held)

    def _pin(self, state: str) -> dict[str, Any]:
        """A pin as an event, where each run makes its own agenda of the events."""
        drawn = self.base.world.source == "synthetic" and draws_anew(self.base)
        if not (drawn and reads_ties(self.base)):
            return {}
        return {
            f"events.{HELD}.{key}": held
            for key, held in {
                "name": HELD,
                "kind": "pin",
                "target": state,
                "from": self.base.start,
            }.items()
        }

    def _built(self, scenario: Scenario, changes: Mapping[str, Any]) -> tuple[World, Agenda]:
        """World and agenda; what a change of weights or events leaves alone is not built again."""
        if not self._same_world(scenario):
            return build(scenario)
        key = repr(sorted((k, held) for k, held in changes.items() if k.startswith("events.")))
        if key == "[]":
            return self._world, self._first
        if key not in self._agendas:
            self._agendas[key] = self._same_ties(agenda(self._world, scenario))
        self._agendas.move_to_end(key)
        while len(self._agendas) > AGENDAS_KEPT:
            self._agendas.popitem(last=False)
        return self._world, self._agendas[key]

    def _same_ties(self, dated: Agenda) -> Agenda:
        """An agenda with the very ties of the first one where they are equal.

        What was reckoned from those is known then.
        """
        first = self._first.layers
        same = all(_equal(first[layer], ties) for layer, ties in dated.layers.items())
        return replace(dated, layers=first) if same else dated

    def _same_world(self, scenario: Scenario) -> bool:
        decides = ("world", "rule", "rule_options", "start", "end", "seed")
        return all(getattr(scenario, key) == getattr(self.base, key) for key in decides)


def changes_of(choice: Choice, offer: Offer, worlds: Worlds) -> dict[str, Any]:
    """What a choice changes, as values by dotted key; nothing for the scenario as it stands.

    Switches come first; a level then multiplies what holds under them.
    """
    on = {switch.name: switch for switch in offer.switches}
    changes: dict[str, Any] = {}
    for name, year in choice.switches:
        changes |= on[name].at(year)
    switched = controls_of(worlds.scenario(changes)) if changes else offer.controls
    under = {control.name: control for control in switched}
    for control, (_, place) in zip(offer.controls, choice.levels, strict=True):
        if place != control.base:
            changes |= _level(control, under.get(control.name), place).keys
    return changes


def _level(control: Control, under: Control | None, place: int) -> Level:
    """A level as it stands under the switches, where it says the same there.

    One that says a number, and not how many times as much, is the same whatever the switches.
    """
    asked = control.levels[place]
    if under is None or under.levels[place].label != asked.label:
        return asked
    return under.levels[place]


def _held(scenario: Scenario, case: Case, state: str) -> Case:
    """The case in which a state never leaves any treaty, by decision or by date."""
    i = case.world.states.index(state)
    for k in np.flatnonzero(ever_party(case.world, case.agenda)[:, i]).tolist():
        case = pinned(case, k, i)
    return case_of(scenario, case.world, case.agenda)


def _equal(one: Ties, other: Ties) -> bool:
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(Ties))


def _refuse_size(scenario: Scenario, world: World) -> None:
    if len(world.states) > MOST_STATES:
        raise InputFault(
            f"page: {scenario.name}: {len(world.states):,} states; the page can show at most"
            f" {MOST_STATES:,}"
        )
