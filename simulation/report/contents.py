"""All that a report says, in the order in which it says it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from simulation.analysis.attribution.answer import attribution_answer
from simulation.analysis.attribution.folder import Attribution
from simulation.analysis.comparison import Comparison
from simulation.analysis.comparison_answer import comparison_answer
from simulation.analysis.sensitivity.analyse import found_in
from simulation.analysis.sensitivity.answer import Found, sensitivity_answer
from simulation.figures.draw import figures_of
from simulation.figures.view import UNTITLED
from simulation.outcomes.answer import answer
from simulation.outcomes.records import Record
from simulation.outcomes.sweep_answer import sweep_answer
from simulation.report.again import Again, again
from simulation.report.blocks import Block, blocks
from simulation.report.facts import facts, kept_tables
from simulation.report.finished import Finished
from simulation.report.limits import later_inputs, limits, scenarios_of
from simulation.report.method import after_the_steps, paragraphs, steps
from simulation.report.pictures import Picture, pictures
from simulation.report.tables import Table, tables
from simulation.scenario.toml_text import toml_text

TOLD_BY_MONTHS = "hazard"
"""The rule whose month has the steps that are listed."""


class Question(NamedTuple):
    """One scenario as its author put it."""

    name: str
    title: str
    text: str


class Report(NamedTuple):
    """What ``template/report.html`` shows."""

    kind: str
    """With its article, as in "a run"."""
    heading: str
    questions: list[Question]
    """The base first."""
    answer: list[Block]
    pictures: list[Picture]
    pictures_whole: str
    """How to get figures with their numbers."""
    tables: list[Table]
    method: list[str]
    steps: list[str]
    """Of a month, and last what follows from their order; empty: of another rule."""
    limits: list[str]
    later: Table | None
    facts: list[tuple[str, str]]
    kept: list[Table]
    scenarios: dict[str, str]
    """Each scenario as run, as TOML, by its name."""
    again: Again


def contents(found: Finished) -> Report:
    """Everything about a finished result; nothing is run.

    Raises InputFault where a table cannot be read.
    """
    whole = _with_sensitivity(found)
    scenarios = scenarios_of(found)
    return Report(
        kind=_kind(whole),
        heading=_heading(whole, [_title(one) for one in scenarios.values()]),
        questions=[
            Question(name, _title(one), str(one.get("question") or ""))
            for name, one in scenarios.items()
        ],
        answer=_untitled(blocks(_answer(whole)), scenarios),
        pictures=pictures(whole),
        pictures_whole=_how_drawn(whole),
        tables=tables(whole),
        method=list(paragraphs(whole)),
        steps=list(_steps(whole)),
        limits=[one for one in limits(whole) if one],
        later=later_inputs(whole),
        facts=facts(whole),
        kept=kept_tables(whole),
        scenarios={name: toml_text(one) for name, one in scenarios.items()},
        again=again(whole),
    )


def _with_sensitivity(found: Finished) -> Finished:
    """A sweep whose design tells what matters, with what it tells."""
    if isinstance(found, Record) and "design" in found.manifest:
        tells = {"sobol", "morris"} & set(figures_of(found))
        return found_in(found) if tells else found
    return found


def _untitled(told: list[Block], scenarios: Mapping[str, Mapping[str, Any]]) -> list[Block]:
    """An answer without its first line, where that is the title of the whole report."""
    title = next(iter(scenarios.values())).get("title")
    first, *others = told
    if first.aligned or first.texts[0] != title:
        return told
    return [first._replace(texts=first.texts[1:]), *others]


def _kind(found: Finished) -> str:
    if isinstance(found, Comparison):
        return "a comparison"
    if isinstance(found, Attribution):
        return "an attribution"
    if isinstance(found, Found):
        return "a sensitivity analysis"
    return "a sweep" if "design" in found.manifest else "a run"


def _title(scenario: Mapping[str, Any]) -> str:
    return str(scenario.get("title") or UNTITLED)


NAMED = 3
"""More scenarios are not named in the heading of a comparison."""


def _heading(found: Finished, titles: list[str]) -> str:
    """What it is about, in a line."""
    base, *others = titles
    if isinstance(found, Comparison):
        told = ", ".join(others) if len(others) <= NAMED else f"{len(others)} scenarios"
        return f"{told}: compared with {base}"
    if isinstance(found, Attribution):
        return f"Who tips whom: {base}"
    return f"What matters: {base}" if isinstance(found, Found) else base


def _answer(found: Finished) -> str:
    """As the command prints it."""
    if isinstance(found, Comparison):
        return comparison_answer(found)
    if isinstance(found, Attribution):
        return attribution_answer(found)
    if isinstance(found, Found):
        return sensitivity_answer(found)
    return sweep_answer(found) if "design" in found.manifest else answer(found)


def _how_drawn(found: Finished) -> str:
    if isinstance(found, Comparison):
        return (
            "snowball compare with --out writes each to its figures folder as PNG and SVG, with its"
            " numbers as CSV."
        )
    return (
        "snowball plot FOLDER draws each again as PNG and SVG, with its numbers as CSV; --size"
        " screen makes slides."
    )


def _steps(found: Finished) -> Iterator[str]:
    """The steps of a month, where the theory's own rule is at work."""
    rules = (
        one.get("rule", {}).get("name", TOLD_BY_MONTHS) for one in scenarios_of(found).values()
    )
    if TOLD_BY_MONTHS in rules:
        yield from (*steps(), after_the_steps())
