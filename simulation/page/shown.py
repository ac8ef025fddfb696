"""The one run that is shown: stages, what each state feels, holds and sees, and its pressure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from simulation import chance
from simulation.analysis.attribution import answered
from simulation.analysis.attribution.moves import Mover, told
from simulation.analysis.attribution.parentage import Birth, birth
from simulation.analysis.attribution.quiet import Run, Still
from simulation.analysis.attribution.surroundings import Surroundings
from simulation.analysis.comparable import ever_party
from simulation.engines.choosing import engine
from simulation.engines.contract import Case, Histories
from simulation.model import decision
from simulation.model.stages import NEVER, NEVER_JOINED, OUT, PARTY
from simulation.page.sight import exposures
from simulation.world.luck import uniforms_of_many, words
from simulation.world.synthetic.expanding import expanded
from simulation.world.world import Flags, Floats


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
    """(treaties, layers, months + 1, states) as ``sight.exposures``."""
    threat: Floats | None = None
    """(months + 1, states); None, as the next three: the rule knows none."""
    commitment: Floats | None = None
    """(months + 1, treaties, states)"""
    pressure: Floats | None = None
    """(treaties, months + 1, states) accumulated."""
    resistance: Floats | None = None
    """(treaties, states)"""
    births: Sequence[Birth] = ()
    """Whom each exit comes from."""


@dataclass(frozen=True, eq=False)
class Lived:
    """One run as the engine lived it."""

    case: Case
    """Of that run: its own world where each run draws one."""
    replicate: int
    """Its number."""
    history: Histories
    """Of this run alone, month by month."""
    movers: list[Mover]
    """Everybody who departed."""


def lived(case: Case, replicate: int) -> Lived:
    """Live one run of a case."""
    one = np.array([replicate], dtype=np.int64)
    history = engine("compiled")(case, one, 1)
    own = _own(case, replicate)
    movers = told(own, one)[0] if case.rule == "hazard" else _movers(history)
    return Lived(own, replicate, history, movers)


def shown(one: Lived) -> Shown:
    """What there is to show of a run."""
    case, movers = one.case, one.movers
    seen = exposures(case, movers)
    member = ever_party(case.world, case.agenda)
    if case.rule != "hazard":
        return Shown(case, movers, member, seen)
    threat, held = one.history.threat_path[0], one.history.commitment_path[0]
    near = Surroundings(case)
    run = Run(Still(near, lambda state: threat[:, state].tolist()), one.replicate)
    return Shown(
        case, movers, member, seen, threat, held,
        pressure=pressures(near, movers, threat, held, seen),
        resistance=resistances(case, one.replicate),
        births=[birth(0, child, movers, run) for child in movers if child.decided],
    )  # fmt: skip


def resistances(case: Case, replicate: int) -> Floats:
    """(treaties, states) what each state withstands in a run."""
    one, keys = np.array([replicate], dtype=np.int64), case.world.draw_keys
    luck = [
        uniforms_of_many(case.seed, chance.RESISTANCE, one, *words(keys, treaty.code))[0]
        for treaty in case.world.treaties
    ]
    return np.array([[chance.resistance_of(draw) for draw in row.tolist()] for row in luck])


def _own(case: Case, replicate: int) -> Case:
    """The case of one run alone, with every tie listed."""
    if case.redraw is None and not case.world.complete:
        return case  # the very same, since engines keep what they made of it
    world, dated = (case.world, case.agenda) if case.redraw is None else case.redraw(replicate)
    world, dated = expanded(world, dated)
    return replace(case, world=world, agenda=dated, redraw=None)


def _movers(history: Histories) -> list[Mover]:
    """Who was out when, under a textbook rule."""
    out, announced, forced = history.out[0], history.announced[0], history.forced[0]
    return [
        Mover(k, i, ((int(out[k, i]), OUT),), int(announced[k, i]), bool(forced[k, i]))
        for k, i in np.argwhere(out != NEVER).tolist()
    ]


_log_pressures = cast(Callable[..., Floats], decision.log_pressure)
"""The theory's sum of terms, which holds of arrays as of numbers."""


def pressures(
    near: Surroundings, movers: Sequence[Mover], threat: Floats, held: Floats, seen: Floats
) -> Floats:
    """(treaties, months + 1, states) pressure accumulated by the end of each month.

    The theory's own sum of terms on the engines' own threat and commitment.  It may differ from
    theirs in the last digits: exposures and the exponential are not made on the theory's grid.
    """
    case, agenda = near.case, near.case.agenda
    found = np.zeros((len(case.base_rate), agenda.months + 1, len(case.world.states)))
    for k, rate in enumerate(case.base_rate):
        given = agenda.incentive[agenda.row, k] + paid(near, movers, k)
        drive = _log_pressures(
            rate, threat, agenda.utility[agenda.row, k][:, None], held[:, k], *seen[k], given,
            case.parameters,
        )  # fmt: skip
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
    free: Flags = bound & ~agenda.pinned[agenda.row, treaty] & (months > 0)
    for one in movers:
        if one.treaty == treaty:
            before = np.array([one.stage_at(month - 1) for month in months[1:, 0].tolist()])
            free[1:, one.state] &= before == PARTY
    return free
