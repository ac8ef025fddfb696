"""Scenario files: where they are looked up, and how one is read without trusting it."""

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from simulation.scenario.faults import InputFault, did_you_mean, escaped
from simulation.scenario.plain import plain

LARGEST_FILE = 1_000_000
"""Bytes; a scenario is a page or two of text."""


class ScenarioFile(NamedTuple):
    """One file as it stands, before anything is inherited."""

    path: Path
    label: str
    """How messages call it."""
    tree: dict[str, Any]


def shipped() -> Path:
    """The folder of the scenarios that come with the package."""
    package = Path(__file__).parents[1]
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def known() -> dict[str, Path]:
    """Every scenario that can be named, with its file: the working folder's before the shipped."""
    return {
        path.relative_to(folder).with_suffix("").as_posix(): path
        for folder in (shipped(), Path("scenarios"))
        for path in sorted(folder.rglob("*.toml"))
    }


def find(name: str | Path, beside: Path | None = None) -> Path:
    """The file of a scenario, given by path or by name.

    beside: a folder to look in first.  A name is looked up in ``scenarios`` of the working folder,
    then among the scenarios shipped with the package.  Raises InputFault where there is none.
    """
    written = os.fspath(name)
    try:
        found = next((path for path in _places(written, beside) if path.is_file()), None)
    except (OSError, ValueError):
        found = None
    if found is not None:
        return found
    if _exists(written):
        return Path(written)
    hint = did_you_mean(written, known()) or "; snowball list shows those there are"
    raise InputFault(
        f"{escaped(written)}: no such scenario file, and no scenario of this name{hint}"
    )


def _places(written: str, beside: Path | None) -> list[Path]:
    """Where a scenario may lie, in the order of looking."""
    names = [written] if written.endswith(".toml") else [written + ".toml"]
    if beside is None and written.endswith(".toml"):
        return [Path(written), Path("scenarios", written), shipped() / written]
    near = [beside / name for name in names] if beside else []
    return [*near, *(folder / name for folder in (Path("scenarios"), shipped()) for name in names)]


def _exists(written: str) -> bool:
    try:
        return bool(written) and Path(written).exists()
    except (OSError, ValueError):
        return False


def load(path: Path) -> ScenarioFile:
    """Reads one file; its first comment line becomes ``question``.

    Raises InputFault where it is missing, not a regular file, too large, not UTF-8 or not TOML.
    """
    label = label_of(path)
    text = _text(path, label)
    tree = plain(_parsed(text, label), label)
    tree.setdefault("question", _first_comment(text)[:500])
    tree.setdefault("name", _name_of(path))
    return ScenarioFile(path, label, tree)


def label_of(path: Path) -> str:
    """A path as messages show it: from the working folder where it lies within."""
    try:
        shown = path.resolve().relative_to(Path.cwd())
    except ValueError:
        shown = path
    return escaped(str(shown))


def label_of_scenario(name: str, folder: Path | None) -> str:
    """A scenario as messages call it: the file it was read from where that is known, or its name.

    folder: of the scenario, as ``Scenario.folder``.
    """
    file = None if folder is None else folder / f"{name}.toml"
    return label_of(file) if file is not None and file.is_file() else name


def _name_of(path: Path) -> str:
    """The name of a scenario whose file does not say it: the file's, as a folder may be called.

    >>> _name_of(Path("classroom/Who leaves?.toml"))
    'Who leaves'
    """
    letters = re.sub(r"[^\w .+-]", "-", path.stem)[:100]
    return letters.strip(" .+-") or "scenario"


def _printable(words: str) -> str:
    return "".join(letter for letter in words if letter.isprintable())


def _text(path: Path, label: str) -> str:
    try:
        about = path.stat()
        _refuse_odd(about, label)
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputFault(f"{label}: line {line}: must be UTF-8 text") from None
    except OSError as error:
        raise InputFault(f"{label}: cannot be read: {error.strerror}") from None


def _refuse_odd(about: os.stat_result, label: str) -> None:
    """Refuses, unread, what is not an ordinary file of ordinary size."""
    if stat.S_ISDIR(about.st_mode):
        raise InputFault(f"{label}: is a folder, must be a TOML file")
    if not stat.S_ISREG(about.st_mode):
        raise InputFault(f"{label}: must be an ordinary file")
    if about.st_size > LARGEST_FILE:
        size = about.st_size / 1_000_000
        raise InputFault(f"{label}: is {size:,.1f} MB large, must be at most 1 MB")


def _parsed(text: str, label: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputFault(f"{label}: {_toml_fault(str(error))}") from None
    except (ValueError, RecursionError):
        raise InputFault(f"{label}: holds a number too long or tables too deep") from None


def _toml_fault(message: str) -> str:
    """What the TOML reader found, its line first.

    >>> _toml_fault("Invalid value (at line 3, column 8)")
    'line 3: not valid TOML: Invalid value'
    """
    found = re.fullmatch(r"(.*?) \(at line (\d+), column \d+\)", message, re.DOTALL)
    return f"line {found[2]}: not valid TOML: {found[1]}" if found else f"not valid TOML: {message}"


def _first_comment(text: str) -> str:
    r"""The comment on the first line that is not empty, without its mark; else nothing.

    >>> _first_comment("# Who follows?\n# more\ntitle = 1")
    'Who follows?'
    """
    first = text.lstrip().split("\n", 1)[0].strip()
    return _printable(first.lstrip("#").strip()) if first.startswith("#") else ""
