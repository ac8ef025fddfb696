"""Scenarios beside their base on the same luck: what each changes, with an interval.

Exits compared are decisions among the states that **no** scenario of the comparison pins, forces
out or suspends by date in that treaty: so all count the same states, and a state that one of them
moves by date is nobody's exit.  Finished exits, people and border count every state that went out,
forced ones included; norm is the mean over whoever stays in each scenario, so it moves also because
different states stay.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.analysis import comparable, pairs
from simulation.analysis.comparison_folder import (
    COLUMNS,
    describe,
    earlier,
    identity,
    open_tables,
    publish,
)
from simulation.analysis.pairing import Effect, Values, paired_chance, paired_effect
from simulation.analysis.sides import Side, decisions, finished, sides_of
from simulation.experiments.replicates import chosen_replicates
from simulation.experiments.runner import Progress, Source
from simulation.experiments.runner import run as run_scenario
from simulation.outcomes.columns import of_treaty
from simulation.outcomes.contents import arrow_table
from simulation.outcomes.measures import Columns
from simulation.outcomes.records import Record
from simulation.scenario.reading import read
from simulation.scenario.scenario import Scenario
from simulation.world.world import Flags

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MEASURES = ("norm_among_stayers", "people_uncovered", "border_km_uncovered")
"""Measures of single runs that are compared as they stand."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """What each scenario changes against the base."""

    manifest: Mapping[str, Any]
    """What was compared, with what luck, and which states were left out."""
    table: "pa.Table"
    """A row for each scenario, treaty and outcome; columns as ``comparison_folder.COLUMNS``."""
    reused: bool = False
    """True: an earlier comparison with the same rows was found, and nothing was run."""

    @cached_property
    def effects(self) -> "pd.DataFrame":
        """The table as pandas."""
        frame: pd.DataFrame = self.table.to_pandas()
        return frame


def compare(
    base: Source,
    *others: Source | Iterable[Source],
    replicates: int | None = None,
    seed: int | None = None,
    overrides: Mapping[str, Any] | None = None,
    engine: str = "compiled",
    workers: int | None = None,
    only: str | int | range | None = None,
    branch: str | None = None,
    out: Path | str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
    finish: Callable[[Path, "Comparison"], object] | None = None,
) -> Comparison:
    """Run scenarios on the same luck and compare each with the base.

    base, others: scenarios, or names or paths of them; others also as a list.  replicates, seed: of
    all; by default the base's.  overrides: other values by dotted key, in all of them.  branch: a
    month as in "2025-01" before which all histories must be the base's, bit for bit; None: it is
    found.  out: a folder for the table and its manifest; None: memory only.  finish: called with
    the folder and the comparison before it takes its final name.  The rest: as ``simulation.run``.

    Raises InputFault for scenarios that cannot be compared, and for whatever else is at fault.
    """
    sizes = {"run.replicates": replicates, "run.seed": seed}
    given = {key: value for key, value in sizes.items() if value is not None}
    scenarios = on_the_same_luck(
        [read(one, {**(overrides or {}), **given}) for one in (base, *_listed(others))]
    )
    comparable.refuse_unlike(scenarios)
    chosen = chosen_replicates(only, scenarios[0].replicates)
    folder = None if out is None else Path(out)
    since = pairs.month_given(branch, scenarios[0])
    wanted = identity(scenarios, chosen, since)
    known = earlier(folder, wanted, overwrite) if folder else None
    if known is not None:
        return Comparison(*known, reused=True)
    how = {"engine": engine, "workers": workers, "only": chosen}
    found = compare_records(*_run_all(scenarios, how, progress), since, deep=True)
    if folder:
        drawn = None if finish is None else lambda part: finish(part, found)
        publish(folder, found.manifest, found.table, overwrite, drawn)
    return found


def open_comparison(folder: Path | str) -> Comparison:
    """A written comparison; raises InputFault where there is none, or it is damaged."""
    return Comparison(*open_tables(folder), reused=True)


def _run_all(
    scenarios: Sequence[Scenario], how: Mapping[str, Any], progress: Progress | None
) -> tuple[Record, list[Record]]:
    """The base's result, and the others'."""
    base, *others = (
        run_scenario(one, **how, progress=told)
        for one, told in zip(scenarios, _shared(progress, len(scenarios)), strict=True)
    )
    return base, others


def _listed(given: Iterable[Source | Iterable[Source]]) -> Iterator[Source]:
    """Scenarios one by one, those in lists too."""
    for one in given:
        if isinstance(one, Scenario | Path | str | Mapping) or not isinstance(one, Iterable):
            yield one
        else:
            yield from one


def on_the_same_luck(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios with the first one's seed and replicates; nothing recorded month by month."""
    first = scenarios[0]
    luck = {
        "run.seed": first.seed,
        "run.replicates": first.replicates,
        "run.trajectories": 0,
    }
    return [scenario.with_(luck) for scenario in scenarios]


def _shared(progress: Progress | None, parts: int) -> Iterator[Progress | None]:
    """Progress of each of several equal parts of one work."""
    for part in range(parts):
        yield None if progress is None else _part(progress, part, parts)


def _part(progress: Progress, part: int, parts: int) -> Callable[[int, int], None]:
    return lambda done, whole: progress(part * whole + done, parts * whole)


def compare_records(
    base: Record, others: Sequence[Record], branch: int | None = None, deep: bool = False
) -> Comparison:
    """Finished results compared with the base's; nothing is run.

    branch: number of the month before which all histories must be the same; None: found.  deep:
    some runs are lived again, to compare threat and commitment too.  Raises InputFault for results
    that differ in time, treaties, states, seed or replicates, and for a branch month too late.
    """
    comparable.refuse_unlike([base.scenario, *(other.scenario for other in others)])
    comparable.refuse_other_luck([base, *others])
    first, *rest = sides = sides_of([base, *others])
    comparable.refuse_other_states({side.label: side.world for side in sides})
    counted = compared_states(sides)
    rows = [row for other in rest for row in _rows(first, other, counted)]
    table = arrow_table(_as_columns(rows), COLUMNS)
    held = pairs.pairs_of(sides, branch, deep)
    return Comparison(describe(sides, counted, table, held, branch), table)


def compared_states(sides: Sequence[Side]) -> Flags:
    """(treaties, states) ever party, and moved by date in none of the scenarios."""
    counted = np.ones(sides[0].world.stage.shape, dtype=np.bool_)
    for side in sides:
        counted &= comparable.ever_party(side.world, side.agenda)
        counted &= ~comparable.moved_by_date(side.world, side.agenda)
    return counted


def _rows(base: Side, other: Side, counted: Flags) -> Iterator[dict[str, Any]]:
    """Every row of one scenario: first its outcomes, then its states, treaty by treaty."""
    for k, treaty in enumerate(base.world.treaties):
        label = {"scenario": other.label, "treaty": treaty.code}
        before, after = (decisions(side, treaty.code) & counted[k] for side in (base, other))
        effects = {
            "exits": paired_effect(_count(before), _count(after)),
            **_measures(base, other, k),
        }
        for outcome, effect in effects.items():
            yield {**label, "outcome": outcome, "state": "", **effect._asdict()}
        for i in np.flatnonzero(counted[k]):
            chance = paired_chance(before[:, i], after[:, i])
            yield {**label, "outcome": "p_exit", "state": base.world.states[i], **chance._asdict()}


def _measures(base: Side, other: Side, treaty: int) -> dict[str, Effect]:
    code = base.world.treaties[treaty].code
    return {
        "finished_exits": paired_effect(*(_count(finished(side, code)) for side in (base, other))),
        **{
            name: paired_effect(*(_measured(side, name, code) for side in (base, other)))
            for name in MEASURES
        },
    }


def _measured(side: Side, measure: str, treaty: str) -> Values:
    codes = tuple(one.code for one in side.world.treaties)
    column = of_treaty(measure, treaty, codes)
    values: Values = np.asarray(side.record.runs[column], dtype=np.float64)
    return values


def _count(marked: Flags) -> Values:
    return np.asarray(marked.sum(axis=1), dtype=np.float64)


def _as_columns(rows: Sequence[Mapping[str, Any]]) -> Columns:
    return {
        column.name: np.array(
            [row[column.name] for row in rows], dtype=object if column.kind == "text" else None
        )
        for column in COLUMNS
    }
