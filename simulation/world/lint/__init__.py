"""Remarks on a scenario: what in it can have no effect, and what can never happen.

A remark is no fault: the scenario runs, but part of it says nothing.  Read in this order: facts
(what every remark asks), events with moves, whom and changes, parameters and reach (of the rule
hazard), spread (of textbook rules), start.
"""

from simulation.scenario.scenario import Scenario
from simulation.world.lint.events import of_events
from simulation.world.lint.facts import facts
from simulation.world.lint.moves import moves
from simulation.world.lint.parameters import of_parameters
from simulation.world.lint.reach import of_reach
from simulation.world.lint.spread import of_spread
from simulation.world.lint.start import of_start
from simulation.world.world import Agenda, StageEvent, World


def remarks(scenario: Scenario, world: World, agenda: Agenda) -> tuple[str, ...]:
    """One plain line for each thing that does less than its writer may think, naming its key.

    The agenda must be the scenario's own, as ``simulation.world.build`` gives it.
    """
    known = facts(scenario, world, agenda)
    hazard = scenario.rule == "hazard"
    of_rule = (*of_parameters(known), *of_reach(known)) if hazard else of_spread(known)
    return (*of_events(known), *of_rule, *of_start(known))


def movable(scenario: Scenario, world: World, agenda: Agenda) -> tuple[StageEvent, ...]:
    """The dated stages that can move their state; the others are remarked on before any run."""
    able = moves(facts(scenario, world, agenda))
    return tuple(e for e in agenda.stage_events if (e.name, e.treaty, e.state) in able)
