"""Synthetic worlds: states, networks, seeds and what states feel and hold, made by rule."""

import dataclasses
import functools
from typing import Any

import numpy as np

from simulation import chance
from simulation.model.stages import OUT, PARTY
from simulation.scenario.data_files import LARGEST_NETWORK, content
from simulation.scenario.scenario import Scenario
from simulation.world.luck import Luck, uniforms_of_many
from simulation.world.starts import Starts, Uniforms
from simulation.world.synthetic import networks, start
from simulation.world.table.files import label_of
from simulation.world.world import LAYERS, Floats, Integers, Ties, Treaty, World

DIGITS = 5
"""Of a state's number in its name, at least."""

_NOBODY = np.zeros(0, dtype=np.int64)
NO_TIES = Ties(_NOBODY, _NOBODY, np.zeros(0), _NOBODY, _NOBODY)


def draws_anew(scenario: Scenario) -> bool:
    """Whether networks, seeds, threat or commitment are drawn anew for each replicate."""
    said = scenario.world.options
    return draws_networks(scenario) or (
        not said["fixed"]
        and (
            start.seeds_are_drawn(said["seeds"], said["states"])
            or any(start.is_drawn(said[amount]) for amount in ("threat", "commitment"))
        )
    )


def synthetic_world(scenario: Scenario) -> World:
    """The world that a scenario with source = "synthetic" asks for, as measures are taken in it.

    Where each replicate draws its own, this is replicate 0's, but seeds that are drawn are not
    marked in it: who is out at the start is the replicate's own.  Listed seeds are marked.

    Raises ``InputFault`` for networks too large to be listed, and for files at fault.
    """
    said, size = scenario.world.options, scenario.world.options["states"]
    graphs, empty = said["layers"], np.zeros(size)
    complete = [name for name in LAYERS if _kind(scenario, name) == networks.COMPLETE]
    treaties = len(scenario.world.treaties)
    return World(
        states=identifiers(size),
        names=identifiers(size),
        draw_keys=identifiers(size, DIGITS),
        treaties=tuple(
            Treaty(code, code, said["notice_months"], conflict_clause=False)
            for code in scenario.world.treaties
        ),
        stage=_stage(scenario, 0, seeded=not draws_anew(scenario)),
        commitment=_commitment(scenario, 0),
        layers={name: _layer(scenario, name, 0) for name in LAYERS},
        rivals=NO_TIES,
        posture=empty,
        danger=_danger(scenario, 0),
        kindred=1.0 - np.eye(treaties),
        groups={},
        guarantors={},
        population=np.full(size, np.nan),
        declared=tuple(name for name in LAYERS if name in graphs),
        complete=tuple(complete),
        complete_weight=tuple(networks.complete_weight(graphs[name], size) for name in complete),
    )


def redrawn_world(scenario: Scenario, replicate: int, base: World | None = None) -> World:
    """The world of one replicate.

    base: what ``synthetic_world`` gave, for everything that luck does not decide.
    """
    whole = synthetic_world(scenario) if base is None else base
    if not draws_anew(scenario):
        return whole
    drawn = _drawn(scenario, replicate, whole) if replicate > 0 else {}
    return dataclasses.replace(whole, stage=_stage(scenario, replicate, seeded=True), **drawn)


def redrawn_starts(
    scenario: Scenario, base: World, replicates: Integers, uniforms: Uniforms
) -> Starts:
    """What ``redrawn_world`` changes, besides networks, in the worlds of many replicates."""
    if not draws_anew(scenario):
        return Starts()
    said, whose = scenario.world.options, start.Whose(scenario.seed, replicates, uniforms)
    stage = np.repeat(base.stage[None].astype(np.int8), len(replicates), axis=0)
    seeds = start.seeds_of_many(said["seeds"], said["states"], *whose)
    np.put_along_axis(stage[:, 0], seeds, np.int8(OUT), axis=1)
    threat, commitment = (start.is_drawn(said[name]) for name in ("threat", "commitment"))
    return Starts(
        stage=stage,
        danger=_dangers(scenario, whose) if threat else None,
        commitment=_commitments(scenario, whose) if commitment else None,
    )


def draws_networks(scenario: Scenario) -> bool:
    """Whether networks are drawn anew for each replicate."""
    said = scenario.world.options
    return not said["fixed"] and any(networks.is_drawn(graph) for graph in said["layers"].values())


def _drawn(scenario: Scenario, replicate: int, whole: World) -> dict[str, Any]:
    """What luck decides of a world besides its seeds, by the name of its field."""
    said = scenario.world.options
    drawn: dict[str, Any] = {}
    if start.is_drawn(said["threat"]):
        drawn["danger"] = _danger(scenario, replicate)
    if start.is_drawn(said["commitment"]):
        drawn["commitment"] = _commitment(scenario, replicate)
    return {**drawn, "layers": redrawn_layers(scenario, replicate, whole, uniforms_of_many)}


def redrawn_layers(
    scenario: Scenario, replicate: int, base: World, uniforms: Uniforms
) -> dict[str, Ties]:
    """The layers of one replicate's world, where those that are drawn are drawn anew for each."""
    graphs = scenario.world.options["layers"]
    again = [name for name, graph in graphs.items() if networks.is_drawn(graph)]
    new = {name: _layer(scenario, name, replicate, uniforms) for name in again}
    return {**base.layers, **new}


@functools.lru_cache(maxsize=4)
def identifiers(states: int, digits: int = 0) -> tuple[str, ...]:
    """S00000, S00001, ...: five digits, six where there are more than 100,000 states.

    Their order by letters is their order by number.  digits: fewer, with more only where a number
    needs them: so a state keys its draws, whose luck must not depend on how many others there are.

    >>> identifiers(2), identifiers(100_001)[-1], identifiers(100_001, 5)[1]
    (('S00000', 'S00001'), 'S100000', 'S00001')
    """
    width = max(DIGITS, len(str(states - 1)))
    if width == digits:
        return identifiers(states)
    thousands = [f"S{number:0{(digits or width) - 3}d}" for number in range(-(-states // 1000))]
    rest = [f"{number:03d}" for number in range(1000)]
    return tuple([first + last for first in thousands for last in rest][:states])


def _kind(scenario: Scenario, layer: str) -> str:
    graph = scenario.world.options["layers"].get(layer)
    return str(graph["graph"]) if graph is not None else ""


def _layer(
    scenario: Scenario, layer: str, replicate: int, uniforms: Uniforms = uniforms_of_many
) -> Ties:
    said = scenario.world.options
    if _kind(scenario, layer) in ("", networks.COMPLETE):
        return NO_TIES
    luck = Luck(scenario.seed, f"{chance.NETWORKS}: {layer}", replicate, uniforms)
    graph, file = said["layers"][layer], f"world.layers.{layer}.file"
    listed = None
    if graph["graph"] == networks.EDGES:
        listed = networks.File(content(scenario, file, LARGEST_NETWORK), label_of(scenario, file))
    return networks.made(layer, graph, identifiers(said["states"]), luck, listed)


def _stage(scenario: Scenario, replicate: int, seeded: bool) -> Integers:
    """(treaties, states) all are party, but seeds are out of the first treaty."""
    said = scenario.world.options
    stage = np.full((len(scenario.world.treaties), said["states"]), PARTY, dtype=np.int64)
    stage[0, start.listed_seeds(said["seeds"])] = OUT
    if seeded:
        stage[0, start.drawn_seeds(said["seeds"], said["states"], scenario.seed, replicate)] = OUT
    return stage


def _danger(scenario: Scenario, replicate: int) -> Floats:
    return np.asarray(_dangers(scenario, _alone(scenario, replicate))[0])


def _commitment(scenario: Scenario, replicate: int) -> Floats:
    return np.asarray(_commitments(scenario, _alone(scenario, replicate))[0])


def _alone(scenario: Scenario, replicate: int) -> start.Whose:
    return start.Whose(scenario.seed, np.array([replicate], dtype=np.int64))


def _dangers(scenario: Scenario, whose: start.Whose) -> Floats:
    """(runs or 1, states)."""
    said = scenario.world.options
    keys = identifiers(said["states"], DIGITS)
    return start.danger(start.amounts(said["threat"], chance.THREATS, keys, "", whose))


def _commitments(scenario: Scenario, whose: start.Whose) -> Floats:
    """(runs or 1, treaties, states)."""
    said, treaties = scenario.world.options, scenario.world.treaties
    keys = identifiers(said["states"], DIGITS)
    if not start.is_drawn(said["commitment"]):
        same = start.amounts(said["commitment"], "", keys, "", whose)
        return np.broadcast_to(same[:, None], (1, len(treaties), said["states"]))
    drawn = [
        start.amounts(said["commitment"], chance.COMMITMENTS, keys, treaty, whose)
        for treaty in treaties
    ]
    return np.stack(drawn, axis=1)
