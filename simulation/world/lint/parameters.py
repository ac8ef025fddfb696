"""Remarks on parameters that were changed, or are varied, and have no effect in this scenario.

A parameter set to 0 switches its term off; that nothing happens then is what was asked for.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from simulation.model import stages
from simulation.model.parameters import Parameters
from simulation.world.lint.facts import PARAMETER, WEIGHT_OF, Facts, off
from simulation.world.lint.moves import slowest_delay
from simulation.world.world import LAYERS

WEIGHTS = ("threat_weight", "norm_weight", *WEIGHT_OF.values(), "incentive_weight")
NO_SWITCH = ("base_return",)
"""Parameters whose 0 switches nothing off."""

ALWAYS = "run."
"""Keys that a sweep may vary without changing what parameters can do."""


class Need(NamedTuple):
    """Something without which a parameter has no effect."""

    given: Callable[[Facts], bool]
    otherwise: str


def of_parameters(known: Facts) -> Iterator[str]:
    """A line for each parameter without effect, and one where nothing at all is weighed.

    Nothing is said where a sweep varies events or the world: a term may come on there.
    """
    if any(not key.startswith((PARAMETER, ALWAYS)) for key in known.varied):
        return
    if not known.live(*WEIGHTS):
        yield "rule.parameters: every weight is 0, so that only base_rate decides who leaves"
    for name, needs in NEEDS.items():
        missing = next((need.otherwise for need in needs if not need.given(known)), "")
        if missing and _meant(known, name):
            yield f"{_written(known, name)}: has no effect on who leaves: {missing}"


def _meant(known: Facts, name: str) -> bool:
    """Whether somebody varies a parameter, or set it to something other than default and off."""
    held = getattr(known.scenario.parameters, name)
    switched_off = held == 0.0 and name not in NO_SWITCH
    changed = held != Parameters._field_defaults[name] and not switched_off
    return changed or PARAMETER + name in known.varied


def _written(known: Facts, name: str) -> str:
    if PARAMETER + name in known.varied:
        return f"sweep.vary.{PARAMETER}{name}"
    return f"{PARAMETER}{name} = {getattr(known.scenario.parameters, name):g}"


def _erodes(known: Facts) -> bool:
    return any(known.live(f"erosion_{layer}") for layer in known.tied)


def _is_kindred(known: Facts) -> bool:
    joined = np.outer(known.bound.any(axis=1), known.partners.any(axis=1))
    return bool(((known.world.kindred > 0.0) & joined).any())


def _exits_are_seen(known: Facts) -> bool:
    weighed = any(known.live(WEIGHT_OF[layer]) for layer in known.tied)
    calms = "border" in known.tied and known.live("deterrence") and _threat_weighs(known)
    return weighed or calms or (known.live("norm_weight") and _erodes(known))


def _seen_by_itself(known: Facts) -> bool:
    return _is_kindred(known) and known.live("own_breach") and known.live("norm_weight")


def _threat_weighs(known: Facts) -> bool:
    return known.live("threat_weight") and bool(known.threatened.any())


def _shielded(known: Facts) -> bool:
    """Whether a party that feels a rival is under a guarantee."""
    return bool((known.agenda.guaranteed.any(axis=0) & known.threatened).any())


def _is_doubted(known: Facts) -> bool:
    """Whether such a party's guarantee is ever less than fully credible."""
    doubted = (known.agenda.guaranteed > 0.0) & (known.agenda.credibility < 1.0)
    return bool((doubted.any(axis=0) & known.threatened).any())


def _posture_moves(known: Facts) -> bool:
    changes = (known.agenda.posture != known.agenda.posture[:1]).any(axis=0)
    return bool((changes & known.rivals).any()) or known.live("answer")


def _threat_moves(known: Facts) -> bool:
    dated = (known.agenda.guaranteed, known.agenda.credibility)
    guarantee = any(bool((table != table[:1])[:, known.threatened].any()) for table in dated)
    calms = "border" in known.tied and known.live("deterrence")
    return _posture_moves(known) or calms or guarantee


def _norm_moves(known: Facts) -> bool:
    dated = bool((known.agenda.stigma != 1.0).any() or (known.agenda.advocacy != 0.0).any())
    return dated or _erodes(known) or (_is_kindred(known) and known.live("own_breach"))


def _is_suspended(known: Facts) -> bool:
    later = any(event.stage == stages.SUSPENDED for event in known.agenda.stage_events)
    return later or bool((known.world.stage == stages.SUSPENDED).any())


def _stays_announced(known: Facts) -> bool:
    varied = any(key.startswith(PARAMETER + "domestic_delay") for key in known.varied)
    return varied or slowest_delay(known.scenario.parameters) > 0


def _stays_notified(known: Facts) -> bool:
    return any(treaty.notice_months or treaty.conflict_clause for treaty in known.world.treaties)


def _blocs_pay(known: Facts) -> bool:
    return bool(known.agenda.bloc_incentive.any())


def _is_paid(known: Facts) -> bool:
    dated = bool(known.agenda.incentive.any())
    return dated or (_blocs_pay(known) and known.live("exit_incentive"))


def _on(*names: str) -> Need:
    """That a parameter is not 0."""
    return Need(lambda known: known.live(*names), off(*names))


def _layer(layer: str) -> Need:
    return Need(lambda known: layer in known.tied, f"no party sees another on the layer {layer}")


RIVALS = Need(lambda known: bool(known.threatened.any()), "no party feels a rival's posture")
SEEN = Need(_exits_are_seen, "no exit is seen: on each layer weight and erosion are 0")
VISIBLE = Need(lambda known: _exits_are_seen(known) or _seen_by_itself(known), SEEN.otherwise)
THREAT = (_on("threat_weight"), RIVALS)
NORM = (_on("norm_weight"),)
HELD = Need(
    lambda known: bool(known.world.commitment[known.bound].any() or known.agenda.advocacy.any()),
    "no party holds the norm",
)
SHIELDED = Need(_shielded, "no party that feels a rival is under a guarantee")
ANNOUNCED = Need(_stays_announced, "domestic_delay is 0, so that nobody stays announced")
NOTIFIED = Need(_stays_notified, "no treaty has a notice period, so that nobody stays notified")
CLOCKS = Need(
    lambda known: _stays_announced(known) or _stays_notified(known),
    "an exit is finished in the month in which it is announced",
)
BLOCS = Need(_blocs_pay, "no event gives an incentive that follows exits")
SEVERAL = Need(_is_kindred, "no two treaties of this scenario are kindred")
ERODES = Need(_erodes, "no exit erodes commitment on any layer")
SUSPENDED = Need(_is_suspended, "nobody is ever suspended")
PAID = Need(_is_paid, "no event gives an incentive")

NEEDS: dict[str, tuple[Need, ...]] = {
    "threat_weight": (RIVALS,),
    "norm_weight": (HELD,),
    **{WEIGHT_OF[layer]: (_layer(layer),) for layer in LAYERS},
    "incentive_weight": (PAID,),
    "announced_weight": (VISIBLE, ANNOUNCED),
    "notified_weight": (VISIBLE, NOTIFIED),
    "suspended_weight": (SUSPENDED, VISIBLE),
    "protection": (*THREAT, SHIELDED),
    "anxiety": (*THREAT, SHIELDED, Need(_is_doubted, "every guarantee is fully credible")),
    "deterrence": (*THREAT, _layer("border")),
    "threat_months": (*THREAT, Need(_threat_moves, "nothing changes threat perception")),
    "norm_months": (*NORM, Need(_norm_moves, "nothing changes commitment")),
    "posture_months": (*THREAT, Need(_posture_moves, "no posture changes, and answer is 0")),
    "incentive_months": (BLOCS, _on("incentive_weight"), _on("exit_incentive")),
    "exit_incentive": (BLOCS, _on("incentive_weight")),
    **{f"erosion_{layer}": (*NORM, _layer(layer)) for layer in LAYERS},
    "kindred": (SEVERAL, *NORM, ERODES),
    "reassurance": (SEVERAL, *NORM, _on("kindred"), ERODES),
    "own_breach": (SEVERAL, *NORM),
    "answer": THREAT,
    "turning_back": (CLOCKS,),
    "base_return": (_on("turning_back"), CLOCKS),
    "start_spread": NORM,
}
"""What each parameter needs to have an effect; one that is not listed always has one."""
