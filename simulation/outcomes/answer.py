"""The short answer of a run, as text: what a reader wants to know first."""

import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from simulation.outcomes.beside import theory_sentences
from simulation.outcomes.findings import COVERAGE, MOST_LIKELY, answer_as_data, caution, counted
from simulation.outcomes.records import Record

__all__ = ["COVERAGE", "WIDTH", "answer", "answer_as_data", "failure_lines", "percent"]

WIDTH = 80
STATES_NAMED = 8
"""How many of the states moved by date are named."""


def answer(record: Record) -> str:
    """The answer as plain text of at most 80 columns."""
    data = answer_as_data(record)
    first, *others = data["treaties"]
    done = data["runs"]["done"]
    return "\n".join(
        [
            *_wrapped(str(data["title"])),
            *_wrapped(
                f"{_runs(done)}, seed {data['seed']}{_ruled(data['own_rule'])}"
                f"{FEW if data['few_runs'] else ''}"
            ),
            *failure_lines(data),
            "",
            *_main_lines(first, done),
            *_theory_lines(first, done),
            "",
            *_leaver_lines(first),
            *([""] if others else []),
            *(line for treaty in others for line in _other_line(treaty, done)),
            *(line for treaty in others for line in _theory_lines(treaty, done)),
            "",
            *_what_is_imposed(data["treaties"], data["world"]),
            COVERAGE,
            caution(record.manifest["scenario"]),
        ]
    )


FEW = ": too few runs for an interval of a mean"


REASONS_NAMED = 3
"""How many reasons for failures are named."""


def _ruled(own: Mapping[str, str] | None) -> str:
    return "" if own is None else f", by the rule {own['name']}"


def failure_lines(data: Mapping[str, Any]) -> list[str]:
    """How many runs failed, and why."""
    runs = data["runs"]
    if not runs["failed"]:
        return []
    reasons = data["failures"]["reasons"]
    named = [f"{one['reason']} ({_runs(one['runs'])})" for one in reasons[:REASONS_NAMED]]
    said = reasons[0]["reason"] if len(reasons) == 1 else ", ".join(named)
    more = f", and {len(reasons) - REASONS_NAMED} more" if len(reasons) > REASONS_NAMED else ""
    return _wrapped(
        f"{runs['failed']:,} of {_runs(runs['asked'])} failed and"
        f" {'is' if runs['failed'] == 1 else 'are'} left out: {said}{more}."
        " Figures are biased where failing goes along with leaving."
    )


def _runs(done: int) -> str:
    return f"{done:,} {'run' if done == 1 else 'runs'}"


def _what_is_imposed(treaties: list[dict[str, Any]], world: str) -> Iterator[str]:
    """Whether the record of what happened enters the runs: only through dated events."""
    moved = [treaty for treaty in treaties if treaty["moved_by_date"]]
    if not moved and world != "synthetic":
        yield (f"From {treaties[0]['from']} on the model decides; recorded exits are not imposed.")
    for treaty in moved:
        named = treaty["moved_by_date"]
        more = f" and {len(named) - STATES_NAMED} more" if len(named) > STATES_NAMED else ""
        one = len(named) == 1
        yield from _wrapped(
            f"{treaty['treaty']}: {len(named)} {'state is' if one else 'states are'} moved by dated"
            f" events and not counted as {'an exit' if one else 'exits'}:"
            f" {', '.join(named[:STATES_NAMED])}{more}."
            + (
                f" People and border km include {'it' if one else 'them'}."
                if world == "real"
                else ""
            )
        )


def _main_lines(treaty: Mapping[str, Any], runs: int) -> list[str]:
    size = treaty["cascade_size"]
    return [
        f"{treaty['treaty']}, {treaty['from']} to {treaty['until']}",
        f"  expected exits        {over_runs(treaty['exits'], count, '', runs)}",
        _range_line(treaty, runs),
        f"  chance of a cascade   {with_interval(treaty['cascade'], percent)}"
        f", {counted(size, 'exit')} or more",
        *_harm_lines(treaty, runs),
    ]


def _harm_lines(treaty: Mapping[str, Any], runs: int) -> Iterator[str]:
    """What the exits left: the norm where it moves, people and borders where they are known."""
    norm, people, km = (treaty[name] for name in HARM)
    if treaty["norm_moves"]:
        yield (
            f"  norm among stayers    {share(treaty['norm_start'])} at the start,"
            f" {over_runs(norm, share, ' at the end', runs)}"
        )
    if people:
        yield f"  no longer covered     {over_runs(people, millions, ' million people', runs)}"
    if km:
        yield f"  no longer protected   {over_runs(km, whole, ' km of land border', runs)}"


HARM = ("norm_among_stayers", "people_uncovered", "border_km_uncovered")


def _theory_lines(treaty: Mapping[str, Any], runs: int) -> Iterator[str]:
    """What theories expect, beside the mean of the runs."""
    simulated = over_runs(treaty["exits"], count, "", runs)
    for sentence in theory_sentences(treaty, count, simulated):
        yield from _wrapped(sentence)


def _range_line(treaty: Mapping[str, Any], runs: int) -> str:
    words, span = range_of(treaty, runs)
    return f"  {words:<22}{span}"


def range_of(treaty: Mapping[str, Any], runs: int) -> tuple[str, str]:
    """Between which numbers of exits nine runs of ten end; with few runs, all: words and span."""
    nine, every = treaty["exits_5_to_95"], treaty["exits_least_to_most"]
    words = f"in all {runs} runs" if runs > 1 else "in the only run"
    low, high = every if nine is None else nine
    span = f"{low:,} to {high:,} exits" if high > low else counted(low, "exit")
    return "in nine runs of ten" if nine else words, span


def _leaver_lines(treaty: Mapping[str, Any]) -> list[str]:
    likely = treaty["most_likely"]
    if not likely:
        return ["No state free to decide left in any run."]
    return [
        f"{'Most likely to leave':<32}{'chance':<28}announces, median",
        *(
            f"  {_named(one):<30}"
            f"{with_interval(one['chance'], percent):<28}{one['median_announcement']}"
            for one in likely
        ),
        *(["  (alike: chance between runs could order these otherwise)"] if _alike(likely) else []),
    ]


def _alike(likely: list[dict[str, Any]]) -> bool:
    """Whether the last of a full list may well be as likely to leave as the first."""
    first, last = likely[0]["chance"], likely[-1]["chance"]
    return len(likely) == MOST_LIKELY and bool(last["high"] >= first["low"])


def _named(one: Mapping[str, Any]) -> str:
    """Name and code of a state; once where they are the same."""
    if one["name"] == one["state"]:
        return _short(one["name"], 29)
    return f"{_short(one['name'], 22):<23}{one['state']}"


def _other_line(treaty: Mapping[str, Any], runs: int) -> list[str]:
    exits = over_runs(treaty["exits"], count, " exits", runs)
    norm, people, km = (treaty[name] for name in HARM)
    lost = [
        *([f"{millions(people['value'])} million people no longer covered"] if people else []),
        *([f"{whole(km['value'])} km of land border no longer protected"] if km else []),
    ]
    parts = [
        f"{treaty['treaty']}: {exits} expected",
        f"cascade {percent(treaty['cascade']['value'])}",
        *(
            [f"norm {share(treaty['norm_start'])} to {share(norm['value'])}"]
            if treaty["norm_moves"]
            else []
        ),
        *([", ".join(lost)] if lost else []),
    ]
    return _wrapped("; ".join(parts))


def over_runs(
    estimate: Mapping[str, Any], written: Callable[[float | None], str], unit: str, runs: int
) -> str:
    """A mean over runs with its interval and unit; said in words where all runs agree."""
    if estimate["all_runs_agree"]:
        return f"{written(estimate['value'])}{unit} in all {_runs(runs)}"
    return with_interval(estimate, written) + unit


def with_interval(estimate: Mapping[str, Any], written: Callable[[float | None], str]) -> str:
    """An estimate with its interval, if it has one, as in "0.70 (0.65 to 0.75)"."""
    if estimate["low"] is None:
        return written(estimate["value"])
    low, high = written(estimate["low"]), written(estimate["high"])
    return f"{written(estimate['value'])} ({low.removesuffix(' %')} to {high})"


def count(value: float | None) -> str:
    """A number of exits, two decimals."""
    return "none" if value is None else f"{value:,.2f}"


def millions(value: float | None) -> str:
    """A number of people, in millions."""
    return "none" if value is None else f"{value / 1e6:,.2f}"


def whole(value: float | None) -> str:
    """A number without decimals."""
    return "none" if value is None else f"{value:,.0f}"


def share(value: float | None) -> str:
    """A share from 0 to 1, three decimals."""
    return "none" if value is None else f"{value:.3f}"


def percent(share: float | None) -> str:
    """A share in per cent with one place, or two below one per cent.

    >>> percent(0.634), percent(0.0044), percent(0.0)
    ('63.4 %', '0.44 %', '0.0 %')
    """
    if share is None:
        return "none"
    places = 2 if 0.0 < share < 0.01 or 0.99 < share < 1.0 else 1
    return f"{100.0 * share:.{places}f} %"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "."


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH) or [""]
