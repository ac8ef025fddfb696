"""Scenarios on synthetic worlds, and what theories say of them."""

from simulation.predictions.predicting import predictions
from simulation.scenario.reading import read
from simulation.world.build import build

COUNT = {"name": "threshold", "measure": "count"}
SHARE = {"name": "threshold", "measure": "share"}


def made(states, rule, peers=None, seeds=0, months=120, layers=None, **world):
    """A scenario: one layer, ``peers``, unless layers are given; seeds: how many, or a table."""
    years, rest = divmod(months, 12)
    end = f"{2000 + years}-{rest:02}-28" if rest else f"{1999 + years}-12-31"
    given = layers if layers is not None else {"peers": peers} if peers else {}
    return read(
        {
            "time": {"start": "2000-01-01", "end": end},
            "world": {
                "source": "synthetic",
                "states": states,
                "seeds": seeds if isinstance(seeds, dict) else {"count": seeds},
                "layers": given,
                **world,
            },
            "rule": rule,
        }
    )


def told(scenario, treaty="T1", own=None):
    """The theories of a scenario's treaty."""
    return predictions(scenario, *build(scenario), own)[treaty]


def values(theories, quantity, method=None):
    """at -> value of a quantity, from the first theory that has it (of a method, if given)."""
    for theory in theories:
        found = {v.at: v.value for v in theory.values if v.quantity == quantity}
        if found and method in (None, theory.method):
            return found
    return {}


def value(theories, quantity, method=None):
    """A quantity that has one value."""
    (only,) = values(theories, quantity, method).values()
    return only


def why_not(theories, method, quantity="final share gone"):
    """Why a method is unreliable in what it says of a quantity."""
    (theory,) = [
        t for t in theories if t.method == method and quantity in {v.quantity for v in t.values}
    ]
    return theory.why_not


def normal(mean, sd):
    return {**SHARE, "threshold": {"normal": {"mean": mean, "sd": sd}}}


def constant(threshold, **rule):
    return {**SHARE, "threshold": {"constant": threshold}, **rule}


def integers(low, high):
    return {**COUNT, "threshold": {"uniform_integers": {"low": low, "high": high}}}


def listed(thresholds):
    return {**COUNT, "threshold": {"values": [float(t) for t in thresholds]}}


def contact(probability):
    return {"name": "cascade", "probability": probability}


def erdos_renyi(mean):
    return {"graph": "erdos-renyi", "mean_degree": float(mean)}


COMPLETE = {"graph": "complete"}
