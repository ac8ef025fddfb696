"""``extends``: a scenario as layers, the child's keys over its parent's, key by key.

While layers are merged, events stand in a table by name.  A chain of files is read from the oldest
on; a layer over itself changes nothing.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

from simulation.scenario.faults import InputFault
from simulation.scenario.files import ScenarioFile, find, label_of, load
from simulation.scenario.plain import shown
from simulation.scenario.sweep_table import TAKEN_BY
from simulation.scenario.tables import OTHERS
from simulation.scenario.values import Value

LONGEST_CHAIN = 20
BASE_RATE = ("rule", "parameters", "base_rate")
WHOLE = (("sweep", "vary"),)
"""Tables that are each one thing: a layer replaces them as a whole."""
ONE_OF = (("rule", "threshold"), ("world", "seeds"), ("world", "threat"), ("world", "commitment"))
"""Tables of one key each: a layer with another key replaces them as a whole."""
WEIGHTED = "weighted"
"""The way to join layers under which a rule has weights; they are not inherited under another."""
OF_ONE_FILE = ("extends", "name", "question")
"""Keys that speak of one file and are not inherited."""


class Layer(NamedTuple):
    """What one file, dict or command line says."""

    label: str
    tree: dict[str, Any]
    folder: Path | None = None
    """Of the file, for data files beside it; None for a dict or command line."""


def layers_of_file(path: Path) -> tuple[Layer, ...]:
    """A file and all it extends, the youngest first."""
    return _layers(load(path), ())


def layers_of_tree(tree: dict[str, Any], label: str) -> tuple[Layer, ...]:
    """A scenario given as a dict, and all it extends, the youngest first."""
    return _with_parents(Layer(label, by_name(tree, label)), None, ())


def _layers(file: ScenarioFile, children: tuple[Path, ...]) -> tuple[Layer, ...]:
    path = file.path.resolve()
    chain = (*children, path)
    if path in children:
        names = " -> ".join(label_of(one) for one in chain[children.index(path) :])
        raise InputFault(f"{file.label}: extends goes round in a circle: {names}")
    if len(chain) > LONGEST_CHAIN:
        raise InputFault(f"{file.label}: extends is longer than {LONGEST_CHAIN} files")
    layer = Layer(file.label, by_name(file.tree, file.label), path.parent)
    return _with_parents(layer, file.path.parent, chain)


def _with_parents(layer: Layer, folder: Path | None, chain: tuple[Path, ...]) -> tuple[Layer, ...]:
    """A layer, then those it extends, looked up beside it and then like any scenario."""
    parent = layer.tree.get("extends")
    if parent is None:
        return (layer,)
    if not isinstance(parent, str) or not parent:
        wanted = "must be the name or path of a scenario, as text"
        raise InputFault(f"{layer.label}: extends = {shown(parent)}: {wanted}")
    try:
        path = find(parent, beside=folder)
    except InputFault as fault:
        raise InputFault(*(f"{layer.label}: extends: {line}" for line in fault.faults)) from None
    if not path.is_file():
        raise InputFault(f"{layer.label}: extends = {shown(parent)}: must be a file, not a folder")
    older = _layers(load(path), chain)
    inherited = {key: value for key, value in older[0].tree.items() if key not in OF_ONE_FILE}
    return (layer, Layer(older[0].label, inherited, older[0].folder), *older[1:])


def by_name(tree: Mapping[str, Any], label: str) -> dict[str, Any]:
    """The same tree with its list of events as a table by name.

    Raises InputFault for events without a name, or two of one name.
    """
    events = tree.get("events", [])
    if isinstance(events, dict):
        return dict(tree)
    if not isinstance(events, list):
        raise InputFault(f"{label}: events = {shown(events)}: must be tables under [[events]]")
    named: dict[str, Any] = {}
    faults = []
    for at, event in enumerate(events, start=1):
        name = event.get("name") if isinstance(event, dict) else None
        if not isinstance(name, str) or not name:
            faults.append(f"{label}: event number {at} has no name, must be a table with a name")
        elif name in named:
            faults.append(f'{label}: two events are named "{name}", each name must be unique')
        else:
            named[name] = event
    if faults:
        raise InputFault(*faults)
    return {**tree, "events": named}


def merged(parent: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    """The parent's keys with the child's over them.

    Tables merge key by key, except that a change of an event and what a sweep varies are each one
    thing and are replaced as a whole, as is a table that is now of another kind: another rule,
    source or network, another way to draw or give amounts.

    >>> merged({"run": {"seed": 1, "replicates": 10}}, {"run": {"seed": 2}})
    {'run': {'seed': 2, 'replicates': 10}}
    >>> merged({"rule": {"name": "simple", "p": 0.1}}, {"rule": {"name": "cascade"}})
    {'rule': {'name': 'cascade'}}
    """
    return _merged(parent, child, (), True)


def together(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What two parts of one layer say; of the same key what the other says.

    >>> together({"rule": {"p": 0.1}}, {"rule": {"name": "simple"}})
    {'rule': {'p': 0.1, 'name': 'simple'}}
    """
    return _merged(one, other, (), False)


def resolved(layers: Iterable[Layer]) -> dict[str, Any]:
    """All layers as one tree, the youngest (first) over the others."""
    trees = [layer.tree for layer in layers]
    return reduce(merged, reversed(trees))


def origin(layers: tuple[Layer, ...], path: tuple[str, ...]) -> str:
    """The label of the youngest layer that says something about a key, or about what holds it."""
    return said_by(layers, path).label


def said_by(layers: tuple[Layer, ...], path: tuple[str, ...]) -> Layer:
    """The youngest layer that says something about a key, or about what holds it."""
    for length in range(len(path), 0, -1):
        for layer in layers:
            if _holds(layer.tree, path[:length]):
                return layer
    return layers[0]


def _holds(tree: Value, path: tuple[str, ...]) -> bool:
    for key in path:
        if not isinstance(tree, dict) or key not in tree:
            return False
        tree = tree[key]
    return True


def _merged(
    parent: Mapping[str, Any], child: Mapping[str, Any], path: tuple[str, ...], replacing: bool
) -> dict[str, Any]:
    """replacing: some tables are replaced as a whole, as ``merged`` says."""
    both = dict(parent)
    for key, new in child.items():
        both[key] = _over(parent.get(key), new, (*path, key), replacing)
    return both


def _over(old: Value, new: Value, path: tuple[str, ...], replacing: bool) -> Value:
    """One value over another."""
    if path == BASE_RATE and isinstance(new, dict) and old is not None:
        old = old if isinstance(old, dict) else {OTHERS: old}
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    if replacing and (_is_whole(path) or _is_another_kind(old, new, path)):
        return new
    if replacing:
        old = _without_what_lapses(old, new, path)
    return _merged(old, new, path, replacing)


def _without_what_lapses(
    old: dict[str, Any], new: Mapping[str, Any], path: tuple[str, ...]
) -> dict[str, Any]:
    """The keys of a table that still mean something beside the new ones."""
    lapsed: tuple[str, ...] = ()
    if path == ("rule",) and new.get("join", WEIGHTED) != WEIGHTED:
        lapsed = ("weights",)
    if path == ("sweep",):
        lapsed = _lapsed_of_sweep(old, new)
    return {key: held for key, held in old.items() if key not in lapsed}


def _lapsed_of_sweep(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys of another design, and the points where they are now said in the other way."""
    said = {"vary": ("rows",), "rows": ("vary",)}
    other = tuple(key for given, keys in said.items() if given in new for key in keys)
    same = new.get("design", old.get("design", "grid")) == old.get("design", "grid")
    return other if same else (*other, *TAKEN_BY)


def _is_whole(path: tuple[str, ...]) -> bool:
    return path in WHOLE or (path[0] == "events" and path[2:] == ("change",))


def _is_another_kind(old: Mapping[str, Any], new: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Whether a table is now of another rule, source, network or draw, with keys of its own."""
    if path in ONE_OF:
        return set(new) != set(old)
    key, default = _kind_key(path)
    return key in new and new[key] != old.get(key, default)


def _kind_key(path: tuple[str, ...]) -> tuple[str, str]:
    """The key that says of which kind a table is, and the kind without it; empty: of no kind."""
    if path == ("rule",):
        return "name", "hazard"
    if path == ("world",):
        return "source", ""
    in_layers = path[:2] == ("world", "layers") and len(path) == 3
    return ("graph", "") if in_layers else ("", "")
