"""Libraries for spreading on networks, doing the nearest to what this project does.

cynetdiff (C++): the linear threshold model and the independent cascade; it tells who was reached,
not in which month.  NDlib (Python): the same two, month by month.  EoN (Python): made for
epidemics; its discrete SIR model with one month of infection is the independent cascade, and its
complex contagion with a rate of 0 or 1 ends where the rule of thresholds ends, by way of other
months.  A library that is not there, or that breaks, is said so and left out.
"""

import array
import importlib.util
from collections.abc import Callable, Iterable

import networkx as nx
import numpy as np

from tests.benchmarks.rivals import graph
from tests.benchmarks.rivals.graph import Draw

Sizes = list[int]
"""How many states each run reached, seeds included."""

ONE_PARTNER = 2.0**-8
"""What one partner of a state counts; no state has 256."""

NAMES = ("cynetdiff", "ndlib", "EoN")


def missing() -> list[str]:
    """Libraries that are not installed."""
    return [name for name in NAMES if importlib.util.find_spec(name) is None]


def network() -> nx.Graph:
    """The graph."""
    made = nx.Graph()
    made.add_nodes_from(range(graph.states()))
    made.add_edges_from(graph.pairs())
    return made


def cynetdiff_threshold(
    given: list[Draw], exact: bool = False, counts: bool = False
) -> Callable[[int], Sizes]:
    """Runs one after another; exact: with the thresholds given, else with the library's own.

    counts: thresholds are of how many partners are out, not of their share; the library wants all
    that bears on a state below 1, so one partner counts 1/256, which leaves every sum exact.
    """
    from cynetdiff.utils import networkx_to_lt_model

    around = network().to_directed()
    if counts:
        nx.set_edge_attributes(around, ONE_PARTNER, "influence")
    model, _ = networkx_to_lt_model(around, rng=1)
    unit = ONE_PARTNER if counts else 1.0
    ready = [
        (draw.seeds.tolist(), array.array("f", (draw.threshold * unit).tolist())) for draw in given
    ]

    def run(runs: int) -> Sizes:
        sizes = []
        for r in range(runs):
            seeds, threshold = ready[r % len(ready)]
            model.set_seeds(seeds)
            if exact:
                model._assign_thresholds(threshold)
            model.advance_until_completion()
            sizes.append(model.get_num_activated_nodes())
        return sizes

    return run


def cynetdiff_cascade(given: list[Draw], probability: float) -> Callable[[int], Sizes]:
    """Runs one after another."""
    from cynetdiff.utils import networkx_to_ic_model

    model, _ = networkx_to_ic_model(network(), activation_prob=probability, rng=1)
    ready = [draw.seeds.tolist() for draw in given]

    def run(runs: int) -> Sizes:
        sizes = []
        for r in range(runs):
            model.set_seeds(ready[r % len(ready)])
            model.advance_until_completion()
            sizes.append(model.get_num_activated_nodes())
        return sizes

    return run


def cynetdiff_means(
    given: list[Draw], probability: float | None = None
) -> Callable[[int], list[float]]:
    """Mean sizes from the library's own loop in C++, the fastest it has; None: thresholds."""
    from cynetdiff.utils import networkx_to_ic_model, networkx_to_lt_model

    if probability is None:
        model, _ = networkx_to_lt_model(network().to_directed(), rng=1)
    else:
        model, _ = networkx_to_ic_model(network(), activation_prob=probability, rng=1)
    ready = [draw.seeds.tolist() for draw in given]

    def run(runs: int) -> list[float]:
        each = runs // len(ready)
        return [model.compute_marginal_gains(seeds, [], each)[0] for seeds in ready]

    return run


def ndlib_threshold(given: list[Draw]) -> Callable[[int], Sizes]:
    """Month by month until nothing changes."""
    from ndlib.models import epidemics
    from ndlib.models.ModelConfig import Configuration

    models = []
    for draw in given:
        told = Configuration()
        told.add_model_initial_configuration("Infected", draw.seeds.tolist())
        for i, threshold in enumerate(draw.threshold.tolist()):
            told.add_node_configuration("threshold", i, threshold)
        model = epidemics.ThresholdModel(network())
        model.set_initial_status(told)
        models.append(model)

    def run(runs: int) -> Sizes:
        return [_ndlib(models[r % len(models)], given[r % len(models)]) for r in range(runs)]

    return run


def ndlib_cascade(given: list[Draw], probability: float) -> Callable[[int], Sizes]:
    """Month by month until nothing changes."""
    from ndlib.models import epidemics
    from ndlib.models.ModelConfig import Configuration

    around = network()
    told = Configuration()
    told.add_model_initial_configuration("Infected", given[0].seeds.tolist())
    for tie in around.edges:
        told.add_edge_configuration("threshold", tie, probability)
    model = epidemics.IndependentCascadesModel(around)
    model.set_initial_status(told)

    def run(runs: int) -> Sizes:
        return [_ndlib(model, given[r % len(given)]) for r in range(runs)]

    return run


def _ndlib(model: object, draw: Draw) -> int:
    model.reset(draw.seeds.tolist())
    model.iteration(node_status=False)
    while True:
        told = model.iteration(node_status=False)
        if not any(told["status_delta"].values()):
            counts = told["node_count"]
            return graph.states() - counts[0]


def eon_threshold(given: list[Draw]) -> Callable[[int], Sizes]:
    """Complex contagion: whoever's threshold is reached leaves after a random time of rate 1."""
    import EoN

    around = network()

    def run(runs: int) -> Sizes:
        return [_complex(EoN, around, given[r % len(given)]) for r in range(runs)]

    return run


def _complex(library: object, around: nx.Graph, draw: Draw) -> int:
    threshold = draw.threshold.tolist()

    def rate(graph: nx.Graph, node: int, status: dict[int, str], _parameters: tuple) -> float:
        if status[node] == "O":
            return 0.0
        partners = graph.adj[node]
        gone = sum(status[partner] == "O" for partner in partners)
        return 1.0 if partners and gone / len(partners) >= threshold[node] else 0.0

    def told(
        graph: nx.Graph, node: int, status: dict[int, str], _parameters: tuple
    ) -> Iterable[int]:
        return {other for other in graph.adj[node] if status[other] == "P"}

    start = dict.fromkeys(around, "P") | dict.fromkeys(draw.seeds.tolist(), "O")
    _, _, out = library.Gillespie_complex_contagion(
        around, rate, lambda graph, node, status, parameters: "O", told, start,
        return_statuses=("P", "O"), tmax=np.inf, parameters=(),
    )  # fmt: skip
    return int(out[-1])


def eon_cascade(given: list[Draw], probability: float) -> Callable[[int], Sizes]:
    """Discrete SIR: infected for one step, each neighbour infected with one chance."""
    import EoN

    around = network()

    def run(runs: int) -> Sizes:
        sizes = []
        for r in range(runs):
            seeds = given[r % len(given)].seeds.tolist()
            _, _, _, out = EoN.basic_discrete_SIR(around, probability, initial_infecteds=seeds)
            sizes.append(int(out[-1]))
        return sizes

    return run
