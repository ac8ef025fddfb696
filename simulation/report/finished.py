"""What a report can be made of, and whether it is whole."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from simulation.analysis.attribution.folder import Attribution
from simulation.analysis.comparison import Comparison
from simulation.analysis.sensitivity.answer import Found
from simulation.outcomes.records import Record, damage
from simulation.scenario.faults import InputFault, escaped

Finished: TypeAlias = Record | Attribution | Comparison | Found
"""A run or sweep, an attribution, a comparison, or a sensitivity analysis of a sweep."""

NEEDED = ("seed", "replicates", "engine", "software", "theory_hash", "stream_version", "tables",
          "remarks", "runs", "schema_version")  # fmt: skip
"""Without these in its manifest a report could not say what was run."""


def manifest_of(found: Finished) -> Mapping[str, Any]:
    """The manifest that a report tells."""
    return found.record.manifest if isinstance(found, Found) else found.manifest


def refuse_damaged(found: Finished) -> None:
    """Raises InputFault where a manifest lacks what is told of it, or a table is not as it says.

    Tables of a comparison and of an attribution are held against their manifest when opened.
    """
    manifest = manifest_of(found)
    record = found.record if isinstance(found, Found) else found
    where = ""
    if isinstance(record, Record) and record.folder is not None:
        where = f"{escaped(str(record.folder))}: "
    scenarios = "scenarios" if isinstance(found, Comparison) else "scenario"
    for key in (*NEEDED, scenarios):
        if key not in manifest:
            raise InputFault(f"{where}is damaged: manifest.json lacks {key}")
    if not isinstance(manifest[scenarios], Mapping):
        raise InputFault(f"{where}is damaged: {scenarios} in manifest.json must be a table")
    if where and isinstance(record, Record) and (wrong := damage(record)) is not None:
        raise InputFault(f"{where}is damaged: {wrong}")
