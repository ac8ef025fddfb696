"""Hypothesis strategies for every kind of world, network and rule that a scenario may name."""

from hypothesis import strategies as st

from simulation.scenario.graphs import GRAPHS
from simulation.scenario.made_review import state_name
from simulation.scenario.tables import RULES, WORLDS
from simulation.scenario.textbook import LAYER_NAMES

TREATIES = ("APMBC", "CCM")
SHARES = st.floats(0, 1) | st.sampled_from([0, 1])
FILES = st.sampled_from(["ties.csv", "data/ties.csv", "a b.csv", "été.csv"])


def even(most):
    """Even whole numbers up to a number."""
    return st.integers(0, most // 2).map(lambda half: 2 * half)


@st.composite
def worlds(draw, sources=tuple(WORLDS)):
    """A sound table [world]."""
    return draw({"real": real(), "synthetic": synthetic(), "table": table()}[draw(
        st.sampled_from(sources)
    )])  # fmt: skip


def real():
    """The states of the open tables."""
    return st.fixed_dictionaries(
        {"source": st.just("real"), "treaties": st.permutations(TREATIES)},
        optional={"as_of": st.integers(1990, 2030)},
    )


@st.composite
def synthetic(draw):
    """States on networks made by rule."""
    states = draw(st.integers(2, 30))
    some = {
        "treaties": st.sampled_from(["T1", ["T1", "T2"]]),
        "seeds": seeds(states),
        "fixed": st.booleans(),
        "layers": st.fixed_dictionaries({}, optional=dict.fromkeys(LAYER_NAMES, networks(states))),
        "threat": amounts(states),
        "commitment": amounts(states),
        "notice_months": st.integers(0, 120),
    }
    return {"source": "synthetic", "states": states} | draw(
        st.fixed_dictionaries({}, optional=some)
    )


def seeds(states):
    """Who is out at the start."""
    names = st.integers(0, states - 1).map(lambda number: state_name(number, states))
    return st.one_of(
        st.fixed_dictionaries({"count": st.integers(0, states)}),
        st.fixed_dictionaries({"fraction": SHARES}),
        st.fixed_dictionaries({"states": st.lists(names, min_size=1, max_size=4, unique=True)}),
    )


def amounts(states):
    """An amount of 0 to 1 for each state."""
    law = st.fixed_dictionaries({"mean": SHARES, "sd": SHARES})
    ends = st.lists(SHARES, min_size=2, max_size=2).map(sorted)
    return st.one_of(
        st.fixed_dictionaries({"constant": SHARES}),
        st.fixed_dictionaries({"normal": law}),
        ends.map(lambda pair: {"uniform": {"low": pair[0], "high": pair[1]}}),
        st.fixed_dictionaries({"values": st.lists(SHARES, min_size=states, max_size=states)}),
    )


@st.composite
def networks(draw, states):
    """A layer of a synthetic world, of any kind that so many states can have."""
    graph = draw(st.sampled_from(sorted(GRAPHS)))
    if graph == "scale-free" and states < 3:
        graph = "complete"
    needed, optional = keys_of(states)[graph]
    optional = {**optional, "weight": st.floats(0, 1000)}
    return {"graph": graph} | draw(st.fixed_dictionaries(needed, optional=optional))


def keys_of(states):
    """What each kind of network needs, and what it may say."""
    mean = st.floats(0, states - 1)
    odd = st.integers(0, states - 1).filter(lambda degree: degree * states % 2 == 0)
    widths = st.sampled_from([width for width in range(1, states + 1) if states % width == 0])
    first = st.integers(1, states - 1)
    return {
        "complete": ({}, {}),
        "regular": ({"degree": odd}, {}),
        "ring": ({"degree": even(states - 1)}, {}),
        "grid": ({}, {"width": widths, "wrap": st.booleans()}),
        "small-world": ({"degree": even(states - 1), "rewire": SHARES}, {}),
        "scale-free": ({"mean_degree": even(states - 1).filter(bool)}, {}),
        "block": (
            {
                "sizes": first.map(lambda one: [one, states - one]),
                "inside": SHARES,
                "across": SHARES,
            },
            {},
        ),
        "edges": ({"file": FILES}, {}),
        "erdos-renyi": ({"mean_degree": mean | st.integers(0, states - 1)}, {}),
    }


def table():
    """The researcher's own files."""
    tie = st.fixed_dictionaries({"file": FILES}, optional={"directed": st.booleans()})
    return st.fixed_dictionaries(
        {"source": st.just("table"), "treaties": st.permutations(TREATIES), "states": FILES},
        optional={
            "as_of": st.integers(1800, 2030),
            "parties": FILES,
            "history": FILES,
            "codes": st.sampled_from(["own", "iso3", "iso2", "cow", "gw", "name"]),
            "layers": st.fixed_dictionaries(
                {}, optional=dict.fromkeys((*LAYER_NAMES, "rival"), tie)
            ),
            "notice_months": st.integers(0, 120),
        },
    )


@st.composite
def textbook_rules(draw, world, names=tuple(RULES)[1:]):
    """A sound table [rule] of a textbook rule, for a world."""
    name = draw(st.sampled_from(names))
    if name == "cascade":
        return {"name": name, "probability": draw(SHARES)}
    if name == "simple":
        return {"name": name, "p": draw(SHARES), "q": draw(SHARES)}
    join = draw(st.sampled_from(["or", "and", "weighted"]))
    said = {
        "measure": st.sampled_from(["share", "count"]),
        "join": st.just(join),
    }
    if join == "weighted":
        weights = dict.fromkeys(layers_of(world), st.floats(0.5, 1e6))
        said["weights"] = st.fixed_dictionaries({}, optional=weights)
    rule = draw(st.fixed_dictionaries({}, optional=said))
    if "weights" in rule:
        rule["join"] = join
    return {"name": name, "threshold": draw(thresholds(world.get("states")))} | rule


def layers_of(world):
    """The layers on which exits are seen in a world."""
    if world["source"] == "real":
        return LAYER_NAMES
    return [layer for layer in LAYER_NAMES if layer in world.get("layers", {})]


def thresholds(states):
    """Where thresholds come from."""
    amount = st.floats(-1e6, 1e6)
    whole = st.integers(-(10**6), 10**6)
    law = st.fixed_dictionaries({"mean": amount, "sd": st.floats(0, 1e6)})
    low, high = (states, states) if isinstance(states, int) else (1, 5)
    return st.one_of(
        st.fixed_dictionaries({"constant": amount | whole}),
        st.fixed_dictionaries({"normal": law}),
        st.lists(whole, min_size=2, max_size=2).map(
            lambda pair: {"uniform_integers": {"low": min(pair), "high": max(pair)}}
        ),
        st.fixed_dictionaries({"values": st.lists(amount | whole, min_size=low, max_size=high)}),
    )
