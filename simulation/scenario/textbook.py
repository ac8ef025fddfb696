"""[rule] of the textbook rules, one model each: what may stand in it, and what is the default."""

from typing import Annotated, Literal

from pydantic import Field

from simulation.scenario.fields import OneOf, Strict, Words, key, number

LAYER_NAMES = ("border", "alliance", "peers")
"""The layers of ties that a scenario may name."""

MOST_LISTED = 100_000


class NormalDraw(Strict):
    """Drawn from a normal law, for each state and run."""

    mean: float = number("mean of the law", -1e6, 1e6, "as measured")
    sd: float = number("standard deviation of the law", 0.0, 1e6, "as measured")


class IntegersDraw(Strict):
    """A whole number drawn evenly, for each state and run."""

    low: int = number("the smallest", -1_000_000, 1_000_000, "as measured")
    high: int = number("the largest, included", -1_000_000, 1_000_000, "as measured")


Listed = Annotated[
    list[float],
    Field(min_length=1, max_length=MOST_LISTED),
    Words(f"a list of 1 to {MOST_LISTED:,} numbers"),
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


class LayerWeights(Strict):
    """How much each layer counts where layers are joined by weights."""

    border: float = number("of the layer border", 0.0, 1e6, "", 1.0)
    alliance: float = number("of the layer alliance", 0.0, 1e6, "", 1.0)
    peers: float = number("of the layer peers", 0.0, 1e6, "", 1.0)


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
    weights: LayerWeights = key("with join = \"weighted\": the weight of each layer", LayerWeights())
    threshold: Annotated[Thresholds, THRESHOLD_WORDS] = key(
        "at which a state leaves; drawn anew for each run unless world.fixed"
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
