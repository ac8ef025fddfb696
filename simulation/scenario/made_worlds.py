"""[world] of worlds made by rule or by the researcher: what may stand in it, and the defaults."""

from typing import Annotated, Literal

from pydantic import Field

from simulation.scenario.fields import (
    Code,
    Codes,
    DataFile,
    LastDay,
    OneOf,
    Strict,
    Words,
    key,
    number,
)
from simulation.scenario.graphs import MOST_STATES, Graphs
from simulation.scenario.textbook import LAYER_NAMES, MOST_LISTED
from simulation.scenario.values import Value

ONE_TREATY = ("T1",)
"""The treaty of a synthetic world that names none."""

StateNames = Annotated[
    list[Code],
    Field(min_length=1, max_length=MOST_LISTED),
    Words("a list of states by name"),
]
Shares = Annotated[
    list[Annotated[float, Field(ge=0.0, le=1.0)]],
    Field(min_length=1, max_length=MOST_LISTED),
    Words("a list of numbers from 0 to 1, one for each state"),
]


class Seeds(OneOf):
    """Who is out at the start: exactly one of the keys."""

    count: int | None = number("so many states, drawn", 0, MOST_STATES, "states", None)
    fraction: float | None = number("this share of the states, drawn", 0.0, 1.0, "", None)
    states: StateNames | None = key("these states", None)


class NormalDraw(Strict):
    """Drawn from a normal law and kept in 0..1, for each state."""

    mean: float = number("mean of the law", 0.0, 1.0, "")
    sd: float = number("standard deviation of the law", 0.0, 1.0, "")


class UniformDraw(Strict):
    """Drawn evenly between two numbers, for each state."""

    low: float = number("the lowest", 0.0, 1.0, "")
    high: float = number("the highest", 0.0, 1.0, "")


class Amounts(OneOf):
    """An amount of 0 to 1 for each state: exactly one of the keys."""

    constant: float | None = number("the same for every state", 0.0, 1.0, "", None)
    normal: NormalDraw | None = key("drawn from a normal law, kept in 0..1", None)
    uniform: UniformDraw | None = key("drawn evenly between two numbers", None)
    values: Shares | None = key("one for each state, in the order of states", None)


AMOUNT_WORDS = Words(
    "exactly one of { constant = 0.5 }, { normal = { mean = 0.5, sd = 0.1 } },"
    " { uniform = { low = 0.2, high = 0.8 } } and { values = [0.1, 0.5] }, each in 0..1"
)
SEED_WORDS = Words('exactly one of { count = 1 }, { fraction = 0.01 } and { states = ["S00001"] }')
NOTHING = {"constant": 0.0}
NOBODY = {"count": 0}


class SyntheticWorld(Strict):
    """[world] with source = "synthetic": S00000, S00001, ... on networks made by rule."""

    source: Literal["synthetic"] = key("where the states come from")
    states: int = number("how many states", 2, MOST_STATES, "states")
    treaties: Codes = key("the treaties that can be left; seeds are out of the first", ONE_TREATY)
    seeds: Annotated[Seeds, SEED_WORDS] = key(
        "who is out at the start; not counted in exits", NOBODY
    )
    fixed: bool = key(
        "true: networks, seeds, thresholds and whatever else is drawn of the world hold for all"
        " runs; false: drawn anew for each run",
        False,
    )
    layers: Graphs = key("the networks", {})
    threat: Annotated[Amounts, AMOUNT_WORDS] = key("threat felt by each state", NOTHING)
    commitment: Annotated[Amounts, AMOUNT_WORDS] = key("norm commitment at the start", NOTHING)
    notice_months: int = number("from notification to effect", 0, 120, "months", 0)


class TieFile(Strict):
    """[world.layers.NAME] of a world from tables."""

    file: DataFile = key("a CSV file: a, b and, if wanted, weight, from, to; border: also km")
    directed: bool = key("true: a looks at b, and b not at a", False)


class TieFiles(Strict):
    """[world.layers] of a world from tables."""

    border: TieFile | None = key("ties between neighbours", None)
    alliance: TieFile | None = key("ties between allies", None)
    peers: TieFile | None = key("ties between peers", None)
    rival: TieFile | None = key(
        "who is exposed to whose posture: a is exposed to b when directed", None
    )


class TableWorld(Strict):
    """[world] with source = "table": the researcher's own CSV files."""

    source: Literal["table"] = key("where the states come from")
    treaties: Codes = key("the treaties that can be left; the first is the one reported first")
    as_of: LastDay | None = key("the day whose world is built; the default is time.start", None)
    states: DataFile = key(
        "a CSV file: state and, if wanted, name, threat, commitment, posture, ..."
    )
    parties: DataFile | None = key(
        "a CSV file: state, treaty, joined and, if wanted, left; without it all are parties", None
    )
    history: DataFile | None = key(
        "a CSV file of withdrawals on record: state, treaty, announced, notified, out, returned",
        None,
    )
    codes: Literal["own", "iso3", "iso2", "cow", "gw", "name"] = key(
        "how the files name states: iso3, iso2, Correlates of War or Gleditsch-Ward numbers, plain"
        " names, or names of your own, taken as they are",
        "own",
    )
    layers: TieFiles = key("the ties", {})
    notice_months: int = number("from notification to effect", 0, 120, "months", 12)


def layers_of(world: Value) -> tuple[str, ...]:
    """The layers of ties that a world has, in the order of the theory."""
    layers = getattr(world, "layers", None)
    if layers is None:
        return LAYER_NAMES
    return tuple(name for name in LAYER_NAMES if getattr(layers, name) is not None)
