"""What the keys of made worlds and textbook rules must be beside each other.

Each key by itself was looked at before: here are networks that cannot exist, lists of another
length than the world, names of no state, bounds the wrong way round, weights of no layer.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from simulation.scenario.faults import did_you_mean
from simulation.scenario.graphs import (
    Blocks,
    ErdosRenyi,
    Graphs,
    Grid,
    Regular,
    Ring,
    ScaleFree,
    SmallWorld,
)
from simulation.scenario.made_worlds import Amounts, Seeds, SyntheticWorld, layers_of
from simulation.scenario.plain import shown
from simulation.scenario.review import Review
from simulation.scenario.textbook import ThresholdRule
from simulation.scenario.values import Value
from simulation.scenario.wording import amount

DIGITS = 5
"""Of a state's number in its name, at least."""


class Fault(NamedTuple):
    """A key that does not fit the others."""

    path: tuple[str, ...]
    what: str
    """To follow the key."""


def review_made(review: Review, world: Value, rule: Value) -> None:
    """Notes every fault between keys of a valid world and a valid rule, as far as they are."""
    if isinstance(world, SyntheticWorld):
        _note(review, of_synthetic(world))
    if isinstance(rule, ThresholdRule):
        _note(review, of_threshold(rule))
        if world is not None:
            _note(review, of_weights(rule, layers_of(world)))
        if isinstance(world, SyntheticWorld):
            _note(review, _length(("rule", "threshold", "values"), rule.threshold.values, world))


def _note(review: Review, faults: Iterator[Fault]) -> None:
    for fault in faults:
        review.fault(*fault)


def of_synthetic(world: SyntheticWorld) -> Iterator[Fault]:
    """Faults of a synthetic world, each after what it says of its number of states."""
    yield from of_layers(world.layers, world.states)
    yield from of_seeds(world.seeds, world.states)
    for name in ("threat", "commitment"):
        yield from of_amounts(("world", name), getattr(world, name), world)


def of_layers(layers: Graphs, states: int) -> Iterator[Fault]:
    """Faults of networks that cannot exist between so many states."""
    for name, network in layers:
        for key, what in () if network is None else _of_network(network, states):
            yield Fault(("world", "layers", name, key), what)


def _of_network(network: Value, states: int) -> Iterator[tuple[str, str]]:
    """Keys of one network and what is wrong with them."""
    match network:
        case Ring() | SmallWorld() | Regular():
            yield from _of_degree(network, network.degree, states)
        case ScaleFree() | ErdosRenyi():
            yield from _of_mean_degree(network, network.mean_degree, states)
        case Grid() if network.width is not None and states % network.width:
            yield "width", f" = {network.width:,}: must divide world.states = {states:,}"
        case Blocks() if sum(network.sizes) != states:
            said = f"must add up to world.states = {states:,}, are {sum(network.sizes):,}"
            yield "sizes", f" = {shown(network.sizes)}: {said}"


def _of_degree(network: Value, degree: int, states: int) -> Iterator[tuple[str, str]]:
    if degree >= states:
        yield "degree", f" = {degree:,}: must be below world.states = {states:,}"
    elif not isinstance(network, Regular) and degree % 2:
        yield "degree", f" = {degree:,}: must be even, half of the partners on either side"
    elif degree * states % 2:
        yield "degree", f" = {degree:,}: must be even where world.states = {states:,} is odd"


def _of_mean_degree(network: Value, degree: float, states: int) -> Iterator[tuple[str, str]]:
    if degree > states - 1:
        most = f"must be at most {states - 1:,}, where world.states = {states:,}"
        yield "mean_degree", f" = {amount(degree)}: {most}"
    elif isinstance(network, ScaleFree) and degree % 2.0:
        even = "must be an even number, as each newcomer attaches to half as many states"
        yield "mean_degree", f" = {amount(degree)}: {even}"


def of_seeds(seeds: Seeds, states: int) -> Iterator[Fault]:
    """Faults of seeds: more than there are states, names of none, names given twice."""
    path = ("world", "seeds", "count")
    if seeds.count is not None and seeds.count > states:
        yield Fault(path, f" = {seeds.count:,}: must be at most world.states = {states:,}")
    named = set()
    for at, name in enumerate(seeds.states or ()):
        path = ("world", "seeds", f"states[{at}]")
        if not _is_state(name, states):
            first, last = state_name(0, states), state_name(states - 1, states)
            span = f'must be a state, "{first}" to "{last}"{_meant(name, states)}'
            yield Fault(path, f" = {shown(name)}: {span}")
        elif name in named:
            yield Fault(path, f" = {shown(name)}: must not be named twice")
        named.add(name)


def state_name(number: int, states: int) -> str:
    """What a state of a synthetic world is called, by its number from 0.

    >>> state_name(7, 100), state_name(7, 1_000_000)
    ('S00007', 'S000007')
    """
    return f"S{number:0{max(DIGITS, len(str(states - 1)))}d}"


def _is_state(name: str, states: int) -> bool:
    number = _number(name)
    return number is not None and number < states and state_name(number, states) == name


def _number(name: str) -> int | None:
    written = re.fullmatch(r"[Ss]?([0-9]{1,9})", name, re.ASCII)
    return int(written[1]) if written else None


def _meant(name: str, states: int) -> str:
    """A hint at the state of the same number."""
    number = _number(name)
    if number is None or number >= states:
        return ""
    return did_you_mean(known := state_name(number, states), [known])


def of_amounts(path: tuple[str, ...], amounts: Amounts, world: SyntheticWorld) -> Iterator[Fault]:
    """Faults of threat or commitment: bounds the wrong way round, lists of another length."""
    if amounts.uniform is not None:
        yield from _bounds((*path, "uniform"), amounts.uniform.low, amounts.uniform.high)
    yield from _length((*path, "values"), amounts.values, world)


def of_threshold(rule: ThresholdRule) -> Iterator[Fault]:
    """Faults of the rule of thresholds by itself."""
    drawn = rule.threshold.uniform_integers
    if drawn is not None:
        yield from _bounds(("rule", "threshold", "uniform_integers"), drawn.low, drawn.high)
    if rule.weights is not None and rule.join != "weighted":
        only = f'only allowed with join = "weighted", not with join = "{rule.join}"'
        yield Fault(("rule", "weights"), f": {only}")


def of_weights(rule: ThresholdRule, layers: tuple[str, ...]) -> Iterator[Fault]:
    """Faults of weights beside the layers that the world has."""
    if rule.join != "weighted":
        return
    given = {} if rule.weights is None else rule.weights.model_dump(exclude_none=True)
    for layer in given:
        if layer not in layers:
            there = ", ".join(layers) or "none"
            yield Fault(
                ("rule", "weights", layer), f": no such layer in this world; there: {there}"
            )
    if layers and not any(given.get(layer, 1.0) for layer in layers):
        yield Fault(("rule", "weights"), ": must not all be 0")


def _bounds(path: tuple[str, ...], low: float, high: float) -> Iterator[Fault]:
    if low > high:
        yield Fault((*path, "low"), f" = {amount(low)}: must not be above high = {amount(high)}")


def _length(
    path: tuple[str, ...], values: list[float] | None, world: SyntheticWorld
) -> Iterator[Fault]:
    if values is not None and len(values) != world.states:
        wanted = f"must hold {world.states:,}, one for each of world.states"
        yield Fault(path, f": holds {len(values):,} numbers, {wanted}")
