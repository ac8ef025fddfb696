"""States by the codes and names of other collections, as ISO 3166-1 alpha-3; Kosovo is XKX.

The lists are those of the library countrycode (Vincent Arel-Bundock), which is under the GPL-3.0 or
later, not under this package's licence; it is imported here only, and only when a scenario names
states in one of these ways.
"""

import functools
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from simulation.scenario.faults import did_you_mean
from simulation.world import tables

COLUMNS: Mapping[str, str] = {
    "iso3": "iso3c",
    "iso2": "iso2c",
    "cow": "cown",
    "gw": "gwn",
    "name": "country.name.en",
}
"""Way of naming states -> the library's column."""

WORDS: Mapping[str, str] = {
    "iso3": "an ISO 3166-1 alpha-3 code such as FIN (Kosovo XKX)",
    "iso2": "an ISO 3166-1 alpha-2 code such as FI (Kosovo XK)",
    "cow": "a number of the Correlates of War such as 375",
    "gw": "a number of Gleditsch and Ward such as 375",
    "name": "the English name of a state, such as Finland",
}

ADDED: Mapping[str, Mapping[str, str]] = {
    "iso3": {"XKX": "XKX"},
    "iso2": {"XK": "XKX"},
    "cow": {"347": "XKX", "345": "SRB"},
    "gw": {"347": "XKX", "678": "YEM", "816": "VNM"},
    "name": {"Kosovo": "XKX"},
}
"""What the library lacks.  Kosovo has no ISO code.  The Correlates of War go on to count Serbia as
345, Yugoslavia.  Gleditsch and Ward (1999, International Interactions 25:393, list to 2020) go on
to count Yemen as 678 and Viet Nam as 816."""

PAST: Mapping[str, Mapping[str, str]] = {"cow": {}, "gw": {"817": "Republic of Vietnam"}}
"""Codes that the library gives to a state of today, but that belong to one of the past."""


class Match(NamedTuple):
    """What a code or name says."""

    iso3: str
    """Empty where it says no state, or more than one."""
    why: str
    """Then: what is wrong with it, to follow what was written."""


class _Lists(NamedTuple):
    """One way of naming states."""

    today: dict[str, str]
    """Code -> ISO code."""
    past: dict[str, str]
    """Code of a state that has no ISO code -> its name."""


def match(text: str, scheme: str) -> Match:
    """The state that a code or name means.

    scheme: "iso3", "iso2", "cow", "gw" or "name".  Case does not matter, nor do leading zeros.

    >>> match("FI", "iso2").iso3, match("375", "cow").iso3, match("Viet Nam", "name").iso3
    ('FIN', 'FIN', 'VNM')
    >>> match("265", "cow").why
    'is German Democratic Republic, which has no ISO code; codes = "own" takes it as it is'
    """
    lists = _lists(scheme)
    code = _spelled(text, scheme)
    if code in lists.today:
        return Match(lists.today[code], "")
    if scheme == "name":
        return _by_words(text)
    if code in lists.past:
        return Match("", _of_the_past(lists.past[code]))
    return Match("", f"must be {WORDS[scheme]}{_elsewhere(text, scheme)}")


def name_of(iso3: str) -> str:
    """What a state is called: as in the open tables, else as the library calls it.

    >>> name_of("XKX")
    'Kosovo'
    """
    return _names().get(iso3, iso3)


def codes(scheme: str) -> dict[str, str]:
    """Every code of one way of naming states, with its ISO code."""
    return dict(_lists(scheme).today)


@functools.cache
def _library() -> Mapping[str, list[Any]]:
    from countrycode import codelist

    return dict(codelist)


@functools.cache
def _lists(scheme: str) -> _Lists:
    library = _library()
    today, past = {}, dict(PAST.get(scheme, {}))
    for code, iso3, name in zip(
        library[COLUMNS[scheme]], library["iso3c"], library["country.name.en"], strict=True
    ):
        spelled = "" if code is None else _spelled(str(code), scheme)
        if spelled and iso3 is not None and spelled not in past:
            today[spelled] = str(iso3)
        elif spelled:
            past.setdefault(spelled, str(name))
    for code, iso3 in ADDED[scheme].items():
        today[_spelled(code, scheme)] = iso3
    if scheme == "name":
        today.update({_spelled(name, scheme): iso3 for iso3, name in _names().items()})
    return _Lists(today, {code: name for code, name in past.items() if code not in today})


@functools.cache
def _names() -> dict[str, str]:
    """English names by ISO code."""
    library = _library()
    pairs = zip(library["iso3c"], library["country.name.en"], strict=True)
    return {
        **{str(iso3): str(name) for iso3, name in pairs if iso3 is not None},
        **{row.iso3: row.name for row in tables.states()},
    }


def _spelled(text: str, scheme: str) -> str:
    """A code in one spelling.

    >>> _spelled("002", "cow"), _spelled("2.0", "cow"), _spelled("fin", "iso3")
    ('2', '2', 'FIN')
    """
    if scheme == "name":
        return " ".join(text.casefold().split())
    number = re.fullmatch(r"0*([0-9]+)(\.0+)?", text, re.ASCII)
    return number[1] if number else text.upper()


@functools.cache
def _patterns() -> list[tuple[re.Pattern[str], str, str]]:
    """The library's pattern for the names of each state, its ISO code or nothing, its name."""
    library = _library()
    rows = zip(
        library["country.name.en.regex"],
        library["iso3c"],
        library["country.name.en"],
        strict=True,
    )
    added = ADDED["name"]
    return [
        (re.compile(pattern, re.IGNORECASE), str(iso3 or added.get(name, "")), str(name))
        for pattern, iso3, name in rows
        if pattern
    ]


def _by_words(text: str) -> Match:
    """The one state whose names a text fits."""
    short = text[:200]
    found = [(iso3, name) for fits, iso3, name in _patterns() if fits.search(short)]
    if len(found) > 1:
        return Match("", f"fits more than one state: {', '.join(name for _, name in found)}")
    if not found:
        return Match("", f"must be {WORDS['name']}{did_you_mean(short, _names().values())}")
    iso3, name = found[0]
    return Match(iso3, "" if iso3 else _of_the_past(name))


def _of_the_past(name: str) -> str:
    return f'is {name}, which has no ISO code; codes = "own" takes it as it is'


def _elsewhere(text: str, scheme: str) -> str:
    """A hint at the way of naming states in which a text would be a state."""
    for other in COLUMNS:
        iso3 = _lists(other).today.get(_spelled(text, other))
        if iso3 is not None and other != scheme:
            return f'; with codes = "{other}" it is {name_of(iso3)}'
    return ""
