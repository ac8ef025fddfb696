"""Keys of a scenario in plain words, with their unit where it is known."""

import re
from collections.abc import Sequence
from functools import cache

from simulation.scenario import catalogue
from simulation.scenario.tables import RULES, WORLDS

TABLES = ("rule", "parameters", "world", "layers", "events", "change", "run")
"""Parts of a key that say only where it stands."""
FACTOR = "factor"
"""Unit of a change by ``scale``."""
SAYING_NOTHING = ("", "as measured", "switch")
"""Units that tell a reader of an axis nothing."""


def words_of(keys: Sequence[str]) -> dict[str, str]:
    """Each key in words; keys that would read alike stay whole.

    >>> words_of(["rule.parameters.border_weight", "events.guarantee-doubt.change.scale"])
    {'rule.parameters.border_weight': 'border weight', \
'events.guarantee-doubt.change.scale': 'guarantee-doubt scale'}
    """
    short = {key: _short(key) for key in keys}
    told = list(short.values())
    return {key: words if told.count(words) == 1 else key for key, words in short.items()}


def _short(key: str) -> str:
    parts = [part for part in key.split(".") if part not in TABLES]
    return " ".join(parts or [key]).replace("_", " ")


def unit_of(key: str) -> str:
    """The unit of a key; empty where it has none.

    >>> unit_of("rule.parameters.border_weight"), unit_of("world.layers.peers.mean_degree")
    ('log pressure', 'partners')
    """
    if key.startswith("events."):
        return FACTOR if key.endswith(".change.scale") else _months(key)
    anywhere = re.sub(r"^(world\.layers)\.\w+\.", rf"\1.{catalogue.ANY_LAYER}.", key)
    by_treaty = re.sub(r"(base_rate)\..*$", r"\1", anywhere)
    return _units().get(by_treaty, "")


def _months(key: str) -> str:
    return "months" if key.endswith("_months") else ""


@cache
def _units() -> dict[str, str]:
    rows = [*catalogue.keys(), *(row for row, _ in catalogue.graph_keys())]
    rows += [row for source in WORLDS for row in catalogue.world_keys(source)]
    rows += [row for name in RULES for row in catalogue.rule_keys(name)]
    return {row.key: row.unit for row in rows if row.unit not in SAYING_NOTHING}
