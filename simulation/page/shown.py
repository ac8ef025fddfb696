"""The one run that is shown: stages, what each state feels, holds and sees, and its pressure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from simulation.analysis.attribution import answered
from simulation.analysis.attribution.moves import Mover, told
from simulation.analysis.attribution.parentage import Birth, birth
from simulation.analysis.attribution.quiet import Run, Still
from simulation.analysis.attribution.surroundings import Surroundings
from simulation.analysis.comparable import ever_party
from simulation.engines.choosing import engine
from simulation.engines.contract import Case, Histories
from simulation.model import decision
from simulation.model.stages import NEVER_JOINED, PARTY, SUSPENDED
from simulation.page.sight import exposures
from simulation.world.synthetic.expanding import expanded
from simulation.world.world import Flags, Floats
import dataclasses


@dataclass(frozen=True, eq=False)
class Shown:
    """One run, month by month."""

    case: Case
    """Of that run: its own world where each run draws one."""
    movers: list[Mover]
    """Everybody who departed."""
    member: Flags
    """(treaties, states) ever party."""
    exposure: Floats
    """(treaties, layers, months + 1, states)"""
    threat: Floats | None
    """(months + 1, states); None: the rule knows none."""
    commitment: Floats | None
    """(months + 1, treaties, states)"""
    pressure: Floats | None
    """(treaties, months + 1, states) accumulated."""
    births: list[Birth]
    """Whom each exit comes from; under hazard."""


def shown(case: Case, replicate: int) -> Shown:
    """One run of a case."""
    one = np.array([replicate], dtype=np.int64)
    history = engine("compiled")(case, one, 1)
    own = _own(case, replicate)
    hazard = case.rule == "hazard"
    movers = told(own, one)[0] if hazard else _movers(own, history)
    seen = exposures(own, movers)
    member = ever_party(own.world, own.agenda)
    if not hazard:
        return Shown(own, movers, member, seen, None, None, None, [])
    threat, held = history.threat_path[0], history.commitment_path[0]
    near = Surroundings(own)
    pressed = pressures(own, near, movers, threat, held, seen)
    run = Run(Still(near), replicate)
    born = [birth(0, child, movers, run) for child in movers if child.decided]
    return Shown(own, movers, member, seen, threat, held, pressed, born)


def _own(case: Case, replicate: int) -> Case:
    """The case of one run alone, with every tie listed."""
    world, dated = case.world, case.agenda
    if case.redraw is not None:
        world, dated = case.redraw(replicate)
    world, dated = expanded(world, dated)
    return dataclasses.replace(case, world=world, agenda=dated, redraw=None)


def _movers(case: Case, history: Histories) -> list[Mover]:
    """Who was out when, under a textbook rule."""
    out = history.out[0]
    return [
        Mover(k, i, ((int(out[k, i]), 3),), int(history.announced[0, k, i]), bool(history.forced[0, k, i]))
        for k, i in np.argwhere(out >= 0).tolist()
    ]


def pressures(
    case: Case, near: Surroundings, movers: Sequence[Mover], threat: Floats, held: Floats, seen: Floats
) -> Floats:
    """(treaties, months + 1, states) pressure accumulated by the end of each month.

    The theory's own sum of terms, with the engines' own threat and commitment; it may differ from
    theirs in the last digits, since sums and the exponential are not made on the theory's grid.
    """
    agenda, row, p = case.agenda, case.agenda.row, case.parameters
    found = np.zeros((len(case.base_rate), agenda.months + 1, len(case.world.states)))
    for k, rate in enumerate(case.base_rate):
        drive = decision.log_pressure(
            rate,
            cast(float, threat),
            cast(float, agenda.utility[row, k][:, None]),
            cast(float, held[:, k]),
            *(cast(float, seen[k, layer]) for layer in range(3)),
            cast(float, agenda.incentive[row, k] + paid(near, movers, k)),
            p,
        )
        monthly = np.exp(np.clip(drive, -50.0, 50.0)) * weighs(case, movers, k)
        found[k] = np.cumsum(monthly, axis=0)
    return found


def paid(near: Surroundings, movers: Sequence[Mover], treaty: int) -> Floats | float:
    """(months + 1, states) incentive from blocs whose money follows exits."""
    agenda, p = near.case.agenda, near.p
    whole: Floats | float = 0.0
    for bloc in range(len(agenda.blocs) if p.exit_incentive > 0.0 else 0):
        path = np.array(answered.money(near, movers, bloc, treaty).path)
        before = np.concatenate([[0.0], path[:-1]])
        whole = whole + p.exit_incentive * agenda.bloc_incentive[agenda.row, bloc] * before[:, None]
    return whole


def weighs(case: Case, movers: Sequence[Mover], treaty: int) -> Flags:
    """(months + 1, states) whether a state weighs leaving in a month."""
    agenda, months = case.agenda, np.arange(case.agenda.months + 1)[:, None]
    stage, joins = case.world.stage[treaty], agenda.joins[treaty]
    bound = (stage == PARTY) | ((stage == NEVER_JOINED) & (joins >= 0) & (months >= joins))
    free = bound & ~agenda.pinned[agenda.row, treaty] & (months > 0)
    for one in movers:
        if one.treaty == treaty:
            before = np.array([one.stage_at(month - 1) for month in months[1:, 0].tolist()])
            free[1:, one.state] &= before == PARTY
    return free
