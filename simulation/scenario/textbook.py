"""[rule] of the textbook rules, one model each: what may stand in it, and what is the default."""

from typing import Annotated, Literal

from pydantic import Field

from simulation.scenario.fields import OneOf, Strict, Words, key, number
from simulation.scenario.values import FieldOf

LAYER_NAMES = ("border", "alliance", "peers")
"""The layers of ties that a scenario may name."""

MOST_LISTED = 100_000


class NormalDraw(Strict):
    """Drawn from a normal law, for each state."""

    mean: float = number("mean of the law", -1e6, 1e6, "as measured")
    sd: float = number("standard deviation of the law", 0.0, 1e6, "as measured")


class IntegersDraw(Strict):
    """A whole number drawn evenly, for each state."""

    low: int = number("the smallest", -1_000_000, 1_000_000, "as measured")
    high: int = number("the largest, included", -1_000_000, 1_000_000, "as measured")


Listed = Annotated[
    list[Annotated[float, Field(ge=-1e6, le=1e6)]],
    Field(min_length=1, max_length=MOST_LISTED),
    Words("a list of numbers, one for each state"),
]


class Thresholds(OneOf):
    """Where the thresholds come from: exactly one of the keys."""

    constant: float | None = number("the same for every state", -1e6, 1e6, "as measured", None)
    normal: NormalDraw | None = key("drawn from a normal law: { mean = ..., sd = ... }", None)
    uniform_integers: IntegersDraw | None = key(
        "whole numbers drawn evenly: { low = ..., high = ... }, both included", None
    )
    values: Listed | None = key("one for each state, in the order of states", None)


THRESHOLD_WORDS = Words(
    "exactly one of { constant = 0.18 }, { normal = { mean = 0.25, sd = 0.12 } },"
    " { uniform_integers = { low = 0, high = 99 } } and { values = [0, 1, 2] }"
)


def _layer_weight(layer: str) -> FieldOf:
    meaning = f"how much the layer {layer} counts; the default is 1 where the world has it"
    return number(meaning, 0.0, 1e6, "", None)


class LayerWeights(Strict):
    """How much each layer counts where layers are joined by weights."""

    border: float | None = _layer_weight("border")
    alliance: float | None = _layer_weight("alliance")
    peers: float | None = _layer_weight("peers")


class ThresholdRule(Strict):
    """[rule] with name = "threshold": leave when what is seen reaches one's own threshold."""

    name: Literal["threshold"] = key("the rule by which states leave")
    measure: Literal["share", "count"] = key(
        "what is compared: the share of the partners' weight that is out, or their summed weight",
        "share",
    )
    join: Literal["or", "and", "weighted"] = key(
        "several layers: one is enough; all must reach it; or their weighted mean (of counts: sum)",
        "or",
    )
    weights: LayerWeights | None = key(
        'how much each layer counts; only with join = "weighted"', None
    )
    threshold: Annotated[Thresholds, THRESHOLD_WORDS] = key(
        "at which a state leaves; where it is drawn, anew for each run unless world.fixed"
    )


class CascadeRule(Strict):
    """[rule] with name = "cascade": each new leaver tempts each partner once, the month after."""

    name: Literal["cascade"] = key("the rule by which states leave")
    probability: float = number("chance that one leaver tempts one partner out", 0.0, 1.0, "")


class SimpleRule(Strict):
    """[rule] with name = "simple": leave with chance p + q times the share of all states gone."""

    name: Literal["simple"] = key("the rule by which states leave")
    p: float = number("monthly chance to leave on one's own", 0.0, 1.0, "a month")
    q: float = number("what it gains when everybody is gone", 0.0, 1.0, "a month")
