"""From a table's model down to one key: what may stand there, and how the key is written."""

from collections.abc import Sequence
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulation.scenario.fields import Words
from simulation.scenario.values import Value

NOTHING = type(None)
UNIONS: tuple[Any, ...] = (Union, UnionType)


class Held(NamedTuple):
    """What a key may hold."""

    kind: Value
    """A type; None where the key is unknown."""
    abouts: tuple[Any, ...] = ()
    """What is attached to it: words, limits; what is said last holds."""

    def model(self) -> type[BaseModel] | None:
        """The model of the table that it is; None where it is none, or one of several."""
        table = isinstance(self.kind, type) and issubclass(self.kind, BaseModel)
        return self.kind if table else None

    def several(self) -> tuple[type[BaseModel], ...]:
        """The models of a table that comes in several kinds; else none."""
        return get_args(self.kind) if _origin(self.kind) in UNIONS and self.kind_key() else ()

    def kind_key(self) -> str:
        """The key that says of which of several kinds a table is."""
        return next(
            (str(found) for one in self.abouts if (found := getattr(one, "discriminator", None))),
            "",
        )

    def words(self) -> str:
        """What it may be in words of its own, if it has any."""
        said = [about.allowed for about in self.abouts if isinstance(about, Words)]
        return said[-1] if said else ""

    def choices(self) -> list[str]:
        """The words it may be, where it is one of some words."""
        return list(get_args(self.kind)) if _origin(self.kind) is Literal else []

    def limits(self) -> tuple[float, float]:
        """The range of a number."""
        low = next(about.ge for about in reversed(self.abouts) if hasattr(about, "ge"))
        high = next(about.le for about in reversed(self.abouts) if hasattr(about, "le"))
        return low, high


def _origin(kind: Value) -> Value:
    return get_origin(kind)


def held_by(field: FieldInfo) -> Held:
    """What the key of a field may hold."""
    return _plain(Held(field.annotation, tuple(field.metadata)))


def held_under(model: type[BaseModel], name: str) -> Held:
    """What a key of a table may hold, by its name in a file."""
    for own, field in model.model_fields.items():
        if (field.alias or own) == name:
            return held_by(field)
    return Held(None)


def _plain(held: Held) -> Held:
    """The same without what is only attached, and without that it may be left out."""
    kind, abouts = held
    while True:
        inner = [one for one in get_args(kind) if one is not NOTHING]
        if _origin(kind) is Annotated:
            kind, abouts = inner[0], (*_attached(inner[1:]), *abouts)
        elif _origin(kind) in UNIONS and len(inner) == 1:
            kind = inner[0]
        else:
            return Held(kind, abouts)


def _attached(about: Sequence[Any]) -> tuple[Any, ...]:
    """What stands beside a type, each field's own limits laid open."""
    laid = [(one, *one.metadata) if isinstance(one, FieldInfo) else (one,) for one in about]
    return tuple(part for parts in laid for part in parts)


class Place(NamedTuple):
    """A key within a table."""

    path: tuple[str, ...]
    """The keys down to it."""
    item: str
    """Its place in a list, as ``[3]``; else empty."""
    table: type[BaseModel]
    """The model of the innermost table around it."""
    held: Held


def place_of(model: type[BaseModel], where: Sequence[int | str]) -> Place:
    """The place at which validation found something, from the table at the top."""
    place = Place((), "", model, Held(model))
    for part in where:
        place = _step(place, part)
    return place


def _step(place: Place, part: int | str) -> Place:
    held = place.held
    if isinstance(part, int):
        inside = get_args(held.kind)
        return place._replace(item=f"{place.item}[{part}]", held=_plain(Held((*inside, None)[0])))
    if several := held.several():
        return place._replace(held=Held(_of_kind(several, held.kind_key(), part)))
    path, inner = (*place.path, part), held.model()
    if inner is None:
        return place._replace(path=path)
    return Place(path, "", inner, held_under(inner, part))


def _of_kind(several: tuple[type[BaseModel], ...], key: str, word: str) -> type[BaseModel]:
    """The model of one kind by its word."""
    found = (one for one in several if word in held_under(one, key).choices())
    return next(found, several[0])
