"""What sets one order for a sweep apart from another, in words and as a mark.

An order is plain data.  Its number of replicates may grow while a sweep waits, and when it is
finished; everything else decides rows, and must stay.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from simulation.outcomes.manifest import other_rule
from simulation.scenario.record import canonical_json

REPLICATES = "replicates"
"""May be more when a sweep goes on than when it began."""

OWN_RULE = "own_rule"
SEED = "seed"
"""Is in the scenario, too, where it is told."""
HASHES = {
    "theory_hash": "made by another version of the theory or its data",
    "stream_version": "made by another version of the random streams",
    "schema_version": "made by another version of the tables",
}
"""Parts whose values say nothing to a reader."""

FORM = 2
"""Of finished tasks: another version's, kept in another form, are run again."""

SHOWN = 5

Plain = Mapping[str, Any]


def mark_of(order: Plain) -> str:
    """What finished tasks of an order are marked with, whatever its number of replicates.

    >>> mark_of({"a": 1, "replicates": 2}) == mark_of({"replicates": 3, "a": 1})
    True
    """
    lasting = {key: held for key, held in order.items() if key != REPLICATES} | {"form": FORM}
    return hashlib.sha256(canonical_json(lasting).encode()).hexdigest()[:32]


def differences(before: Plain, now: Plain) -> list[str]:
    """What differs between two orders, by dotted key, in words.

    >>> differences({"scenario": {"a": 1}}, {"scenario": {"a": 2}})
    ['scenario.a was 1, is 2']
    """
    said = (OWN_RULE, REPLICATES, SEED, *HASHES)
    found = [why for key, why in HASHES.items() if before.get(key) != now.get(key)]
    found += other_rule(before.get(OWN_RULE), now.get(OWN_RULE))
    rest = [{key: held for key, held in one.items() if key not in said} for one in (before, now)]
    found += _differing(rest[0], rest[1], "")
    more = len(found) - SHOWN
    return found if more <= 0 else [*found[:SHOWN], f"and {more} more"]


def _differing(before: Plain, now: Plain, path: str) -> list[str]:
    found = []
    for key in (*before, *(key for key in now if key not in before)):
        one, other, name = before.get(key), now.get(key), f"{path}{key}"
        if one == other:
            continue
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            found += _differing(one, other, f"{name}.")
        else:
            found.append(f"{name} was {_told(one)}, is {_told(other)}")
    return found


def _told(value: object) -> str:
    said = "not given" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return said if len(said) <= 60 else f"{said[:57]}..."
