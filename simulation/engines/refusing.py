"""What the compiler complains of in an own rule, in one line that a researcher can use."""

import linecache
import re
from pathlib import Path

from simulation.engines.own_rule import called
from simulation.engines.rule_text import of_a_library
from simulation.model.own import OwnRule


def refusal(rule: OwnRule, fault: Exception) -> str:
    """One line for a rule that cannot be compiled: where, why, and what can be done."""
    text = _COLOURS.sub("", str(fault))
    file, line = _place(rule, fault, text)
    said = [part for part in text.splitlines() if part and not part.startswith("Failed in ")]
    why = said[0] if said else type(fault).__name__
    for pattern, plainly in _PLAINLY.items():
        why = re.sub(pattern, plainly, why)
    return (
        f"rule {called(rule)}: {Path(file).name}:{line}: `{linecache.getline(file, line).strip()}`:"
        f' numba cannot compile this ({why.strip(" .:")}); engine="mesa" runs any Python rule'
    )


_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

_PLACES = re.compile(
    r'File "(?P<file>[^"]+)", line (?P<line>\d+)|Raised from (?P<other>.+) \((?P<number>\d+)\)'
)

_PLAINLY = {
    r" *Raised from .*": "",
    r"(Situation|Parameters)\([^)]*\)": r"\1",
    r"Module\(<module '([\w.]+)'[^>]*>\)": r"module \1",
}
"""What in numba's words names its own inside or this machine, and what to say for it."""


def _place(rule: OwnRule, fault: Exception, text: str) -> tuple[str, int]:
    """File and line that the compiler complains of; where it names none, the rule's first.

    Of several, each calling the one before, it is the first that is no library's.
    """
    for found in _PLACES.finditer(text):
        file = found["file"] or found["other"]
        file = str(Path(file).resolve()) if Path(file).exists() else file
        if not of_a_library(file):
            return file, int(found["line"] or found["number"])
    place = getattr(fault, "loc", None)
    if place is not None:
        return place.filename, place.line
    return rule.__code__.co_filename, rule.__code__.co_firstlineno
