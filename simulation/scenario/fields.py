"""The kinds of values a key may hold: each says its meaning, unit, range and source once.

Messages, the reference and the JSON Schema all read what is written here.
"""

from datetime import date
from typing import Annotated, NamedTuple

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from simulation.scenario.dates import DATE_WORDS, first_day, last_day
from simulation.scenario.values import FieldOf, Value


class Strict(BaseModel):
    """A table of a scenario file: unknown keys refused, nothing converted, nothing changed."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, validate_default=True
    )


ONE_KEY = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})
"""Says in the JSON Schema that a table holds exactly one key."""


class OneOf(Strict):
    """A table that holds exactly one of its keys."""

    model_config = ONE_KEY

    @model_validator(mode="after")
    def _exactly_one(self) -> "OneOf":
        if sum(held is not None for _, held in self) != 1:
            raise ValueError("exactly one")
        return self


class Words(NamedTuple):
    """What a key may hold, in words that follow "must be"."""

    allowed: str


def _names(value: Value) -> Value:
    """One code or a list of codes, as a tuple."""
    names = (value,) if isinstance(value, str) else tuple(value) if _listed(value) else value
    if isinstance(names, tuple) and (
        not 1 <= len(names) <= 300
        or len({str(name) for name in names}) != len(names)
        or not all(isinstance(name, str) and name.strip() and len(name) <= 100 for name in names)
    ):
        raise ValueError("codes")
    return names


def _listed(value: Value) -> bool:
    return isinstance(value, list | tuple)


_DATE = WithJsonSchema(
    {
        "type": ["string", "integer"],
        "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
        "minimum": 1,
        "maximum": 9999,
    }
)
_TEXT = {"type": "string", "minLength": 1, "maxLength": 100}
_LIST = {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": 300, "uniqueItems": True}

FirstDay = Annotated[date, BeforeValidator(first_day), Words(DATE_WORDS), _DATE]
LastDay = Annotated[date, BeforeValidator(last_day), Words(DATE_WORDS), _DATE]
Codes = Annotated[
    tuple[str, ...],
    BeforeValidator(_names),
    Words("a code, or a list of codes, each once"),
    WithJsonSchema({"anyOf": [_TEXT, _LIST]}),
]
EventName = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]*$", max_length=80),
    Words("a name of letters, digits, - and _"),
]
ScenarioName = Annotated[
    str,
    Field(pattern=r"^\w([\w .+-]*[\w+-])?$", max_length=100),
    Words("a name of letters, digits, spaces and . + - _, as a folder may have"),
]
Text = Annotated[str, Field(max_length=500), Words("text of at most 500 letters")]
DataFile = Annotated[
    str, Field(min_length=1, max_length=1_000), Words("the path of a CSV file, as text")
]
Code = Annotated[str, Field(min_length=1, max_length=100), Words("a name, as text")]


def number(
    meaning: str, low: float, high: float, unit: str, default: Value = ..., source: str = ""
) -> FieldOf:
    """A field for a number from low to high."""
    about: dict[str, Value] = {"unit": unit} | ({"source": source} if source else {})
    return Field(default, ge=low, le=high, description=meaning, json_schema_extra=about)


def key(meaning: str, default: Value = ..., alias: str | None = None) -> FieldOf:
    """A field for anything else."""
    return Field(default, description=meaning, alias=alias)
