"""Theories of random networks without short loops: thresholds and contact along one layer."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from scipy.special import pdtr

from simulation.predictions.degrees import (
    Degrees,
    counted_degrees,
    poisson_degrees,
    same_degree,
)
from simulation.predictions.meanfield import Drawn, followers, random_network, spread, takes_off
from simulation.predictions.reliability import RELIABLE, Reasons, both, first_of, rugged, seldom
from simulation.predictions.setting import Setting
from simulation.predictions.theory import (
    FOLLOWERS,
    POSSIBLE,
    TAKES_OFF,
    WINDOW_FROM,
    WINDOW_TO,
    Theory,
    Value,
    by_month,
    ended,
)
from simulation.world.world import Floats

GLEESON = "gleeson-cahalane"
PERCOLATION = "bond percolation"
WINDOW = "cascade window"
BRANCHING = "branching process"

TREE = (
    "The network is random without short loops, and there are so many states that the share drawn"
    " out is its expectation (Gleeson and Cahalane 2007; Gleeson 2008)."
)
PERCOLATING = (
    "Each tie carries the exit over with one probability, in a random network without short loops"
    " of so many states that the share reached is its expectation (Newman 2002, PRE 66:016128)."
)
FIRST_STEPS = (
    "A few first leavers far apart in a random network without short loops, so that early on nobody"
    " sees two of them (Watts 2002)."
)
FEW_LEAVERS = (
    "Each new leaver tempts partners that nobody else tempts, as early on in a random network"
    " without short loops (Galton-Watson branching process)."
)

CHANCE_MADE = ("erdos-renyi", "regular")
"""Networks that the theories are about."""
FEWEST = 200
"""With fewer states ties of a random network soon close into loops (assumption, found by trial)."""
CROWDED = 0.1
"""Mean degree, as a share of the states, above which they do too."""
MOST_PARTNERS = 2_000
"""Partners of a state up to which sums over all numbers of partners are worked out."""
NEAR = 0.1
"""Distance of the number of followers from 1 below which small worlds blur the transition."""
DEPLETED = 0.05
"""Expected share gone, over one less the followers, above which leavers meet each other: below it
the mean of runs is less than a tenth off (assumption, found by trial)."""

NOT_RANDOM = "Partners are not drawn independently in networks of the kind {kind}."
SMALL = "With {states:,} states ties close into short loops."
DENSE = "With {mean:.0f} partners among {states:,} states ties close into short loops."
AT_THE_EDGE = "So near 1 follower of a leaver, {states:,} states blur the transition."
MEETING = "So near 1 follower of a leaver, they meet the same partners in {states:,} states."


class Layer(NamedTuple):
    """One layer of ties, as the theory sees it."""

    kind: str
    """``graph`` of the scenario."""
    degrees: Degrees
    why_not: str
    """Why the network is none that the theory is about; empty: it is one."""

    def named(self, method: str) -> str:
        """A method's name on this kind of network."""
        return f"{method} {self.kind if self.kind in CHANCE_MADE else 'by degree'}"


def layer(here: Setting, name: str) -> Layer | None:
    """The layer of that name; None where states have too many partners for the sums."""
    said = here.networks[name]
    degrees = _degrees(here, name, said)
    if degrees.partners[-1] > MOST_PARTNERS:
        return None
    return Layer(said["graph"], degrees, _no_tree(said["graph"], degrees, here.states))


def _degrees(here: Setting, name: str, said: Mapping[str, Any]) -> Degrees:
    if said["graph"] == "erdos-renyi":
        return poisson_degrees(float(said["mean_degree"]))
    if said["graph"] == "regular":
        return same_degree(int(said["degree"]))
    ties = here.world.layers[name]
    return counted_degrees(np.bincount(ties.state, minlength=len(here.world.states)))


def _no_tree(kind: str, degrees: Degrees, states: int) -> str:
    if kind not in CHANCE_MADE:
        return NOT_RANDOM.format(kind=kind)
    if states < FEWEST:
        return SMALL.format(states=states)
    if degrees.mean > CROWDED * states:
        return DENSE.format(mean=degrees.mean, states=states)
    return ""


def spreading(
    here: Setting, on: Layer, drawn: Drawn, method: str = GLEESON, assumption: str = TREE
) -> Iterator[Theory]:
    """Share gone at the end and exits month by month, by synchronous updating.

    drawn: (partners out, partners) -> chance that they are enough to draw a state out.
    """
    name = on.named(method)
    maps, start = random_network(on.degrees, drawn), here.seeds / here.states
    exits = here.states * (spread(maps, start, here.months) - start)
    size = rugged(maps, start, here.months, here.states)
    outset = first_of(here.upset, on.why_not)
    final, path = both((outset, outset), _luck(here, on, drawn), size)
    end = tuple(ended(here.states, here.seeds, float(exits[-1])))
    yield Theory(name, assumption, final, end)
    yield Theory(name, assumption, path, tuple(by_month(exits)))


def _luck(here: Setting, on: Layer, drawn: Drawn) -> Reasons:
    """Why the spread is unreliable where it takes luck to take off."""
    unaided = drawn(np.zeros(len(on.degrees.partners)), on.degrees.partners.astype(np.float64))
    if here.seeds == 0 or unaided.max() > 0.0 or followers(on.degrees, drawn) <= 1.0:
        return RELIABLE
    return seldom(takes_off(on.degrees, drawn, here.seeds))


def first_steps(here: Setting, on: Layer, drawn: Drawn, threshold: float | None) -> Theory:
    """Whether a few first leavers can draw out a fixed share of a large world.

    threshold: the one share that all states want to see, where there is one; then the window of
    mean degrees is told too.
    """
    mean = followers(on.degrees, drawn)
    values = [Value(POSSIBLE, -1, float(mean > 1.0)), Value(FOLLOWERS, -1, mean)]
    if here.seeds > 0:
        values.append(Value(TAKES_OFF, -1, takes_off(on.degrees, drawn, here.seeds)))
    ends = window(threshold) if threshold is not None and on.kind == "erdos-renyi" else None
    if ends is not None:
        values += [Value(WINDOW_FROM, -1, ends[0]), Value(WINDOW_TO, -1, ends[1])]
    why_not = first_of(here.upset, on.why_not, _blurred(mean, here.states))
    return Theory(WINDOW, FIRST_STEPS, why_not, tuple(values))


def contact(here: Setting, on: Layer, probability: float) -> Iterator[Theory]:
    """Contact: the share reached in a large world, and its first steps."""

    def drawn(out: Floats, _: Floats) -> Floats:
        """Chance that one of so many leavers tempts."""
        return np.asarray(1.0 - (1.0 - probability) ** out)

    yield from spreading(here, on, drawn, PERCOLATION, PERCOLATING)
    yield _branching(here, on, drawn, probability)


def _branching(here: Setting, on: Layer, drawn: Drawn, probability: float) -> Theory:
    """Whether contact takes off, and how far it gets where it cannot."""
    mean = followers(on.degrees, drawn)
    values = [Value(POSSIBLE, -1, float(mean > 1.0)), Value(FOLLOWERS, -1, mean)]
    if here.seeds > 0:
        values.append(Value(TAKES_OFF, -1, takes_off(on.degrees, drawn, here.seeds)))
    near = _blurred(mean, here.states) if mean >= 1.0 else ""
    if mean < 1.0:
        first = here.seeds * probability * on.degrees.mean
        exits = first * np.concatenate(([0.0], np.cumsum(mean ** np.arange(here.months))))
        values += [*ended(here.states, here.seeds, float(exits[-1])), *by_month(exits)]
        crowded = (here.seeds + exits[-1]) / here.states / (1.0 - mean) > DEPLETED
        near = MEETING.format(states=here.states) if crowded else ""
    why_not = first_of(here.upset, on.why_not, near)
    return Theory(BRANCHING, FEW_LEAVERS, why_not, tuple(values))


def _blurred(followers: float, states: int) -> str:
    """Why a small world does not tell whether a cascade can be global; empty where it does."""
    near = abs(followers - 1.0) < NEAR
    return AT_THE_EDGE.format(states=states) if near else ""


def window(threshold: float) -> tuple[float, float] | None:
    """Mean degrees between which few leavers can begin a global cascade; None: there are none.

    Erdős-Rényi networks, one threshold for all: z P(Poisson(z) <= K - 2) > 1, where K is the most
    partners of which one is a share that reaches the threshold (Watts 2002, PNAS 99:5766).

    >>> [round(end, 4) for end in window(0.18) or ()]
    [1.0207, 5.7647]
    >>> window(0.26) is None
    True
    """
    if threshold <= 0.0:
        return None
    most = int(1.0 / threshold) + 1
    while most > 0 and 1.0 / most < threshold:
        most -= 1

    def above(mean: float) -> float:
        """How far spreading lies above the threshold of a cascade."""
        return float(mean * pdtr(most - 2, mean) - 1.0) if most >= 2 else -1.0

    means = np.linspace(0.0, float(most), 400)
    peak = means[int(np.argmax([above(mean) for mean in means]))]
    if above(peak) <= 0.0:
        return None
    from scipy.optimize import brentq  # slow to import, and few scenarios come here

    return float(brentq(above, 0.0, peak)), float(brentq(above, peak, 2.0 * most + 10.0))
