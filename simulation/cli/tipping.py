"""``snowball tipping SCENARIO --vary KEY=LOW:HIGH``: where a cascade becomes likelier than not."""

import argparse
import json
import math
from typing import TYPE_CHECKING

from simulation.cli.options import add_json, add_scenario, naming_flags, overrides, whole
from simulation.cli.output import complain, tell
from simulation.scenario.faults import InputFault, escaped

if TYPE_CHECKING:
    from simulation.analysis.tipping import Tipping, Tried

SUMMARY = "find the value of a key at which a cascade becomes likelier than not"
MOST_RUNS = "2000"
"""For one value, unless told otherwise."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add_scenario(parser)
    add = parser.add_argument
    add("--vary", action="append", required=True, metavar="KEY=LOW:HIGH",
        help="key and where to look; may be repeated: each key by itself, the others as they"
        " are")  # fmt: skip
    add("--precision", metavar="X",
        help="how narrow an interval is wanted (default: a hundredth of LOW to HIGH)")  # fmt: skip
    add("--size", metavar="N",
        help="exits that make a cascade (default: the scenario's run.cascade_size)")  # fmt: skip
    add("--treaty", metavar="CODE", help="treaty whose exits count (default: the first)")
    add("--replicates", default=MOST_RUNS, metavar="N",
        help=f"runs for one value, at most (default: {MOST_RUNS})")  # fmt: skip
    add("--seed", metavar="S", help="seed of all luck (default: the scenario's)")
    add("--engine", default="compiled", metavar="NAME", help="compiled (default) or mesa")
    add("--workers", metavar="N", help="threads (default: the usable CPUs)")
    add("--quiet", action="store_true", help="do not name the values tried on the way")
    add_json(parser)


def run(words: argparse.Namespace) -> int:
    """Carry the command out; returns the exit code.

    Raises InputFault when something given is at fault, or no tipping point lies where one looks.
    """
    ranges = [_range(one) for one in words.vary]
    with naming_flags(words):
        found = [_found(words, *one) for one in ranges]
    tell(_as_json(found) if words.json else "\n\n".join(map(str, found)))
    tell("\n")
    return 0


def _range(word: str) -> tuple[str, float, float]:
    """Key, low and high of a word KEY=LOW:HIGH.

    >>> _range("rule.parameters.border_weight=0:5")
    ('rule.parameters.border_weight', 0.0, 5.0)
    """
    key, _, ends = word.partition("=")
    low, _, high = ends.partition(":")
    try:
        found = key.strip(), float(low), float(high)
    except ValueError:
        found = "", math.nan, math.nan
    if not found[0] or not math.isfinite(found[1]) or not math.isfinite(found[2]):
        raise InputFault(
            f"--vary {escaped(word[:80])}: must be KEY=LOW:HIGH with two numbers, such as"
            " rule.parameters.border_weight=0:5"
        )
    return found


def _found(words: argparse.Namespace, key: str, low: float, high: float) -> "Tipping":
    from simulation.analysis.tipping import tipping_point

    return tipping_point(
        words.scenario,
        key,
        low,
        high,
        precision=_number("--precision", words.precision),
        budget=whole("--replicates", words.replicates) or 0,
        size=whole("--size", words.size),
        treaty=words.treaty,
        overrides=overrides(words),
        engine=words.engine,
        workers=whole("--workers", words.workers),
        progress=None if words.quiet else _say,
    )


def _say(one: "Tried") -> None:
    from simulation.analysis.tipping_answer import tried_in_words

    complain(tried_in_words(one))


def _number(option: str, word: str | None) -> float | None:
    """A number given as a word; None where the option is not given."""
    try:
        return None if word is None else float(word)
    except ValueError:
        raise InputFault(f"{option}: {word!r} must be a number") from None


def _as_json(found: "list[Tipping]") -> str:
    """One object for one key, else an object with a list of them."""
    from simulation.analysis.tipping_answer import tipping_as_data

    told = [tipping_as_data(one) for one in found]
    one = told[0] if len(told) == 1 else {"tipping_points": told}
    return json.dumps(one, ensure_ascii=False, allow_nan=False)
