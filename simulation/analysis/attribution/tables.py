"""The rows of an attribution's tables, from what was found."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulation.analysis.attribution.chosen import Chosen, date_of_month, named
from simulation.analysis.attribution.columns import COLUMNS, WITHOUT
from simulation.analysis.attribution.descent import (
    SUSPENDED,
    Cohorts,
    Descent,
    cohort,
    kind,
    ratio_with_interval,
)
from simulation.analysis.attribution.mechanisms import Mechanisms
from simulation.analysis.attribution.multipliers import Influence
from simulation.analysis.attribution.parentage import Birth
from simulation.analysis.pairing import Effect, paired_chance, paired_effect
from simulation.outcomes.columns import Column
from simulation.outcomes.contents import arrow_table
from simulation.outcomes.intervals import bounded_mean_of, mean_with_interval
from simulation.scenario.scenario import Scenario
from simulation.world.world import Flags, Floats, World

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]


class Found(NamedTuple):
    """All that was found."""

    scenario: Scenario
    world: World
    asked: Chosen
    replicates: list[int]
    influences: list[Influence]
    mechanisms: Mechanisms
    births: list[Birth]
    descents: list[Descent]
    cohorts: Cohorts


def tables(found: Found) -> "dict[str, pa.Table]":
    """Every table, by name."""
    rows = {
        "multipliers": _multipliers(found),
        "influence": _influence(found),
        "mechanisms": _mechanisms(found),
        "snowball": _snowball(found),
        "exits": _exits(found),
        "shares": _shares(found),
        "pairs": _pairs(found),
        "reproduction": _reproduction(found),
    }
    return {name: _table(list(rows[name]), about) for name, about in COLUMNS.items()}


def _table(rows: Sequence[Row], about: Sequence[Column]) -> "pa.Table":
    columns = {
        one.name: np.array(
            [row[one.name] for row in rows], dtype=object if one.kind == "text" else None
        )
        for one in about
    }
    return arrow_table(columns, about)


def _codes(found: Found) -> list[str]:
    return [treaty.code for treaty in found.world.treaties]


def _effect(effect: Effect, before: str, after: str, difference: str) -> Row:
    low, high = known(effect.low, effect.high)
    return {
        before: effect.base, after: effect.other, difference: effect.effect,
        "low": low, "high": high,
        "more": effect.more, "fewer": effect.fewer, "equal": effect.equal,
    }  # fmt: skip


def known(low: float, high: float) -> tuple[float, float]:
    """An interval, or nan twice where all runs agree: the t interval would collapse to a point.

    Agreement is no proof, and how many runs agree is told beside it.

    >>> known(0.25, 0.75), known(0.0, 0.0)
    ((0.25, 0.75), (nan, nan))
    """
    agree = math.isclose(low, high, rel_tol=1e-9)  # equal shares may differ in their last bit
    return (np.nan, np.nan) if agree else (low, high)


def _multipliers(found: Found) -> Iterator[Row]:
    for k, code in enumerate(_codes(found)):
        for one in found.influences:
            numbers = _effect(one.others[k], "held", "sent", "multiplier")
            yield {"treaty": code, **_who(found.world, one.state), **numbers}


def _who(world: World, state: int) -> Row:
    return {"state": world.states[state], "name": world.names[state]}


def _influence(found: Found) -> Iterator[Row]:
    codes, states = _codes(found), found.world.states
    for one in found.influences:
        for (k, other), effect in one.on.items():
            who = {"treaty": codes[k], "state": states[one.state], "other": states[other]}
            yield {**who, **_effect(effect, "held", "sent", "influence")}


def _mechanisms(found: Found) -> Iterator[Row]:
    did = found.mechanisms
    for k, code in enumerate(_codes(found)):
        mine = found.asked.counted[k]
        shock, full = (
            chose[:, k, mine].sum(axis=1).astype(np.float64) for chose in (did.without, did.full)
        )
        by_term = _by_term(found, k)
        snowball = float(sum(by_term.values()))
        remainder = float(found.cohorts.remainder[k].mean())
        yield _mechanism(code, WITHOUT, shock, remainder)
        for (name, terms), numerators in zip(did.groups, did.numerators[k], strict=True):
            pushed = sum(by_term.get(term, 0.0) for term in terms)
            yield _mechanism(code, name, numerators / did.denominator, pushed)
        yield _mechanism(code, "snowball", full - shock, snowball)
        yield _mechanism(code, "exits", full, remainder + snowball)


def _mechanism(code: str, term: str, exits: Floats, pushed: float) -> Row:
    mean, low, high = mean_with_interval(exits)
    lowest = 0.0 if exits.min() >= 0.0 else low
    low, high = known(max(low, lowest), high)
    return {
        "treaty": code, "term": term, "exits": mean, "low": low, "high": high,
        "by_parentage": pushed,
    }  # fmt: skip


def _by_term(found: Found, treaty: int) -> dict[str, float]:
    """Shares of the exits from one treaty by term, for each run."""
    sums: dict[str, float] = {}
    for birth in found.births:
        if birth.child.treaty == treaty:
            for one in birth.shares:
                sums[one.term] = sums.get(one.term, 0.0) + one.share
    return {term: whole / len(found.replicates) for term, whole in sums.items()}


def _snowball(found: Found) -> Iterator[Row]:
    shock, full, counted = found.mechanisms.without, found.mechanisms.full, found.asked.counted
    for k, code in enumerate(_codes(found)):
        mine = counted[k]
        before, after = shock[:, k] & mine, full[:, k] & mine
        counts = [one.sum(axis=1).astype(np.float64) for one in (before, after)]
        nobody = {"treaty": code, "state": "", "name": ""}
        yield {**nobody, **_beside(before, after), **_effect(paired_effect(*counts), *BOTH_ARMS)}
        for i in np.flatnonzero((before | after).any(axis=0)).tolist():
            chance = paired_chance(before[:, i], after[:, i])
            yield {
                "treaty": code, **_who(found.world, i),
                **_beside(before[:, [i]], after[:, [i]]), **_effect(chance, *BOTH_ARMS),
            }  # fmt: skip


BOTH_ARMS = ("shock", "full", "effect")


def _beside(before: Flags, after: Flags) -> Row:
    """In both arms, in one only: means over runs of (runs, states)."""
    parts = {"both": before & after, "only_full": after & ~before, "only_shock": before & ~after}
    return {name: float(one.sum(axis=1).mean()) for name, one in parts.items()}


def _child(found: Found, birth: Birth) -> Row:
    return {
        "replicate": found.replicates[birth.run],
        "treaty": found.world.treaties[birth.child.treaty].code,
        "state": found.world.states[birth.child.state],
        "month": birth.child.announced,
    }


def _exits(found: Found) -> Iterator[Row]:
    for birth, place in zip(found.births, found.descents, strict=True):
        code = _codes(found)[place.parent.treaty] if place.parent else ""
        yield {
            **_child(found, birth),
            "remainder": birth.remainder,
            "parent": found.world.states[place.parent.state] if place.parent else "",
            "parent_treaty": code,
            "parent_share": place.share,
            "generation": place.generation,
        }


def _shares(found: Found) -> Iterator[Row]:
    codes = _codes(found)
    for birth in found.births:
        child = _child(found, birth)
        for parent, term, share in birth.shares:
            what = kind(parent, birth.child)
            when = parent.steps[0][0] if what == SUSPENDED else cohort(parent, birth.child)
            yield {
                **child, "parent": found.world.states[parent.state],
                "parent_treaty": codes[parent.treaty], "parent_month": when,
                "parent_kind": what, "term": term, "share": share,
            }  # fmt: skip


def _pairs(found: Found) -> Iterator[Row]:
    """Largest first within each treaty."""
    owed: dict[tuple[int, int, int, int], dict[int, float]] = {}
    for birth in found.births:
        child = (birth.child.treaty, birth.child.state)
        owed.setdefault((*child, -1, -1), {})[birth.run] = birth.remainder
        for parent, _, share in birth.shares:
            by_run = owed.setdefault((*child, parent.treaty, parent.state), {})
            by_run[birth.run] = by_run.get(birth.run, 0.0) + share
    for key in sorted(owed, key=lambda one: (one[0], -sum(owed[one].values()), one)):
        yield _pair(found, key, owed[key])


def _pair(found: Found, key: tuple[int, int, int, int], by_run: Mapping[int, float]) -> Row:
    treaty, state, parent_treaty, parent = key
    values = np.zeros(len(found.replicates))
    values[list(by_run)] = list(by_run.values())
    deters = values.min() < 0.0
    mean, low, high = mean_with_interval(values) if deters else bounded_mean_of(values, 0.0, 1.0)
    codes = _codes(found)
    return {
        "treaty": codes[treaty], "state": found.world.states[state],
        "parent": found.world.states[parent] if parent >= 0 else "",
        "parent_treaty": codes[parent_treaty] if parent >= 0 else "",
        "children": mean, "low": low, "high": high,
    }  # fmt: skip


def _reproduction(found: Found) -> Iterator[Row]:
    months = range(found.cohorts.parents.shape[1])
    dates = [named(date_of_month(found.scenario, month)) for month in months]
    years: dict[str, list[int]] = {}
    for month in months[1:]:
        years.setdefault(dates[month][:4], []).append(month)
    for k, code in enumerate(_codes(found)):
        for month in months:
            yield _cohort(found, k, code, "month", dates[month], [month])
        for year, some in years.items():
            yield _cohort(found, k, code, "year", year, some)
        yield _cohort(found, k, code, "all", "", list(months))
        yield {
            "treaty": code, "period": "suspended", "date": "", "exits": 0.0, "parents": 0.0,
            "children": float(found.cohorts.of_suspended[k].mean()),
            "reproduction": np.nan, "low": np.nan, "high": np.nan,
        }  # fmt: skip


def _cohort(found: Found, treaty: int, code: str, period: str, date: str, months: list[int]) -> Row:
    exits, parents, children = (
        table[treaty, months].sum(axis=0)
        for table in (found.cohorts.decided, found.cohorts.parents, found.cohorts.children)
    )
    ratio, *ends = ratio_with_interval(children, parents)
    low, high = known(*ends)
    return {
        "treaty": code, "period": period, "date": date, "exits": float(exits.mean()),
        "parents": float(parents.mean()), "children": float(children.mean()),
        "reproduction": ratio, "low": low, "high": high,
    }  # fmt: skip
