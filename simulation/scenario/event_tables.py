"""[[events]]: one model for each kind of event, made from the table of kinds."""

from typing import Annotated, Any, Literal

from pydantic import Field, create_model, model_validator

from simulation.scenario.fields import (
    ONE_KEY,
    Code,
    Codes,
    EventName,
    FirstDay,
    LastDay,
    Strict,
    Words,
    key,
    number,
)
from simulation.scenario.kinds import KINDS, Kind, Option
from simulation.scenario.values import FieldOf, Value

MEANINGS = {
    "set": "the quantity becomes this",
    "scale": "the quantity is multiplied by this",
    "add": "this is added to the quantity",
}


class OneChange(Strict):
    """A change: exactly one of set, scale and add."""

    model_config = ONE_KEY

    @model_validator(mode="after")
    def _exactly_one(self) -> "OneChange":
        if len(self.model_fields_set) != 1:
            raise ValueError("exactly one")
        return self


def change_words(kind: Kind) -> str:
    """How a kind's quantity may be changed, in words.

    >>> change_words(KINDS["credibility"])
    '{ set = 0 to 1 } or { scale = 0 to 10 } or { add = -1 to 1 }'
    >>> change_words(KINDS["conflict"])
    '{ set = 0 }'
    """
    return " or ".join(f"{{ {how} = {_span(*ends)} }}" for how, ends in kind.change.items())


def _span(low: float, high: float) -> str:
    return f"{low:g} to {high:g}" if low < high else f"{low:g}"


def _change_field(kind: Kind) -> tuple[Value, FieldOf]:
    """The field ``change`` of one kind."""
    fields: dict[str, Any] = {
        how: (float, number(MEANINGS[how], low, high, "", 0.0))
        for how, (low, high) in kind.change.items()
    }
    name = kind.name.capitalize() + "Change"
    held: Value = create_model(name, __base__=OneChange, __doc__=OneChange.__doc__, **fields)
    words = Words("exactly one of " + change_words(kind))
    if kind.must_change:
        return Annotated[held, words], key(change_words(kind))
    return Annotated[held | None, words], key(change_words(kind), None)


def _option_field(option: Option) -> tuple[Value, FieldOf]:
    held: Value = Literal[option.allowed] if option.allowed else Code
    if option.default is None:
        return held | None, key(option.meaning, None)
    return held, key(option.meaning, option.default or ...)


def _target_field(kind: Kind) -> tuple[Value, FieldOf]:
    if kind.exactly is None:
        return Codes, key(f"{kind.target}, by code")
    exactly = Field(min_length=kind.exactly, max_length=kind.exactly)
    words = Words(f"a list of {kind.target}, by code")
    return Annotated[Codes, exactly, words], key(f"{kind.target}, by code")


def _fields(kind: Kind) -> dict[str, Any]:
    """The fields of one kind, in the order in which a file would give them."""
    fields: dict[str, Any] = {
        "name": (EventName, key("unique; a child scenario changes the event by this name")),
        "kind": (Literal[kind.name], key(kind.meaning)),
        "target": _target_field(kind),
        "start": (FirstDay, key("the first month; the day is ignored", alias="from")),
    }
    if kind.lasts:
        fields["until"] = LastDay | None, key("the last month; without it, to the end", None)
    if kind.ramps:
        meaning = "the change grows evenly to its full size over so many months; 0: at once"
        fields["ramp_months"] = int, number(meaning, 0, 1_200, "months", 0)
    if kind.change:
        fields["change"] = _change_field(kind)
    if kind.by_treaty:
        fields["treaties"] = Codes | None, key("treaties it concerns; without it, all", None)
    return fields | {name: _option_field(option) for name, option in kind.options.items()}


EVENTS: dict[str, type[Strict]] = {
    name: create_model(
        name.capitalize() + "Event", __base__=Strict, __doc__=kind.meaning, **_fields(kind)
    )
    for name, kind in KINDS.items()
}
"""The model of an event for each kind."""
