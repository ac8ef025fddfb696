"""The terms that read another state's stage: which are at work, and a case without some of them.

With all of them off nothing is left of contagion, as in the scenario ``no-contagion``.  What a
state has done itself (``own_breach``) is its own and stays.
"""

import dataclasses
from collections.abc import Collection, Sequence

from simulation.engines.contract import Case

TERMS = {
    "border": ("border_weight",),
    "alliance": ("alliance_weight",),
    "peers": ("peer_weight",),
    "erosion": ("erosion_border", "erosion_alliance", "erosion_peers"),
    "kindred": ("kindred",),
    "incentive": ("exit_incentive",),
    "answer": ("answer",),
    "deterrence": ("deterrence",),
}
"""Name of a term -> the parameters that switch it off."""

MEANINGS = {
    "border": "exits seen among neighbours",
    "alliance": "exits seen among allies",
    "peers": "exits seen among peers",
    "erosion": "commitment eroded by exits",
    "kindred": "eroded by exits from kindred treaties",
    "incentive": "bloc money that follows exits",
    "answer": "rivals that answer exits",
    "deterrence": "neighbours' exits that calm",
    "exposure": "exits seen among neighbours, allies and peers",
}

EXPOSURE = ("border", "alliance", "peers")
MOST_TERMS = 6
"""Beyond it the three layers count as one term: 64 arms at most."""

Group = tuple[str, tuple[str, ...]]
"""A name, and the terms behind it."""


def at_work(case: Case) -> list[str]:
    """The terms that can move a decision in a case, in the order of ``TERMS``."""
    p, world = case.parameters, case.world

    def tied(layer: str) -> bool:
        """Whether the layer ties anybody to anybody."""
        return len(case.agenda.layers[layer].state) > 0

    eroded = p.norm_weight > 0.0 and p.erosion_border + p.erosion_alliance + p.erosion_peers > 0.0
    carried = p.kindred * (1.0 - p.reassurance) > 0.0 and bool((world.kindred > 0.0).any())
    paid = p.incentive_weight * p.exit_incentive > 0.0
    works = {
        "border": p.border_weight > 0.0 and tied("border"),
        "alliance": p.alliance_weight > 0.0 and tied("alliance"),
        "peers": p.peer_weight > 0.0 and tied("peers"),
        "erosion": eroded,
        "kindred": eroded and carried,
        "incentive": paid and bool((case.agenda.bloc_incentive > 0.0).any()),
        "answer": p.answer > 0.0 and p.threat_weight > 0.0,
        "deterrence": p.deterrence > 0.0 and p.threat_weight > 0.0,
    }
    return [term for term, does in works.items() if does]


def groups(terms: Sequence[str]) -> list[Group]:
    """What the exits are shared out among: each term, or the layers as one where there are many.

    >>> groups(["border", "erosion"])
    [('border', ('border',)), ('erosion', ('erosion',))]
    >>> groups(list(TERMS))[0]
    ('exposure', ('border', 'alliance', 'peers'))
    """
    if len(terms) <= MOST_TERMS:
        return [(term, (term,)) for term in terms]
    layers = tuple(term for term in terms if term in EXPOSURE)
    return [("exposure", layers), *((term, (term,)) for term in terms if term not in EXPOSURE)]


def with_only(case: Case, kept: Collection[str]) -> Case:
    """The case with every other term that reads another's stage off.

    What carries over from a kindred treaty is the erosion there, so without erosion nothing does:
    both cases are one, and get equal parameters here.
    """
    kept = set(kept) - (set() if "erosion" in kept else {"kindred"})
    off = {name: 0.0 for term, names in TERMS.items() if term not in kept for name in names}
    return dataclasses.replace(case, parameters=case.parameters._replace(**off))
