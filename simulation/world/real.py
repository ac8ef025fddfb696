"""The real world as of a date, built from the open tables."""

import datetime
from collections.abc import Mapping, Set
from typing import TypeVar

import numpy as np

from simulation.model.stages import NEVER_JOINED, PARTY
from simulation.scenario.faults import InputFault, did_you_mean
from simulation.scenario.scenario import WorldChoice
from simulation.world import commitment, layers, pacts, posture, rivals, tables, vintage
from simulation.world.table_rows import TreatyMeta
from simulation.world.world import FOREVER, Flags, Floats, Ties, Treaty, World

KINDRED = "humanitarian-disarmament"
"""Treaties of this kind are kindred: argued for by the same reasons, harm to civilians."""

D = TypeVar("D")


def real_world(choice: WorldChoice, start: datetime.date) -> World:
    """The world as of ``choice.as_of``: all states of the tables, in order of code.

    States that had left a treaty by then count as never joined: they are outside the risk set.  A
    state that had given notice but was still bound counts as party (Lithuania and CCM on 1 January
    2025).  Nothing recorded after the date enters except what ``World.later_inputs`` lists.

    Raises ``InputFault`` for an unknown treaty, one without a withdrawal clause or without
    membership dates, an unknown definition, or a date later than ``start``.
    """
    laws = _laws(choice, start)
    day = choice.as_of
    states = sorted(tables.states())
    index = {row.iso3: i for i, row in enumerate(states)}
    border_km = {(index[a], index[b]): km for (a, b), km in layers.land_borders().items()}
    return World(
        states=tuple(row.iso3 for row in states),
        names=tuple(row.name for row in states),
        draw_keys=tuple(row.iso3 for row in states),
        treaties=tuple(_treaty(law) for law in laws),
        stage=np.array([_stages(law.treaty, day, index) for law in laws], dtype=np.int64),
        commitment=_commitment(laws, choice, index),
        layers=_layers(choice, index),
        rivals=_rivals(choice, index),
        posture=_by_state(posture.posture(day), index),
        danger=np.zeros(len(states)),
        kindred=_kindred(laws),
        groups=_groups(day, index),
        guarantors={name: _flags(who, index) for name, who in pacts.guaranteed(day).items()},
        population=np.array([row.population for row in states], dtype=np.float64),
        border_km=dict(sorted(border_km.items())),
        coordinates=np.array([(row.latitude, row.longitude) for row in states], dtype=np.float64),
        later_inputs=vintage.later_inputs(day),
        sources=vintage.SOURCES,
    )


def parties(treaty: str, day: datetime.date) -> frozenset[str]:
    """Who is bound by a treaty on a day: joined by then, and no withdrawal in effect by then."""
    return frozenset(
        row.state
        for row in tables.treaties()
        if row.treaty == treaty
        and row.ratified is not None
        and row.ratified <= day
        and (row.left is None or row.left > day)
    )


def under_notice(treaty: str, day: datetime.date) -> dict[str, datetime.date]:
    """States that had given notice by a day and were still bound: when they are out."""
    return {
        row.state: row.left
        for row in sorted(tables.treaties(), key=str)
        if row.treaty == treaty
        and row.notified is not None
        and row.left is not None
        and row.notified <= day < row.left
    }


def definition(choice: WorldChoice, option: str, offered: Mapping[str, D]) -> D:
    """The definition that a world option names; the first where it is not given."""
    default = next(iter(offered))
    wanted = choice.options.get(option, default)
    if wanted not in offered:
        raise InputFault(
            f'world.{option} = "{wanted}": allowed are {", ".join(offered)}'
            f"{did_you_mean(str(wanted), offered)}"
        )
    return offered[wanted]


def ties(pairs: Mapping[tuple[str, str], float], index: Mapping[str, int]) -> Ties:
    """Pairs of codes as ties that hold throughout, in order of state and partner."""
    placed = sorted((index[a], index[b], weight) for (a, b), weight in pairs.items())
    columns = list(zip(*placed, strict=True)) if placed else [(), (), ()]
    return Ties(
        state=np.array(columns[0], dtype=np.int64),
        partner=np.array(columns[1], dtype=np.int64),
        weight=np.array(columns[2], dtype=np.float64),
        since=np.zeros(len(placed), dtype=np.int64),
        until=np.full(len(placed), FOREVER, dtype=np.int64),
    )


def _laws(choice: WorldChoice, start: datetime.date) -> list[TreatyMeta]:
    known = {row.treaty: row for row in tables.treaty_meta()}
    dated = {row.treaty for row in tables.treaties() if row.ratified}
    able = {code for code in dated if code in known and known[code].notice_months is not None}
    faults = [_treaty_fault(code, known, dated, able) for code in choice.treaties]
    if not choice.treaties:
        faults.append("world.treaties: empty; name at least one treaty")
    if len(set(choice.treaties)) < len(choice.treaties):
        faults.append(f"world.treaties: {', '.join(choice.treaties)} names a treaty twice")
    if choice.as_of > start:
        faults.append(f"world.as_of = {choice.as_of}: later than time.start = {start}")
    if any(faults):
        raise InputFault(*filter(None, faults))
    return [known[code] for code in choice.treaties]


def _treaty_fault(
    code: str, known: Mapping[str, TreatyMeta], dated: Set[str], able: Set[str]
) -> str:
    """What is wrong with a treaty; dated: those with membership dates; able: that can be left."""
    if code not in known:
        return (
            f'world.treaties: "{code}" is not a treaty of the tables{did_you_mean(code, able)};'
            f" allowed are {', '.join(sorted(able))}"
        )
    if code not in dated:
        return f'world.treaties: the tables hold no membership dates for "{code}"'
    if known[code].notice_months is None:
        return f'world.treaties: "{code}" has no notice period in the tables; it cannot be left'
    return ""


def _treaty(law: TreatyMeta) -> Treaty:
    return Treaty(law.treaty, law.full_name, law.notice_months or 0, law.conflict_clause)


def _stages(treaty: str, day: datetime.date, index: Mapping[str, int]) -> list[int]:
    bound = parties(treaty, day)
    return [PARTY if state in bound else NEVER_JOINED for state in index]


def _commitment(laws: list[TreatyMeta], choice: WorldChoice, index: Mapping[str, int]) -> Floats:
    index_of = definition(choice, "commitment_index", commitment.DEFINITIONS)
    return np.array([_by_state(index_of(law, choice.as_of), index) for law in laws])


def _layers(choice: WorldChoice, index: Mapping[str, int]) -> dict[str, Ties]:
    return {
        layer: ties(definition(choice, option, layers.DEFINITIONS[option])(choice.as_of), index)
        for layer, option in layers.LAYER_OPTIONS.items()
    }


def _rivals(choice: WorldChoice, index: Mapping[str, int]) -> Ties:
    threat = definition(choice, "threat_index", rivals.DEFINITIONS)
    return ties(rivals.exposures(choice.as_of, threat), index)


def _kindred(laws: list[TreatyMeta]) -> Floats:
    kin = np.array([law.kind == KINDRED for law in laws], dtype=np.float64)
    return np.asarray(np.outer(kin, kin) * (1.0 - np.eye(len(laws))))


def _groups(day: datetime.date, index: Mapping[str, int]) -> dict[str, Flags]:
    groups = {name: _flags(who, index) for name, who in pacts.memberships(day).items()}
    for row in sorted(tables.states()):
        for place in (row.region, row.subregion):
            groups.setdefault(place, np.zeros(len(index), dtype=np.bool_))[index[row.iso3]] = True
    return groups


def _flags(who: Set[str], index: Mapping[str, int]) -> Flags:
    return np.array([state in who for state in index], dtype=np.bool_)


def _by_state(values: Mapping[str, float], index: Mapping[str, int]) -> Floats:
    return np.array([values[state] for state in index], dtype=np.float64)
