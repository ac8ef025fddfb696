"""Remarks on dated events: those that never fire, touch nobody, weigh nothing or change nothing."""

from collections.abc import Iterator

from simulation.scenario.kinds import KINDS
from simulation.world.events.plans import Plan, treaties_elsewhere
from simulation.world.lint.changes import changes_nothing
from simulation.world.lint.facts import WEIGHT_OF, Facts, off
from simulation.world.lint.whom import nobody, passed_over

ABOUT_TREATIES = frozenset(kind.name for kind in KINDS.values() if kind.by_treaty) | {
    "utility",
    "join",
}
IGNORES_END = ("exit",)


def of_events(known: Facts) -> Iterator[str]:
    """For each event the first reason why it does nothing, or else what of it is passed over."""
    for plan in known.plans:
        for line in _lines(known, plan):
            yield f"events.{plan.event.name}: {line}"


def _lines(known: Facts, plan: Plan) -> Iterator[str]:
    yield from _left_out(known, plan)
    nothing = next(filter(None, _reasons(known, plan)), "")
    if nothing:
        yield nothing
    elif not _is_elsewhere(known, plan) and (over := passed_over(known, plan)):
        yield over
    if plan.event.kind in IGNORES_END and plan.event.until is not None:
        yield "until is passed over: an exit has no end"


def _reasons(known: Facts, plan: Plan) -> Iterator[str]:
    """Why an event does nothing; what a sweep varies is not held against it."""
    varied = any(key.startswith(f"events.{plan.event.name}.") for key in known.varied)
    if not varied:
        yield never(known, plan)
    if _is_elsewhere(known, plan):
        return
    yield beside_the_rule(known, plan)
    yield nobody(known, plan)
    yield weighs_nothing(known, plan)
    if not varied:
        yield changes_nothing(known, plan)


def _is_elsewhere(known: Facts, plan: Plan) -> bool:
    """Whether all treaties an event is about are left out of this world; another line says so."""
    pact = plan.event.options.get("into") in known.world.groups
    return not plan.treaties and not pact and plan.event.kind in ABOUT_TREATIES


def never(known: Facts, plan: Plan) -> str:
    """Why an event can never fire by its dates; empty where it can."""
    start, until = plan.event.start, plan.event.until
    if plan.last < plan.first:
        return f"never fires: until = {until} lies before from = {start}"
    if plan.first > known.agenda.months:
        return f"never fires: from = {start} lies after the end of the run"
    if plan.last < 0:
        return f"never fires: until = {until} lies before the run"
    return ""


STAGED = frozenset({"exit", "suspend", "join", "pin"})
ACTING = {
    "threshold": STAGED | {"tie", "protection"},
    "cascade": STAGED | {"tie"},
    "simple": STAGED,
}
"""Kinds of events that act under each textbook rule, which reads little else."""


def beside_the_rule(known: Facts, plan: Plan) -> str:
    """That a textbook rule does not read what an event changes; empty where it does."""
    rule = known.scenario.rule
    acting = ACTING.get(rule, frozenset({plan.event.kind}))
    return "" if plan.event.kind in acting else f'has no effect under rule.name = "{rule}"'


def weighs_nothing(known: Facts, plan: Plan) -> str:
    """Which parameter takes an event its effect on who leaves; empty where none does."""
    for parameters in _weights(plan):
        if not known.live(*parameters):
            return f"has no effect on who leaves: {off(*parameters)}"
    return ""


def _weights(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Groups of parameters, of each of which one must not be 0."""
    if plan.event.kind == "tie":
        layer = str(plan.event.options["layer"])
        more = ("deterrence",) if layer == "border" else ()
        return ((WEIGHT_OF[layer], f"erosion_{layer}", *more),)
    if plan.event.kind == "incentive" and plan.event.options.get("follows"):
        return ("incentive_weight",), ("exit_incentive",)
    return WEIGHTS.get(plan.event.kind, ())


WEIGHTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "posture": (("threat_weight",),),
    "credibility": (("threat_weight",), ("protection", "anxiety")),
    "utility": (("threat_weight",),),
    "stigma": (("norm_weight",),),
    "advocacy": (("norm_weight",),),
    "incentive": (("incentive_weight",),),
}


def _left_out(known: Facts, plan: Plan) -> Iterator[str]:
    """Treaties that exist, and that this scenario leaves out."""
    named = {*plan.event.treaties, str(plan.event.options.get("into", ""))}
    if plan.event.kind == "utility":
        named |= set(plan.event.target)
    for code in sorted(named & treaties_elsewhere(known.world) - set(known.world.groups)):
        yield f"passed over for {code}, which this scenario leaves out"
