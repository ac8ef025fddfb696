"""Records reckoned beforehand, for the page in one file: the choices of an export, packed small.

What is packed: every combination of levels with all switches off, each switch alone in its own
year, and each state that is likely to leave held back, all at the first run.  Other choices need
the live page.

The text is base64 of a zlib stream (RFC 1950) of

1. four bytes, the lowest first: the length of the header;
2. the header, JSON in UTF-8: ``about``, as ``Answering.about`` gives it for the runs packed;
   ``looks``; ``size``, how many numbers each record has; ``base``, the record of the scenario as it
   stands; and ``records``, for each record its ``key`` and what ``rest`` keeps of it as it is;
3. for each record its numbers less those of the base, in the order of ``numbers_of``, modulo 2^16:
   the lower bytes of all of them, then the higher ones.  Most are 0, which zlib packs to nothing.

``unpacked`` is the way back in Python; ``web/unpack.js`` is the same in the browser.
"""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.experiments.runner import Progress, usable_cpus
from simulation.outcomes.intervals import wilson
from simulation.page.answering import Answering
from simulation.page.choice import Choice, Offer
from simulation.page.counting import BAND
from simulation.page.rounding import Plain, Series
from simulation.scenario.faults import InputFault

REPLICATES = 500
"""Runs of each record at most: a quarter of the live page's, so that an export takes a minute;
its intervals are the wider for it."""

LIKELY, MOST_HELD = 0.05, 15
"""States are held back that leave in at least so many of the runs; at most so many of them."""

LOOK_MONTHS = 12
"""Months between two looks, where not each month is looked at."""

INDEX, SHARE = 1000, 100
"""Units of what is shown by thousandths and by hundredths."""

MOST_RECORDS = 1_000
"""Choices that an export can hold; five controls of five levels would be 3,125."""

Integers = NDArray[np.int64]


def packed(answering: Answering, progress: Progress | None = None) -> str:
    """The records of an export as text that can stand in a page.

    progress: told, from the calling thread, how many records are done and how many there are.
    Raises InputFault where there would be too many.
    """
    exported = answering.with_runs(REPLICATES, LOOK_MONTHS)
    base = exported.record(exported.base)
    choices = list(choices_of(exported.offer, base))
    if len(choices) > MOST_RECORDS:
        raise InputFault(f"--export: {len(choices):,} records, must be at most {MOST_RECORDS:,}")
    start, keys, parts = numbers_of(base), [], []
    for done, record in enumerate(_records(exported, choices), start=1):
        keys.append({"key": key_of(exported.offer, record["choice"]), **rest(record)})
        parts.append(_bytes(numbers_of(record) - start))
        if progress is not None:
            progress(done, len(choices))
    header = {
        "about": exported.about(), "looks": base["looks"], "size": len(start), "base": base,
        "records": keys,
    }  # fmt: skip
    return _text(header, parts)


def _records(answering: Answering, choices: Sequence[Choice]) -> Iterator[dict[str, Any]]:
    """The records of some choices in order, made in processes of their own, one for each core.

    Half of the work is Python's, which threads of one process would do one after another.
    """
    with ProcessPoolExecutor(
        usable_cpus(), get_context("spawn"), initializer=_begin, initargs=answering.recipe
    ) as pool:
        yield from pool.map(_made, choices, chunksize=AT_ONCE)


AT_ONCE = 8
"""Choices handed to a process at once."""

_here: list[Answering] = []
"""The answering of a process that makes records for another."""


def _begin(*recipe: Any) -> None:  # noqa: ANN401 (as Answering takes them)
    _here.append(Answering(*recipe))


def _made(choice: Choice) -> dict[str, Any]:
    return _here[0].made(choice)


def choices_of(offer: Offer, base: Mapping[str, Any]) -> Iterator[Choice]:
    """The choices of an export.  base: the record of the scenario as it stands."""
    names = [one.name for one in offer.controls]
    for places in product(*(range(len(one.levels)) for one in offer.controls)):
        yield Choice(tuple(zip(names, places, strict=True)), (), None, 0)
    level = tuple((one.name, one.base) for one in offer.controls)
    for switch in offer.switches:
        yield Choice(level, ((switch.name, switch.year),), None, 0)
    for state in likely(offer.states, base):
        yield Choice(level, (), state, 0)


def likely(states: Sequence[str], base: Mapping[str, Any]) -> list[str]:
    """The states likeliest to leave some treaty, likeliest first."""
    chances: dict[int, float] = {}
    for told in base["treaties"].values():
        columns = told["states"]
        for i, chance in zip(columns["index"], columns["chance"], strict=True):
            chances[i] = max(chances.get(i, 0.0), 0.0 if chance is None else chance[0])
    ranked = sorted(chances.items(), key=lambda one: (-one[1], one[0]))
    return [states[i] for i, chance in ranked[:MOST_HELD] if chance >= LIKELY]


def key_of(offer: Offer, choice: Mapping[str, Any]) -> str:
    """By which a choice is found, whatever run is shown.  choice: as ``Choice.plain``.

    >>> key_of(Offer((), (), (), 1), {"levels": {}, "switches": {"mediation": 2026}, "held": None})
    '|mediation:2026|'
    """
    levels = ",".join(str(choice["levels"][one.name]) for one in offer.controls)
    switches = ",".join(f"{name}:{year or ''}" for name, year in sorted(choice["switches"].items()))
    return f"{levels}|{switches}|{choice['held'] or ''}"


def numbers_of(record: Mapping[str, Any]) -> Integers:
    """What is packed of a record as whole numbers: of each treaty in turn, then threat.

    Of a treaty: the lines of the band, the exits of the run shown, in how many runs each state left
    (-1: no decision of its own), and the series of commitment, of exposure on each layer and of
    pressure, state by state, as far as there are any.
    """
    looks, runs = len(record["looks"]), record["runs"]
    found = [_of_treaty(told, looks, runs) for told in record["treaties"].values()]
    if record["threat"] is not None:
        found.append(_whole([one for one in record["threat"] if one is not None], looks, INDEX))
    return np.concatenate(found)


def _of_treaty(told: Mapping[str, Any], looks: int, runs: int) -> Integers:
    states = told["states"]
    left = [-1 if chance is None else round(chance[0] * runs) for chance in states["chance"]]
    parts = [np.array([*told["band"].values(), told["this"]]).ravel(), np.array(left)]
    if "commitment" in states:
        parts.append(_whole(states["commitment"], looks, INDEX))
    parts += [_whole(layer, looks, SHARE) for layer in states["exposure"].values()]
    if "pressure" in states:
        parts.append(_whole(states["pressure"], looks, SHARE))
    return np.concatenate(parts)


def _whole(columns: Sequence[Any], looks: int, unit: int) -> Integers:
    """(states * looks,) series as multiples of a unit."""
    every = [one if isinstance(one, list) else [one] * looks for one in columns]
    return np.rint(np.array(every, dtype=np.float64).ravel() * unit).astype(np.int64)


KEPT = ("expected", "saved", "outcomes")
KEPT_OF_STATES = ("stages", "tipped", "remainder", "threshold")


def rest(record: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a record as it is; what all records share is not among it."""
    treaties = {
        code: {
            **{name: told[name] for name in KEPT},
            "states": {
                name: told["states"][name] for name in KEPT_OF_STATES if name in told["states"]
            },
        }
        for code, told in record["treaties"].items()
    }
    return {"runs": record["runs"], "choice": record["choice"], "sentence": record["sentence"],
            "treaties": treaties}  # fmt: skip


def _bytes(numbers: Integers) -> bytes:
    """Lower bytes, then higher ones; InputFault where a number is too large for them."""
    if abs(numbers).max(initial=0) >= 2**15:
        raise InputFault("--export: counts of several hundred partners cannot be packed")
    whole = (numbers % 2**16).astype(np.uint16)
    return (whole & 255).astype(np.uint8).tobytes() + (whole >> 8).astype(np.uint8).tobytes()


def _text(header: Mapping[str, Any], parts: Sequence[bytes]) -> str:
    told = json.dumps(header, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    stream = len(told).to_bytes(4, "little") + told + b"".join(parts)
    return base64.b64encode(zlib.compress(stream, 6)).decode("ascii")


def unpacked(text: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """``about`` and the records by key, as they were packed."""
    stream = zlib.decompress(base64.b64decode(text))
    begins = 4 + int.from_bytes(stream[:4], "little")
    header = json.loads(stream[4:begins])
    size, base = header["size"], header["base"]
    start, found = numbers_of(base), {}
    for place, kept in enumerate(header["records"]):
        planes = np.frombuffer(stream, np.uint8, 2 * size, begins + 2 * size * place).astype(
            np.int64
        )
        change = ((planes[:size] + 256 * planes[size:] + 2**15) % 2**16) - 2**15
        found[kept["key"]] = _record(base, kept, (start + change).tolist())
    return header["about"], found


def _record(base: Mapping[str, Any], kept: Mapping[str, Any], numbers: list[int]) -> dict[str, Any]:
    """One record from its numbers and the rest."""
    left = _Left(numbers, len(base["looks"]))
    treaties = {
        code: _treaty(left, told, kept["treaties"][code], kept["runs"])
        for code, told in base["treaties"].items()
    }
    threat = base["threat"] and [
        None if one is None else left.series(INDEX) for one in base["threat"]
    ]
    return {**base, "choice": kept["choice"], "runs": kept["runs"], "sentence": kept["sentence"],
            "threat": threat, "treaties": treaties}  # fmt: skip


class _Left:
    """The numbers of a record that are not read yet."""

    def __init__(self, numbers: list[int], looks: int) -> None:
        self._numbers, self._looks, self._at = numbers, looks, 0

    def take(self, count: int) -> list[int]:
        """The next so many."""
        self._at += count
        return self._numbers[self._at - count : self._at]

    def series(self, unit: int) -> Series:
        """The next ones, a look each, as a series in some unit."""
        found = self.take(self._looks)
        values: list[Plain] = [n // unit if n % unit == 0 else n / unit for n in found]
        return values[0] if values.count(values[0]) == len(values) else values


def _treaty(
    left: _Left, base: Mapping[str, Any], kept: Mapping[str, Any], runs: int
) -> dict[str, Any]:
    months, states = len(base["this"]), base["states"]
    band = {name: left.take(months) for name in BAND}
    this = left.take(months)
    chance = [_chance(n, runs) for n in left.take(len(states["index"]))]
    columns: dict[str, Any] = {**states, "chance": chance}
    each = range(len(states["index"]))
    if "commitment" in states:
        columns["commitment"] = [left.series(INDEX) for _ in each]
    columns["exposure"] = {name: [left.series(SHARE) for _ in each] for name in states["exposure"]}
    if "pressure" in states:
        columns["pressure"] = [left.series(SHARE) for _ in each]
    columns |= kept["states"]
    return {**kept, "band": band, "this": this, "this_outcome": this[-1], "states": columns}


def _chance(left: int, runs: int) -> list[float] | None:
    if left < 0:
        return None
    low, high = wilson(left, runs)
    return [round(left / runs, 4), round(float(low), 4), round(float(high), 4)]
