"""Thresholds of the rule of that name: one for each state and treaty, given or drawn."""

import dataclasses

import numpy as np

from simulation import chance
from simulation.scenario.faults import InputFault
from simulation.scenario.scenario import Scenario
from simulation.world.luck import uniforms_of_many, words
from simulation.world.starts import Uniforms
from simulation.world.world import Floats, Integers, World

RULE = "threshold"


def with_thresholds(world: World, scenario: Scenario, replicate: int) -> World:
    """The world with one replicate's thresholds; unchanged under another rule.

    Raises ``InputFault`` where thresholds are listed, and not one for each state.
    """
    if scenario.rule != RULE:
        return world
    return dataclasses.replace(world, threshold=thresholds(world, scenario, replicate))


def are_drawn(scenario: Scenario) -> bool:
    """Whether each replicate draws thresholds of its own."""
    law = scenario.rule_options.get("threshold", {})
    fixed = scenario.world.options.get("fixed", False)
    return scenario.rule == RULE and not fixed and ("normal" in law or "uniform_integers" in law)


def thresholds(world: World, scenario: Scenario, replicate: int) -> Floats:
    """(treaties, states) thresholds of one replicate, in the unit of what is measured.

    A state's draw depends on its key, the treaty, seed and replicate, and on nothing else.  Listed
    ones are the same for each treaty.
    """
    law, shape = scenario.rule_options["threshold"], world.stage.shape
    if "constant" in law:
        return np.broadcast_to(np.float64(law["constant"]), shape)
    if "values" in law:
        return np.broadcast_to(_listed(law["values"], world), shape)
    one = np.array([replicate], dtype=np.int64)
    return np.asarray(drawn_thresholds(world, scenario, one, uniforms_of_many)[0])


def drawn_thresholds(
    world: World, scenario: Scenario, replicates: Integers, uniforms: Uniforms
) -> Floats:
    """(runs, treaties, states) thresholds of some replicates, where they are drawn."""
    law, seed = scenario.rule_options["threshold"], scenario.seed
    whose = [words(world.draw_keys, treaty.code) for treaty in world.treaties]
    low, high = (np.concatenate(word) for word in zip(*whose, strict=True))
    drawn = uniforms(seed, chance.THRESHOLDS, replicates, low, high)
    luck = drawn.reshape(len(replicates), *world.stage.shape)
    if "normal" in law:
        return normal(float(law["normal"]["mean"]), float(law["normal"]["sd"]), luck)
    bounds = law["uniform_integers"]
    return uniform_integers(int(bounds["low"]), int(bounds["high"]), luck)


def normal(mean: float, sd: float, luck: Floats) -> Floats:
    """Draws from a normal law; luck: 0 < luck < 1, any shape, in whose place they are put."""
    from scipy.special import ndtri

    drawn: Floats = ndtri(luck, out=luck)
    drawn *= sd
    drawn += mean
    return drawn


def uniform_integers(low: int, high: int, luck: Floats) -> Floats:
    """``contagion.uniform_integer`` of each draw, in the place of their luck.

    >>> uniform_integers(0, 2, np.array([0.1, 0.5, 0.9])).tolist()
    [0.0, 1.0, 2.0]
    """
    luck *= high - low + 1
    drawn: Floats = np.floor(luck, out=luck)
    drawn += low
    return drawn


def _listed(values: tuple[float, ...], world: World) -> Floats:
    if len(values) != len(world.states):
        raise InputFault(
            f"rule.threshold.values: {len(values):,} numbers for {len(world.states):,} states; one"
            f" for each, in their order, {world.states[0]} first"
        )
    return np.array(values, dtype=np.float64)
