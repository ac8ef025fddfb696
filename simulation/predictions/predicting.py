"""Which theories apply to a scenario, and what they say: rule by rule, world by world."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from simulation.model.arithmetic import on_grid
from simulation.model.contagion import measured
from simulation.model.own import OwnRule
from simulation.predictions import complete, sparse
from simulation.predictions.by_share import by_share
from simulation.predictions.meanfield import Drawn
from simulation.predictions.on_their_own import on_their_own
from simulation.predictions.setting import Setting, setting
from simulation.predictions.theory import Theory
from simulation.predictions.thresholds import reached
from simulation.scenario.scenario import Scenario
from simulation.world.thresholds import are_drawn
from simulation.world.world import Agenda, Floats, World


def predictions(
    scenario: Scenario, world: World, agenda: Agenda, own: OwnRule | None = None
) -> Mapping[str, tuple[Theory, ...]]:
    """Treaty -> what theories say of it; empty where none applies.

    world, agenda: as ``simulation.world.build`` gives them.  own: a researcher's own rule, of which
    no theory knows.  Theories of one quantity stand in the order in which they are to be trusted.
    """
    return {
        treaty.code: _of_treaty(setting(scenario, world, agenda, k)) if own is None else ()
        for k, treaty in enumerate(world.treaties)
    }


def _of_treaty(here: Setting) -> tuple[Theory, ...]:
    if here.states == 0:
        return ()
    match here.scenario.rule:
        case "threshold":
            return tuple(_of_thresholds(here))
        case "cascade":
            return tuple(_of_contact(here))
        case "simple":
            said = here.scenario.rule_options
            return tuple(by_share(here, float(said["p"]), float(said["q"])))
        case "hazard":
            return on_their_own(here)
    return ()


def _of_contact(here: Setting) -> Iterator[Theory]:
    probability = float(here.scenario.rule_options["probability"])
    weights = dict(zip(here.world.complete, here.world.complete_weight, strict=True))
    if any(weight > 0.0 for weight in weights.values()):
        yield from complete.contact(here, probability)
        return
    tied = [name for name, said in here.networks.items() if said["weight"] > 0.0]
    if len(tied) == 1 and (on := sparse.layer(here, tied[0])) is not None:
        yield from sparse.contact(here, on, probability)


def _of_thresholds(here: Setting) -> Iterator[Theory]:
    layers = list(here.networks)
    if layers and set(layers) == set(here.world.complete):
        yield from _complete(here)
    elif len(layers) == 1 and (on := sparse.layer(here, layers[0])) is not None:
        said = here.scenario.rule_options
        drawn = _drawn(here, layers[0])
        yield from sparse.spreading(here, on, drawn)
        alike = said["threshold"].get("constant") if said["measure"] == "share" else None
        yield sparse.first_steps(here, on, drawn, alike)


def _complete(here: Setting) -> Iterator[Theory]:
    said, amounts = here.scenario.rule_options, _amounts(here)
    law = said["threshold"]
    anew = are_drawn(here.scenario)
    if not anew and (here.seeds_known or "constant" in law):
        staying = ~here.out if here.seeds_known else np.arange(here.states) >= here.seeds
        known = here.world.threshold[here.treaty][staying]
        yield complete.known_thresholds(here, amounts, known, here.seeds)
        return
    numbers = np.arange(here.states + 1.0)
    even = law.get("uniform_integers") == {"low": 0, "high": here.states - 1}
    evenly = anew and even and here.seeds == 0 and bool((amounts[:-1] == numbers[:-1]).all())
    yield from complete.drawn_thresholds(here, reached(law, amounts), evenly, alike=anew)


def _amounts(here: Setting) -> Floats:
    """(states + 1,) what a state compares with its threshold when n others are out."""
    said, world = here.scenario.rule_options, here.world
    shares = int(said["measure"] == "share")
    others = here.states - 1
    # Who stays sees at most everyone else.
    seen: Any = np.minimum(np.arange(here.states + 1.0), others)
    by_layer = {
        name: np.asarray(measured(seen * weight, others * weight, shares)) + 0.0 * seen
        for name, weight in zip(world.complete, world.complete_weight, strict=True)
    }
    if said["join"] != "weighted":
        both = np.array(list(by_layer.values()))
        return np.asarray(both.max(axis=0) if said["join"] == "or" else both.min(axis=0))
    weight = {name: float(said["weights"][name]) for name in by_layer}
    whole = sum(weight.values())
    joined = np.sum([weight[name] * amount for name, amount in by_layer.items()], axis=0)
    return np.asarray(joined / whole if shares and whole > 0.0 else joined)


def _drawn(here: Setting, name: str) -> Drawn:
    """Chance that so many of so many partners on the only layer reach a state's threshold."""
    said = here.scenario.rule_options
    weight = on_grid(float(here.networks[name]["weight"]))
    scale = float(said["weights"][name]) if said["join"] == "weighted" else 1.0

    def drawn(out: Floats, partners: Floats) -> Floats:
        """Share drawn towards leaving by so many partners gone."""
        if said["measure"] == "count":
            return reached(said["threshold"], out * weight * scale)
        tied = partners > 0.0 if weight > 0.0 and scale > 0.0 else np.zeros(partners.shape, bool)
        return reached(said["threshold"], np.divide(out, partners, where=tied, out=0.0 * out))

    return drawn
