"""Running recorded runs again, to see whether a result holds what its scenario gives.

Every table is held against the hash in the manifest, and a sample of runs is run again and compared
bit by bit with what was recorded, fractions included.  It does not matter where the result was
made, by which engine, on how many threads or in how many pieces.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation import chance
from simulation.experiments.cases import own_rule
from simulation.experiments.runner import checked_engine
from simulation.experiments.sweeping import raw
from simulation.experiments.sweeping.plan import Stretch
from simulation.experiments.sweeping.task import Job, Work, carry_out
from simulation.experiments.sweeping.worlds import Worlds
from simulation.experiments.verified import Verified
from simulation.model.own import OwnRule
from simulation.outcomes.manifest import PACKAGE, other_rule, rule_kept, software, theory_hash
from simulation.outcomes.records import UNREADABLE, Record, damage, open_record
from simulation.outcomes.stretches import Stretches
from simulation.scenario.data_files import with_data
from simulation.scenario.faults import InputFault, escaped
from simulation.scenario.scenario import Scenario
from simulation.world.world import Integers

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE = 20
"""Runs that are run again unless told otherwise."""

STREAM = "sample to verify"


Progress = Callable[[int, int], None]


def verify(
    result: Record | Path | str,
    sample: int | None = SAMPLE,
    *,
    rule: OwnRule | None = None,
    engine: str = "compiled",
    data: Path | str | None = None,
    luck: int = 0,
    progress: Progress | None = None,
) -> Verified:
    """Run a sample of a result's runs again and compare every bit; ``print`` shows the answer.

    result: a result folder, or a result that was written to one.  sample: how many runs (None:
    all).  rule: the researcher's own rule that it was made by.  data: the folder in which data
    files of the scenario lie.  luck: another number picks another sample.

    Raises InputFault where there is no folder with a result, where the rule is missing or another
    one, and where data files are missing.
    """
    record = open_record(_folder(result))
    checked_engine(engine)
    scenario = with_data(record.scenario, data)
    own = own_rule(rule, scenario)
    _refuse_other_rule(record, own, engine)
    damaged = damage(record)
    if damaged is not None and damaged.endswith(UNREADABLE):
        return Verified(0, record.manifest["runs"]["asked"], (damaged,), notes(record))
    picked = chosen(record, sample, luck)
    differing = [] if damaged is None else [damaged]
    worlds, scenarios, recorded = Worlds(), scenarios_of(record, scenario), Recorded(record)
    points = len({point for point, _ in picked})
    for place, (point, replicates) in enumerate(_by_point(picked)):
        differing += _differing(recorded, scenarios(point), point, replicates, engine, own, worlds)
        if progress is not None:
            progress(place + 1, points)
    return Verified(len(picked), record.manifest["runs"]["asked"], tuple(differing), notes(record))


def _folder(result: Record | Path | str) -> Path | str:
    """Where a result lies: what is in memory was never recorded."""
    if not isinstance(result, Record):
        return result
    if result.folder is None:
        raise InputFault(
            "result: this one is in memory, nothing is recorded to compare with; make it with"
            " out=FOLDER"
        )
    return result.folder


def scenarios_of(record: Record, scenario: Scenario) -> Callable[[int], Scenario]:
    """Design point -> its scenario; a single run has one point, 0."""
    if "design" not in record.manifest:
        return lambda _: scenario
    from simulation.experiments.designs import design_of

    design = design_of(scenario)
    return lambda point: design.scenario_of(design.points[point])


def chosen(record: Record, sample: int | None, luck: int = 0) -> list[tuple[int, int]]:
    """Points and replicates to run again, in order; the same for the same luck.

    Failed runs are among them: they must fail again.
    """
    points, replicates = _recorded(record)
    whole = len(points)
    places = range(whole) if sample is None or sample >= whole else _drawn(whole, sample, luck)
    return [(int(points[place]), int(replicates[place])) for place in places]


def _drawn(whole: int, sample: int, luck: int) -> list[int]:
    """Some of so many places, in order, each as likely as any other."""
    if sample > whole // 2:
        left_out = set(_drawn(whole, whole - sample, luck)) if sample < whole else set()
        return [place for place in range(whole) if place not in left_out]
    key = chance.stream_key(luck, STREAM)
    found: set[int] = set()
    draw = 0
    while len(found) < sample:
        found.add(int(chance.uniform(draw, 0, 0, *key) * whole))
        draw += 1
    return sorted(found)


def _recorded(record: Record) -> tuple[Integers, Integers]:
    """Points and replicates of all runs that a result tells of, in order."""
    runs = record.table("runs").select(["point", "replicate"])
    fails = np.array([*failed(record)], dtype=np.int64).reshape(-1, 2)
    points, replicates = (
        np.concatenate([runs.column(name).to_numpy(), fails[:, place]])
        for place, name in enumerate(("point", "replicate"))
    )
    order = np.lexsort((replicates, points))
    known = (points >= 0) & (points < record.manifest.get("design", {"points": 1})["points"])
    order = order[known[order]]  # a damaged table may say anything
    return points[order], replicates[order]


def failed(record: Record) -> dict[tuple[int, int], str]:
    """Runs that failed, as far as the result lists them, with their reasons."""
    if "failures" in record.manifest.get("tables", {}):
        told = record.table("failures").to_pydict()
        keys = zip(told["point"], told["replicate"], strict=True)
        return dict(zip(keys, told["reason"], strict=True))
    listed = record.manifest["failures"]["first"]
    return {(0, one["replicate"]): one["reason"] for one in listed}


def _by_point(picked: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
    points: dict[int, list[int]] = {}
    for point, replicate in picked:
        points.setdefault(point, []).append(replicate)
    yield from points.items()


def _differing(
    recorded: "Recorded", scenario: Scenario, point: int, replicates: Sequence[int], engine: str,
    own: OwnRule | None, worlds: Worlds,
) -> Iterator[str]:  # fmt: skip
    """A line for each stretch of runs of one point that is not as recorded."""
    jobs = tuple(Job(Stretch(point, *ends), scenario, 0) for ends in stretches(replicates))
    treaties = tuple(recorded.record.manifest["treaties"])
    done = carry_out(Work(0, jobs, engine, treaties, own), worlds)
    for place, job in enumerate(jobs):
        held = {name: batches[place] for name, batches in done.batches.items()}
        world = worlds.of(scenario)[0] if held["exits"].num_rows else None
        now = held | raw.listed(held, point, treaties, world)
        why = _why_not(recorded, job.stretch, now)
        if why:
            yield f"point {point}, {why}"


def stretches(replicates: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring replicates together.

    >>> list(stretches([1, 2, 3, 7]))
    [(1, 4), (7, 8)]
    """
    first = before = replicates[0]
    for replicate in replicates[1:]:
        if replicate != before + 1:
            yield first, before + 1
            first = replicate
        before = replicate
    yield first, before + 1


def _why_not(
    recorded: "Recorded", stretch: Stretch, now: "Mapping[str, pa.RecordBatch | pa.Table]"
) -> str | None:
    """The first of some runs that is not as recorded, and how; None: all are."""
    told = now["failures"].to_pydict()
    failing = dict(zip(told["replicate"], told["reason"], strict=True))
    for replicate in range(stretch.first, stretch.until):
        reason, before = failing.get(replicate), recorded.failed.get((stretch.point, replicate))
        if reason != before:
            here = "does not fail" if reason is None else f"fails ({reason})"
            then = "did not" if before is None else f"failed ({before})"
            return f"replicate {replicate}: now {here}, as recorded it {then}"
    for table in ("runs", "exits"):
        found = _unequal(recorded.rows(table, stretch), now[table])
        if found and not (table == "exits" and recorded.unlisted(stretch)):
            return f"{table}: {found}"
    return None


class Recorded:
    """What a result tells of some runs."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.failed = failed(record)
        self._rows = Stretches(record)

    def rows(self, table: str, stretch: Stretch) -> "pa.Table":
        """Their rows of a table."""
        return self._rows.rows(table, stretch.point, stretch.first, stretch.until)

    def unlisted(self, stretch: Stretch) -> bool:
        """Whether the result does not list the exits of all of them, for want of room."""
        until = self.record.manifest.get("exits_listed_until")
        return until is not None and stretch.until > until


def _unequal(then: "pa.Table", now: "pa.RecordBatch | pa.Table") -> str | None:
    """The first value that differs, where it stands and what it is; None: every bit is equal."""
    if then.num_rows != now.num_rows:
        return f"now {now.num_rows} rows, recorded {then.num_rows}"
    replicates = then.column("replicate").to_pylist()
    for name in now.schema.names:
        pairs = zip(then.column(name).to_pylist(), now.column(name).to_pylist(), strict=True)
        for row, (one, other) in enumerate(pairs):
            if _bits(one) != _bits(other):
                return f"replicate {replicates[row]}: {name} is now {other}, recorded {one}"
    return None


def _bits(value: object) -> object:
    return np.float64(value).tobytes() if isinstance(value, float) else value


def _refuse_other_rule(record: Record, own: OwnRule | None, engine: str) -> None:
    """Raises InputFault where the result was made by another rule of one's own."""
    kept = record.manifest.get("own_rule")
    found = other_rule(kept, rule_kept(own, kept["engine"] if kept else engine))
    if found:
        raise InputFault(f"{escaped(str(record.folder))}: {found[0]}")


def notes(record: Record) -> tuple[str, ...]:
    """What differs between here and where the result was made."""
    found = []
    if record.manifest["theory_hash"] != theory_hash(PACKAGE):
        found.append("made by another version of the theory or its data")
    then: Mapping[str, Any] = record.manifest["software"]
    for name, version in software().items():
        if then.get(name) != version:
            found.append(f"{name} {then.get(name)} then, {version} now")
    return tuple(found)
