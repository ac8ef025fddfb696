"""Validation findings in the researcher's words: file, key, value, and what is allowed."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from simulation.scenario.descent import Held, Place, held_by, held_under, place_of
from simulation.scenario.faults import did_you_mean
from simulation.scenario.plain import shown
from simulation.scenario.tables import OTHERS
from simulation.scenario.values import Value

Path = tuple[str, ...]
LabelOf = Callable[[Path], str]
"""Says from which file the value of a key came."""


class Table(NamedTuple):
    """A table that was looked at."""

    model: type[BaseModel]
    path: Path
    """Where it stands in the file."""
    known: Path = ()
    """Further keys that may stand in it."""
    hints: Mapping[str, str] = MappingProxyType({})
    """What to say of keys that may not, instead of naming those that may."""


def fault_lines(error: ValidationError, table: Table, label_of: LabelOf) -> list[str]:
    """One line for each key at fault; of a list one for the first value at fault in it."""
    findings: dict[Path, ErrorDetails] = {}
    times: Counter[Path] = Counter()
    for finding in error.errors(include_url=False, include_context=False):
        keys = tuple(part for part in finding["loc"] if isinstance(part, str))
        findings.setdefault(_without_others(keys), finding)
        times[_without_others(keys)] += 1
    return [_line(finding, table, label_of, times[keys] - 1) for keys, finding in findings.items()]


def _line(finding: ErrorDetails, table: Table, label_of: LabelOf, more: int) -> str:
    """more: how many values of the same list are at fault, too."""
    place, value = _found(finding, table.model)
    whole, kind = table.path + _without_others(place.path), finding["type"]
    label = label_of(whole[:-1] if kind in MISSING else whole)
    also = f"; {more:,} more at fault in this list" if place.item and more else ""
    return f"{label}: {dotted(whole)}{place.item}{_what(kind, value, place, table)}{also}"


MISSING = ("missing", "union_tag_not_found")
MOST_KEYS = 6
"""A table of more keys is not described by them."""


def _without_others(path: Path) -> Path:
    return path[:-1] if path[-2:] == ("base_rate", OTHERS) else path


def _found(finding: ErrorDetails, model: type[BaseModel]) -> tuple[Place, Value]:
    """Where something was found, and what stands there; of a table of no known kind its kind."""
    place, value = place_of(model, finding["loc"]), finding["input"]
    if not finding["type"].startswith("union_tag_"):
        return place, value
    key = place.held.kind_key()
    words = [word for one in place.held.several() for word in held_under(one, key).choices()]
    literal: Value = Literal
    wanted = Held(literal[tuple(words)])
    held = value.get(key) if isinstance(value, Mapping) else value
    return place._replace(path=(*place.path, key), held=wanted), held


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


def must_be_one_of(value: Value, words: Iterable[str]) -> str:
    """What to say of a value that is none of some words, to follow its key.

    >>> must_be_one_of("rael", ["real", "table"])
    ' = "rael": must be one of "real", "table" (did you mean "real"?)'
    """
    able = list(words)
    hint = did_you_mean(value, able) if isinstance(value, str) and len(able) > 1 else ""
    return f" = {shown(value)}: must be {listed(able)}{hint}"


def _what(kind: str, value: Value, place: Place, table: Table) -> str:
    """What is wrong with one key, to follow its name."""
    if kind == "extra_forbidden":
        return ": no such key here" + _known_keys(place, table)
    if kind in MISSING:
        return f" is missing: must be {_allowed(place.held)}"
    words = place.held.choices()
    if words and not place.held.words():
        return must_be_one_of(value, words)
    return f" = {shown(value)}: must be {_allowed(place.held)}"


def _known_keys(place: Place, table: Table) -> str:
    """A hint at the key that was meant, or else the keys there are."""
    word, at_top = place.path[-1], len(place.path) == 1
    if at_top and word in table.hints:
        return table.hints[word]
    keys = [*keys_of(place.table), *(table.known if at_top else ())]
    known = "known keys" if at_top else _known_with(place.table)
    return did_you_mean(word, keys) or f"; {known}: " + ", ".join(keys)


def _known_with(model: type[BaseModel]) -> str:
    """How to call the keys of a table, by the key that says of which kind it is.

    >>> from simulation.scenario.graphs import Ring
    >>> _known_with(Ring)
    'known keys with graph = "ring"'
    """
    first = keys_of(model)[0]
    words = held_under(model, first).choices()
    return f'known keys with {first} = "{words[0]}"' if len(words) == 1 else "known keys"


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys of a table, as written in a file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def allowed(field: FieldInfo) -> str:
    """What a key may hold, in words that follow "must be"."""
    return _allowed(held_by(field))


def _allowed(held: Held) -> str:
    words = held.words()
    if words:
        return words
    if held.kind in (int, float):
        return _number_words(held)
    if held.kind is bool:
        return "true or false"
    choices, model = held.choices(), held.model()
    if choices:
        return listed(choices)
    keys = [] if model is None else keys_of(model)
    return "a table with " + ", ".join(keys) if 0 < len(keys) <= MOST_KEYS else "a table"


def _number_words(held: Held) -> str:
    low, high = held.limits()
    kind = "a whole number" if held.kind is int else "a number"
    return f"{kind} from {amount(low)} to {amount(high)}"


def amount(value: float) -> str:
    """A number as people write it.

    >>> amount(1_000_000.0), amount(0.5), amount(2**63 - 1)
    ('1,000,000', '0.5', '9,223,372,036,854,775,807')
    """
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
