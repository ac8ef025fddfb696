"""What a sensitivity analysis says in plain text: which assumption decides, and how sure it is."""

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from simulation.analysis.sensitivity.discovery import Box, Discovery
from simulation.analysis.sensitivity.morris import Effects
from simulation.analysis.sensitivity.resampling import Estimate
from simulation.analysis.sensitivity.sobol import Indices
from simulation.outcomes.findings import caution, counted
from simulation.outcomes.records import Record

WIDTH = 80
SHOWN = 20
"""Keys listed at most."""
SURE = 0.95
"""Share of bootstrap samples in which one key is above the next, from which it is said to be."""
LIKELY = 0.5
"""Chance of a cascade from which a box is told as one that leads to it."""

COVERAGE = (
    "Intervals (95 %, bootstrap) cover where the points of the design fell and chance between runs,"
    " not doubt about the ranges or the model."
)
BEYOND = (
    "No true share lies outside 0 to 100 %: where an interval does, the points are too few to say"
    " more; give more --points."
)


@dataclass(frozen=True, eq=False)
class Found:
    """What was found in one finished sweep."""

    record: Record
    found: Indices | Effects
    boxes: Discovery | None = None
    """None: not asked for."""


def as_data(told: Found) -> dict[str, Any]:
    """The answer ready for JSON."""
    manifest = told.record.manifest
    indices = isinstance(told.found, Indices)
    return {
        "scenario": manifest["scenario"]["name"],
        "title": manifest["scenario"]["title"],
        "seed": manifest["seed"],
        "method": "sobol" if indices else "morris",
        "points": manifest["design"]["points"],
        "runs": manifest["runs"],
        **_plain(asdict(told.found)),
        "discovery": None if told.boxes is None else _boxes_as_data(told.boxes),
        "interval": f"{COVERAGE} {caution(manifest['scenario'])}",
        "remarks": list(manifest["remarks"]),
    }


def _boxes_as_data(boxes: Discovery) -> dict[str, Any]:
    whole: dict[str, Any] = _plain(asdict(boxes))
    return whole


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Plain data; JSON knows neither nan nor infinity."""
    if isinstance(value, Estimate):
        return _plain(value._asdict())
    if isinstance(value, Mapping):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def sensitivity_answer(told: Found) -> str:
    """The answer as plain text of at most 80 columns."""
    manifest = told.record.manifest
    found = told.found
    body = _of_indices(found) if isinstance(found, Indices) else _of_effects(found)
    lines = [
        *textwrap.wrap(str(manifest["scenario"]["title"] or "Untitled scenario"), WIDTH),
        f"{manifest['design']['method']}: {manifest['design']['points']:,} points,"
        f" {manifest['runs']['done']:,} runs, seed {manifest['seed']};"
        f" outcome: {found.outcome}",
        "",
        *body,
        *_of_boxes(told),
        "",
        *textwrap.wrap(COVERAGE, WIDTH),
        caution(manifest["scenario"]),
    ]
    return "\n".join(lines)


def _short(key: str) -> str:
    """A key without the table it stands in.

    >>> _short("rule.parameters.border_weight"), _short("events.doubt.change.scale")
    ('border_weight', 'doubt.change.scale')
    """
    return key.removeprefix("rule.parameters.").removeprefix("events.")


def _of_indices(found: Indices) -> Iterator[str]:
    yield f"Mean over all points {number(found.mean)}.  Of the variance of a single run"
    yield f"  the keys decide       {percent(found.parameters)}"
    yield f"  luck decides          {percent(found.luck)}"
    yield f"  luck, by the keys     {percent(found.interplay)}"
    yield ""
    if found.flat:
        yield from textwrap.wrap(
            "Means differ from point to point no more than luck makes them: no key is seen to"
            " matter, and no shares are told.", WIDTH
        )  # fmt: skip
        return
    yield f"{'Of what the keys decide':36}{'by itself':22}with others"
    for one in found.keys[:SHOWN]:
        yield f"  {_short(one.key)[:33]:34}{percent(one.first):22}{percent(one.total)}"
    yield ""
    yield from textwrap.wrap(decides(found), WIDTH)
    ends = [one for key in found.keys for one in (key.first, key.total)]
    if any(one.low < -0.005 or one.high > 1.005 for one in ends):
        yield from textwrap.wrap(BEYOND, WIDTH)


def decides(found: Indices) -> str:
    """Which key decides most, in a sentence, or between which ones it cannot be told.

    Keys are ordered by what they decide together with others.
    """
    tied = 1
    while tied < len(found.keys) and found.keys[tied - 1].rank_above < SURE:
        tied += 1
    names = [one.key for one in found.keys[:tied]]
    if tied == 1:
        return f"{names[0]} decides most: {percent(found.keys[0].total)} of what the keys decide."
    return f"Which decides most cannot be told apart: {', '.join(names)}."


def _of_effects(found: Effects) -> Iterator[str]:
    yield f"Change over the whole range of a key, {found.walks} walks"
    yield f"{'':36}{'size, on average':22}{'with its sign':22}"
    yield f"{'':36}{'spread from place to place (of it luck, taken off)'}"
    for one in found.keys[:SHOWN]:
        yield f"  {_short(one.key)[:33]:34}{number(one.size):22}{number(one.mean, '+')}"
        yield f"{'':36}{number(one.spread)} (luck {one.luck:.2f})"


def _of_boxes(told: Found) -> Iterator[str]:
    if told.boxes is None:
        return
    boxes = told.boxes
    yield ""
    size = counted(int(told.record.points["cascade_size"].iloc[0]), "exit")
    yield f"What ends in a cascade ({boxes.treaty}, {size} or more)?  {boxes.points} points that"
    yield "the boxes were not made from; boxes by their chance of a cascade"
    yield f"  everywhere{'':23} chance {percent(boxes.chance)}"
    for box in boxes.boxes:
        yield f"  {_limits(box)[0]}"
        yield from (f"    and {more}" for more in _limits(box)[1:])
        yield (
            f"    chance {percent(box.chance)}; {100 * box.share_of_points:.0f} % of points"
            + ("" if math.isnan(box.coverage) else f", {100 * box.coverage:.0f} % of cascades")
        )
    if not any(box.chance.low > LIKELY for box in boxes.boxes):
        yield "  No box has a cascade in more than half of its runs for certain."
    if math.isnan(boxes.skill.value):
        return  # no point has another chance than the others
    yield from textwrap.wrap(
        f"Skill {_share(boxes.skill)}: 0 is no better than one chance for all, 1 would be perfect;"
        " luck in the runs of a point keeps it below.",
        WIDTH, initial_indent="  ", subsequent_indent="  ",
    )  # fmt: skip


def _limits(box: Box) -> Sequence[str]:
    """The conditions of a box, as in "border_weight above 2.5".

    >>> _limits(Box({"a": (1.0, math.inf)}, 1, Estimate(1, 1, 1), 1.0, 1.0))
    ['a above 1']
    """
    return [_limit(key, low, high) for key, (low, high) in box.limits.items()] or ["everywhere"]


def _limit(key: str, low: float, high: float) -> str:
    if math.isinf(high):
        return f"{key} above {low:.3g}"
    return f"{key} up to {high:.3g}" if math.isinf(low) else f"{key} from {low:.3g} to {high:.3g}"


def number(one: Estimate, sign: str = "") -> str:
    """An estimate with its interval, two decimals; sign: "+" shows it.

    >>> number(Estimate(1.5, 1.0, 2.0)), number(Estimate(0.0, 0.0, 0.0))
    ('1.50 (1.00 to 2.00)', '0.00 in all runs')
    """
    if one.value == one.low == one.high:
        return f"{one.value:.2f} in all runs"
    return f"{one.value:{sign}.2f} ({one.low:.2f} to {one.high:.2f})"


def _share(one: Estimate) -> str:
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"


def percent(one: Estimate) -> str:
    """A share in per cent; an estimate may fall a little outside 0 to 100.

    >>> percent(Estimate(0.123, 0.1, 0.15)), percent(Estimate(0.5, math.nan, math.nan))
    ('12 % (10 to 15 %)', '50 %')
    """
    if math.isnan(one.value):
        return "-"
    if math.isnan(one.low):
        return f"{100 * one.value:.0f} %"
    return f"{100 * one.value:z.0f} % ({100 * one.low:z.0f} to {100 * one.high:z.0f} %)"
