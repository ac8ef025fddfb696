"""What may be written where: a result folder is never mixed up with anything else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.outcomes.manifest import other_rule
from simulation.outcomes.manifest_shapes import refuse_edited
from simulation.outcomes.publishing import refuse_stranger, tidy
from simulation.outcomes.records import Record, damage, read_manifest, stranger_in_result
from simulation.scenario.faults import InputFault, escaped
from simulation.scenario.record import FOR_READERS

DIFFERENCES = {
    "seed": "another seed",
    "replicates": "other replicates",
    "stream_version": "another version of the random streams",
    "theory_hash": "another version of the theory or its data",
    "schema_version": "another version of the tables",
}
"""Parts of a result's identity, and what it means that they differ."""


def earlier_result(folder: Path, identity: Mapping[str, Any], overwrite: bool) -> Record | None:
    """The result with the same rows that a folder already holds, or None if it may be written.

    identity: of the result wanted, as ``simulation.outcomes.manifest.identity`` gives it.
    overwrite: results of ours may be replaced.  Raises InputFault where they may not, for results
    that are damaged, and for whatever else stands there.
    """
    manifest = manifest_of_ours(folder)
    if manifest is None:
        return None
    if overwrite:
        refuse_stranger(folder, stranger_in_result)
        return None
    refuse_edited(manifest, folder, "--out: ")
    if "design" in manifest:
        raise InputFault(
            f"--out: {escaped(str(folder))} holds the result of snowball sweep, not of a run;"
            " choose another folder, or replace it with --overwrite"
        )
    differing = _differences(manifest, identity)
    if differing:
        raise InputFault(
            f"--out: {escaped(str(folder))} holds other results ({', '.join(differing)});"
            " choose another folder, or replace them with --overwrite"
        )
    return sound(Record(manifest, folder=folder, reused=True), folder)


def sound(record: Record, folder: Path) -> Record:
    """The record, or InputFault where a table is not as its manifest says."""
    found = damage(record)
    if found is None:
        return record
    raise InputFault(
        f"--out: {escaped(str(folder))} holds this result, but damaged: {found};"
        " --overwrite runs it again and replaces it"
    )


def _differences(manifest: Mapping[str, Any], identity: Mapping[str, Any]) -> list[str]:
    """What makes an earlier result another one, in words."""
    found = [what for key, what in DIFFERENCES.items() if manifest.get(key) != identity[key]]
    found += other_rule(manifest.get("own_rule"), identity["own_rule"])
    if manifest.get("data_files") != identity.get("data_files"):
        found.append("other contents of the data files")
    if manifest.get("scenario_hash") == identity["scenario_hash"]:
        return found
    if _question(manifest) != _question(identity):
        return ["another scenario", *found]
    return found or ["other keys under [run]"]


def _question(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The scenario but for how often it is run and how it is called."""
    aside = ("run", *FOR_READERS)
    said = manifest.get("scenario")
    return {key: held for key, held in dict(said or {}).items() if key not in aside}


def manifest_of_ours(folder: Path) -> dict[str, Any] | None:
    """The manifest in a folder of ours; None where nothing stands."""
    shown = escaped(str(folder))
    try:
        if not folder.resolve().name:
            raise InputFault(f"--out: {shown} must be a folder that results can replace")
        tidy(folder)
        if folder.is_dir() and any(folder.iterdir()):
            return _or_refused(shown, read_manifest(folder))
        if not folder.is_dir() and folder.exists():
            raise InputFault(f"--out: {shown} is a file; it must be a folder, or not exist yet")
    except (OSError, ValueError) as fault:
        if isinstance(fault, InputFault):
            raise
        why = getattr(fault, "strerror", None) or fault
        raise InputFault(f"--out: {shown} cannot be used ({why})") from None
    return None


def _or_refused(shown: str, manifest: dict[str, Any] | None) -> dict[str, Any]:
    if manifest is None:
        raise InputFault(
            f"--out: {shown} holds files but no manifest.json of ours;"
            " choose another folder, it will not be touched"
        )
    return manifest
