"""A CSV file as a person's spreadsheet wrote it, read into columns of text.

Commas, semicolons or tabs; UTF-8 with or without a mark, or UTF-16 with one; line ends of any
system.  Rows are counted as a spreadsheet counts them: the header is row 1, a cell with a line
break is still one row.
"""

import contextlib
import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulation.scenario.faults import InputFault, did_you_mean, escaped
from simulation.scenario.plain import shown

SEPARATORS = (",", ";", "\t")
MOST_ROWS = 1_000_000
MOST_FAULTS = 20
"""Faults that are shown one by one."""

FREE_COLUMNS = ("source", "note")
"""Columns that any table may have for its readers; nothing reads them."""


class Faults:
    """Collects what is wrong with the tables; ``close`` raises it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.further = 0

    @property
    def full(self) -> bool:
        """Whether further faults are only counted."""
        return len(self.lines) >= MOST_FAULTS

    def add(self, line: str) -> None:
        """Notes one fault; beyond the first ones only their number is kept."""
        if self.full:
            self.further += 1
        else:
            self.lines.append(line)

    @contextlib.contextmanager
    def noting(self) -> Iterator[None]:
        """Notes what is raised about one file, so that the others are looked at too."""
        try:
            yield
        except InputFault as found:
            for line in found.faults:
                self.add(line)

    def close(self) -> None:
        """Raises ``InputFault`` if anything was found."""
        more = [f"and {self.further:,} more faults"] if self.further else []
        if self.lines:
            raise InputFault(*self.lines, *more)


@dataclass(frozen=True)
class Sheet:
    """The columns of one CSV file, cells without spaces around them, blank rows left out."""

    label: str
    """How messages call it."""
    columns: dict[str, list[str]]
    """By name, as the caller spells it; those that the file lacks are absent."""
    rows: list[int]
    """The number of each row in a spreadsheet."""
    comma: bool
    """Whether 0,5 is a number: where commas do not part the cells."""

    def fault(self, at: int, column: str, allowed: str) -> str:
        """One line on a cell: file, row, column, what stands there and what is allowed."""
        held = shown(self.columns[column][at])
        return f"{self.label}: row {self.rows[at]:,}: {column} = {held}: {allowed}"


def sheet(content: bytes, label: str, needed: Sequence[str], known: Sequence[str]) -> Sheet:
    """The columns of a CSV file.

    needed: columns that must be there; known: others that may be.  Case and spaces around a name do
    not matter.  Raises ``InputFault`` with a line for each fault of the file as a whole: no
    text, no rows, a column missing, unknown or there twice, rows of another length than the header.
    """
    text, faults = _text(content, label), Faults()
    separator = _separator(text, (*needed, *known))
    records = _records(text, label, separator)
    number, names = next(records, (0, []))
    if not names:
        raise InputFault(f"{label}: is empty; must have a header with {_listed(needed)}")
    place = _places(f"{label}: row {number}", names, needed, known, faults)
    faults.close()
    columns: dict[str, list[str]] = {name: [] for name in place}
    rows: list[int] = []
    nameless = [at for at, name in enumerate(names) if not name.strip()]
    for number, row in records:
        if misfit := _misfit(row, len(names), nameless):
            faults.add(f"{label}: row {number:,}: {misfit}")
            continue
        rows.append(number)
        if len(rows) > MOST_ROWS:
            raise InputFault(f"{label}: has more than {MOST_ROWS:,} rows")
        for name, at in place.items():
            columns[name].append(row[at].strip())
    faults.close()
    if not rows:
        raise InputFault(f"{label}: has a header and no row below it")
    return Sheet(label, columns, rows, separator != ",")


def _text(content: bytes, label: str) -> str:
    """The text of a file; in it, parts of words may be spelt in two ways, of which one is kept."""
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        where = "" if wide else f"line {line:,}: "
        raise InputFault(
            f'{label}: {where}must be UTF-8 text; spreadsheets save it as "CSV UTF-8"'
        ) from None
    if "\0" in text:
        raise InputFault(f"{label}: holds NUL bytes, so it is no text; must be a CSV file in UTF-8")
    return unicodedata.normalize("NFC", text)


def _separator(text: str, known: Sequence[str]) -> str:
    """What parts the cells: that by which the first line holds most known names, else most cells.

    >>> _separator("state;name,official", ("state",))
    ';'
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    names = {name.casefold() for name in known}

    def fit(separator: str) -> tuple[int, int]:
        """How many names, and how many cells, a separator gives."""
        cells = next(csv.reader([first], delimiter=separator), [])
        return sum(cell.strip().casefold() in names for cell in cells), len(cells)

    return max(SEPARATORS, key=fit)


def _records(text: str, label: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers; rows without anything in them are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if any(cell.strip() for cell in row):
                yield number, row
    except csv.Error as error:
        why = escaped(str(error))
        raise InputFault(f"{label}: row {number + 1:,}: cannot be read as CSV: {why}") from None


def _places(
    where: str, names: list[str], needed: Sequence[str], known: Sequence[str], faults: Faults
) -> dict[str, int]:
    """Where each known column stands; where: of the header."""
    spelled = {name.casefold(): name for name in (*FREE_COLUMNS, *known, *needed)}
    allowed = f"allowed are {', '.join((*needed, *known, *FREE_COLUMNS))}"
    place: dict[str, int] = {}
    hints = ""
    for at, written in enumerate(names):
        name = spelled.get(written.strip().casefold())
        if name is not None and name not in place:
            place[name] = at
        elif name is not None:
            faults.add(f"{where}: column {name}: is there twice")
        elif written.strip():
            hint = did_you_mean(written.strip(), spelled.values())
            faults.add(f"{where}: column {shown(written.strip())}: unknown{hint}; {allowed}")
            hints += hint
    for name in needed:
        if name not in place and f'"{name}"' not in hints:
            faults.add(f"{where}: column {name}: missing; {allowed}")
    return place


def _misfit(row: list[str], wide: int, nameless: Sequence[int]) -> str:
    """What is wrong with a row's length; cells beyond the header, or below no name, are empty.

    wide: columns of the header.  nameless: where it has no name.
    """
    if len(row) < wide or (len(row) > wide and any(cell.strip() for cell in row[wide:])):
        return f"has {len(row)} cells, must have {wide}"
    if nameless and any(row[at].strip() for at in nameless):
        return "has a cell below no column name"
    return ""


def _listed(names: Sequence[str]) -> str:
    """Columns in words.

    >>> _listed(("a",)), _listed(("a", "b", "c"))
    ('the column a', 'the columns a, b and c')
    """
    if len(names) == 1:
        return f"the column {names[0]}"
    return f"the columns {', '.join(names[:-1])} and {names[-1]}"
