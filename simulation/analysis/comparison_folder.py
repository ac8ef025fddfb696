"""A comparison on disk: its columns, its manifest, and what may be written where."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from simulation.chance import STREAM_VERSION
from simulation.outcomes.columns import Column
from simulation.outcomes.contents import contents_hash
from simulation.outcomes.manifest import (
    COMPARISON,
    PACKAGE,
    software,
    source_commit,
    theory_hash,
)
from simulation.outcomes.manifest_file import manifest_in
from simulation.outcomes.manifest_shapes import refuse_edited
from simulation.outcomes.parquet import read_parquet, write_parquet
from simulation.outcomes.publishing import publishing, refuse_stranger, stranger_among, tidy
from simulation.outcomes.records import REPORT, Record
from simulation.scenario.data_files import digests
from simulation.scenario.faults import InputFault, escaped
from simulation.scenario.record import digest
from simulation.scenario.scenario import Scenario
from simulation.world.world import Flags, World

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 2
MANIFEST, TABLE = "manifest.json", "comparison.parquet"
DRAWN = r"figures/\.?forest(-[\w-]+)?\.(png|svg|pdf|csv|txt)(\.\d+\.part)?"
PARTS = re.compile(f"{re.escape(MANIFEST)}|{re.escape(TABLE)}|{REPORT}|figures|{DRAWN}")
"""Matches all that may lie in the folder of a comparison."""

COLUMNS = (
    Column("scenario", "text", "scenario compared with the base"),
    Column("treaty", "text", "code of the treaty"),
    Column(
        "outcome",
        "text",
        "exits: decisions among the states compared; finished_exits: all that went out, forced ones"
        " included; norm_among_stayers, people_uncovered, border_km_uncovered: as in runs; p_exit:"
        " chance of one state to decide to leave",
    ),
    Column("state", "text", "identifier of the state for p_exit, else empty"),
    Column("base", "number", "mean over the base's runs"),
    Column("other", "number", "mean over the scenario's runs"),
    Column("effect", "number", "mean over pairs of runs of scenario minus base"),
    Column("low", "number", "lower end of the 95 % interval of the effect"),
    Column("high", "number", "upper end of the 95 % interval of the effect"),
    Column("more", "whole", "pairs in which the scenario has more"),
    Column("fewer", "whole", "pairs in which it has fewer"),
    Column("equal", "whole", "pairs in which both have the same"),
    Column(
        "gain",
        "number",
        "(variance of base + variance of other) / variance of their paired difference: the variance"
        " of the effect on independent luck over that on the same luck; null where every pair"
        " differs by the same",
    ),
    Column("gain_low", "number", "lower end of the 95 % interval of the gain"),
    Column("gain_high", "number", "upper end of the 95 % interval of the gain"),
)


class Compared(Protocol):
    """One scenario of a comparison."""

    @property
    def label(self) -> str:
        """How the table calls it."""

    @property
    def record(self) -> Record:
        """Its result."""

    @property
    def world(self) -> World:
        """The world it ran in."""


def identity(
    scenarios: Sequence[Scenario], replicates: range, branch: int | None = None
) -> dict[str, Any]:
    """What decides a comparison's rows, and which branch month was asked for."""
    files = [digests(scenario) for scenario in scenarios]
    return {
        "kind": COMPARISON,
        "schema_version": SCHEMA_VERSION,
        "scenario_hashes": [digest(scenario) for scenario in scenarios],
        "seed": scenarios[0].seed,
        "replicates": {"first": replicates.start, "until": replicates.stop},
        "stream_version": STREAM_VERSION,
        "theory_hash": theory_hash(PACKAGE),
        "branch_given": branch,
        **({"data_files": files} if any(files) else {}),
    }


def describe(
    sides: Sequence[Compared],
    counted: Flags,
    table: "pa.Table",
    pairs: Mapping[str, Any],
    branch: int | None = None,
) -> dict[str, Any]:
    """The manifest of a comparison, ready for JSON; counted: (treaties, states) compared.

    pairs: for each scenario what holds of every pair of runs.  branch: the month given, if any.
    """
    first = sides[0]
    replicates = first.record.manifest["replicates"]
    chosen = range(replicates["first"], replicates["until"])
    return {
        **identity([side.record.scenario for side in sides], chosen, branch),
        "base": first.label,
        "others": [side.label for side in sides[1:]],
        "scenarios": {side.label: side.record.manifest["scenario"] for side in sides},
        "engine": first.record.manifest["engine"],
        "software": software(),
        "source_commit": source_commit(PACKAGE.parent),
        "runs": len(chosen),
        "pairs": dict(pairs),
        "treaties": [_treaty(first, k, counted) for k in range(len(counted))],
        "tables": {"comparison": {"rows": table.num_rows, "sha256": contents_hash(table)}},
        "remarks": {side.label: list(side.record.manifest["remarks"]) for side in sides},
    }


def _treaty(side: Compared, treaty: int, counted: Flags) -> dict[str, Any]:
    """How many states are compared, and which ones are left out though they were party."""
    listed = side.record.states
    code = side.world.treaties[treaty].code
    party = set(listed[listed["treaty"] == code]["state"])
    compared = {side.world.states[i] for i in np.flatnonzero(counted[treaty])}
    return {"treaty": code, "compared": len(compared), "left_out": sorted(party - compared)}


def earlier(
    folder: Path, wanted: Mapping[str, Any], overwrite: bool
) -> tuple[dict[str, Any], "pa.Table"] | None:
    """Manifest and table of the same comparison where a folder holds it; None: it may be written.

    Raises InputFault where something else stands there, or the same comparison is damaged.
    """
    shown = escaped(str(folder))
    if not folder.resolve().name or (folder.exists() and not folder.is_dir()):
        raise InputFault(f"--out: {shown} must be a folder that results can replace")
    tidy(folder)
    if not folder.is_dir() or not any(folder.iterdir()):
        return None
    manifest = _manifest(folder)
    if manifest is None:
        raise InputFault(
            f"--out: {shown} holds files but no comparison of ours; choose another folder, it"
            " will not be touched"
        )
    if overwrite:
        refuse_stranger(folder, stranger_in_comparison)
        return None
    refuse_edited(manifest, folder, "--out: ")
    if {key: manifest.get(key) for key in wanted} != dict(wanted):
        raise InputFault(
            f"--out: {shown} holds another comparison; choose another folder, or replace it with"
            " --overwrite"
        )
    return manifest, _sound_table(manifest, folder, "--out: ")


def open_tables(folder: Path | str) -> tuple[dict[str, Any], "pa.Table"]:
    """Manifest and table of a written comparison.

    Raises InputFault where there is none, or it is damaged.
    """
    place = Path(folder)
    manifest = _manifest(place)
    if manifest is None:
        raise InputFault(f"{escaped(str(place))}: no comparison of ours is here")
    refuse_edited(manifest, place)
    return manifest, _sound_table(manifest, place)


def _sound_table(manifest: Mapping[str, Any], folder: Path, option: str = "") -> "pa.Table":
    """The table, or InputFault where it is not as its manifest says; option: named first."""
    said = manifest.get("tables", {}).get("comparison", {}).get("sha256")
    try:
        table = read_parquet(folder / TABLE)
        if contents_hash(table) == said:
            return table
        found = "does not hold what manifest.json says"
    except (OSError, ValueError):
        found = "is missing or not readable"
    raise InputFault(
        f"{option}{escaped(str(folder))} holds {'this' if option else 'a'} comparison, but damaged:"
        f" {TABLE} {found}; snowball compare --overwrite runs it again and replaces it"
    )


def stranger_in_comparison(folder: Path) -> str | None:
    """One entry of a folder that is no part of a comparison of ours; None: there is none."""
    if _manifest(folder) is None:
        return next((path.name for path in sorted(folder.iterdir())), None)
    return stranger_among(folder, PARTS)


def _manifest(folder: Path) -> dict[str, Any] | None:
    manifest = manifest_in(folder)
    return manifest if manifest.get("kind") == COMPARISON else None


def publish(
    folder: Path,
    manifest: Mapping[str, Any],
    table: "pa.Table",
    overwrite: bool = False,
    finish: Callable[[Path], object] | None = None,
) -> None:
    """Write table and manifest as a whole or not at all.

    overwrite: another comparison of ours may be replaced.  finish: called with the folder before it
    takes its name.  Raises InputFault when the place is taken or the disk refuses.
    """
    text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
    with publishing(folder, stranger_in_comparison if overwrite else None) as part:
        write_parquet(table, part / TABLE)
        (part / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")
        if finish is not None:
            finish(part)
