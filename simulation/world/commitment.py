"""How committed each state is to a treaty at the start: several indices, none of them fitted.

No table holds commitment.  Long membership, treaties joined and democracy, the usual proxies, point
the wrong way here: the leavers of 2025 were long-standing, democratic members, so an index made
of them puts the leavers among the most committed.  That makes them poor measures of this ban's
hold, not evidence that commitment does not matter.

The default, ``reluctance``, reads the treaty's own act of commitment instead: how long a state that
could join hesitated.  A state that stayed out for years weighed the weapon's use against the
ban and said so by waiting; what made it hesitate, often a border, is still there afterwards.  A
critic may attack that (i) small administrations are late for want of staff, not of will; (ii) it
overlaps with threat, so that the two cannot be told apart; (iii) whoever chose it knew who left.
Finland and Poland (2012) and the Baltic states (2003 to 2005) are late, but so are others that
stayed.  ``uniform`` is the honest null; report both.
"""

import datetime
import math
from collections.abc import Callable, Mapping

from simulation.world import layers, tables
from simulation.world.table_rows import TreatyMeta

Definition = Callable[[TreatyMeta, datetime.date], dict[str, float]]
"""(treaty, day) -> commitment of every state, 0..1."""

HALF_AFTER_YEARS = 5.0
"""Delay that halves commitment: one cycle between review conferences; assumption."""

YEAR = 365.25
"""Days."""

INDEPENDENCE = {
    "TLS": datetime.date(2002, 5, 20),
    "MNE": datetime.date(2006, 6, 3),
    "XKX": datetime.date(2008, 2, 17),
    "SSD": datetime.date(2011, 7, 9),
}
"""States that could not join before; public facts."""


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


CORE_GROUPS: Mapping[str, frozenset[str]] = {
    "APMBC": _codes("AUT BEL CAN CHE DEU DNK IRL MEX NLD NOR PHL ZAF"),
    "CCM": _codes("AUT IRL MEX NOR NZL PER VAT"),
}
"""States that steered the negotiations (Ottawa process: Cameron, Lawson and Tomlin 1998, To Walk
Without Fear; Oslo process: Bolton and Nash 2010, Global Policy 1:172); lists from memory."""

BROAD = ("APMBC", "CCM", "ATT", "TPNW", "CCW", "CCW_AP2", "CCW_P5", "ROME", "CTBT")
"""Humanitarian treaties whose number measures participation."""

FULL_MEMBERSHIP_YEARS = 20.0
"""Years of membership that count as full in ``membership_and_democracy``; assumption."""

UNKNOWN_DEMOCRACY = 0.5
"""Polyarchy of states that V-Dem does not cover; assumption."""

UNKNOWN_VOTING = 0.5
"""Index of states without votes in the General Assembly; assumption."""

UNIFORM = 0.7
"""Commitment of every state in ``uniform``; assumption, the same for all on purpose."""

CHAMPION, EARLY, OTHER = 1.0, 0.8, 0.6
"""Commitment of the core group, of those who ratified before entry into force, and of the rest;
assumptions."""


def ratified(treaty: str, day: datetime.date) -> dict[str, datetime.date]:
    """When each state that had joined by a day did so."""
    return {
        row.state: row.ratified
        for row in sorted(tables.treaties(), key=str)
        if row.treaty == treaty and row.ratified is not None and row.ratified <= day
    }


def reluctance(treaty: TreatyMeta, day: datetime.date) -> dict[str, float]:
    """1 for a state that joined when the treaty opened, 1/2 after five years, 1/4 after fifteen.

    Years count from opening, or from independence.  A state that has not joined counts as joining
    that day.
    """
    joined = ratified(treaty.treaty, day)
    return {row.iso3: _promptness(treaty, row.iso3, joined, day) for row in tables.states()}


def _promptness(
    treaty: TreatyMeta, state: str, joined: Mapping[str, datetime.date], day: datetime.date
) -> float:
    could = max(treaty.opened, INDEPENDENCE.get(state, treaty.opened))
    years = max(0.0, (joined.get(state, day) - could).days / YEAR)
    return 1.0 / (1.0 + years / HALF_AFTER_YEARS)


def membership_and_democracy(treaty: TreatyMeta, day: datetime.date) -> dict[str, float]:
    """Mean of treaties joined, years of membership over twenty, and electoral democracy.

    Kept for comparison: it points the wrong way (see above).  Treaties joined: the share of the
    other humanitarian treaties open that day.
    """
    opened = {row.treaty for row in tables.treaty_meta() if row.opened <= day}
    others = [ratified(name, day) for name in BROAD if name in opened - {treaty.treaty}]
    own = ratified(treaty.treaty, day)
    polyarchy = tables.latest(tables.democracy(), tables.last_year(day))
    return {
        row.iso3: math.fsum(
            (
                sum(row.iso3 in other for other in others) / max(1, len(others)),
                min(1.0, (day - own.get(row.iso3, day)).days / YEAR / FULL_MEMBERSHIP_YEARS),
                polyarchy.get(row.iso3, UNKNOWN_DEMOCRACY),
            )
        )
        / 3.0
        for row in tables.states()
    }


def champion(treaty: TreatyMeta, day: datetime.date) -> dict[str, float]:
    """1 for the core group that made the treaty, 0.8 for early ratifiers, 0.6 for the rest.

    Early: before entry into force.  Treaties without a listed core group have only the last two.
    Assumes that making a ban binds more than signing one.
    """
    core = CORE_GROUPS.get(treaty.treaty, frozenset())
    early = ratified(treaty.treaty, min(day, treaty.in_force or day))
    return {
        row.iso3: CHAMPION if row.iso3 in core else EARLY if row.iso3 in early else OTHER
        for row in tables.states()
    }


def voting(treaty: TreatyMeta, day: datetime.date) -> dict[str, float]:
    """1 / (1 + mean gap of ideal points to the core group): who votes with the ban's makers.

    Assumes that votes in the General Assembly on other matters tell about this ban.  Treaties
    without a listed core group are measured against that of APMBC.
    """
    core = CORE_GROUPS.get(treaty.treaty, CORE_GROUPS["APMBC"])
    position = layers.positions(day)
    makers = [position[state] for state in sorted(core) if state in position]
    return {row.iso3: _nearness(position.get(row.iso3), makers) for row in tables.states()}


def _nearness(own: float | None, makers: list[float]) -> float:
    if own is None or not makers:
        return UNKNOWN_VOTING
    return 1.0 / (1.0 + math.fsum(abs(own - maker) for maker in makers) / len(makers))


def uniform(_treaty: TreatyMeta, _day: datetime.date) -> dict[str, float]:
    """The same commitment for every state: what the model says without any such index."""
    return {row.iso3: UNIFORM for row in tables.states()}


DEFINITIONS: Mapping[str, Definition] = {
    "reluctance": reluctance,
    "membership-and-democracy": membership_and_democracy,
    "champion": champion,
    "voting": voting,
    "uniform": uniform,
}
"""World option ``commitment_index``; the first is the default."""
