"""What the same luck is worth: variance ratios of every intervention, and what theorems forbid.

A gain is the variance of an effect on independent luck over its variance on the same luck.  Where
more pressure anywhere can only bring every exit forward, outcomes move together and no gain can be
below 1; where a theorem orders two scenarios, no pair of runs may differ the other way.
"""

import math
from collections.abc import Hashable, Iterator, Sequence
from typing import Any, NamedTuple

from simulation.analysis.comparison import Comparison, compare_records, on_the_same_luck
from simulation.analysis.comparison_answer import effect_text, gain_text, table_lines
from simulation.analysis.effects import BASE
from simulation.analysis.interventions import REPLICATES
from simulation.experiments.runner import run
from simulation.outcomes.findings import COVERAGE, caution, counted
from simulation.scenario.reading import read

WEIGHTS = ("threat_weight", "norm_weight", "border_weight", "alliance_weight", "peer_weight")
MORE = 1.01
"""How many times its value a weight is in a small change."""
WANTED = 10.0
"""A small change of one weight must gain more than this."""


class Gain(NamedTuple):
    """One change, in one treaty: effect on exits, gain of the same luck, what a theorem says."""

    change: str
    treaty: str
    effect: float
    low: float
    high: float
    more: int
    fewer: int
    equal: int
    """Pairs of runs with more exits, fewer, and as many."""
    gain: float
    """Variance on independent luck over that on the same luck; nan where no pair differs."""
    gain_low: float
    gain_high: float
    together: bool
    """Outcomes move together: the gain cannot be below 1."""
    theorem: str
    """"A" or "B", which order the two run by run; empty: none is claimed."""
    wrong: int
    """Pairs of runs, over all treaties, that the theorem forbids; 0 where none is claimed."""


def one_per_cent_more(
    base: str = BASE, replicates: int = REPLICATES, workers: int | None = None
) -> dict[str, Comparison]:
    """Each of ``WEIGHTS`` raised by 1 %, against the base on the same luck."""
    (first,) = on_the_same_luck([read(base, {"run.replicates": replicates})])
    record = run(first, workers=workers)
    raised = {
        name: first.with_({f"rule.parameters.{name}": MORE * getattr(first.parameters, name)})
        for name in WEIGHTS
    }
    return {
        f"{name} + 1 %": compare_records(record, [run(more, workers=workers)])
        for name, more in raised.items()
    }


def gains_of(found: Comparison, change: str | None = None) -> Iterator[Gain]:
    """Rows of a comparison, treaty by treaty.

    change: what the only other scenario is called; None: by its name.
    """
    rows = found.effects[found.effects["outcome"] == "exits"]
    for row in rows.to_dict("records"):
        held = found.manifest["pairs"][row["scenario"]]
        kept = {name: row[name] for name in Gain._fields[1:11]}
        yield Gain(
            change or row["scenario"],
            **kept,
            together=held["moves_together"],
            theorem=held["theorem"] or "",
            wrong=held["wrong"] or 0,
        )


class Verdict(NamedTuple):
    """Whether what must hold does hold."""

    least_small: float
    """Smallest gain of a small change; nan where no run differs."""
    below_one: int
    """Rows with a gain below 1 though outcomes move together."""
    together: int
    wrong: int
    """Pairs of runs that a theorem forbids."""
    ordered: int
    """Changes that a theorem orders."""


def verdict(small: Sequence[Gain], rows: Sequence[Gain]) -> Verdict:
    """small: of changes by 1 %.  rows: of interventions; both count for theorems."""
    every = [*small, *rows]
    known = [one.gain for one in small if not math.isnan(one.gain)]
    moving = [one for one in every if one.together and not math.isnan(one.gain)]
    ordered = {one.change: one.wrong for one in every if one.theorem}
    return Verdict(
        min(known, default=math.nan),
        sum(one.gain < 1.0 for one in moving), len(moving),
        sum(ordered.values()), len(ordered),
    )  # fmt: skip


def gains_as_data(
    small: Sequence[Gain], found: Sequence[Comparison], rows: Sequence[Gain]
) -> dict[str, Any]:
    """The answer as plain data, ready for JSON."""
    told = found[0].manifest
    return {
        "base": told["base"],
        "runs": told["runs"],
        "seed": told["seed"],
        "small_changes": [_plain(one) for one in small],
        "interventions": [_plain(one) for one in rows],
        "held": _plain(verdict(small, rows)),
        "interval": f"{COVERAGE} {caution(told['scenarios'][told['base']])}",
    }


def _plain(one: Gain | Verdict) -> dict[str, Any]:
    """JSON knows no nan."""
    return {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in one._asdict().items()
    }


HEAD = ("", "treaty", "exits", "more", "fewer", "gain", "together", "theorem", "wrong")


def gains_answer(small: Sequence[Gain], found: Sequence[Comparison], rows: Sequence[Gain]) -> str:
    """The answer as plain text: a table for small changes, one for interventions, the verdict."""
    told = found[0].manifest
    return "\n".join(
        [
            f"Against {told['base']} on the same luck: {counted(told['runs'], 'run')} each,"
            f" seed {told['seed']}",
            "",
            *table_lines(HEAD, [_cells(one) for one in small]),
            "",
            *table_lines(HEAD, [_cells(one) for one in rows]),
            "",
            *_verdict_lines(verdict(small, rows)),
            "",
            *NOTES,
            COVERAGE,
            caution(told["scenarios"][told["base"]]),
        ]
    )


NOTES = (
    "exits: effect on expected exits.  more, fewer: share of pairs of runs.  gain:",
    "variance of the effect on independent luck over that on the same luck, with its",
    "95 % interval (k: thousand).  together: more pressure anywhere can only bring",
    "exits forward, so no gain can be below 1.  theorem: A or B orders the two run by",
    "run.  wrong: pairs of runs, over all treaties, that it forbids.",
)


def _cells(one: Gain) -> list[str]:
    runs = one.more + one.fewer + one.equal
    row: dict[Hashable, Any] = dict(zip(one._fields, one, strict=True))
    shares = (f"{100.0 * many / max(1, runs):.1f} %" for many in (one.more, one.fewer))
    return [
        one.change,
        one.treaty,
        effect_text(row, "{:.3f}".format),
        *shares,
        gain_text(one.gain, one.gain_low, one.gain_high),
        "yes" if one.together else "-",
        one.theorem or "-",
        str(one.wrong) if one.theorem else "-",
    ]


def _verdict_lines(held: Verdict) -> Iterator[str]:
    least = "no run differs" if math.isnan(held.least_small) else f"{held.least_small:.0f}"
    kept = "as it must be" if held.least_small > WANTED else "too little"
    yield f"1 % more of one weight: least gain {least}, wanted above {WANTED:.0f}: {kept}."
    yield (
        f"Gains below 1 where outcomes move together: {held.below_one} of {held.together};"
        f" {'as it must be' if not held.below_one else 'a fault of this program'}."
    )
    yield (
        f"Pairs of runs that a theorem forbids: {held.wrong}, in {held.ordered} changes it orders;"
        f" {'as it must be' if not held.wrong else 'a fault of this program'}."
    )
