"""The record beside every result: enough to run it again and to see what made it."""

import hashlib
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from simulation.chance import STREAM_VERSION
from simulation.engines.own_rule import called
from simulation.engines.rule_text import fingerprint
from simulation.model.own import OwnRule
from simulation.outcomes.failures import NONE_FAILED, Failures, as_data
from simulation.scenario.data_files import digests
from simulation.scenario.record import as_dict, digest
from simulation.scenario.scenario import Scenario
from simulation.world.world import World

KIND = "treaty snowball result"
ATTRIBUTION, COMPARISON = "treaty snowball attribution", "treaty snowball comparison"
"""Kinds of other folders of ours, as their manifests say."""
"""Says that a folder is ours: only such a folder may ever be replaced."""

SCHEMA_VERSION = 3
LIBRARIES = ("mesa", "numpy", "scipy", "numba", "pandas", "pyarrow")
PACKAGE = Path(__file__).resolve().parent.parent
DECIDES_HISTORIES = ("model", "world", "engines", "chance.py")
"""Parts of the package that decide what happens in a run."""


def describe(
    scenario: Scenario,
    replicates: range,
    engine: str,
    world: World,
    remarks: Sequence[str],
    tables: Mapping[str, Mapping[str, Any]],
    wall_seconds: float,
    own: OwnRule | None = None,
    failures: Failures = NONE_FAILED,
    listed_until: int | None = None,
) -> dict[str, Any]:
    """The manifest of a finished run, ready for JSON.

    replicates: the numbers run.  remarks: on the scenario, a line each.  tables: rows and hash of
    each.  wall_seconds: from the world's building to the last table.  own: the researcher's own
    rule.  listed_until: the first replicate that the table of exits does not list for want of room;
    None: it lists all.
    """
    asked = len(replicates)
    return {
        **identity(scenario, replicates, own, engine),
        "engine": engine,
        "software": software(),
        "source_commit": source_commit(PACKAGE.parent),
        "inputs_later_than_as_of": [dict(one) for one in world.later_inputs],
        "sources": [dict(one) for one in world.sources],
        "treaties": [treaty.code for treaty in world.treaties],
        "tables": {name: dict(said) for name, said in tables.items()},
        "runs": {"asked": asked, "done": asked - failures.runs, "failed": failures.runs},
        "failures": as_data(failures),
        "exits_listed_until": listed_until,
        "remarks": list(remarks),
        "wall_seconds": round(wall_seconds, 3),
    }


def identity(
    scenario: Scenario, replicates: range, own: OwnRule | None = None, engine: str = "compiled"
) -> dict[str, Any]:
    """What decides a result's rows: two results that agree in it hold the same rows.

    own: the researcher's own rule, kept by its name, a hash of its source and of what it reads, and
    its engine: the theory has equal bits under both, but who knows of a rule of one's own.
    """
    return {
        "kind": KIND,
        "schema_version": SCHEMA_VERSION,
        "scenario": as_dict(scenario),
        "scenario_hash": digest(scenario),
        "seed": scenario.seed,
        "replicates": {"first": replicates.start, "until": replicates.stop},
        "stream_version": STREAM_VERSION,
        "theory_hash": theory_hash(PACKAGE),
        "own_rule": rule_kept(own, engine),
        **data_files(scenario),
    }


def data_files(scenario: Scenario) -> dict[str, dict[str, str]]:
    """SHA-256 of each data file that the scenario names, by its key; nothing where it names none.

    The scenario says only how its files are called; what they hold decides rows too.
    """
    found = digests(scenario)
    return {"data_files": found} if found else {}


def rule_kept(own: OwnRule | None, engine: str) -> dict[str, str] | None:
    """What is kept of a researcher's own rule; None where there is none."""
    if own is None:
        return None
    return {"name": called(own), "sha256": fingerprint(own), "engine": engine}


def other_rule(
    earlier: Mapping[str, str] | None, wanted: Mapping[str, str] | None
) -> tuple[str, ...]:
    """What sets a result apart from the one wanted, if they were not made by one own rule.

    earlier, wanted: ``own_rule`` of their manifests; None: the theory as written.  Whoever goes on
    with a result, or runs it again, must be given the same ``rule=``.

    >>> other_rule({"name": "my_rule", "sha256": "1f", "engine": "mesa"}, None)
    ('made by the rule my_rule, so rule=my_rule must be given',)
    """
    if earlier == wanted:
        return ()
    if earlier is None:
        return ("made without a rule of your own",)
    if wanted is None or wanted["name"] != earlier["name"]:
        name = earlier["name"]
        return (f"made by the rule {name}, so rule={name} must be given",)
    if wanted["sha256"] == earlier["sha256"]:
        return (f"made by the rule {earlier['name']} under engine={earlier['engine']}",)
    return (f"made by another version of the rule {earlier['name']}, or other values it reads",)


def software() -> dict[str, str | None]:
    """Versions of Python, this package and the libraries that results rest on; null: absent."""
    versions: dict[str, str | None] = {"python": platform.python_version()}
    for name in ("treaty-snowball", *LIBRARIES):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    return versions


def theory_hash(package: Path) -> str:
    """SHA-256 of the sources and data that decide histories, so that an edited rule is noticed.

    Line ends do not count, so a checkout on another system has the same hash.
    """
    whole = hashlib.sha256()
    for file in _deciding_files(package):
        text = file.read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{file.relative_to(package).as_posix()} {len(text)}\n".encode())
        whole.update(text)
    return whole.hexdigest()


def _deciding_files(package: Path) -> Iterator[Path]:
    for part in DECIDES_HISTORIES:
        inside = (package / part).rglob("*") if (package / part).is_dir() else [package / part]
        files = (file for file in inside if file.suffix in (".py", ".csv"))
        yield from sorted(files, key=lambda file: file.relative_to(package).as_posix())


def source_commit(checkout: Path) -> str | None:
    """Commit of the git checkout in which the package lies, or None outside one.

    Reads git's own files, so git itself is not needed.
    """
    try:
        repository = _repository(checkout / ".git")
        head = (repository / "HEAD").read_text(encoding="utf-8").strip()
        return _commit(repository, head.removeprefix("ref: ")) if head[:5] == "ref: " else head
    except (OSError, UnicodeDecodeError):
        return None


def _repository(git: Path) -> Path:
    """The folder with HEAD; a linked worktree has a file that points to it."""
    if git.is_dir():
        return git
    pointer = git.read_text(encoding="utf-8").strip()
    return (git.parent / pointer.removeprefix("gitdir: ")).resolve()


def _commit(repository: Path, reference: str) -> str | None:
    """The commit that a branch points to, in a file of its own or among the packed ones."""
    shared = repository
    if (repository / "commondir").is_file():
        shared = repository / (repository / "commondir").read_text(encoding="utf-8").strip()
    for folder in (repository, shared):
        if (folder / reference).is_file():
            return (folder / reference).read_text(encoding="utf-8").strip()
    for line in (shared / "packed-refs").read_text(encoding="utf-8").splitlines():
        if line.endswith(f" {reference}"):
            return line.split()[0]
    return None
