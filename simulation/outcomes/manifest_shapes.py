"""What each entry of a manifest may be: an edited one is told where it is read, in one line.

Listed is what somebody looks up.  What is absent is told when it is looked up, and what is not
listed may be anything: manifests of older and newer versions are read, too.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from simulation.outcomes.manifest import ATTRIBUTION, COMPARISON, KIND
from simulation.outcomes.manifest_file import NAME
from simulation.scenario.faults import InputFault, escaped
from simulation.scenario.plain import shown
from simulation.scenario.record import digest_of


@dataclass(frozen=True)
class Single:
    """A text, a number, a switch; null as well, where that is allowed."""

    words: str
    fits: Callable[[Any], bool]


@dataclass(frozen=True)
class Table:
    """Entries by key, of one shape each."""

    keys: "Mapping[str, Shape]" = field(default_factory=dict)
    others: "Shape | None" = None
    """Of all other keys; None: they may hold anything."""
    or_null: bool = False


@dataclass(frozen=True)
class Listed:
    """Entries of one shape, one after the other."""

    of: "Shape"
    least: int = 0
    """So many at least."""


Shape: TypeAlias = Single | Table | Listed


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(datetime.date.fromisoformat(value))
    except ValueError:
        return False


def _or_null(one: Single) -> Single:
    return Single(f"{one.words}, or null", lambda value: value is None or one.fits(value))


TEXT = Single("text", lambda value: isinstance(value, str))
WHOLE = Single("a whole number from 0", _is_whole)
NUMBER = Single("a number", _is_number)
DATE = Single("a date such as 2025-12-31", _is_date)
SWITCH = Single("true or false", lambda value: isinstance(value, bool))
SIGN = Single("-1, 0, 1 or null", lambda value: value is None or value in (-1, 0, 1))
THEOREM = Single('"A", "B" or null', lambda value: value in ("A", "B", None))
TEXTS = Listed(TEXT)

SCENARIO = Table({
    "name": TEXT, "title": TEXT, "question": TEXT, "events": Listed(Table()), "run": Table(),
    "time": Table({"start": DATE, "end": DATE}), "world": Table({"source": TEXT}),
    "rule": Table({"name": TEXT}), "sweep": Table({"vary": Table(), "second_order": SWITCH}),
})  # fmt: skip
"""As far as it is looked at as it stands; read as a scenario, it is reviewed in full."""

OWN_RULE = Table({"name": TEXT, "sha256": TEXT, "engine": TEXT}, or_null=True)

COMMON: Mapping[str, Shape] = {
    "schema_version": WHOLE, "seed": WHOLE, "replicates": Table({"first": WHOLE, "until": WHOLE}),
    "stream_version": WHOLE, "theory_hash": TEXT, "engine": TEXT,
    "software": Table(others=_or_null(TEXT)), "source_commit": _or_null(TEXT),
    "tables": Table(others=Table({"rows": WHOLE, "sha256": TEXT})), "own_rule": OWN_RULE,
}  # fmt: skip
"""Of every kind."""

RESULT: Mapping[str, Shape] = {
    **COMMON,
    "scenario": SCENARIO, "scenario_hash": TEXT, "data_files": Table(others=TEXT),
    "inputs_later_than_as_of": Listed(Table(others=TEXT)), "sources": Listed(Table(others=TEXT)),
    "treaties": Listed(TEXT, 1), "runs": Table({"asked": WHOLE, "done": WHOLE, "failed": WHOLE}),
    "failures": Table({
        "first": Listed(Table({"replicate": WHOLE, "point": WHOLE, "reason": TEXT})),
        "reasons": Listed(Table({"reason": TEXT, "runs": WHOLE})),
    }),
    "exits_listed_until": _or_null(WHOLE), "remarks": TEXTS, "wall_seconds": NUMBER,
    "design": Table({
        "method": TEXT, "keys": Listed(TEXT, 1), "varied": TEXTS, "points": WHOLE,
        "dropped": WHOLE, "replicates": WHOLE,
    }),
    "precision": Table({"half_width": NUMBER, "at_most": WHOLE, "saved": WHOLE}, or_null=True),
    "order": Table({"replicates": WHOLE, "own_rule": OWN_RULE, "scenario": Table()}),
}  # fmt: skip

PAIR = Table({
    "branch_month": WHOLE, "branch_date": _or_null(TEXT), "branch_given": SWITCH,
    "runs_checked": WHOLE, "paths_checked": WHOLE, "theorem": THEOREM, "sign": SIGN,
    "wrong": _or_null(WHOLE), "moves_together": SWITCH,
})  # fmt: skip

SHAPES: Mapping[str, Table] = {
    KIND: Table(RESULT),
    ATTRIBUTION: Table({
        **COMMON, "scenario": SCENARIO, "scenario_hash": TEXT, "data_files": Table(others=TEXT),
        "asked": Table({"treaty": _or_null(TEXT), "month": _or_null(TEXT)}), "runs": WHOLE,
        "treaty": TEXT, "month": TEXT, "sent": TEXTS, "counted": Table(others=WHOLE),
        "terms": TEXTS, "remarks": TEXTS,
    }),
    COMPARISON: Table({
        **COMMON, "scenario_hashes": Listed(TEXT, 2), "data_files": Listed(Table(others=TEXT)),
        "branch_given": _or_null(WHOLE), "base": TEXT, "others": Listed(TEXT, 1),
        "scenarios": Table(others=SCENARIO), "runs": WHOLE, "pairs": Table(others=PAIR),
        "treaties": Listed(Table({"treaty": TEXT, "compared": WHOLE, "left_out": TEXTS}), 1),
        "remarks": Table(others=TEXTS),
    }),
}  # fmt: skip
"""Of a whole manifest, by its kind."""


def refuse_edited(manifest: Mapping[str, Any], folder: Path, option: str = "") -> None:
    """Raises InputFault for the first entry of a manifest of ours that is not what it may be.

    Also for entries that do not go together, and for a scenario that is not the one that ran.
    folder: in which the manifest lies.  option: named first, such as "--out: ".
    """
    shapes = partial(_faults, shape=SHAPES[manifest["kind"]], key="")
    looks = (shapes, _other_names, _other_treaties, _other_scenarios)
    wrong = next((fault for look in looks for fault in look(manifest)), None)
    if wrong is not None:
        raise InputFault(f"{option}{escaped(str(folder / NAME))}: is damaged, {wrong}")


def _other_names(manifest: Mapping[str, Any]) -> Iterator[str]:
    """What a comparison says of each scenario, where it is not of base and others, in order."""
    if "base" not in manifest or "others" not in manifest:
        return
    names = [manifest["base"], *manifest["others"]]
    for key in ("scenarios", "remarks"):
        told = list(manifest.get(key, names))
        if told != names:
            yield f"{key} are of {shown(told)}: must be of base and others, {shown(names)}"


def _other_treaties(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Treaties of a comparison that are not those of its base's world."""
    base = manifest.get("scenarios", {}).get(manifest.get("base"), {})
    known = base.get("world", {}).get("treaties")
    if known is None or "treaties" not in manifest:
        return
    codes = [one["treaty"] for one in manifest["treaties"]]
    if codes != known:
        yield _told("treaties", codes, f"those of the base's world, {shown(known)}")


def _other_scenarios(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Scenarios that do not have the hash that the manifest says."""
    for key, scenario, said in _hashed(manifest):
        try:
            same = digest_of(scenario) == said
        except ValueError:
            same = False
        if not same:
            yield f"{escaped(key)} is not what ran: must have the SHA-256 {escaped(said)}"


def _hashed(manifest: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Key, scenario and hash of each scenario of which a manifest says both."""
    if "scenario" in manifest and "scenario_hash" in manifest:
        yield "scenario", manifest["scenario"], manifest["scenario_hash"]
    several = manifest.get("scenarios", {}).items()
    for (name, scenario), said in zip(several, manifest.get("scenario_hashes", ()), strict=False):
        yield f"scenarios.{name}", scenario, said


def _faults(value: object, shape: Shape, key: str) -> Iterator[str]:
    """Entries that are not what they may be: key, value and what is allowed."""
    if isinstance(shape, Table):
        yield from _faults_of_table(value, shape, key)
    elif isinstance(shape, Listed):
        yield from _faults_of_list(value, shape, key)
    elif not shape.fits(value):
        yield _told(key, value, shape.words)


def _faults_of_table(value: object, shape: Table, key: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        if value is not None or not shape.or_null:
            yield _told(key, value, f"a table{', or null' if shape.or_null else ''}")
        return
    for name, held in value.items():
        of = shape.keys.get(name, shape.others)
        if of is not None:
            yield from _faults(held, of, f"{key}.{name}" if key else name)


def _faults_of_list(value: object, shape: Listed, key: str) -> Iterator[str]:
    if not isinstance(value, list) or len(value) < shape.least:
        yield _told(key, value, f"a list{f' of at least {shape.least}' if shape.least else ''}")
        return
    for at, held in enumerate(value):
        yield from _faults(held, shape.of, f"{key}[{at}]")


def _told(key: str, value: Any, allowed: str) -> str:  # noqa: ANN401 (whatever stands in a file)
    said = "null" if value is None else shown(value)
    return f"{escaped(key)} = {said}: must be {allowed}"
