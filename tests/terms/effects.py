"""What each term does in the village: the run without it, and the direction it pushes.

``OFF`` pairs a case in which a term is switched off with one in which what it reads is not there.
``EFFECTS`` pairs a weaker with a stronger case; the README beside this file says why each
direction is a theorem or only a tendency.
"""

from typing import NamedTuple

import numpy as np

from simulation.engines.contract import Case
from simulation.model.stages import ANNOUNCED, SUSPENDED
from simulation.world.world import FOREVER, LAYERS, Ties
from tests.properties.changes import with_tables
from tests.terms.village import (
    MONTHS,
    RIVAL,
    TURN,
    later_table,
    table,
    village,
    with_world,
    without_clause,
    without_layer,
)
from tests.worlds import moved, ties

DECISIONS = ("announced", "notified", "out", "returned", "suspended", "forced", "stage")
"""What histories say of decisions; the rest is what states feel and hold."""

WEIGHT = {"border": "border_weight", "alliance": "alliance_weight", "peers": "peer_weight"}


class Off(NamedTuple):
    """A term off, and the run without it."""

    off: Case
    without: Case
    only: tuple[str, ...] = ()
    """Fields of the histories that must agree; empty: all."""


class Effect(NamedTuple):
    """A term weaker and stronger, and which way the stronger one pushes."""

    weaker: Case
    stronger: Case
    pushes: str
    """"out": decisions come no later; "in": no earlier."""
    target: str = "announced"
    """What it moves first: "announced", "threat" or "commitment"."""
    spare: tuple[int, ...] = ()
    """States that the term moves by date, and of which nothing is claimed."""


def _blind():
    """The village in which no exit is seen."""
    return village(**dict.fromkeys((*WEIGHT.values(), *(f"erosion_{x}" for x in LAYERS)), 0.0))


def _layer_off(layer, kept):
    """One of the two terms of a layer off; the other one is off in both."""
    weight, erosion = WEIGHT[layer], f"erosion_{layer}"
    off, other = (weight, erosion) if kept == weight else (erosion, weight)
    gone = without_layer(village(**{other: 0.0}), layer)
    return Off(village(**{off: 0.0, other: 0.0}), gone)


def _unkindred(subject):
    return with_world(subject, kindred=np.zeros((2, 2)))


def _unguarded(subject):
    return table(subject, "guaranteed", 0.0)


def _without_events(subject, *states):
    kept = tuple(e for e in subject.agenda.stage_events if e.state not in states)
    return with_tables(subject, stage_events=kept)


def _with_event(subject, *events):
    every = sorted((*subject.agenda.stage_events, *events), key=lambda event: event.month)
    return with_tables(subject, stage_events=tuple(every))


def _no_wars(subject):
    return table(subject, "conflict_ends", 0)


def _pinned(subject, *states):
    return later_table(subject, "pinned", states, True)


def _no_joins(subject):
    return table(subject, "joins", -1)


def _late_join(subject):
    joins = np.full_like(subject.agenda.joins, -1)
    joins[1, 5] = MONTHS + 1
    return with_tables(subject, joins=joins)


NO_BREACH, NO_KINDRED, CALM = {"own_breach": 0.0}, {"kindred": 0.0}, {"answer": 0.0}
NO_BORDER = {"border_weight": 0.0, "erosion_border": 0.0}
UNSHIELDED = {"protection": 0.0, "anxiety": 0.0}
UNPAID = {"exit_incentive": 0.0}

OFF = {
    **{WEIGHT[layer]: _layer_off(layer, WEIGHT[layer]) for layer in LAYERS},
    **{f"erosion_{layer}": _layer_off(layer, f"erosion_{layer}") for layer in LAYERS},
    "kindred": Off(village(**NO_BREACH, **NO_KINDRED), _unkindred(village(**NO_BREACH))),
    "own_breach": Off(village(**NO_BREACH, **NO_KINDRED), _unkindred(village(**NO_KINDRED))),
    "reassurance": Off(
        village(kindred=0.5, reassurance=0.0), village(kindred=1.0, reassurance=0.5)
    ),
    "stigma": Off(village(norm_weight=0), table(village(norm_weight=0), "stigma", 1.0), DECISIONS),
    "advocacy": Off(
        village(norm_weight=0), table(village(norm_weight=0), "advocacy", 0.0), DECISIONS
    ),
    "utility": Off(village(threat_weight=0), table(village(threat_weight=0), "utility", 1.0)),
    "incentive": Off(
        village(incentive_weight=0.0, **UNPAID), table(village(**UNPAID), "incentive", 0.0)
    ),
    "exit_incentive": Off(village(**UNPAID), table(village(), "bloc_incentive", 0.0)),
    "deterrence": Off(
        village(**NO_BORDER), without_layer(village(**NO_BORDER, deterrence=0.9), "border")
    ),
    "protection": Off(village(**UNSHIELDED), _unguarded(village(anxiety=0.0))),
    "anxiety": Off(village(**UNSHIELDED), _unguarded(village(protection=0.0))),
    "credibility": Off(village(**UNSHIELDED), table(village(**UNSHIELDED), "credibility", 1.0)),
    "posture": Off(
        village(threat_weight=0.0), table(village(threat_weight=0.0), "posture", 0.5), DECISIONS
    ),
    "weight_in_others": Off(_blind(), table(_blind(), "weight_in_others", 1.0)),
    "suspended_weight": Off(
        _pinned(village(suspended_weight=0.0), 6),
        _pinned(_without_events(village(), 6), 6),
        ("announced", "notified", "out", "threat_path", "commitment_path"),
    ),
    "turning_back": Off(village(), village(turning_back=1.0, base_return=-50.0)),
    "pin": Off(village(), _pinned(village(), RIVAL)),
    "exit": Off(village(), _with_event(village(), moved(20, RIVAL, ANNOUNCED))),
    "suspend": Off(village(), _with_event(village(), moved(20, RIVAL, SUSPENDED))),
    "join": Off(_no_joins(village()), _late_join(village())),
    "conflict_clause": Off(without_clause(village()), _no_wars(village())),
}


def _with_parameter(name, weaker, stronger, pushes, target="announced", **others):
    return Effect(
        village(**{**others, name: weaker}), village(**{**others, name: stronger}), pushes, target
    )


def _with_table(name, states, weaker, stronger, pushes, target="announced"):
    cases = (later_table(village(), name, states, value) for value in (weaker, stronger))
    return Effect(*cases, pushes, target)


def _by_treaty(name, weaker, stronger, pushes):
    one, other = table(village(), name, weaker), table(village(), name, stronger)
    return Effect(one, other, pushes)


def _suspension_of_the_pinned():
    """S6 may not leave; suspended, it is seen by the others."""
    silent = table(_without_events(village(), 6), "pinned", False)
    pinned = silent.agenda.pinned.copy()
    pinned[:, :, 6] = True
    held = with_tables(silent, pinned=pinned)
    return Effect(held, _with_event(held, moved(TURN, 6, SUSPENDED)), "out", spare=(6,))


PARTIES = range(7)

EFFECTS = {
    "border_weight": _with_parameter("border_weight", 0.0, 3.0, "out"),
    "alliance_weight": _with_parameter("alliance_weight", 0.0, 3.0, "out"),
    "peer_weight": _with_parameter("peer_weight", 0.0, 3.0, "out"),
    "erosion_border": _with_parameter("erosion_border", 0.0, 0.9, "out", "commitment"),
    "erosion_alliance": _with_parameter("erosion_alliance", 0.0, 0.9, "out", "commitment"),
    "erosion_peers": _with_parameter("erosion_peers", 0.0, 0.9, "out", "commitment"),
    "kindred": _with_parameter("kindred", 0.0, 1.0, "out", "commitment", reassurance=0.0),
    "reassurance": _with_parameter("reassurance", 0.0, 1.0, "in", "commitment", kindred=1.0),
    "own_breach": _with_parameter("own_breach", 0.0, 1.0, "out", "commitment"),
    "stigma": _with_table("stigma", PARTIES, 1.0, 0.4, "out", "commitment"),
    "advocacy": _with_table("advocacy", PARTIES, 0.0, 0.5, "in", "commitment"),
    "utility up": _by_treaty("utility", 1.0, 1.5, "out"),
    "utility down": _by_treaty("utility", 1.0, 0.5, "in"),
    "incentive": _with_table("incentive", PARTIES, 0.0, 2.0, "out"),
    "exit_incentive": _with_parameter("exit_incentive", 0.0, 5.0, "out"),
    "answer": _with_parameter("answer", 0.0, 4.0, "out", "threat"),
    "posture": _with_table("posture", [RIVAL], 0.9, 0.1, "in", "threat"),
    "protection": _with_parameter("protection", 0.0, 0.8, "in", "threat"),
    "anxiety": _with_parameter("anxiety", 0.0, 2.0, "out", "threat"),
    "credibility": _with_table("credibility", (0, 1, 2), 1.0, 0.2, "out", "threat"),
    "weight_in_others": _by_treaty("weight_in_others", 1.0, 0.4, "in"),
    "pin": Effect(village(), _pinned(village(), 0, 1, 2), "in"),
    "exit": Effect(village(), _with_event(village(), moved(3, 3, ANNOUNCED)), "out"),
    "suspend": _suspension_of_the_pinned(),
    "suspended_weight": _with_parameter("suspended_weight", 0.0, 0.5, "out"),
    "announced_weight": _with_parameter("announced_weight", 0.5, 0.8, "out"),
    "notified_weight": _with_parameter("notified_weight", 0.5, 1.0, "out"),
    "conflict_clause": Effect(without_clause(village()), village(), "in"),
    "deterrence": _with_parameter("deterrence", 0.0, 0.5, "in", "threat"),
    "turning_back": _with_parameter("turning_back", 0.0, 1.0, "in", base_return=-3.0),
}
"""Theorems: they hold in every run."""


def _joins_the_alliance():
    """S3 comes under the guarantee and becomes everybody's ally at the turn."""
    before = village()
    old = before.agenda.layers["alliance"]
    new = [(3, j, 1.0, TURN, FOREVER) for j in (0, 1, 2, 6)]
    added = ties(new, both_ways=True)
    fields = ("state", "partner", "weight", "since", "until")
    both = Ties(*(np.concatenate([getattr(old, f), getattr(added, f)]) for f in fields))
    guarded = later_table(before, "guaranteed", (3,), 1.0)
    believed = later_table(guarded, "credibility", (3,), 0.6)
    return with_tables(believed, layers={**before.agenda.layers, "alliance": both})


def _suspension_of_the_free():
    before = _without_events(village(), 6)
    return Effect(before, _with_event(before, moved(SUSPENDED_FROM, 6, SUSPENDED)), "in")


NEWCOMER, SUSPENDED_FROM = 3, TURN + 6
MORE_DETERRENCE = _with_parameter("deterrence", 0.25, 0.75, "in", "threat")
JOINING_A_PACT = Effect(village(), _joins_the_alliance(), "in", "threat")
SUSPENSION_OF_THE_FREE = _suspension_of_the_free()
