"""Dated events as figures name them: by month, in the case in which proper names are written."""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from simulation.figures.gazetteer import codes, places
from simulation.figures.view import View, date_of

Groups = Sequence[tuple[datetime.date, Sequence[str]]]
"""Months with events, and the events' names."""

OTHER_NAMES = ("Baltic", "Nordic", "Europe", "European", "UN", "UK", "USA")
"""Proper names in events that no table holds."""


def event_groups(view: View) -> Groups:
    """Names of the dated events within the picture, by month, in the order of dates."""
    groups: dict[datetime.date, list[str]] = {}
    for event in view.events:
        day = _event_day(event)
        if day is not None and view.start <= day <= view.end:
            words = with_proper_names(str(event.get("name", "event")), _named_by(event))
            groups.setdefault(day.replace(day=1), []).append(words)
    return sorted(groups.items())


def listed(groups: Groups) -> str:
    """The events in one line, each month with its number."""
    return "; ".join(
        f"{place}:\u00a0{', '.join(names)} ({day:%b\u00a0%Y})"
        for place, (day, names) in enumerate(groups, start=1)
    )


def with_proper_names(name: str, more: Iterable[str] = ()) -> str:
    """An event's name in words; states, organisations, treaties and ``more`` in their own case.

    >>> with_proper_names("marshall-islands-joins-apmbc"), with_proper_names("guarantee-doubt")
    ('Marshall Islands joins APMBC', 'guarantee doubt')
    """
    known = {**_proper_names(), **{_plain(one): one for one in more}}
    longest_first = sorted(filter(None, known), key=len, reverse=True)
    pattern = r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b"
    words = re.sub(r"[-_\s]+", " ", name).strip()
    return re.sub(pattern, lambda found: known[found[0].lower()], words, flags=re.IGNORECASE)


@cache
def _proper_names() -> Mapping[str, str]:
    """Names of the shipped tables by the words in which an event is likely to hold them."""
    names = [*OTHER_NAMES, *codes(), *(place.name for place in places().values())]
    return {_plain(name): name for name in names}


def _plain(name: str) -> str:
    """Small letters without accents, words apart."""
    letters = unicodedata.normalize("NFKD", name.lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^\w]+", " ", bare).strip()


def _named_by(event: Mapping[str, Any]) -> list[str]:
    """Organisations, treaties and states of made-up worlds that the event itself names."""
    given = [event.get("into"), *_several(event.get("target")), *_several(event.get("treaties"))]
    # Codes such as AND or ARE are English words: states of the real world go by their names.
    return [str(one) for one in given if one and one not in places()]


def _several(given: object) -> Sequence[object]:
    return given if isinstance(given, (list, tuple)) else (given,)


def _event_day(event: Mapping[str, Any]) -> datetime.date | None:
    day = event.get("from") or event.get("start")
    return date_of(day) if day else None
