"""Data files that a scenario names: where they lie, and how one is read without trusting it."""

import dataclasses
import hashlib
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simulation.scenario.faults import InputFault, did_you_mean, escaped
from simulation.scenario.files import known
from simulation.scenario.inheritance import Layer, said_by
from simulation.scenario.plain import shown
from simulation.scenario.scenario import Scenario

LARGEST = 50_000_000
"""Bytes of a researcher's table."""

LARGEST_NETWORK = 1_000_000_000
"""Bytes of a list of ties between the states of a synthetic world."""


def named(scenario: Scenario) -> dict[str, str]:
    """Each key of ``[world]`` that names a data file, and what it names."""
    return dict(_named(scenario.world.source, scenario.world.options))


def _named(source: str, options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("states", "parties", "history") if source == "table" else ():
        if key in options:
            yield f"world.{key}", str(options[key])
    layers = options.get("layers", {}) if source != "real" else {}
    for layer, table in layers.items():
        if "file" in table:
            yield f"world.layers.{layer}.file", str(table["file"])


def folders(scenario: Scenario, layers: tuple[Layer, ...]) -> dict[str, Path | None]:
    """For each key that names a data file, the folder of the scenario file that says it."""
    return {key: said_by(layers, tuple(key.split("."))).folder for key in named(scenario)}


def kept_folders(old: Scenario, new: Scenario) -> dict[str, Path | None]:
    """The same for a changed copy: keys that name another file now were given from outside."""
    before = named(old)
    return {
        key: folder_of(old, key) if before.get(key) == name else None
        for key, name in named(new).items()
    }


def folder_of(scenario: Scenario, key: str) -> Path | None:
    """The folder from which a data file is looked up; None: the working folder, and anywhere."""
    return scenario.data_folders.get(key, scenario.folder)


def located(scenario: Scenario, key: str) -> Path:
    """Where the data file lies that a key names, whether or not there is one.

    It lies in the folder of the scenario file that names it, or below, also where links lead; only
    a file given on the command line or in Python may lie elsewhere, and is looked up from the
    working folder.  Raises ``InputFault``.
    """
    name, folder = named(scenario)[key], folder_of(scenario, key)
    try:
        base = (folder or Path()).resolve()
        path = (base / name).resolve()
    except (OSError, ValueError, RuntimeError):
        raise InputFault(f"{key} = {shown(name)}: no such file") from None
    if folder is not None and not path.is_relative_to(base):
        raise InputFault(
            f"{key} = {shown(name)}: must lie in the folder of the scenario or below, unless it is"
            " given on the command line"
        )
    return path


def with_data(scenario: Scenario, data: Path | str | None) -> Scenario:
    """The scenario of a manifest with the folder of its data files.

    Raises ``InputFault`` where it names some, no folder is given and they were not found again.
    """
    names = named(scenario)
    if not names:
        return scenario
    if data is None and all(folder_of(scenario, key) is not None for key in names):
        return scenario
    if data is None:
        raise InputFault(
            f"the scenario names data files ({escaped(', '.join(sorted(names.values())))}): say"
            " with --data in which folder they lie"
        )
    return in_folder(scenario, Path(data))


def at_hand(scenario: Scenario) -> bool:
    """Whether every data file that it names lies where it is looked up."""
    return all(located(scenario, key).is_file() for key in named(scenario))


def content(scenario: Scenario, key: str, largest: int = LARGEST) -> bytes:
    """The bytes of the data file that a key names.

    Raises ``InputFault`` where it is missing, elsewhere, no ordinary file, or larger than
    ``largest`` bytes; then it is not read.
    """
    path, said = located(scenario, key), f"{key} = {shown(named(scenario)[key])}"
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            what = "a folder" if stat.S_ISDIR(about.st_mode) else "no ordinary file"
            raise InputFault(f"{said}: is {what}, must be a CSV file")
        if about.st_size > largest:
            raise InputFault(_too_large(said, about.st_size, largest))
        with path.open("rb") as file:
            found = file.read(largest + 1)
    except FileNotFoundError:
        raise InputFault(f"{said}: no such file{_near(path)}") from None
    except (OSError, ValueError) as error:
        if isinstance(error, InputFault):
            raise
        why = getattr(error, "strerror", None) or "no such file"
        raise InputFault(f"{said}: cannot be read: {escaped(str(why))}") from None
    if len(found) > largest:
        raise InputFault(_too_large(said, len(found), largest))
    return found


def digests(scenario: Scenario) -> dict[str, str]:
    """SHA-256 of each data file, line ends as LF, by the key that names it; empty: unreadable.

    Part of what decides a result: the scenario itself says only how its files are called.
    """
    return {key: _digest(scenario, key) for key in named(scenario)}


def _digest(scenario: Scenario, key: str) -> str:
    whole = hashlib.sha256()
    largest = LARGEST if scenario.world.source == "table" else LARGEST_NETWORK
    try:
        path = located(scenario, key)
        if not path.is_file() or path.stat().st_size > largest:
            return ""
        with path.open(encoding="latin-1") as file:
            while piece := file.read(1_000_000):
                whole.update(piece.encode("latin-1"))
    except (OSError, ValueError):
        return ""
    return whole.hexdigest()


def found_again(scenario: Scenario, recorded: Mapping[str, str]) -> Scenario:
    """The scenario of a manifest with its data files, where they lie here as they were then.

    recorded: ``digests`` of then.  Looked at are the working folder, its ``scenarios``, and the
    folder of the scenario that has the name here.  Elsewhere they are not looked for, and the
    scenario comes back as it is.
    """
    names = named(scenario)
    if not names:
        return scenario
    there = known().get(scenario.name)
    places = [Path(), Path("scenarios"), *([there.parent] if there is not None else [])]
    for place in places:
        here = in_folder(scenario, place)
        if digests(here) == recorded:
            return here
    return scenario


def in_folder(scenario: Scenario, folder: Path) -> Scenario:
    """The scenario with all its data files in one folder."""
    return dataclasses.replace(
        scenario, folder=folder, data_folders=dict.fromkeys(named(scenario), folder)
    )


def _too_large(said: str, size: int, largest: int) -> str:
    allowed = f"must be at most {largest / 1e6:g} MB"
    return f"{said}: is {size / 1e6:,.1f} MB large, {allowed}"


def _near(path: Path) -> str:
    """A hint at a file of a similar name in the same folder."""
    try:
        others = sorted(other.name for other in path.parent.iterdir())[:1_000]
    except (OSError, ValueError):
        return ""
    return did_you_mean(path.name, others)
