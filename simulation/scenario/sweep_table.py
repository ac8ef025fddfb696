"""[sweep]: what varies over the points of a design, and how the points are laid out."""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from simulation.scenario.fields import Strict, Words, key, number

MOST_POINTS = 100_000
"""Points of a design at most."""

LARGEST = 1e300

DesignName = Literal[
    "grid",
    "list",
    "one-at-a-time",
    "latin-hypercube",
    "sobol",
    "halton",
    "morris",
    "saltelli",
]
SPREAD = ("latin-hypercube", "sobol", "halton")
"""Designs that fill the space of what varies."""

FOR_INDICES = ("morris", "saltelli")
"""Designs whose points belong together: left-out points would spoil what is computed of them."""

TAKEN_BY: dict[str, tuple[str, ...]] = {
    "rows": ("list",),
    "points": (*SPREAD, "saltelli"),
    "trajectories": ("morris",),
    "levels": ("morris",),
    "second_order": ("saltelli",),
}
"""Keys that only some designs take."""

NEEDED = ("points", "trajectories")
"""Those of them that must be given where they are taken."""


class Range(Strict):
    """[sweep.vary] KEY = { low = ..., high = ... }: numbers from low to high."""

    low: float = number("the lowest number", -LARGEST, LARGEST, "")
    high: float = number("the highest number, included", -LARGEST, LARGEST, "")
    points: int | None = number(
        "so many numbers, evenly spaced, in a grid, list or one-at-a-time; other designs lay their"
        " own; may be left out with integer = true: every whole number",
        2,
        MOST_POINTS,
        "numbers",
        None,
    )
    scale: Literal["linear", "log"] = key(
        "log: equal ratios instead of equal steps; low must be above 0", "linear"
    )
    integer: bool = key("true: whole numbers only, each as likely as any other", False)


_ANY = {"type": ["string", "number", "boolean", "object"]}
_LIST = {"type": "array", "minItems": 1}
Vary = Annotated[
    dict[str, Any],
    Words(
        "a table of lists, ranges such as { low = 0.2, high = 1.0, points = 9 } and single values,"
        " by key"
    ),
    WithJsonSchema({"type": "object", "additionalProperties": {"anyOf": [_LIST, _ANY]}}),
]
Rows = Annotated[
    list[Annotated[dict[str, Any], Words("a table of values by key")]],
    Field(min_length=1, max_length=MOST_POINTS),
    Words("a list of tables, each a point: values by key"),
]
Constraints = Annotated[
    list[Annotated[str, Field(max_length=300)]],
    Field(max_length=100),
    Words('a list of comparisons, such as "rule.parameters.protection <= 0.5"'),
]


class Sweep(Strict):
    """[sweep]: what varies; ``snowball run`` ignores it."""

    design: DesignName = key("how the points are laid out, see below", "grid")
    vary: Vary = key(
        "for each key, in quotes, what it varies over: a list or a range; a single value, or a"
        " list of one, holds at every point",
        {},
    )
    rows: Rows | None = key("of a list, instead of vary: the points, each with the same keys", None)
    points: int | None = number(
        "of latin-hypercube, sobol and halton: how many points; of saltelli: N, a power of 2, for"
        " N (2 k + 2) points where k keys vary, without second_order N (k + 2)",
        2,
        MOST_POINTS,
        "points",
        None,
    )
    trajectories: int | None = number(
        "of morris: how many walks, each k + 1 points where k keys vary", 2, MOST_POINTS, "", None
    )
    levels: int | None = number(
        "of morris: levels of each key, an even number; the default is 4", 2, 1_000, "levels", None
    )
    second_order: bool | None = key(
        "of saltelli: whether pairs of keys get an index, too; the default is true", None
    )
    replicates: int | None = number(
        "runs at each point; the default is run.replicates", 1, 100_000_000, "runs", None
    )
    recorded: int = number(
        "of each point so many runs are recorded month by month, for threat and commitment in"
        " months.parquet; run.trajectories says nothing about a sweep",
        0,
        1_000_000,
        "runs",
        0,
    )
    constraints: Constraints | None = key(
        "comparisons of varied keys and numbers with + - * / and ( ); points that break one are"
        " left out; not of morris and saltelli",
        None,
    )
