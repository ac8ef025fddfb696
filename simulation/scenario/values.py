"""Names for what passes through here untyped."""

from typing import Any, TypeAlias

Value: TypeAlias = Any
"""Whatever stands in a scenario file: text, number, switch, date, list or table; or, before it was
looked at, anything at all."""

FieldOf: TypeAlias = Any
"""A description of a key, standing where pydantic wants a default."""
