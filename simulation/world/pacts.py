"""Defence pacts: who is bound to defend whom on a day, how deeply, and under whose guarantee.

Depth orders pacts by what they built in peacetime, after the military institutionalisation of
Leeds and Anac 2005 (International Interactions 31:183), who also find no evidence that deeper
pacts are more reliable in war: depth here is closeness, not reliability.  The four numbers are an
assumption:

====  ======================================================================
1     integrated command, or the guarantor's troops stationed by treaty
0.75  standing joint bodies, regular exercises, or one side's sole defence
0.5   an obligation to assist, with consultation
0.25  an obligation hardly ever acted on
====  ======================================================================
"""

import datetime
from collections.abc import Callable, Mapping
from itertools import permutations
from typing import NamedTuple

from simulation.world import tables

EU_CLAUSE = datetime.date(2009, 12, 1)
"""Entry into force of the Lisbon Treaty, and with it of the mutual-defence clause, TEU 42(7)."""


class Pact(NamedTuple):
    """How deep a pact is, 0..1, and the nuclear-armed state whose guarantee it carries."""

    depth: float
    guarantor: str = ""
    """Blank: the pact carries no guarantee in the sense of the theory."""


PACTS: Mapping[str, Pact] = {
    "NATO": Pact(1.0, "USA"),
    "US_KOR": Pact(1.0, "USA"),
    "US_JPN": Pact(1.0, "USA"),
    "ANZUS": Pact(0.75, "USA"),
    "US_PHL": Pact(0.75, "USA"),
    "US_COFA_FSM": Pact(0.75, "USA"),
    "US_COFA_MHL": Pact(0.75, "USA"),
    "US_COFA_PLW": Pact(0.75, "USA"),
    "CSTO": Pact(0.75, "RUS"),
    "UNION_STATE_RUS_BLR": Pact(1.0, "RUS"),
    "RUS_ARM_1997": Pact(1.0, "RUS"),
    "RUS_PRK_2024": Pact(0.5),
    "CHN_PRK_1961": Pact(0.5),
    "US_THA": Pact(0.5),
    "EU": Pact(0.5),
    "WESTERN_EUROPEAN_UNION": Pact(0.5),
    "FRA_GRC_2021": Pact(0.5),
    "TUR_AZE_2010": Pact(0.5),
    "PAK_SAU_2025": Pact(0.5),
    "GCC": Pact(0.75),
    "RSS_CARIBBEAN": Pact(0.75),
    "AES": Pact(0.5),
    "RIO_PACT": Pact(0.25),
}
"""Every organisation whose members owe each other defence.

A guarantee is a nuclear-armed state's promise that it prepares for (depth 0.75 and more).  The EU
clause carries none: TEU 42(7) itself calls NATO the foundation of its members' defence, and a
second, always credible guarantee would leave doubts about NATO without effect on those members.
"""

Depth = Callable[[str], float]
"""Depth of an organisation's pact, 0..1; 0 where it is none."""


def depth(organisation: str) -> float:
    """Depth of an organisation's pact, 0..1; 0 where it is none.

    >>> depth("NATO"), depth("ASEAN")
    (1.0, 0.0)
    """
    return PACTS[organisation].depth if organisation in PACTS else 0.0


def equal_depth(organisation: str) -> float:
    """1 for every defence pact, 0 for other organisations."""
    return 1.0 if organisation in PACTS else 0.0


def memberships(day: datetime.date) -> dict[str, frozenset[str]]:
    """Members of every organisation of the tables on a day; a bare year counts as 31 December."""
    found: dict[str, set[str]] = {row.organisation: set() for row in tables.alliances()}
    for row in tables.alliances():
        if row.joined <= day and (row.left is None or row.left > day):
            found[row.organisation].add(row.state)
    return {organisation: frozenset(found[organisation]) for organisation in sorted(found)}


def in_force(day: datetime.date) -> dict[str, frozenset[str]]:
    """Members of every defence pact in force on a day; the EU from its clause on."""
    members = memberships(day)
    return {
        name: members[name]
        for name in sorted(PACTS)
        if name in members and (name != "EU" or day >= EU_CLAUSE)
    }


def ties(day: datetime.date, depth_of: Depth = depth) -> dict[tuple[str, str], float]:
    """Depth of the deepest pact two states share on a day, both ways; unallied pairs are absent."""
    deepest: dict[tuple[str, str], float] = {}
    for organisation, members in in_force(day).items():
        for pair in permutations(sorted(members), 2):
            deepest[pair] = max(deepest.get(pair, 0.0), depth_of(organisation))
    return deepest


def guaranteed(day: datetime.date) -> dict[str, frozenset[str]]:
    """For each guarantee in force on a day: the states under it, the guarantor left out."""
    return {
        name: members - {PACTS[name].guarantor}
        for name, members in in_force(day).items()
        if PACTS[name].guarantor
    }
