"""Synthetic scenarios from few words, for tests of made worlds."""

import numpy as np

from simulation.scenario.reading import read
from simulation.world.luck import Luck
from simulation.world.world import FOREVER

THRESHOLD = {"name": "threshold", "threshold": {"constant": 0.5}}


def made(states=10, rule=None, layers=None, seed=1, events=(), months=12, **world):
    """A scenario of a synthetic world; layers: a network on ``peers``, or networks by name."""
    month = (months - 1) % 12 + 1
    networks = {} if layers is None else {"peers": layers} if "graph" in layers else layers
    return read(
        {
            "time": {"start": "2000-01", "end": f"{2000 + (months - 1) // 12}-{month:02d}"},
            "run": {"seed": seed},
            "world": {"source": "synthetic", "states": states, "layers": networks, **world},
            "rule": rule or THRESHOLD,
            "events": list(events),
        }
    )


def luck(replicate=0, seed=1):
    return Luck(seed, "synthetic networks: peers", replicate)


def degrees(ties, states):
    return np.bincount(ties.state, minlength=states)


def pairs_of(ties):
    """Both ends of each tie, the lower first, as a set."""
    up = ties.state < ties.partner
    return set(zip(ties.state[up].tolist(), ties.partner[up].tolist(), strict=True))


def is_simple(ties, states):
    """Raise unless ties hold both ways throughout, each once, nobody with itself, in order."""
    cells = ties.state * states + ties.partner
    assert (np.diff(cells) > 0).all()
    assert (ties.state != ties.partner).all()
    assert ((ties.state >= 0) & (ties.state < states)).all()
    np.testing.assert_array_equal(np.sort(ties.partner * states + ties.state), cells)
    assert (ties.since == 0).all()
    assert (ties.until == FOREVER).all()


def same_world(one, other):
    """Raise where two worlds differ in what is drawn."""
    for name in ("stage", "commitment", "danger", "threshold"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    for layer, ties in one.layers.items():
        for name in ("state", "partner", "weight", "since", "until"):
            held = getattr(other.layers[layer], name)
            np.testing.assert_array_equal(getattr(ties, name), held, err_msg=f"{layer}: {name}")
