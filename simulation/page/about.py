"""What the page knows once and for all: states, treaties, questions, switches."""

from collections import defaultdict
from typing import Any

from simulation.analysis.comparable import ever_party
from simulation.outcomes.findings import COVERAGE, FITTED, MADE_UP, TEXTBOOK
from simulation.page.choice import Offer
from simulation.page.controls import Control
from simulation.page.switches import Switch
from simulation.scenario.scenario import Scenario
from simulation.world.synthetic.drawing import draws_networks
from simulation.world.world import LAYERS, Agenda, Ties, World

MOST_NAMED = 12
"""Partners named on a layer, those who count most; a pact of thirty is not read out."""


def about(scenario: Scenario, world: World, agenda: Agenda, offer: Offer) -> dict[str, Any]:
    """The part of the page that no choice changes, as plain data ready for JSON.

    ``states`` fixes the order of states in every record.  ``map`` is None in a made-up world, which
    is drawn as a grid.  ``neighbours`` names by layer at whom each state looks at the start, places
    in ``states``, who counts most first; a layer on which everybody sees everybody is left out, and
    so are networks that each run draws anew.
    """
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "treaties": [{"code": one.code, "name": one.name} for one in world.treaties],
        "start": f"{scenario.start:%Y-%m}",
        "months": scenario.months,
        "rule": scenario.rule,
        "replicates": offer.replicates,
        "seed": scenario.seed,
        "states": _states(world, agenda),
        "map": "world" if scenario.world.source == "real" else None,
        "neighbours": {} if _drawn(scenario) else neighbours_of(world),
        "controls": [_control(one) for one in offer.controls],
        "switches": [_switch(one) for one in offer.switches],
        "interval": f"{COVERAGE} {_caution(scenario)}",
    }


def _states(world: World, agenda: Agenda) -> list[dict[str, Any]]:
    party = ever_party(world, agenda)
    codes = [treaty.code for treaty in world.treaties]
    return [
        {"id": state, "name": name, "party": dict(zip(codes, party[:, i].tolist(), strict=True))}
        for i, (state, name) in enumerate(zip(world.states, world.names, strict=True))
    ]


def _caution(scenario: Scenario) -> str:
    if scenario.world.source == "synthetic":
        return MADE_UP
    return FITTED if scenario.rule == "hazard" else TEXTBOOK


def _drawn(scenario: Scenario) -> bool:
    return scenario.world.source == "synthetic" and draws_networks(scenario)


def _control(one: Control) -> dict[str, Any]:
    levels = [{"label": at.label, "says": at.says, "keys": dict(at.keys)} for at in one.levels]
    return {"name": one.name, "question": one.question, "levels": levels, "base": one.base}


def _switch(one: Switch) -> dict[str, Any]:
    shown = ("name", "label", "says", "kind", "year")
    return {**{name: getattr(one, name) for name in shown}, "years": list(one.years)}


def neighbours_of(world: World) -> dict[str, dict[str, list[int]]]:
    """For each state that looks at somebody and each layer the places of its partners."""
    found: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
    for layer in LAYERS:
        for state, partners in _partners(world.layers[layer]).items():
            found[world.states[state]][layer] = partners[:MOST_NAMED]
    return dict(found)


def _partners(ties: Ties) -> dict[int, list[int]]:
    """State -> its partners at the start, who counts most first."""
    columns = (ties.state, ties.partner, ties.weight, ties.since)
    seen: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for state, partner, weight, since in zip(*(one.tolist() for one in columns), strict=True):
        if since <= 0 and weight > 0.0:
            seen[state].append((-weight, partner))
    return {state: [partner for _, partner in sorted(pairs)] for state, pairs in seen.items()}
