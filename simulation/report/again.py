"""How to run a result again: the command, from nothing but its manifest.

Where a scenario that comes with the package gives the scenario as run, with some keys changed, the
command names it; this is checked by hash.  Where none does, the scenario as run is a file to save.
"""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from simulation.analysis.attribution.chosen import date_of_month, named
from simulation.analysis.attribution.folder import Attribution
from simulation.analysis.comparison import Comparison
from simulation.analysis.sensitivity.lay import COUNTED, laid
from simulation.analysis.sensitivity.sampled import DESIGNS
from simulation.report.changes import settings_between
from simulation.report.finished import Finished, manifest_of
from simulation.report.limits import scenarios_of
from simulation.scenario.faults import InputFault
from simulation.scenario.files import shipped
from simulation.scenario.overrides import parse
from simulation.scenario.reading import read
from simulation.scenario.record import as_dict, digest
from simulation.scenario.scenario import Scenario
from simulation.scenario.toml_text import toml_text

AGAIN = "again"
"""Folder that the command writes to."""

MOST_SET = 12
"""With more changes the scenario as run is the better read."""

Plain = Mapping[str, Any]
Laid = Callable[[Scenario], Scenario]


class Again(NamedTuple):
    """One command, and what must be there for it."""

    command: str
    files: tuple[tuple[str, str], ...]
    """Scenarios to save first, by name of the file; empty: the package has what it names."""
    own_rule: str | None
    """Name of the researcher's own rule, which no command can be given."""
    verify: str | None
    """What runs some recorded runs again; None: there is nothing for this kind."""


def again(found: Finished) -> Again:
    """How to get the same rows again."""
    manifest = manifest_of(found)
    own = manifest.get("own_rule")
    words, files = _words(found)
    return Again(
        shlex.join(["snowball", *words, *_how(found), "--out", AGAIN]),
        tuple(files.items()),
        own["name"] if own else None,
        None if isinstance(found, Comparison | Attribution) else _verify(manifest),
    )


def _verify(manifest: Plain) -> str:
    """How to run some recorded runs again; with a rule of one's own from Python only."""
    data = bool(manifest.get("data_files"))
    if manifest.get("own_rule"):
        more = ", data='DATA'" if data else ""
        return f"simulation.verify('FOLDER', rule={manifest['own_rule']['name']}{more})"
    return "snowball verify FOLDER --data DATA" if data else "snowball verify FOLDER"


def _words(found: Finished) -> tuple[list[str], dict[str, str]]:
    """Command and scenarios with changes; and the files they stand in, where they must be saved."""
    scenarios = list(scenarios_of(found).values())
    for command, how in _ways(found):
        known = _from_the_package(scenarios, how, _sizes(found))
        if known is not None:
            places, settings = known
            return [*command[:1], *places, *command[1:], *_set(settings)], {}
    files = {f"{_stem(one, place)}.toml": toml_text(one) for place, one in enumerate(scenarios)}
    return [_plain_command(found), *files], files


def _ways(found: Finished) -> Iterator[tuple[list[str], Laid]]:
    """Commands that may have made it, and what each makes of the scenario it is given."""
    manifest = manifest_of(found)
    for method, design in DESIGNS.items():
        sweep = manifest.get("scenario", {}).get("sweep") or {}
        points = sweep.get(COUNTED[method])
        if sweep.get("design") == design and isinstance(points, int):
            words = ["sensitivity", "--method", method, "--points", str(points)]
            yield words, lambda one, m=method, n=points: laid(one, m, n)  # type: ignore[misc]
    yield [_plain_command(found)], lambda one: one


def _plain_command(found: Finished) -> str:
    if isinstance(found, Comparison):
        return "compare"
    if isinstance(found, Attribution):
        return "attribute"
    return "sweep" if "design" in manifest_of(found) else "run"


def _from_the_package(
    scenarios: Sequence[Plain], how: Laid, sizes: Sequence[str]
) -> tuple[list[str], dict[str, str]] | None:
    """Names of shipped scenarios, and the changes that together make all of those that ran."""
    names = [_shipped_as(str(one.get("name"))) for one in scenarios]
    if None in names:
        return None
    places = [name for name in names if name is not None]
    settings: dict[str, str] = {}
    try:
        for name, scenario in zip(places, scenarios, strict=True):
            settings |= settings_between(as_dict(how(_sized(name, {}, scenario, sizes))), scenario)
        same = len(settings) <= MOST_SET and all(
            digest(how(_sized(name, settings, scenario, sizes))) == digest(read(scenario))
            for name, scenario in zip(places, scenarios, strict=True)
        )
    except (InputFault, KeyError):
        return None
    return (places, settings) if same else None


def _sizes(found: Finished) -> tuple[str, ...]:
    """Keys of ``[run]`` that options, or the command itself, set."""
    recording = isinstance(found, Comparison | Attribution)
    return ("seed", "replicates", *(("trajectories",) if recording else ()))


def _sized(name: str, settings: Mapping[str, str], wanted: Plain, sizes: Sequence[str]) -> Scenario:
    """A shipped scenario with some keys changed, and with the sizes of another."""
    changes = parse([f"{key}={value}" for key, value in settings.items()])
    given = {f"run.{key}": wanted["run"][key] for key in sizes}
    return read(shipped() / f"{name}.toml", {**changes, **given})


def _shipped_as(name: str) -> str | None:
    """How a scenario is called on the command line, if it comes with the package."""
    for path in sorted(shipped().rglob("*.toml")):
        if path.stem == PurePosixPath(name).name:
            return path.relative_to(shipped()).with_suffix("").as_posix()
    return None


def _set(settings: Mapping[str, str]) -> list[str]:
    return [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]


def _stem(scenario: Plain, place: int) -> str:
    """A file name that every system takes; a later scenario of the same name has its number."""
    kept = re.sub(r"[^\w-]+", "-", str(scenario.get("name") or "scenario"), flags=re.ASCII)
    return f"{kept}-{place}" if place else kept


def _how(found: Finished) -> Iterator[str]:
    """How many runs, which, from which luck and by which engine."""
    manifest = manifest_of(found)
    numbers, engine = manifest["replicates"], manifest["engine"]
    first, until = numbers["first"], numbers["until"]
    yield from ("--seed", str(manifest["seed"]), "--replicates")
    if first == 0:
        yield str(until)
    else:
        yield from (str(_replicates(found)), "--only-replicates", f"{first}:{until}")
    if engine != "compiled":
        yield from ("--engine", engine)
    yield from _asked(found)


def _replicates(found: Finished) -> int:
    """How many replicates the scenario has, where only some of them were run."""
    return int(next(iter(scenarios_of(found).values()))["run"]["replicates"])


def _asked(found: Finished) -> Iterator[str]:
    """Questions of one kind of result only."""
    manifest = manifest_of(found)
    for key, option in (("month", "--month"), ("treaty", "--treaty")):
        asked = manifest.get("asked", {}).get(key)
        if asked is not None:
            yield from (option, str(asked))
    if manifest.get("branch_given") is not None:
        base = read(next(iter(scenarios_of(found).values())))
        yield from ("--from", named(date_of_month(base, manifest["branch_given"])))
    precision = manifest.get("precision")
    if precision is not None:
        yield from ("--precision", f"{precision['half_width']:g}")
