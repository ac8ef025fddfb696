"""[world] of worlds made by rule or by the researcher: what may stand in it, and the defaults."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from simulation.scenario.fields import Code, Codes, LastDay, OneOf, Strict, Words, key, number
from simulation.scenario.textbook import MOST_LISTED, Listed, NormalDraw
from simulation.scenario.values import Value

MOST_STATES = 1_000_000
ONE_TREATY = ("T1",)
"""The treaty of a synthetic world that names none."""

GRAPHS = (
    "complete", "regular", "ring", "grid", "small-world", "scale-free", "block", "edges",
    "erdos-renyi",
)  # fmt: skip


def _names(value: Value) -> Value:
    return tuple(value) if isinstance(value, list) else value


StateNames = Annotated[
    tuple[Code, ...],
    BeforeValidator(_names),
    Field(min_length=1, max_length=MOST_LISTED),
    Words("a list of states by name"),
    WithJsonSchema({"type": "array", "items": {"type": "string"}, "minItems": 1}),
]


class Seeds(OneOf):
    """Who is out at the start: exactly one of the keys."""

    count: int | None = number("so many states, drawn", 0, MOST_STATES, "states", None)
    fraction: float | None = number("this share of the states, drawn", 0.0, 1.0, "", None)
    states: StateNames | None = key("these states", None)


class UniformDraw(Strict):
    """Drawn evenly between two numbers, for each state and run."""

    low: float = number("the lowest", 0.0, 1.0, "")
    high: float = number("the highest", 0.0, 1.0, "")


class Amounts(OneOf):
    """An amount of 0 to 1 for each state: exactly one of the keys."""

    constant: float | None = number("the same for every state", 0.0, 1.0, "", None)
    normal: NormalDraw | None = key("drawn from a normal law, kept in 0..1", None)
    uniform: UniformDraw | None = key("drawn evenly between two numbers", None)
    values: Listed | None = key("one for each state, in the order of states", None)


AMOUNT_WORDS = Words(
    "exactly one of { constant = 0.5 }, { normal = { mean = 0.5, sd = 0.1 } },"
    " { uniform = { low = 0.2, high = 0.8 } } and { values = [0.1, 0.5] }, each in 0..1"
)
SEED_WORDS = Words('exactly one of { count = 1 }, { fraction = 0.01 } and { states = ["S00001"] }')
NOTHING = Amounts(constant=0.0)
NOBODY = Seeds(count=0)

Sizes = Annotated[
    list[int],
    Field(min_length=1, max_length=1_000),
    Words("a list of whole numbers that add up to world.states"),
]


class Graph(Strict):
    """[world.layers.NAME] of a synthetic world: who is tied to whom; ties hold both ways."""

    graph: Literal[
        "complete", "regular", "ring", "grid", "small-world", "scale-free", "block", "edges",
        "erdos-renyi",
    ] = key("the kind of network")  # fmt: skip
    mean_degree: float | None = number(
        "erdos-renyi, scale-free: partners a state has on average", 0.0, MOST_STATES, "partners",
        None,
    )  # fmt: skip
    degree: int | None = number(
        "regular, ring, small-world: partners each state has (ring, small-world: even)", 0,
        MOST_STATES, "partners", None,
    )  # fmt: skip
    rewire: float | None = number(
        "small-world: chance that a tie of the ring is given a new end", 0.0, 1.0, "", None
    )
    width: int | None = number(
        "grid: states in a row; the default is the divisor of states nearest below its root", 1,
        MOST_STATES, "states", None,
    )  # fmt: skip
    wrap: bool | None = key("grid: true: opposite edges meet; the default", None)
    sizes: Sizes | None = key("block: how many states each block has", None)
    inside: float | None = number(
        "block: chance of a tie between two states of one block", 0.0, 1.0, "", None
    )
    across: float | None = number(
        "block: chance of a tie between states of two blocks", 0.0, 1.0, "", None
    )
    file: Code | None = key("edges: a CSV file with columns a, b and, if wanted, weight", None)
    weight: float = number("weight of each tie; edges: where the file gives none", 0.0, 1e3, "", 1.0)


class Graphs(Strict):
    """[world.layers] of a synthetic world."""

    border: Graph | None = key("ties between neighbours", None)
    alliance: Graph | None = key("ties between allies", None)
    peers: Graph | None = key("ties between peers", None)


class SyntheticWorld(Strict):
    """[world] with source = "synthetic": S00000, S00001, ... on networks made by rule."""

    source: Literal["synthetic"] = key("where the states come from")
    states: int = number("how many states", 2, MOST_STATES, "states")
    treaties: Codes = key("the treaties that can be left; seeds are out of the first", ONE_TREATY)
    seeds: Annotated[Seeds, SEED_WORDS] = key(
        "who is out at the start; not counted in exits", NOBODY
    )
    fixed: bool = key(
        "true: networks, seeds and thresholds are drawn once; false: anew for each run", False
    )
    layers: Graphs = key("the networks", Graphs())
    threat: Annotated[Amounts, AMOUNT_WORDS] = key("threat felt by each state", NOTHING)
    commitment: Annotated[Amounts, AMOUNT_WORDS] = key("norm commitment at the start", NOTHING)
    notice_months: int = number("from notification to effect", 0, 120, "months", 0)


class TieFile(Strict):
    """[world.layers.NAME] of a world from tables."""

    file: Code = key("a CSV file: a, b and, if wanted, weight, from, to")
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
    states: Code = key("a CSV file: state and, if wanted, name, threat, commitment, posture, ...")
    parties: Code | None = key(
        "a CSV file: state, treaty, joined and, if wanted, left; without it all are parties", None
    )
    history: Code | None = key(
        "a CSV file of withdrawals on record: state, treaty, announced, notified, out, returned",
        None,
    )
    codes: Literal["own", "iso3", "iso2", "cow", "gw", "name"] = key(
        "how the files name states: iso3, iso2, Correlates of War or Gleditsch-Ward numbers, plain"
        " names, or names of your own, taken as they are",
        "own",
    )
    layers: TieFiles = key("the ties", TieFiles())
    notice_months: int = number("from notification to effect", 0, 120, "months", 12)
