"""What a search for a tipping point says: in words, and as data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from simulation.outcomes.findings import caution, counted

if TYPE_CHECKING:
    from simulation.analysis.tipping import Tipping, Tried

COVERS = (
    "The interval (95 %) covers chance between runs only, at all values tried; it takes",
    "for granted that the chance crosses one half once. It covers no doubt about the model.",
)
TOLD = {1: "likelier than not", -1: "less likely than not", 0: "too near to tell"}


def tipping_as_data(found: "Tipping") -> dict[str, Any]:
    """The answer as plain data, ready for JSON."""
    return {
        "scenario": found.scenario["name"],
        "treaty": found.treaty,
        "key": found.key,
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "rising": found.rising,
        "cascade_size": found.size,
        "runs": found.runs,
        "tried": [one._asdict() for one in found.tried],
        "interval": f"{' '.join(COVERS)} {caution(found.scenario)}",
    }


def tipping_answer(found: "Tipping") -> str:
    """The answer as plain text; at most 90 columns wide, but for a long key."""
    return "\n".join(_lines(found))


def _lines(found: "Tipping") -> Iterator[str]:
    where = "above" if found.rising else "below"
    size = counted(found.size, "exit")
    yield f"{found.scenario['name']}, {found.treaty}: {found.key}"
    yield f"  tips between      {found.low:.6g} and {found.high:.6g}"
    yield f"  {where} it          a cascade is likelier than not: {size} or more"
    yield f"  runs              {found.runs:,}, at {len(found.tried)} values, on the same luck"
    yield ""
    yield f"  {'value':>12}  {'cascades':>18}  a cascade is"
    for one in sorted(found.tried):
        yield f"  {tried_in_words(one)}"
    yield from ("", *COVERS, caution(found.scenario))


def tried_in_words(one: "Tried") -> str:
    """One value that was tried, its runs with a cascade, and what they say."""
    share = f"{one.beyond:,} of {one.runs:,} runs"
    return f"{one.value:>12.6g}  {share:>18}  {TOLD[one.side]}"
