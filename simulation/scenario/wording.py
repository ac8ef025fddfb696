"""Validation findings in the researcher's words: file, key, value, and what is allowed."""

from collections.abc import Callable, Iterable
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from simulation.scenario.faults import did_you_mean
from simulation.scenario.fields import Words
from simulation.scenario.plain import shown
from simulation.scenario.tables import OTHERS
from simulation.scenario.values import Value

Path = tuple[str, ...]
LabelOf = Callable[[Path], str]
"""Says from which file the value of a key came."""


def fault_lines(
    error: ValidationError, model: type[BaseModel], path: Path, label_of: LabelOf, known: Path = ()
) -> list[str]:
    """One line for each key at fault.

    path: where the table stands in the file.  known: further keys that may stand in the table.
    """
    lines = {}
    for finding in error.errors(include_url=False, include_context=False):
        inner = tuple(part for part in finding["loc"] if isinstance(part, str))
        inner = inner[:-1] if inner[-2:] == ("base_rate", OTHERS) else inner
        whole = path + inner
        if whole not in lines:
            what = _what(finding["type"], finding["input"], model, inner, known)
            lines[whole] = f"{label_of(whole)}: {dotted(whole)}{what}"
    return list(lines.values())


def dotted(path: Path) -> str:
    """A key as a file would write it from its root."""
    return ".".join(path)


def listed(words: Iterable[str]) -> str:
    """Words in quotes, for "must be one of".

    >>> listed(["border", "peers"])
    'one of "border", "peers"'
    >>> listed(["real"])
    '"real"'
    """
    quoted = [f'"{word}"' for word in words]
    return quoted[0] if len(quoted) == 1 else "one of " + ", ".join(quoted)


def _what(kind: str, value: Value, model: type[BaseModel], inner: Path, known: Path) -> str:
    """What is wrong with one key, to follow its name."""
    if kind == "extra_forbidden":
        return ": no such key here" + _known_keys(inner[-1], _model_at(model, inner[:-1]), known)
    field = _field_at(model, inner)
    must = f"must be {allowed(field)}" if field else "must be a table"
    if kind == "missing":
        return f" is missing: {must}"
    words = _words_of(field)
    hint = did_you_mean(value, words) if isinstance(value, str) and len(words) > 1 else ""
    return f" = {shown(value)}: {must}{hint}"


def _known_keys(word: str, model: type[BaseModel], known: Path) -> str:
    """A hint at the key that was meant, or else the keys there are."""
    keys = [*keys_of(model), *known]
    return did_you_mean(word, keys) or "; known keys: " + ", ".join(keys)


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys of a table, as written in a file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], inner: Path) -> type[BaseModel]:
    for part in inner:
        model = getattr(_field_at(model, (part,)), "annotation", None) or model
    return model


def _field_at(model: type[BaseModel], inner: Path) -> FieldInfo | None:
    """The description of a key, or of the key above it that takes a table of its own."""
    field = None
    for part in inner:
        by_key = {about.alias or name: about for name, about in model.model_fields.items()}
        field = by_key.get(part, field)
        held = field.annotation if field else None
        if not (isinstance(held, type) and issubclass(held, BaseModel)):
            break
        model = held
    return field


def allowed(field: FieldInfo) -> str:
    """What a key may hold, in words that follow "must be"."""
    words = [about.allowed for about in _abouts(field) if isinstance(about, Words)]
    held = field.annotation
    if words:
        return words[-1]
    if held in (int, float):
        return _number_words(field)
    choices = _words_of(field)
    return listed(choices) if choices else "a table"


def _abouts(field: FieldInfo) -> list[Any]:
    """What is attached to a field or, where it may be left out, to the value it may hold."""
    inside = [about for held in get_args(field.annotation) for about in _attached(held)]
    return inside + list(field.metadata)


def _attached(held: Value) -> tuple[Any, ...]:
    return getattr(held, "__metadata__", ())


def _number_words(field: FieldInfo) -> str:
    low, high = limits(field)
    if field.annotation is int:
        return f"a whole number from {low:,} to {high:,}"
    return f"a number from {low:g} to {high:g}"


def limits(field: FieldInfo) -> tuple[float, float]:
    """The range of a number."""
    low = next(about.ge for about in field.metadata if hasattr(about, "ge"))
    high = next(about.le for about in field.metadata if hasattr(about, "le"))
    return low, high


def _words_of(field: FieldInfo | None) -> list[str]:
    """The words a key may be, where it takes one of some words."""
    held: Value = field.annotation if field else None
    outer: Value = get_origin(held)
    choices = get_args(held) if outer in (Union, UnionType) else (held,)
    return [word for one in choices if get_origin(one) is Literal for word in get_args(one)]
