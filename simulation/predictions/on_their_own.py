"""Theories of states that leave each on its own: the hazard rule where no pressure moves."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.special import ndtri

from simulation.model.decision import log_pressure
from simulation.model.exposure import contribution
from simulation.model.parameters import Parameters
from simulation.model.perception import posture_felt, threat_target
from simulation.model.stages import PARTY
from simulation.predictions.laws import binomial_law, poisson_binomial_law
from simulation.predictions.setting import Setting
from simulation.predictions.theory import Theory, by_month, chances, ended
from simulation.world.synthetic.drawing import draws_anew
from simulation.world.synthetic.start import is_drawn
from simulation.world.world import Floats

BINOMIAL = "binomial"
POISSON_BINOMIAL = "poisson-binomial"

ALIKE = (
    "Nobody looks at anybody and nothing dated happens, so each state leaves on its own by month m"
    " with the same chance 1 - exp(-h m)."
)
EACH = (
    "Nobody looks at anybody and nothing dated happens, so each state leaves on its own by month m"
    " with its chance 1 - exp(-h m)."
)

MOST_LISTED = 2_000
"""States up to which the law of unlike chances is worked out."""
MOST_DIFFERENT = 20_000
"""Different states up to which pressures are worked out."""
STEPS = 200
"""Points in the middle of as many equal parts of 0..1 at which drawn amounts are averaged."""


def on_their_own(here: Setting) -> tuple[Theory, ...]:
    """The law of the number of exits; empty where pressure is not the same in every month."""
    if _pressure_moves(here):
        return ()
    free = (here.world.stage[here.treaty] == PARTY) & ~here.agenda.pinned[0, here.treaty]
    # Whoever luck will put out at the start stands as a party in the world that is built.
    unknown = 0 if here.seeds_known else here.seeds
    drawn = _drawn_anew(here)
    hazards = _drawn_hazards(here) if drawn else _hazards(here, free)
    if hazards is None or (unknown and not drawn and len(np.unique(hazards)) > 1):
        return ()
    leaving = int(free.sum()) - unknown
    months = np.arange(here.months + 1)
    if drawn or len(np.unique(hazards)) <= 1:
        by = [float(np.mean(-np.expm1(-hazards * month))) if leaving else 0.0 for month in months]
        law, method, said = binomial_law(leaving, by[-1]), BINOMIAL, ALIKE
        exits = leaving * np.array(by)
    else:
        each = -np.expm1(-hazards * here.months)
        law = poisson_binomial_law(each) if leaving <= MOST_LISTED else np.zeros(0)
        method, said = POISSON_BINOMIAL, EACH
        exits = np.array([float(np.sum(-np.expm1(-hazards * month))) for month in months])
    values = [*ended(here.states, here.seeds, float(exits[-1])), *chances(law), *by_month(exits)]
    return (Theory(method, said, "", tuple(values)),)


def _pressure_moves(here: Setting) -> bool:
    """Whether anything can change a state's pressure to leave, or move it otherwise."""
    world, agenda, p, k = here.world, here.agenda, here.scenario.parameters, here.treaty
    holds = p.norm_weight == 0.0 or (
        bool((agenda.stigma[:, k] == 1.0).all())
        and not agenda.advocacy[:, k].any()
        and p.start_spread == 0.0
        and not (p.own_breach > 0.0 and bool(world.kindred[k].any()))
    )
    dated = len(agenda.stigma) > 1 or bool((agenda.joins[k] >= 0).any())
    moved = any(event.treaty == k for event in agenda.stage_events)
    answered = p.answer > 0.0 and bool(world.rivals.weight.any())
    paid = bool(len(agenda.blocs)) and p.exit_incentive > 0.0
    returning = p.turning_back > 0.0
    return dated or moved or answered or paid or returning or not holds or _anybody_looks(here)


def _anybody_looks(here: Setting) -> bool:
    """Whether exits that are seen on some layer change anything."""
    p, world = here.scenario.parameters, here.world
    felt = {
        "border": (p.border_weight, p.erosion_border, p.deterrence),
        "alliance": (p.alliance_weight, p.erosion_alliance),
        "peers": (p.peer_weight, p.erosion_peers),
    }
    complete = dict(zip(world.complete, world.complete_weight, strict=True))
    return any(
        any(weights)
        and (complete.get(name, 0.0) > 0.0 or bool(here.agenda.layers[name].weight.any()))
        for name, weights in felt.items()
    )


def _drawn_anew(here: Setting) -> bool:
    """Whether each run draws threat or commitment, so that all states are alike beforehand."""
    said = here.scenario.world.options
    return (
        here.scenario.world.source == "synthetic"
        and draws_anew(here.scenario)
        and (is_drawn(said["threat"]) or is_drawn(said["commitment"]))
    )


def _hazards(here: Setting, free: Floats) -> Floats | None:
    """(free states,) monthly pressure of each; None where too many differ."""
    faced = _faced(here)[free]
    about = np.column_stack(
        [
            faced,
            here.agenda.guaranteed[0][free],
            here.agenda.credibility[0][free],
            here.world.commitment[here.treaty][free],
            here.agenda.incentive[0, here.treaty][free],
        ]
    )
    kinds, place = np.unique(about, axis=0, return_inverse=True)
    if len(kinds) > MOST_DIFFERENT:
        return None
    utility = float(here.agenda.utility[0, here.treaty])
    threat = [_threat(row[0], row[1], row[2], here.scenario.parameters) for row in kinds.tolist()]
    return _pressures(here, np.array(threat), kinds[:, 3], utility, kinds[:, 4])[place.ravel()]


def _faced(here: Setting) -> Floats:
    """(states,) exposure to dangers, and to rivals times their posture."""
    rivals, posture = here.world.rivals, here.agenda.posture[0]
    faced = here.world.danger.copy()
    seen = [contribution(w, s) for w, s in zip(rivals.weight, posture[rivals.partner], strict=True)]
    np.add.at(faced, rivals.state, seen)
    return faced


def _threat(faced: float, guaranteed: float, credibility: float, p: Parameters) -> float:
    return threat_target(posture_felt(faced), guaranteed, credibility, 0.0, p)


def _pressures(
    here: Setting, threat: Floats, commitment: Floats, utility: float, incentive: Floats | float
) -> Floats:
    """The exponential of the theory's own log pressure, where nobody has left."""
    rate = here.scenario.base_rate[here.world.treaties[here.treaty].code]
    nobody = (0.0, 0.0, 0.0)
    logs: Any = log_pressure(
        rate, threat, utility, commitment, *nobody, incentive, here.scenario.parameters  # type: ignore[arg-type]
    )  # fmt: skip
    return np.exp(np.clip(np.asarray(logs, dtype=np.float64), -50.0, 50.0))


def _drawn_hazards(here: Setting) -> Floats | None:
    """Pressures at evenly spread luck; None where one amount is drawn and the other listed."""
    said = here.scenario.world.options
    threat, commitment = (_quantiles(said[name]) for name in ("threat", "commitment"))
    if threat is None or commitment is None:
        return None
    both = np.array(np.meshgrid(threat, commitment)).reshape(2, -1)
    felt = [_threat(-float(np.log1p(-min(t, 1.0 - 2.0**-53))), 0.0, 1.0, here.scenario.parameters)
            for t in threat]  # fmt: skip
    by_threat = dict(zip(threat.tolist(), felt, strict=True))
    utility = float(here.agenda.utility[0, here.treaty])
    moved = np.array([by_threat[t] for t in both[0].tolist()])
    return _pressures(here, moved, both[1], utility, 0.0)


def _quantiles(amount: Mapping[str, Any]) -> Floats | None:
    """An amount of a synthetic world at evenly spread luck; None where it is listed by state."""
    luck = (np.arange(STEPS) + 0.5) / STEPS
    if "constant" in amount:
        return np.array([float(amount["constant"])])
    if "uniform" in amount:
        low, high = float(amount["uniform"]["low"]), float(amount["uniform"]["high"])
        return low + (high - low) * luck
    if "normal" in amount:
        mean, sd = float(amount["normal"]["mean"]), float(amount["normal"]["sd"])
        return np.clip(mean + sd * ndtri(luck), 0.0, 1.0)
    return None
