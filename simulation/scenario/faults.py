"""Faults in what a user gave: plain lines that say where, what, and what is allowed."""

from collections.abc import Iterable

MOST_SLIPS = 4
"""So many slips of the keyboard, and it is another word."""


class InputFault(ValueError):  # noqa: N818 (a fault of the input, not an error of the program)
    """The user's input is at fault.

    Carries one line for each fault, fit to be shown as it is: it names file, key, value and what
    is allowed.

    >>> InputFault("a.toml: no title", "a.toml: no end").faults
    ('a.toml: no title', 'a.toml: no end')
    """

    def __init__(self, *faults: str) -> None:
        self.faults: tuple[str, ...] = tuple(_one_line(fault) for fault in faults)
        super().__init__("\n".join(self.faults))


def _one_line(text: str) -> str:
    """Text on one line, without letters that a terminal would take for commands."""
    return escaped(" ".join(text.split()))


def escaped(text: str) -> str:
    r"""Text as it may be shown: what a terminal might obey, or cannot write, is spelt out.

    >>> print(escaped("a\x1b[2J\u202eb\n"))
    a\x1b[2J\u202eb\n
    """
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """A hint in brackets naming the allowed word nearest to a wrong one, or nothing.

    Near is a slip for every four letters, three at most, or a word that was broken off.

    >>> did_you_mean("NAT0", ["NATO", "EU"])
    ' (did you mean "NATO"?)'
    >>> did_you_mean("ukraine", ["ukraine-held", "russia"])
    ' (did you mean "ukraine-held"?)'
    >>> did_you_mean("zebra", ["NATO", "EU"])
    ''
    """
    slips, near = min(((_slips(word, other), other) for other in allowed), default=(MOST_SLIPS, ""))
    return f' (did you mean "{near}"?)' if slips < MOST_SLIPS else ""


def _slips(word: str, other: str) -> int:
    """Letters changed, left out, added or swapped between two words; many where they are far."""
    from rapidfuzz.distance import OSA

    typed, meant = word.casefold(), other.casefold()
    if len(typed) > 2 and meant.startswith(typed):
        return 1
    limit = min(MOST_SLIPS - 1, (len(typed) + 3) // 4)
    slips = OSA.distance(typed, meant, score_cutoff=limit)
    return slips if slips <= limit else MOST_SLIPS
