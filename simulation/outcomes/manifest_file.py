"""A manifest read back from its folder; what it lacks is said in one line when it is looked up."""

import json
from pathlib import Path
from typing import Any

from simulation.scenario.faults import InputFault, escaped

NAME = "manifest.json"


class Said(dict[str, Any]):
    """An object of a manifest; a key that it lacks is a fault of the file, not of the program."""

    file = Path(NAME)
    """Where it stands."""

    def __missing__(self, key: str) -> Any:  # noqa: ANN401 (as ``dict`` has it)
        """Raises InputFault."""
        raise InputFault(
            f"{escaped(str(self.file))}: is damaged, lacks {key!r} where it must stand"
        )


def manifest_in(folder: Path) -> dict[str, Any]:
    """What a folder's manifest says, whoever wrote it; empty where nothing can be read."""

    def said(entries: dict[str, Any]) -> Said:
        """One object of it."""
        found = Said(entries)
        found.file = folder / NAME
        return found

    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"), object_hook=said)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def folder_given(given: object) -> Path:
    """The folder of a result that was given by its path; raises InputFault for anything else."""
    if isinstance(given, str | Path):
        return Path(given)
    told = escaped(repr(given)[:60])
    raise InputFault(f"{told}: must be the folder of a result, a path, not {type(given).__name__}")
