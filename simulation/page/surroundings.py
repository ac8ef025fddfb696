"""At whom each state looks when the run begins: for the words beside a state."""

from collections import defaultdict

from simulation.world.world import LAYERS, Ties, World

MOST_NAMED = 12
"""Partners named on a layer, those who count most; a pact of thirty is not read out."""


def neighbours_of(world: World) -> dict[str, dict[str, list[int]]]:
    """For each state and layer the places of its partners, who counts most first.

    States without partners are left out, and so are layers on which everybody sees everybody.
    """
    found: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
    for layer in LAYERS:
        for state, partners in _partners(world.layers[layer]).items():
            found[world.states[state]][layer] = partners[:MOST_NAMED]
    return dict(found)


def _partners(ties: Ties) -> dict[int, list[int]]:
    rows = zip(ties.state.tolist(), ties.partner.tolist(), ties.weight.tolist(),
               ties.since.tolist(), strict=True)  # fmt: skip
    seen: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for state, partner, weight, since in rows:
        if since <= 0 and weight > 0.0:
            seen[state].append((-weight, partner))
    return {state: [partner for _, partner in sorted(pairs)] for state, pairs in seen.items()}
