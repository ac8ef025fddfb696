"""One reading of a scenario's merged tables, which goes on after a fault to find them all."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.fields import Strict
from simulation.scenario.inheritance import Layer, origin, resolved
from simulation.scenario.plain import shown
from simulation.scenario.scenario import months_between
from simulation.scenario.tables import OTHERS
from simulation.scenario.values import Value
from simulation.scenario.wording import Table, dotted, fault_lines, keys_of, listed, must_be_one_of

MOST_MONTHS = 1_200
MOST_LINES = 20
"""Faults that are shown one by one."""


Sound = dict[tuple[str, ...], tuple[Value, Value]]
"""By place what stood there, and what was made of it."""


class Review:
    """Tables are looked at one by one; ``close`` raises what was found."""

    def __init__(
        self,
        layers: tuple[Layer, ...],
        tree: Mapping[str, Any] | None = None,
        sound: Sound | None = None,
    ) -> None:
        """tree: what the layers make together, where that is known.

        sound: what earlier reviews found sound; what is the same object is not looked at again.
        """
        self.layers = layers
        self.tree = resolved(layers) if tree is None else tree
        self.sound: Sound = {} if sound is None else sound
        self.found: list[str] = []

    def label(self, path: tuple[str, ...]) -> str:
        """The file from which the value of a key came."""
        return origin(self.layers, path)

    def fault(self, path: tuple[str, ...], what: str) -> None:
        """Notes one fault of a key."""
        self.found.append(f"{self.label(path)}: {dotted(path)}{what}")

    def close(self) -> None:
        """Raises InputFault if anything was found."""
        further = len(self.found) - MOST_LINES
        if further > 0:
            self.found[MOST_LINES:] = [f"{self.layers[0].label}: and {further:,} more faults"]
        if self.found:
            raise InputFault(*self.found)

    def once(self, path: tuple[str, ...], held: Value, look: Callable[[], Value]) -> Value:
        """What a look makes of a value, or made of the very same object when all was sound."""
        earlier, made = self.sound.get(path, (None, None))
        if held is not None and earlier is held:
            return made
        found = len(self.found)
        made = look()
        if len(self.found) == found:
            self.sound[path] = held, made
        return made

    def heading(self, tables: tuple[str, ...]) -> dict[str, Any]:
        """What stands above the first table."""
        return {
            key: held for key, held in self.tree.items() if key not in tables and key != "extends"
        }

    def table(
        self,
        model: type[Any],
        path: tuple[str, ...],
        held: Value = None,
        known: tuple[str, ...] = (),
        hints: Mapping[str, str] = MappingProxyType({}),
    ) -> Value:
        """One table as its model has it; None where something is at fault.

        known: further keys that may stand in it.  hints: what to say of keys that may not.
        """
        if held is None:
            held = self.tree.get(path[0], {})
        if not isinstance(held, dict):
            self.fault(path, f" = {shown(held)}: must be a table")
            return None
        try:
            return model.model_validate(held)
        except ValidationError as error:
            self.found += fault_lines(error, Table(model, path, known, hints), self.label)
            return None

    def one_of_kinds(
        self,
        table: str,
        key: str,
        models: Mapping[str, type[Strict]],
        default: str | None = None,
    ) -> Value:
        """A table that comes in several kinds, one model each; None where something is at fault.

        key: says which kind; without it, the default.  Of a table of no known kind nothing else is
        said.
        """
        held = self.tree.get(table, {})
        if not isinstance(held, dict):
            return self.table(next(iter(models.values())), (table,))
        kind = held.get(key, default)
        if kind is None:
            missing = f"{table}.{key} is missing: must be {listed(models)}"
            self.found.append(f"{self.label((table,))}: {missing}")
            return None
        if not isinstance(kind, str) or kind not in models:
            self.fault((table, key), must_be_one_of(kind, models))
            return None
        hints = _of_others(f"{table}.{key}", kind, models)
        return self.table(models[kind], (table,), hints=hints)

    def events(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Events by name, those switched off left out, without the key ``off``."""
        left: list[tuple[str, Mapping[str, Any]]] = []
        for name, table in self.tree.get("events", {}).items():
            off = table.get("off", False) if isinstance(table, dict) else None
            if off is None:
                self.fault(("events", name), f" = {shown(table)}: must be a table")
            elif not isinstance(off, bool):
                self.fault(("events", name, "off"), f" = {shown(off)}: must be true or false")
            elif not off:
                left.append((name, table if "off" not in table else _without_off(table)))
            elif "kind" not in table:
                self._unknown_event(name)
        return left

    def kind(self, name: str, table: Mapping[str, Any], kinds: tuple[str, ...]) -> str:
        """The kind of an event; empty where it is at fault."""
        kind = table.get("kind")
        if kind is None:
            self._unknown_event(name)
        elif kind not in kinds:
            self.fault(("events", name, "kind"), must_be_one_of(kind, kinds))
        return kind if kind in kinds else ""

    def _unknown_event(self, name: str) -> None:
        complete = [
            other
            for other, table in self.tree["events"].items()
            if isinstance(table, dict) and "kind" in table
        ]
        hint = did_you_mean(name, complete) or "; events here: " + (", ".join(complete) or "none")
        self.fault(("events", name), f": has no kind, and no event of this name to change{hint}")

    def months(self, time: Value) -> None:
        """Refuses an end before the start, and a span of more than 1,200 months."""
        if time is None:
            return
        span = months_between(time.start, time.end) + 1
        if time.end < time.start:
            self.fault(("time", "end"), f" = {time.end}: must not be before start = {time.start}")
        elif span > MOST_MONTHS:
            allowed = f"must be at most {MOST_MONTHS:,} months after start"
            self.fault(("time", "end"), f" = {time.end}: {allowed}, is {span:,}")

    def until(self, name: str, event: Strict) -> None:
        """Refuses an event that ends before it begins."""
        until = getattr(event, "until", None)
        start: Value = getattr(event, "start", None)
        if until is not None and until < start:
            path = ("events", name, "until")
            self.fault(path, f" = {until}: must not be before from = {start}")

    def base_rate(self, rule: Value, world: Value) -> None:
        """Refuses a base rate for a treaty that is none of the world's."""
        parameters = getattr(rule, "parameters", None)
        if world is None or parameters is None:
            return
        for treaty in parameters.base_rate:
            if treaty not in (OTHERS, *world.treaties):
                path = ("rule", "parameters", "base_rate", treaty)
                hint = did_you_mean(treaty, world.treaties) or "; there: " + ", ".join(
                    world.treaties
                )
                self.fault(path, f": no such treaty in world.treaties{hint}")


def _without_off(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: held for key, held in table.items() if key != "off"}


def _of_others(kind_key: str, kind: str, models: Mapping[str, type[Strict]]) -> dict[str, str]:
    """For each key that only other kinds of a table take, which kinds those are."""
    own, takers = keys_of(models[kind]), defaultdict(list)
    for other, model in models.items():
        for key in keys_of(model):
            if key not in own:
                takers[key].append(f'{kind_key} = "{other}"')
    return {key: "; it is a key of " + " and ".join(of) for key, of in takers.items()}
