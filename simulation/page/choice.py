"""What a class has chosen: levels, switches, a state held back, and which run is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulation.page.controls import Control
from simulation.page.switches import Switch
from simulation.scenario.faults import InputFault, did_you_mean, escaped

KEYS = ("levels", "switches", "held", "replicate")


@dataclass(frozen=True)
class Choice:
    """One choice, complete and in one order, so that equal choices are equal."""

    levels: tuple[tuple[str, int], ...]
    """Name of each control and the place of its level."""
    switches: tuple[tuple[str, int | None], ...]
    """Name and year of each switch that is on; None: it has no year."""
    held: str | None
    """The state that never leaves; None: all are free."""
    replicate: int
    """The run that is shown."""

    def plain(self) -> dict[str, Any]:
        """As ``choice_of`` takes it, ready for JSON."""
        return {
            "levels": dict(self.levels),
            "switches": dict(self.switches),
            "held": self.held,
            "replicate": self.replicate,
        }


@dataclass(frozen=True)
class Offer:
    """What there is to choose from."""

    controls: Sequence[Control]
    """Questions, in the order in which a class meets them."""
    switches: Sequence[Switch]
    """Interventions, by name."""
    states: Sequence[str]
    """Identifiers of the states that can be held back."""
    replicates: int
    """Runs of each choice; any of them can be shown."""


def base_choice(offer: Offer) -> Choice:
    """The scenario as it stands, and its first run."""
    return choice_of({}, offer)


def choice_of(given: object, offer: Offer) -> Choice:
    """A choice from plain data; what is left out is as in the scenario.

    given: ``{"levels": {"rival": 2}, "switches": {"champions": 2026}, "held": "FIN", "replicate":
    0}``; a switch without a year has None.  Raises InputFault with one line for anything odd.
    """
    if not isinstance(given, Mapping):
        raise InputFault(f"choice: must be an object with {', '.join(KEYS)}")
    for key in given:
        _known("choice", key, KEYS)
    return Choice(
        levels=_levels(_object("levels", given.get("levels", {})), offer.controls),
        switches=_switches(_object("switches", given.get("switches", {})), offer.switches),
        held=_held(given.get("held"), offer.states),
        replicate=_whole("replicate", given.get("replicate", 0), 0, offer.replicates - 1),
    )


def _levels(given: Mapping[str, Any], controls: Sequence[Control]) -> tuple[tuple[str, int], ...]:
    for name in given:
        _known("levels", name, [control.name for control in controls])
    return tuple(
        (
            one.name,
            _whole(f"levels.{one.name}", given.get(one.name, one.base), 0, len(one.levels) - 1),
        )
        for one in controls
    )


def _switches(
    given: Mapping[str, Any], switches: Sequence[Switch]
) -> tuple[tuple[str, int | None], ...]:
    for name in given:
        _known("switches", name, [switch.name for switch in switches])
    return tuple((one.name, _year(one, given[one.name])) for one in switches if one.name in given)


def _year(switch: Switch, year: object) -> int | None:
    if year is None:
        return switch.year
    wanted = f"from {switch.years[0]} to {switch.years[-1]}" if switch.years else "null: no date"
    if isinstance(year, bool) or not isinstance(year, int) or year not in switch.years:
        raise InputFault(f"choice: switches.{switch.name} = {_shown(year)}: must be {wanted}")
    return year


def _held(state: object, states: Sequence[str]) -> str | None:
    if state is None:
        return None
    _known("held", state, states)
    return str(state)


def _object(key: str, given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise InputFault(f"choice: {key} = {_shown(given)}: must be an object")
    return given


def _known(key: str, name: object, names: Sequence[str]) -> None:
    if not isinstance(name, str) or name not in names:
        hint = did_you_mean(name, names) if isinstance(name, str) else ""
        raise InputFault(f"choice: {key}: {_shown(name)} is not known{hint}")


def _whole(key: str, value: object, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InputFault(
            f"choice: {key} = {_shown(value)}: must be a whole number from {least} to {most}"
        )
    return value


def _shown(value: object) -> str:
    """What was given, as one short line."""
    return escaped(repr(value)[:40])
