"""What the manifest says of a result: versions, hashes and seed."""

from collections.abc import Iterator, Mapping
from typing import Any

from simulation.analysis.comparison import Comparison
from simulation.report.finished import Finished, manifest_of
from simulation.report.tables import Table


def facts(found: Finished) -> list[tuple[str, str]]:
    """What was run, by which versions; how long it took is left out, as it is never the same."""
    manifest = manifest_of(found)
    return [(name, str(value)) for name, value in _facts(found, manifest) if value is not None]


def _facts(found: Finished, manifest: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "kind", manifest.get("kind")
    yield from _hashes(found, manifest)
    yield "seed", manifest["seed"]
    numbers = manifest["replicates"]
    yield "replicates", f"{numbers['first']:,} to {numbers['until'] - 1:,}"
    runs = manifest["runs"]
    told = isinstance(runs, Mapping)
    yield "runs", f"{runs['done']:,} of {runs['asked']:,}" if told else f"{runs:,}"
    yield "engine", manifest["engine"]
    yield from manifest["software"].items()
    yield "source commit", manifest.get("source_commit")
    yield "hash of the theory and its data", manifest["theory_hash"]
    yield "version of the random streams", manifest["stream_version"]
    yield "version of the tables", manifest["schema_version"]
    own = manifest.get("own_rule")
    yield "rule of one's own", own and f"{own['name']}, {own['sha256']}"


def _hashes(found: Finished, manifest: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if not isinstance(found, Comparison):
        yield "scenario", manifest["scenario"].get("name")
        yield "hash of the scenario", manifest.get("scenario_hash")
        return
    names = (manifest["base"], *manifest["others"])
    for name, digest in zip(names, manifest["scenario_hashes"], strict=True):
        yield f"hash of the scenario {name}", digest


def kept_tables(found: Finished) -> list[Table]:
    """The tables with their hashes, data files of the scenario, and the open data behind it."""
    manifest = manifest_of(found)
    held = [(n, f"{one['rows']:,}", one["sha256"]) for n, one in manifest["tables"].items()]
    files = manifest.get("data_files") or {}
    named = {"": files} if isinstance(files, Mapping) else dict(enumerate(files))
    listed = [(key, digest) for some in named.values() for key, digest in some.items()]
    sources = [(one["source"], one["licence"], one["table"]) for one in manifest.get("sources", ())]
    found_tables = (
        Table("Tables in FOLDER", ("table", "rows", "SHA-256 of its contents"), held),
        Table("Data files of the scenario", ("key", "SHA-256"), listed),
        Table("Data it rests on", ("source", "licence", "tables"), sources),
    )
    return [table for table in found_tables if table.rows]
