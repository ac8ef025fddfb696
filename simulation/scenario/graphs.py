"""[world.layers.NAME] of a synthetic world: the kinds of networks, one model each."""

from typing import Annotated, Literal

from pydantic import Field

from simulation.scenario.fields import DataFile, Strict, Words, key, number
from simulation.scenario.values import FieldOf

MOST_STATES = 1_000_000
MOST_BLOCKS = 1_000

Sizes = Annotated[
    list[Annotated[int, Field(ge=1, le=MOST_STATES)]],
    Field(min_length=1, max_length=MOST_BLOCKS),
    Words("a list of whole numbers that add up to world.states"),
]


HALVES = "partners each state has, in a small world before rewiring; even: half on either side"


def _graph() -> FieldOf:
    return key("the kind of network")


def _partners(meaning: str) -> FieldOf:
    return number(meaning, 0, MOST_STATES, "partners")


def _chance(meaning: str) -> FieldOf:
    return number(meaning, 0.0, 1.0, "")


def _weight() -> FieldOf:
    return number("weight of each tie; of edges where the file gives none", 0.0, 1e3, "", 1.0)


class Complete(Strict):
    """Everybody is tied to everybody."""

    graph: Literal["complete"] = _graph()
    weight: float = _weight()


class Regular(Strict):
    """Drawn at random, everybody with the same number of partners."""

    graph: Literal["regular"] = _graph()
    degree: int = _partners("partners each state has; even where the number of states is odd")
    weight: float = _weight()


class Ring(Strict):
    """A ring, each tied to the nearest states on either side."""

    graph: Literal["ring"] = _graph()
    degree: int = _partners(HALVES)
    weight: float = _weight()


class Grid(Strict):
    """Rows of states, each tied to those left, right, above and below."""

    graph: Literal["grid"] = _graph()
    width: int | None = number(
        "states in a row; must divide world.states; the default is the largest such number that is"
        " not above its root",
        1,
        MOST_STATES,
        "states",
        None,
    )
    wrap: bool = key("true: opposite edges meet", True)
    weight: float = _weight()


class SmallWorld(Strict):
    """A ring of which some ties are given a new end anywhere (Watts and Strogatz 1998)."""

    graph: Literal["small-world"] = _graph()
    degree: int = _partners(HALVES)
    rewire: float = _chance("chance that a tie of the ring is given a new end")
    weight: float = _weight()


class ScaleFree(Strict):
    """Newcomers attach to those who have many partners already (Barabási and Albert 1999)."""

    graph: Literal["scale-free"] = _graph()
    mean_degree: float = number(
        "partners a state has on average: each newcomer attaches to half as many; even",
        2.0,
        MOST_STATES,
        "partners",
    )
    weight: float = _weight()


class Blocks(Strict):
    """Blocks of states with many ties inside and few across, or the other way round."""

    graph: Literal["block"] = _graph()
    sizes: Sizes = key("how many states each block has, in the order of states")
    inside: float = _chance("chance of a tie between two states of one block")
    across: float = _chance("chance of a tie between states of two blocks")
    weight: float = _weight()


class Edges(Strict):
    """The ties that a file lists."""

    graph: Literal["edges"] = _graph()
    file: DataFile = key("a CSV file with columns a, b and, if wanted, weight; ties hold both ways")
    weight: float = _weight()


class ErdosRenyi(Strict):
    """Every pair is tied with the same chance, each by itself (Erdős and Rényi 1959)."""

    graph: Literal["erdos-renyi"] = _graph()
    mean_degree: float = _partners("partners a state has on average")
    weight: float = _weight()


Network = Annotated[
    Complete | Regular | Ring | Grid | SmallWorld | ScaleFree | Blocks | Edges | ErdosRenyi,
    Field(discriminator="graph"),
    Words('a table such as { graph = "erdos-renyi", mean_degree = 4 }'),
]
GRAPHS: dict[str, type[Strict]] = {
    "complete": Complete,
    "regular": Regular,
    "ring": Ring,
    "grid": Grid,
    "small-world": SmallWorld,
    "scale-free": ScaleFree,
    "block": Blocks,
    "edges": Edges,
    "erdos-renyi": ErdosRenyi,
}
"""The model of a layer for each ``graph``."""


class Graphs(Strict):
    """[world.layers] of a synthetic world."""

    border: Network | None = key("ties between neighbours", None)
    alliance: Network | None = key("ties between allies", None)
    peers: Network | None = key("ties between peers", None)
