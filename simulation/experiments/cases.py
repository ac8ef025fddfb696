"""From a scenario and its world to the case that engines take."""

from simulation.engines.contract import Case
from simulation.engines.own_rule import accepted
from simulation.model.contagion import JOINS, RULES, Contagion
from simulation.model.own import OwnRule
from simulation.scenario.faults import InputFault
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
        redraw=redrawing(scenario, (world, agenda)),
    )


def own_rule(rule: object, scenario: Scenario) -> OwnRule | None:
    """What was given as ``rule=``, checked; None where nothing was.

    Raises InputFault for anything but a plain function, and under a textbook rule, which has no
    pressure to be replaced.
    """
    if rule is None:
        return None
    if scenario.rule != "hazard":
        raise InputFault(
            'rule: a rule of your own takes the place of the pressure under rule.name = "hazard",'
            f' but {scenario.name} has rule.name = "{scenario.rule}"'
        )
    return accepted(rule)


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
