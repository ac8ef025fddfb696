"""The questions that a class turns, in words: five levels each, every level a change of some keys.

A level multiplies or shifts what the scenario itself says.  The one that is the scenario as it
stands changes no key at all.  Each names the keys it sets, so that a researcher can run it from the
command line with ``--set``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from simulation.model import parameters
from simulation.page import levels
from simulation.page.levels import Step
from simulation.scenario.scenario import Event, Scenario

Keys = Mapping[str, Any]
"""Values by dotted key of a scenario."""

WEIGHTS = ("border_weight", "alliance_weight", "peer_weight")
"""The parameters by which others are heard."""


class Level(NamedTuple):
    """One position of a control."""

    label: str
    """A few words."""
    says: str
    """A sentence: what it makes of the scenario."""
    keys: Keys
    """What it changes; empty: the scenario as it stands."""


class Control(NamedTuple):
    """One question and its levels."""

    name: str
    """One word, by which a choice names it."""
    question: str
    """As a class is asked."""
    levels: tuple[Level, ...]
    """Five."""
    base: int
    """Place of the level that is the scenario as it stands."""


def controls_of(scenario: Scenario) -> tuple[Control, ...]:
    """The questions that mean something in a scenario; none where its rule knows no such term."""
    found = (control(scenario) for control in CONTROLS)
    return tuple(one for one in found if one is not None)


def _scaled(
    name: str, question: str, steps: Sequence[Step], keys: Callable[[float], Keys]
) -> Control | None:
    """A control whose levels multiply something; None where they multiply nothing."""
    if not keys(0.5):
        return None
    made = [Level(s.label, s.says, {} if s.factor == 1.0 else keys(s.factor)) for s in steps]
    return Control(name, question, tuple(made), [s.factor for s in steps].index(1.0))


def rival(scenario: Scenario) -> Control | None:
    """How threatening the rival is: the rise of its posture, or else the weight of threat."""
    if scenario.rule != "hazard":
        return None
    rises = [one for one in _changing(scenario, "posture") if _above_neutral(one) > 0.0]
    if rises:
        return _scaled("rival", RIVAL, levels.RISES, lambda f: _moved(rises, f))
    return _scaled(
        "rival", RIVAL, levels.FEELINGS, lambda f: _times(scenario, ["threat_weight"], f)
    )


def guarantee(scenario: Scenario) -> Control | None:
    """How credible the guarantee is: doubt about it, or else what it protects from."""
    if scenario.rule != "hazard" or scenario.world.source != "real":
        return None
    doubts = [one for one in _changing(scenario, "credibility") if _above_neutral(one) < 0.0]
    if doubts:
        return _scaled("guarantee", GUARANTEE, levels.DOUBTS, lambda f: _moved(doubts, f, 0.0))
    return _scaled(
        "guarantee", GUARANTEE, levels.SHIELDS, lambda f: _times(scenario, ["protection"], f)
    )


def norm(scenario: Scenario) -> Control | None:
    """How heavy the norm is."""
    if scenario.rule != "hazard":
        return None
    return _scaled("norm", NORM, levels.NORMS, lambda f: _times(scenario, ["norm_weight"], f))


def neighbours(scenario: Scenario) -> Control | None:
    """How loud the others are: exits seen among them, or contagion by contact or by share."""
    said = scenario.rule_options
    if scenario.rule == "hazard":
        return _scaled(
            "neighbours", NEIGHBOURS, levels.VOICES, lambda f: _times(scenario, WEIGHTS, f)
        )
    key = {"cascade": "probability", "simple": "q"}.get(scenario.rule)
    if key is None:
        return None
    value = float(said[key])
    return _scaled(
        "neighbours", NEIGHBOURS, levels.VOICES,
        lambda f: {f"rule.{key}": min(1.0, value * f)} if value else {},
    )  # fmt: skip


def waiting(scenario: Scenario) -> Control | None:
    """For how many others a state waits, under the rule of thresholds that are not drawn."""
    said = scenario.rule_options.get("threshold", {}) if scenario.rule == "threshold" else {}
    counts = scenario.rule_options.get("measure") == "count"
    if counts and said.get("values"):
        return _one_waiting([float(one) for one in said["values"]])
    constant = said.get("constant")
    if constant is None:
        return None
    if counts:
        return _all_waiting(float(constant))
    key = "rule.threshold.constant"
    return _scaled("waiting", WAITING, levels.SHARES, lambda f: {key: constant * f})


CONTROLS = (rival, guarantee, norm, neighbours, waiting)
"""In the order in which a class meets them."""

RIVAL = "How threatening is the rival?"
GUARANTEE = "How credible is the guarantee?"
NORM = "How heavy is the norm?"
NEIGHBOURS = "How loud are the neighbours?"
WAITING = "How many others must have left?"


def _times(scenario: Scenario, names: Iterable[str], factor: float) -> dict[str, float]:
    """Parameters multiplied, kept within what each may be."""
    found = {}
    for name in names:
        value, about = getattr(scenario.parameters, name), _about(name)
        if value != 0.0:
            found[f"rule.parameters.{name}"] = round(
                min(about.high, max(about.low, value * factor)), 9
            )
    return found


def _about(name: str) -> parameters.About:
    found: parameters.About = parameters.Parameters.__annotations__[name].__metadata__[0]
    return found


def _changing(scenario: Scenario, kind: str) -> list[Event]:
    return [one for one in scenario.events if one.kind == kind and one.change is not None]


def _above_neutral(event: Event) -> float:
    """How far an event moves a multiplier from 1; above 0: up."""
    if event.change is None:
        return 0.0
    return event.change.amount - (0.0 if event.change.how == "add" else 1.0)


def _moved(events: Iterable[Event], factor: float, least: float = 0.0) -> dict[str, float]:
    """Events whose distance from what holds without them is multiplied."""
    found = {}
    for event in events:
        if event.change is not None:
            neutral = 0.0 if event.change.how == "add" else 1.0
            amount = round(neutral + _above_neutral(event) * factor, 9)
            found[f"events.{event.name}.change.{event.change.how}"] = (
                amount if event.change.how == "add" else max(least, amount)
            )
    return found


def _one_waiting(values: list[float]) -> Control | None:
    """Of listed thresholds the lowest one above 0: who waits for the fewest others."""
    above = [value for value in values if value > 0.0]
    if not above:
        return None
    place = values.index(min(above))
    return _counted(f"For how many others does state {place} wait?", min(above), 0.0, lambda n: {
        "rule.threshold.values": [*values[:place], n, *values[place + 1 :]]
    })  # fmt: skip


def _all_waiting(constant: float) -> Control:
    return _counted(WAITING, constant, 1.0, lambda n: {"rule.threshold.constant": n})


def _counted(question: str, now: float, least: float, keys: Callable[[float], Keys]) -> Control:
    """A control whose levels are numbers of others, one below and three above what is now."""
    first = max(least, now - 1.0)
    numbers = [first + step for step in range(5)]
    made = [Level(_others(n), _when(n), {} if n == now else keys(n)) for n in numbers]
    return Control("waiting", question, tuple(made), numbers.index(now))


def _others(count: float) -> str:
    return "nobody" if count == 0.0 else f"{count:g} other{'s' if count != 1.0 else ''}"


def _when(count: float) -> str:
    if count == 0.0:
        return "It leaves first, whatever the others do."
    return f"It leaves as soon as {count:g} other{'s have' if count != 1.0 else ' has'}."
