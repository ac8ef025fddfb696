"""What a result cannot tell: kept beside its answer, so that it travels along."""

from collections.abc import Iterator, Mapping
from typing import Any

from simulation.analysis.attribution.answer import of_2025
from simulation.analysis.comparison import Comparison
from simulation.analysis.comparison_answer import remarks_on
from simulation.analysis.sensitivity.answer import Found
from simulation.outcomes.answer import FEW, failure_lines
from simulation.outcomes.findings import FEWEST, caution
from simulation.outcomes.records import Record
from simulation.predictions.theory import spoken
from simulation.report.finished import Finished, manifest_of
from simulation.report.tables import Table

CHOSEN = (
    "The points of the design are a choice: what decides within their ranges says nothing of how"
    " plausible the ranges are."
)
UNLISTED = "Exits are listed run by run up to replicate {until:,} only; every count is of all runs."


def limits(found: Finished) -> list[str]:
    """What the numbers must not be taken for, a sentence or two each."""
    return list(dict.fromkeys([*_of_scenarios(found), *_of_runs(found), *_remarks(found)]))


def scenarios_of(found: Finished) -> dict[str, Mapping[str, Any]]:
    """Each scenario of a result, by how it is called, the base first."""
    manifest = manifest_of(found)
    if isinstance(found, Comparison):
        return {
            name: manifest["scenarios"][name] for name in (manifest["base"], *manifest["others"])
        }
    return {str(manifest["scenario"].get("name")): manifest["scenario"]}


def _of_scenarios(found: Finished) -> Iterator[str]:
    for scenario in scenarios_of(found).values():
        yield caution(scenario)
        yield from of_2025(scenario)


def _of_runs(found: Finished) -> Iterator[str]:
    manifest = manifest_of(found)
    record = found.record if isinstance(found, Found) else found
    if not isinstance(record, Record):
        if manifest["runs"] < FEWEST:
            yield FEW.removeprefix(": ").capitalize() + "."
        return
    yield " ".join(failure_lines({"failures": {}, **manifest}))
    if "design" in manifest:
        yield CHOSEN
    until = manifest.get("exits_listed_until")
    if until is not None:
        yield UNLISTED.format(until=until)
    yield from _theories(record)


def _theories(record: Record) -> Iterator[str]:
    """Theories beside the runs whose assumptions fail here."""
    rows = record.predictions
    failing = rows[~rows["reliable"].astype(bool)]
    for (treaty, method), some in failing.groupby(["treaty", "method"], sort=True):
        why = "; ".join(dict.fromkeys(str(one).rstrip(".") for one in some["why"]))
        yield f"The theory {spoken(str(method))} ({treaty}) is unreliable here: {why}."


def _remarks(found: Finished) -> Iterator[str]:
    """Remarks on each scenario, as the commands warn."""
    said = manifest_of(found)["remarks"]
    for line in remarks_on(said) if isinstance(said, Mapping) else said:
        yield f"Remark: {line}"


def later_inputs(found: Finished) -> Table | None:
    """Data of a later vintage than the date of the world; None: there are none, or none is kept."""
    rows = [
        (f"{one['table']}.{one['column']}", one["vintage"], one["why"])
        for one in manifest_of(found).get("inputs_later_than_as_of", ())
    ]
    caption = "Inputs of a later vintage than the world's date"
    return Table(caption, ("input", "vintage", "why"), rows) if rows else None
