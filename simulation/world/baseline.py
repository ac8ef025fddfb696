"""The plain rule that every index must beat: a land border with Russia, and not its ally."""

import datetime

from simulation.world import layers, pacts, real


def plain_rule(day: datetime.date, treaty: str = "APMBC") -> frozenset[str]:
    """Parties to a treaty on a day that border Russia over land and are not its allies.

    >>> sorted(plain_rule(datetime.date(2025, 1, 1)))
    ['EST', 'FIN', 'LTU', 'LVA', 'NOR', 'POL', 'UKR']
    """
    allied = pacts.ties(day)
    parties = real.parties(treaty, day)
    neighbours = {state for state, other in layers.land_only(day) if other == "RUS"}
    return frozenset(s for s in neighbours & parties if (s, "RUS") not in allied)
