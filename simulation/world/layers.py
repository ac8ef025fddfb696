"""The layers of the real world: who sees whom leave.  Each is one short function of the tables.

A definition takes a day and returns the weight with which ``state`` looks at ``partner`` for each
pair that is tied; absent pairs are not.  All layers are symmetric: sharing a border, a pact or a
table is mutual, and what makes influence uneven is that each state divides by the sum of its own
ties.  Every scale is a fixed constant, so a state without ties changes nobody.
"""

import datetime
import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import combinations

from simulation.model.arithmetic import on_grid
from simulation.world import pacts, tables
from simulation.world.table_rows import SeaRow

Pairs = dict[tuple[str, str], float]
Definition = Callable[[datetime.date], Pairs]

ARTEFACTS = frozenset(
    {
        ("BRA", "FRA"),  # French Guiana
        ("FRA", "SUR"),  # French Guiana
        ("CAN", "DNK"),  # Hans Island, off Greenland
        ("ESP", "MAR"),  # Ceuta and Melilla; see ``STRAITS``
        ("MAR", "MRT"),  # Western Sahara counted for Morocco
    }
)
"""Land borders that do not join the two states' main parts.  Kaliningrad's are kept."""

SEA_NEAR_KM, SEA_FAR_KM = 100.0, 400.0
SEA_NEAR, SEA_FAR = 0.5, 0.25
"""Weights of short sea distances against 1 for a land border; assumptions."""

STRAITS = {("ESP", "MAR"): SEA_NEAR}
"""Spain and Morocco, 14 km apart at Gibraltar: the sea table lacks pairs that share a border."""

OVER_LAND = 0.5
"""A line that lies over third states for this share or more is no sea distance."""

VOTING_GAP = 1.0
"""Gap of ideal points at which voting together has faded to nothing; assumption (the standard
deviation over states is 0.8)."""

UNKNOWN_VOTES = 0.5
"""Voting closeness of pairs in which one side does not vote in the General Assembly; assumed."""

FULL_COMPANY = 4.0
"""Shared tables at which two states sit together as much as any; assumption."""

PEERS_FROM = 0.4
"""Weight from which two states are peers; a fixed threshold, because the nearest ten of each state
would depend on who else is in the sample.  It gives a median of 16 peers (1 January 2021)."""

TABLES_OF_PEERS = ("regional_org", "political_group", "security_forum", "political_union")
"""Kinds of organisation in which states sit together; defence pacts have a layer of their own."""


def both_ways(pairs: Mapping[tuple[str, str], float]) -> Pairs:
    """Each pair in both directions, weights on the grid of the theory.

    >>> both_ways({("EST", "LVA"): 1.0})
    {('EST', 'LVA'): 1.0, ('LVA', 'EST'): 1.0}
    """
    return {tie: on_grid(weight) for (a, b), weight in pairs.items() for tie in ((a, b), (b, a))}


def land_borders() -> dict[tuple[str, str], float]:
    """Land borders in km for pairs a < b, without the artefacts."""
    return {
        (row.a, row.b): row.border_km for row in tables.borders() if (row.a, row.b) not in ARTEFACTS
    }


def sea_weight(row: SeaRow) -> float:
    """Weight of a short sea distance, 0, 0.25 or 0.5."""
    if math.isnan(row.core_distance_km) or row.over_third_land >= OVER_LAND:
        return 0.0
    if row.core_distance_km <= SEA_NEAR_KM:
        return SEA_NEAR
    return SEA_FAR if row.core_distance_km <= SEA_FAR_KM else 0.0


def proximity() -> dict[tuple[str, str], float]:
    """How near two states are, pairs a < b: 1 over land, 0.5 or 0.25 over water, else absent."""
    sea = {(row.a, row.b): sea_weight(row) for row in tables.maritime()}
    near = {pair: weight for pair, weight in sea.items() if weight > 0.0}
    return {**near, **STRAITS, **dict.fromkeys(land_borders(), 1.0)}


def land_and_near_sea(_day: datetime.date) -> Pairs:
    """Neighbours over land (1) and over up to 100 km (0.5) or 400 km (0.25) of water.

    Borders of 2026 stand for every day.  Kaliningrad counts as Russia.
    """
    return both_ways(proximity())


def land_only(_day: datetime.date) -> Pairs:
    """Neighbours over land only."""
    return both_ways(dict.fromkeys(land_borders(), 1.0))


def shared_pacts(depth_of: pacts.Depth) -> Definition:
    """The alliance layer with a measure of depth: two states take their deepest shared pact."""

    def allies(day: datetime.date) -> Pairs:
        """Allies on a day, by depth of the deepest pact they share."""
        return {pair: on_grid(depth) for pair, depth in pacts.ties(day, depth_of).items()}

    return allies


def company(day: datetime.date) -> dict[tuple[str, str], float]:
    """How much two states sit together, 0..1, pairs a < b.

    Two for a common M49 subregion, one for a common region only, and one for each organisation
    they share, divided by ``FULL_COMPANY`` and capped at 1.
    """
    seats: defaultdict[tuple[str, str], float] = defaultdict(float)
    for first, second in combinations(sorted(tables.states()), 2):
        if first.region == second.region:
            seats[first.iso3, second.iso3] += 2.0 if first.subregion == second.subregion else 1.0
    kinds = {row.organisation: row.kind for row in tables.alliances()}
    for organisation, members in pacts.memberships(day).items():
        if kinds[organisation] in TABLES_OF_PEERS:
            for pair in combinations(sorted(members), 2):
                seats[pair] += 1.0
    return {pair: min(1.0, count / FULL_COMPANY) for pair, count in seats.items()}


def positions(day: datetime.date) -> dict[str, float]:
    """Each state's ideal point of its last complete year of votes; who never voted is absent."""
    return tables.latest(tables.ideal_points(), tables.last_year(day))


def voting_closeness(a: str, b: str, position: Mapping[str, float]) -> float:
    """How close two states vote, 1 alike to 0 at ``VOTING_GAP`` and beyond."""
    if a not in position or b not in position:
        return UNKNOWN_VOTES
    return max(0.0, 1.0 - abs(position[a] - position[b]) / VOTING_GAP)


def votes_and_company(day: datetime.date) -> Pairs:
    """Peers: states that sit together and vote alike, weight = company times voting closeness.

    Both are wanted: votes alone pair Estonia with Japan, region alone Estonia with Belarus
    (socialisation among like-minded states in common organisations: Bearce and Bondanella 2007,
    IO 61:703; ideal points: Bailey, Strezhnev and Voeten 2017, JCR 61:430).
    """
    position = positions(day)
    weights = {
        pair: together * voting_closeness(*pair, position)
        for pair, together in company(day).items()
    }
    return both_ways({pair: w for pair, w in weights.items() if w >= PEERS_FROM})


def company_only(day: datetime.date) -> Pairs:
    """Peers by region and shared organisations alone, whatever their votes."""
    return both_ways({pair: w for pair, w in company(day).items() if w >= PEERS_FROM})


DEPTHS: Mapping[str, pacts.Depth] = {
    "pacts-by-depth": pacts.depth,
    "pacts-equal": pacts.equal_depth,
}
"""How deep a pact counts, by the name of the alliance layer; joining during a run uses it too."""

DEFINITIONS: Mapping[str, Mapping[str, Definition]] = {
    "border_layer": {"land-and-near-sea": land_and_near_sea, "land": land_only},
    "alliance_layer": {name: shared_pacts(depth_of) for name, depth_of in DEPTHS.items()},
    "peer_layer": {"votes-and-company": votes_and_company, "company": company_only},
}
"""World option -> name of a definition -> definition; the first is the default."""

LAYER_OPTIONS = {"border": "border_layer", "alliance": "alliance_layer", "peers": "peer_layer"}
"""Which world option defines which layer."""
