"""An attribution on disk: its manifest, and what may be written where."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.analysis.attribution.columns import COLUMNS
from simulation.chance import STREAM_VERSION
from simulation.outcomes.contents import contents_hash
from simulation.outcomes.manifest import (
    ATTRIBUTION,
    PACKAGE,
    data_files,
    software,
    source_commit,
    theory_hash,
)
from simulation.outcomes.manifest_file import manifest_in
from simulation.outcomes.manifest_shapes import refuse_edited
from simulation.outcomes.parquet import read_parquet, write_parquet
from simulation.outcomes.publishing import publishing, refuse_stranger, stranger_among, tidy
from simulation.outcomes.records import REPORT
from simulation.scenario.faults import InputFault, escaped
from simulation.scenario.record import as_dict, digest
from simulation.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SCHEMA_VERSION = 2
MANIFEST = "manifest.json"
PARTS = re.compile(
    rf"{re.escape(MANIFEST)}|{REPORT}|({'|'.join(COLUMNS)})\.parquet"
    r"|figures|figures/[\w-]+\.(png|svg|pdf|csv|txt)"
)
"""Matches all that may lie in the folder of an attribution."""


@dataclass(frozen=True, eq=False)
class Attribution:
    """Who tips whom: tables as in ``columns.COLUMNS``, and a manifest."""

    manifest: Mapping[str, Any]
    """What was asked, with what luck, and by what."""
    tables: "Mapping[str, pa.Table]"
    """Every table by name."""
    reused: bool = False
    """True: an earlier attribution with the same rows was found, and nothing was run."""

    def table(self, name: str) -> "pd.DataFrame":
        """One table as pandas.

        name: multipliers, influence, mechanisms, snowball, exits, shares, pairs or reproduction.
        Raises InputFault for any other.
        """
        if name not in self.tables:
            raise InputFault(f"no table {name!r} here, only {', '.join(self.tables)}")
        frame: pd.DataFrame = self.tables[name].to_pandas()
        return frame


def identity(
    scenario: Scenario, replicates: range, treaty: str | None, month: str | None
) -> dict[str, Any]:
    """What decides an attribution's rows.  treaty, month: as asked; null: the default."""
    return {
        "kind": ATTRIBUTION,
        "schema_version": SCHEMA_VERSION,
        "scenario_hash": digest(scenario),
        "seed": scenario.seed,
        "replicates": {"first": replicates.start, "until": replicates.stop},
        "asked": {"treaty": treaty, "month": month},
        "stream_version": STREAM_VERSION,
        "theory_hash": theory_hash(PACKAGE),
        **data_files(scenario),
    }


def describe(
    wanted: Mapping[str, Any],
    scenario: Scenario,
    tables: "Mapping[str, pa.Table]",
    **told: Any,  # noqa: ANN401
) -> dict[str, Any]:
    """The manifest, ready for JSON.  wanted: ``identity``; told: what else there is to say."""
    return {
        **wanted,
        "scenario": as_dict(scenario),
        "software": software(),
        "source_commit": source_commit(PACKAGE.parent),
        **told,
        "tables": {
            name: {"rows": table.num_rows, "sha256": contents_hash(table)}
            for name, table in tables.items()
        },
    }


def earlier(folder: Path, wanted: Mapping[str, Any], overwrite: bool) -> Attribution | None:
    """The same attribution where a folder holds it; None: it may be written.

    Raises InputFault where something else stands there, or the same attribution is damaged.
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
            f"--out: {shown} holds files but no attribution of ours; choose another folder, it"
            " will not be touched"
        )
    if overwrite:
        refuse_stranger(folder, stranger_in_attribution)
        return None
    refuse_edited(manifest, folder, "--out: ")
    if {key: manifest.get(key) for key in wanted} != dict(wanted):
        raise InputFault(
            f"--out: {shown} holds another attribution; choose another folder, or replace it with"
            " --overwrite"
        )
    return Attribution(manifest, _sound_tables(manifest, folder), reused=True)


def open_attribution(folder: Path | str) -> Attribution:
    """A written attribution; raises InputFault where there is none, or it is damaged."""
    place = Path(folder)
    manifest = _manifest(place)
    if manifest is None:
        raise InputFault(f"{escaped(str(place))}: no attribution of ours is here")
    refuse_edited(manifest, place)
    return Attribution(manifest, _sound_tables(manifest, place))


def _sound_tables(manifest: Mapping[str, Any], folder: Path) -> "dict[str, pa.Table]":
    """The tables, or InputFault where one is not as its manifest says."""
    found = {}
    for name in COLUMNS:
        said = manifest.get("tables", {}).get(name, {}).get("sha256")
        try:
            found[name] = read_parquet(folder / f"{name}.parquet")
            sound = contents_hash(found[name]) == said
        except (OSError, ValueError):
            sound = False
        if not sound:
            raise InputFault(
                f"{escaped(str(folder))} holds an attribution, but damaged: {name}.parquet is not"
                " what manifest.json says; snowball attribute --overwrite runs it again and"
                " replaces it"
            )
    return found


def stranger_in_attribution(folder: Path) -> str | None:
    """One entry of a folder that is no part of an attribution of ours; None: there is none."""
    if _manifest(folder) is None:
        return next((path.name for path in sorted(folder.iterdir())), None)
    return stranger_among(folder, PARTS)


def _manifest(folder: Path) -> dict[str, Any] | None:
    manifest = manifest_in(folder)
    return manifest if manifest.get("kind") == ATTRIBUTION else None


def publish(
    folder: Path,
    found: Attribution,
    overwrite: bool = False,
    finish: Callable[[Path], object] | None = None,
) -> None:
    """Write tables and manifest as a whole or not at all.

    overwrite: another attribution of ours may be replaced.  finish: called with the written folder
    before it takes its name, for figures.  Raises InputFault when the place is taken or the disk
    refuses.
    """
    text = json.dumps(found.manifest, indent=2, ensure_ascii=False, allow_nan=False)
    with publishing(folder, stranger_in_attribution if overwrite else None) as part:
        for name, table in found.tables.items():
            write_parquet(table, part / f"{name}.parquet")
        (part / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")
        if finish is not None:
            finish(part)
