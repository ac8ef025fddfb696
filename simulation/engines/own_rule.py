"""A researcher's own rule at the door of the engines: what is one, asking it, and why it fails."""

import inspect
from numbers import Real
from types import FunctionType, ModuleType
from typing import NamedTuple

from simulation.engines.rule_text import reads, researchers
from simulation.model.own import OwnRule, Situation, sound
from simulation.model.parameters import Parameters
from simulation.scenario.faults import InputFault, escaped

LONGEST_REASON = 200
"""Letters of a reason, at most."""

ALLOWED = 'it must be a function made with "def my_rule(now, p): ..." that returns a pressure'


class Fault(NamedTuple):
    """Why a rule gave no pressure."""

    what: str
    """What it did, in the same words for all runs: "gave a negative pressure"."""
    detail: str = ""
    """What may differ from run to run."""


def accepted(rule: object) -> OwnRule:
    """The rule as a plain function; one that numba has compiled already is given back as written.

    Raises InputFault for anything but a function with a name that can be asked with a situation and
    parameters, whichever engine it is for.

    >>> def my_rule(now, p):
    ...     return 0.01
    >>> accepted(my_rule) is my_rule
    True
    """
    function = getattr(rule, "py_func", rule)
    if not isinstance(function, FunctionType):
        raise InputFault(f"rule: {type(rule).__name__} is no plain function: {ALLOWED}")
    if function.__name__ == "<lambda>":
        raise InputFault(f"rule: a lambda has no name to be recorded by: {ALLOWED}")
    made = f"rule {called(function)}"
    if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
        raise InputFault(f"{made} gives its values one by one or later: {ALLOWED}")
    if by_chance(function):
        raise InputFault(
            f"{made} draws luck of its own: all luck must come from the seed, or a run could not be"
            " repeated; give a pressure, and the resistance drawn before the run does the rest"
        )
    taken = inspect.signature(function, follow_wrapped=False)
    try:
        taken.bind(None, None)
    except TypeError:
        raise InputFault(f"{made}{taken} cannot be asked as {made}(now, p): {ALLOWED}") from None
    return function


LUCKY = ("random", "secrets")
"""Modules that draw luck; NumPy's is called the same."""


def by_chance(function: FunctionType) -> bool:
    """Whether a rule, or a function of the researcher's that it calls, names what draws luck."""
    waiting, seen = [function], set[FunctionType]()
    while waiting:
        one = waiting.pop()
        seen.add(one)
        for value in reads(one).values():
            module = value.__name__ if isinstance(value, ModuleType) else _home(value)
            numpy = isinstance(value, ModuleType) and module == "numpy"
            if (set(module.split(".")) & set(LUCKY)) or (
                numpy and "random" in one.__code__.co_names
            ):
                return True
            if isinstance(value, FunctionType) and researchers(value) and value not in seen:
                waiting.append(value)
    return False


def _home(value: object) -> str:
    """The module of a function or class, or of the class of anything else."""
    return str(getattr(value, "__module__", None) or type(value).__module__)


def called(rule: OwnRule) -> str:
    """The name of a rule."""
    return str(getattr(rule, "__name__", type(rule).__name__))


def asked(rule: OwnRule, now: Situation, p: Parameters) -> float | Fault:
    """The pressure that a rule gives in a situation, or why it gives none.

    Whole numbers and fractions count as numbers, True and False do not.

    >>> asked(lambda now, p: 1, None, None), asked(lambda now, p: -0.5, None, None)
    (1.0, Fault(what='gave a negative pressure', detail='-0.5'))
    """
    try:
        given: object = rule(now, p)
        number = isinstance(given, Real) and not isinstance(given, bool)
        pressure = float(given) if number else 0.0  # type: ignore[arg-type]
    except Exception as raised:
        return Fault(f"raised {type(raised).__name__}{_said_by(raised)}")
    if not number:
        said = given if given is None or isinstance(given, bool) else f"a {type(given).__name__}"
        return Fault(f"gave {said}, which is no number")
    if sound(pressure):
        return pressure
    if pressure != pressure or abs(pressure) == float("inf"):
        return Fault(f"gave {pressure}, which is not finite")
    return Fault(f"gave a {'negative' if pressure < 0.0 else 'too large'} pressure", str(pressure))


def _said_by(raised: Exception) -> str:
    """What an exception says for itself, after a colon."""
    try:
        text = str(raised)
    except Exception:
        return ""
    return f": {text}" if text else ""


def why_not(rule: OwnRule, now: Situation, p: Parameters) -> Fault:
    """Why a rule gives no pressure where its compiled form gave none.

    The rule is asked once more as plain Python, so both engines say the same.
    """
    answer = asked(rule, now, p)
    if isinstance(answer, Fault):
        return answer
    return Fault('gave no pressure when compiled, but does in Python (engine="mesa")', str(answer))


def reason(rule: OwnRule, fault: Fault, state: str, treaty: str, month: int) -> str:
    """Why a run failed: one line of at most ``LONGEST_REASON`` letters, the place at its end.

    >>> def my_rule(now, p):
    ...     return -1
    >>> reason(my_rule, Fault("gave a negative pressure", "-1.0"), "FIN", "APMBC", 12)
    'rule my_rule gave a negative pressure (-1.0; FIN, APMBC, month 12)'
    """
    detail = f"{fault.detail}; " if fault.detail else ""
    place = _shortened(f"{detail}{state}, {treaty}, month {month}", LONGEST_REASON // 2)
    said = _shortened(f"rule {called(rule)} {fault.what}", LONGEST_REASON - len(place) - 3)
    return f"{said} ({place})"


def without_place(said: str) -> str:
    """A reason without where and when, so that alike ones can be counted.

    >>> without_place("rule my_rule gave nan, which is not finite (FIN, APMBC, month 12)")
    'rule my_rule gave nan, which is not finite'
    """
    return said.rpartition(" (")[0] or said


def _shortened(text: str, longest: int) -> str:
    line = escaped(" ".join(text.split()))
    return line if len(line) <= longest else line[: longest - 3].rstrip() + "..."
