"""Records: a result in memory or on disk, written whole or not at all."""

import contextlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.outcomes.columns import PREDICTIONS
from simulation.outcomes.contents import contents_hash, span_of
from simulation.outcomes.hashing import said_of_file
from simulation.outcomes.manifest import ATTRIBUTION, COMPARISON, KIND
from simulation.outcomes.manifest_file import folder_given, manifest_in
from simulation.outcomes.manifest_shapes import refuse_edited
from simulation.outcomes.parquet import (
    groups_with,
    read_group,
    read_parquet,
    said_span,
    write_parquet,
)
from simulation.outcomes.publishing import plain_faults, stranger_among
from simulation.scenario.data_files import found_again
from simulation.scenario.faults import InputFault, escaped
from simulation.scenario.reading import read
from simulation.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

TABLES = ("runs", "exits", "states", "points", "sizes", "months", "predictions")
OF_A_SWEEP = ("failures", "sums")
"""Tables that only a sweep has."""

REPORT = r"report\.html|\.report\.html\.\d+\.part"
"""Matches the report that may lie in any folder of ours, also half-written."""

UNREADABLE = "is missing or not readable"

FIGURES = (
    "outcomes", "exits_over_time", "states", "map", "survival", "chance_by_date",
    "threat_and_norm",
    "curve", "phase", "tornado", "scatter", "scatter_cascade", "sobol", "morris",
)  # fmt: skip
"""Names of the figures that may lie in a result folder; further treaties' have ``-TREATY``."""

SHAPES = ("survival", "chance_by_date", "times")
"""Tables, as CSV, that ``snowball shape`` may write into a result folder."""


class Record:
    """A finished result: its manifest and its tables, read only when asked for."""

    def __init__(
        self,
        manifest: Mapping[str, Any],
        tables: Mapping[str, "pa.Table"] | None = None,
        folder: Path | None = None,
        reused: bool = False,
        scenario: Scenario | None = None,
    ) -> None:
        self.manifest = manifest
        """What ran, with what, and what came of it; as in ``manifest.json``."""
        self.folder = folder
        """Where the result lies on disk; None: in memory only."""
        self.reused = reused
        """True: an earlier result with the same rows was found, and nothing was run."""
        self.tables = dict(tables or {})
        """Tables in memory so far, as Arrow."""
        if scenario is not None:
            self.scenario = scenario

    def table(self, name: str) -> "pa.Table":
        """One of ``TABLES`` as an Arrow table.

        Raises InputFault for a table that the folder lacks or that cannot be read.
        """
        if name not in self.tables:
            self.tables[name] = self._read(name)
        return self.tables[name]

    def _frame(self, name: str) -> "pd.DataFrame":
        frame: pd.DataFrame = self.table(name).to_pandas()
        return frame

    def _read(self, name: str) -> "pa.Table":
        path = self._path(name)
        with _readable(path):
            return read_parquet(path)

    def _path(self, name: str) -> Path:
        """The file of a table, or the folder of its parts."""
        if self.folder is None:
            raise InputFault(f"a result in memory has no table {name!r}")
        path = self.folder / f"{name}.parquet"
        return path if path.exists() else self.folder / name

    def span(self, name: str, column: str) -> tuple[Any, Any]:
        """Smallest and largest value of a column of a table; None where it has none.

        A file says so itself: ten million rows are not read for it.  Raises InputFault as ``table``
        does.
        """
        if name not in self.tables and self._path(name).is_file():
            with _readable(self._path(name)):
                said = said_span(self._path(name), column)
            if said is not None:
                return said
        return span_of(self.table(name), column)

    def groups(self, name: str, column: str, value: int) -> list[int]:
        """The row groups of a table that may hold a value; the first at least.

        Raises InputFault as ``table`` does.
        """
        if name in self.tables or not self._path(name).is_file():
            return [0]
        with _readable(self._path(name)):
            return groups_with(self._path(name), column, value)

    def group(self, name: str, group: int) -> "pa.Table":
        """One row group of a table; a table in memory is one.  Raises as ``table`` does."""
        if name in self.tables or not self._path(name).is_file():
            return self.table(name)
        with _readable(self._path(name)):
            return read_group(self._path(name), group)

    def sha256(self, name: str) -> str:
        """Hash of what a table holds, taken without holding it all; raises as ``table`` does."""
        if name in self.tables or not self._path(name).is_file():
            return contents_hash(self.table(name))
        with _readable(self._path(name)):
            return str(said_of_file(self._path(name))["sha256"])

    @cached_property
    def runs(self) -> "pd.DataFrame":
        """A row a run: how many left, when, what it left uncovered."""
        return self._frame("runs")

    @cached_property
    def exits(self) -> "pd.DataFrame":
        """A row for each run, treaty and state that at least announced."""
        return self._frame("exits")

    @cached_property
    def states(self) -> "pd.DataFrame":
        """A row for each treaty and state: its chance to leave, with a 95 % interval."""
        return self._frame("states")

    @cached_property
    def points(self) -> "pd.DataFrame":
        """A row for each design point and treaty: mean, quantiles, chance of a cascade."""
        return self._frame("points")

    @cached_property
    def sizes(self) -> "pd.DataFrame":
        """How many runs ended with each number of exits."""
        return self._frame("sizes")

    @cached_property
    def months(self) -> "pd.DataFrame":
        """Exits so far, threat and commitment, month by month."""
        return self._frame("months")

    @cached_property
    def predictions(self) -> "pd.DataFrame":
        """What theories say beside the runs; empty where none applies, and in older results."""
        if "predictions" in {*self.tables, *self.manifest.get("tables", ())}:
            return self._frame("predictions")
        import pandas as pd

        return pd.DataFrame(columns=[column.name for column in PREDICTIONS])

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario as run, every default filled in.

        One just run knows where its data files lie; read from the manifest, they are looked for
        by their recorded SHA-256, as ``found_again`` does.
        """
        return found_again(read(self.manifest["scenario"]), self.manifest.get("data_files", {}))


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn a file that cannot be read into one line for the user."""
    try:
        yield
    except (OSError, ValueError) as fault:
        raise InputFault(f"{escaped(str(path))}: not a readable table ({fault})") from None


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a result folder of ours, or None for anything else."""
    manifest = manifest_in(folder)
    return manifest if manifest.get("kind") == KIND else None


def kind_of(folder: Path) -> str | None:
    """What a folder says that it holds: one of the kinds of ``outcomes.manifest``, or None."""
    kind = manifest_in(folder).get("kind")
    return kind if kind in (KIND, ATTRIBUTION, COMPARISON) else None


def holds_attribution(folder: Path) -> bool:
    """Whether a folder says that it holds an attribution."""
    return kind_of(folder) == ATTRIBUTION


def holds_comparison(folder: Path) -> bool:
    """Whether a folder says that it holds a comparison."""
    return kind_of(folder) == COMPARISON


def stranger_in_result(folder: Path) -> str | None:
    """One entry of a folder that is no part of a result of ours; None: there is none."""
    manifest = read_manifest(folder)
    if manifest is None:
        return next((path.name for path in sorted(folder.iterdir())), None)
    return stranger_among(folder, _parts_of_result(manifest))


def _parts_of_result(manifest: Mapping[str, Any]) -> re.Pattern[str]:
    """Matches the paths of all that may lie in a result folder."""
    tables = "|".join((*TABLES, *OF_A_SWEEP))
    figures, shapes = "|".join(FIGURES), "|".join(SHAPES)
    said = manifest.get("treaties")
    listed = said if isinstance(said, list) else ()  # a damaged result may be replaced, too
    treaties = "|".join(re.escape(str(treaty)) for treaty in listed)
    drawn = rf"({figures})(-({treaties}))?\.(png|svg|pdf|csv|txt)"
    return re.compile(
        rf"manifest\.json|{REPORT}|({shapes})\.csv|\.({shapes})\.csv\.\d+\.part"
        rf"|({tables})(\.parquet)?"
        rf"|({tables})(\.parquet)?/[\w.=-]+\.parquet"
        rf"|figures|figures/({drawn}|\.{drawn}\.\d+\.part)"
    )


def damage(record: Record) -> str | None:
    """What is wrong with the first table that is not as the manifest says; None: nothing is.

    Reads every table, a stretch at a time.
    """
    about = record.manifest.get("tables", {})
    for name in dict.fromkeys((*TABLES, *about)):
        said = about.get(name, {}).get("sha256")
        try:
            sound = record.sha256(name) == said
        except InputFault:
            return f"{name}.parquet {UNREADABLE}"
        if not sound:
            return f"{name}.parquet does not hold what manifest.json says"
    return None


def open_record(path: Path | str) -> Record:
    """A result folder, opened for reading; tables are read when asked for.

    Raises InputFault when the path is not a result folder, or its manifest is damaged.
    """
    folder = folder_given(path)
    manifest = read_manifest(folder)
    if manifest is None:
        raise InputFault(f"{escaped(str(folder))}: {_instead(folder)}")
    refuse_edited(manifest, folder)
    return Record(manifest, folder=folder)


def _instead(folder: Path) -> str:
    """What a path is that is no result folder."""
    if not folder.is_dir():
        return "is not a folder"
    other = {ATTRIBUTION: "an attribution", COMPARISON: "a comparison"}
    kind = kind_of(folder)
    if kind in other:
        return f"holds {other[kind]}, not a run or a sweep"
    return "has no readable manifest.json of a result"


def write_record(record: Record, folder: Path, written: Collection[str] = ()) -> None:
    """Write tables and manifest into an existing folder, the manifest last.

    written: tables that stand there already.  Raises InputFault when the disk refuses.
    """
    text = json.dumps(record.manifest, indent=2, ensure_ascii=False, allow_nan=False)
    with plain_faults(folder):
        for name in (name for name in TABLES if name not in written):
            write_parquet(record.table(name), folder / f"{name}.parquet")
        (folder / "manifest.json").write_text(text + "\n", encoding="utf-8", newline="\n")
