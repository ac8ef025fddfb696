"""From a scenario and its world to the case that engines take."""

from simulation.engines.contract import Case
from simulation.model.contagion import JOINS, RULES, Contagion
from simulation.model.own import OwnRule
from simulation.scenario.scenario import Scenario
from simulation.world.build import redrawing
from simulation.world.world import Agenda, World


def case_of(scenario: Scenario, world: World, agenda: Agenda, own: OwnRule | None = None) -> Case:
    """The case of a scenario; own: a researcher's own rule, in place of hazard's log pressure."""
    return Case(
        world=world,
        agenda=agenda,
        rule=scenario.rule,
        parameters=scenario.parameters,
        base_rate=tuple(scenario.base_rate[treaty.code] for treaty in world.treaties),
        seed=scenario.seed,
        contagion=contagion_of(scenario, world),
        own=own,
        redraw=redrawing(scenario),
    )


def contagion_of(scenario: Scenario, world: World) -> Contagion | None:
    """The numbers of a textbook rule; None under hazard."""
    said = scenario.rule_options
    if scenario.rule == "hazard":
        return None
    rule = RULES[scenario.rule]
    if scenario.rule == "cascade":
        return Contagion(rule, probability=float(said["probability"]))
    if scenario.rule == "simple":
        return Contagion(rule, p=float(said["p"]), q=float(said["q"]))
    weights = said["weights"] if said["join"] == "weighted" else {}
    layers = {
        layer: float(weights.get(layer, 1.0)) if layer in world.declared else 0.0
        for layer in ("border", "alliance", "peers")
    }
    shares = int(said["measure"] == "share")
    return Contagion(rule, shares, JOINS[said["join"]], **layers)
