"""The kinds of networks, and how the layers of a synthetic world are made of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from simulation.scenario.faults import InputFault
from simulation.world.luck import Luck
from simulation.world.synthetic import growing, independent, lattices, rewired
from simulation.world.synthetic.listed import edges
from simulation.world.synthetic.pairs import (
    Pairs,
    both_ways,
    exact_weight,
    none,
    triangle_of,
)
from simulation.world.world import Ties

Graph = Mapping[str, Any]
"""One table ``[world.layers.NAME]``."""

COMPLETE, EDGES = "complete", "edges"


class File(NamedTuple):
    """A file of ties."""

    content: bytes
    label: str
    """How messages call it."""


MOST_TIES = 20_000_000
"""Pairs that a layer may hold: twice as many entries, of 16 bytes each, and some more to make them.
A complete layer is not listed and holds any number."""


def is_drawn(graph: Graph) -> bool:
    """Whether luck decides who is tied to whom."""
    if graph["graph"] == "small-world":
        return bool(graph["rewire"] > 0.0)
    return graph["graph"] in ("erdos-renyi", "regular", "scale-free", "block")


def made(
    layer: str, graph: Graph, states: tuple[str, ...], luck: Luck, listed: File | None
) -> Ties:
    """The ties of one layer, both ways; none for a complete layer, which lists none.

    listed: its file, for the kind that reads one.

    Raises ``InputFault`` for a network that is too large to be listed, or a file at fault.
    """
    size, weight = len(states), float(graph["weight"])
    _refuse_size(layer, graph, size)
    if listed is not None:
        return both_ways(edges(listed.content, listed.label, states, weight), size, weight)
    return both_ways(_pairs(graph, size, luck), size, weight)


def _pairs(graph: Graph, states: int, luck: Luck) -> Pairs:
    match graph["graph"]:
        case "regular":
            return rewired.regular(states, graph["degree"], luck)
        case "ring":
            return lattices.ring(states, graph["degree"])
        case "grid":
            return lattices.grid(states, width(graph, states), graph["wrap"])
        case "small-world":
            return rewired.small_world(states, graph["degree"], float(graph["rewire"]), luck)
        case "scale-free":
            return growing.scale_free(states, float(graph["mean_degree"]), luck)
        case "block":
            chances = float(graph["inside"]), float(graph["across"])
            return independent.blocks(graph["sizes"], *chances, luck)
        case "erdos-renyi":
            return independent.erdos_renyi(states, float(graph["mean_degree"]), luck)
    return none()


def complete_weight(graph: Graph, states: int) -> float:
    """Weight of each tie of a complete layer."""
    return exact_weight(float(graph["weight"]), states)


def width(graph: Graph, states: int) -> int:
    """States in a row of a grid."""
    return int(graph.get("width") or lattices.default_width(states))


def _refuse_size(layer: str, graph: Graph, states: int) -> None:
    kind, ties = graph["graph"], expected_ties(graph, states)
    if ties > MOST_TIES:
        raise InputFault(
            f'world.layers.{layer}: graph = "{kind}" with {states:,} states has about {ties:,.0f}'
            f' ties, must have at most {MOST_TIES:,} (graph = "complete" takes any number)'
        )


def expected_ties(graph: Graph, states: int) -> float:
    """How many pairs are tied, on average."""
    match graph["graph"]:
        case "regular" | "ring" | "small-world":
            return float(states * graph["degree"] / 2.0)
        case "grid":
            return 2.0 * states
        case "erdos-renyi":
            return float(states * graph["mean_degree"] / 2.0)
        case "scale-free":
            return float(states * growing.attached(graph["mean_degree"]))
        case "block":
            within = float(np.sum([triangle_of(size) for size in graph["sizes"]]))
            between = triangle_of(states) - within
            return float(within * graph["inside"] + between * graph["across"])
    return 0.0
