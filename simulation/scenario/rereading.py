"""One scenario read at many points: its files are read once, each point is validated in full."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from simulation.scenario import data_files
from simulation.scenario import overrides as outside
from simulation.scenario.inheritance import Layer, layers_of_tree, merged, origin, resolved
from simulation.scenario.plain import plain
from simulation.scenario.reading import Source, layers_of, read, reviewed
from simulation.scenario.record import as_dict
from simulation.scenario.review import Review, Sound
from simulation.scenario.scenario import Scenario
from simulation.scenario.values import Value


class Readings:
    """A scenario that is read again and again with other overrides.

    source, overrides: as for ``read``.  ``at(changes)`` equals ``read(source, overrides |
    changes)``, faults included, as long as no change is one of ``[sweep]``.
    """

    def __init__(self, source: Source, overrides: Mapping[str, Any] | None = None) -> None:
        self.base: Scenario = read(source, overrides)
        self._source = source
        self._overrides = dict(overrides or {})
        self.layers, self._folder = _layers_of(source)
        older = tuple(layer._replace(tree=_without_sweep(layer.tree)) for layer in self.layers)
        self._older, self._tree = older, resolved(older)
        self._sound: Sound = {}

    @property
    def overrides(self) -> dict[str, Any]:
        """What holds at every point."""
        return dict(self._overrides)

    def at(self, changes: Mapping[str, Any]) -> Scenario:
        """The scenario with some keys changed; raises InputFault as ``read`` does."""
        given = _without_sweep({**self._overrides, **changes})
        youngest = outside.layer(given)
        layers = (youngest, *self._older)
        new = reviewed(Review(layers, merged(self._tree, youngest.tree), self._sound))
        return dataclasses.replace(
            new, sweep=self.base.sweep, folder=self._folder, data_folders=self._folders(new, layers)
        )

    def _folders(self, new: Scenario, layers: tuple[Layer, ...]) -> dict[str, Any]:
        if isinstance(self._source, Scenario):
            return data_files.kept_folders(self._source, new)
        return data_files.folders(new, layers)

    def label(self, key: tuple[str, ...]) -> str:
        """The file in which a key of the scenario is said."""
        return origin(self.layers, key)

    def said(self, *path: str) -> Value:
        """What the files and overrides say at a place, events by name; None: nothing."""
        held: Value = merged(self._tree, outside.layer(_without_sweep(self._overrides)).tree)
        for part in path:
            held = held.get(part) if isinstance(held, Mapping) else None
        return held


def _layers_of(source: Source) -> tuple[tuple[Layer, ...], Value]:
    """The layers of a scenario, and the folder of its file."""
    if not isinstance(source, Scenario):
        return layers_of(source)
    return layers_of_tree(plain(as_dict(source), source.name), "scenario"), source.folder


def _without_sweep(tree: Mapping[str, Any]) -> dict[str, Any]:
    """A tree, or values by dotted key, without what belongs to the sweep."""
    return {key: held for key, held in tree.items() if key.partition(".")[0] != "sweep"}
