"""The main tables of a result, in the words and numbers of its printed answer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from simulation.analysis.attribution.answer import number_told
from simulation.analysis.attribution.folder import Attribution
from simulation.analysis.attribution.terms import MEANINGS
from simulation.analysis.comparison import Comparison
from simulation.analysis.comparison_answer import WRITTEN, effect_text, gain_text
from simulation.analysis.sensitivity.answer import Found, number, percent
from simulation.analysis.sensitivity.sobol import Indices
from simulation.outcomes import answer as told
from simulation.outcomes.findings import answer_as_data, counted
from simulation.outcomes.records import Record
from simulation.outcomes.sweep_answer import (
    ENDS,
    SHOWN,
    cells_of,
    extremes,
    head_of,
    sweep_answer_as_data,
)
from simulation.report.finished import Finished

STATES = 20
"""Rows of a table of states."""

UNKNOWN = "not known"
"""What a made-up world may not know of a treaty; of all treaties: the row is left out."""

FIRST = 10
"""Points at the beginning of a long sweep that are listed."""


OUTCOMES = {
    "exits": "exits",
    "finished_exits": "finished exits",
    "norm_among_stayers": "norm among stayers, x 1000",
    "people_uncovered": "million people no longer covered",
    "border_km_uncovered": "km of border no longer protected",
}
"""How a table calls the outcomes that ``comparison_answer.WRITTEN`` writes."""


class Table(NamedTuple):
    """One table; the first cell of a row is its heading."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    whole: str = ""
    """How to get all of it."""


def tables(found: Finished) -> list[Table]:
    """The main tables of whatever was found."""
    if isinstance(found, Comparison):
        return list(_of_comparison(found))
    if isinstance(found, Attribution):
        return list(_of_attribution(found))
    if isinstance(found, Found):
        return [_of_keys(found), *_of_sweep(found.record)]
    return list(_of_sweep(found) if "design" in found.manifest else _of_run(found))


def read_with_pandas(name: str) -> str:
    """Where a whole table is."""
    return f"All rows and columns: pandas.read_parquet('FOLDER/{name}.parquet')."


def _of_run(record: Record) -> Iterator[Table]:
    data = answer_as_data(record, STATES)
    treaties, runs = data["treaties"], data["runs"]["done"]
    each = [_of_treaty(one, runs) for one in treaties]
    rows = [
        [name, *(one[name] for one in each)]
        for name in each[0]
        if any(one[name] != UNKNOWN for one in each)
    ]
    head = ["outcome", *(one["treaty"] for one in treaties)]
    yield Table("Outcomes, treaty by treaty", head, rows, read_with_pandas("points"))
    for one in treaties:
        yield from _of_states(one)


def _of_treaty(treaty: Mapping[str, Any], runs: int) -> dict[str, str]:
    """Every outcome of a treaty, in words by its name."""
    norm, people, km = (treaty[name] for name in told.HARM)
    words, span = told.range_of(treaty, runs)
    return {
        "expected exits": told.over_runs(treaty["exits"], told.count, "", runs),
        words: span,
        "chance of a cascade": told.with_interval(treaty["cascade"], told.percent),
        "a cascade": f"{counted(treaty['cascade_size'], 'exit')} or more",
        **(
            {
                "norm among stayers, start": told.share(treaty["norm_start"]),
                "norm among stayers, end": told.over_runs(norm, told.share, "", runs),
            }
            if treaty["norm_moves"]
            else {}
        ),
        OUTCOMES["people_uncovered"]: (
            told.over_runs(people, told.millions, "", runs) if people else UNKNOWN
        ),
        OUTCOMES["border_km_uncovered"]: (
            told.over_runs(km, told.whole, "", runs) if km else UNKNOWN
        ),
    }


def _of_states(treaty: Mapping[str, Any]) -> Iterator[Table]:
    """The states likeliest to leave a treaty; none where nobody left."""
    likely = treaty["most_likely"]
    rows = [
        (one["name"], one["state"], told.with_interval(one["chance"], told.percent),
         one["median_announcement"])
        for one in likely
    ]  # fmt: skip
    if rows:
        head = ("state", "code", "chance to leave", "announces, median")
        caption = f"States likeliest to leave, {treaty['treaty']}: {_first(rows, STATES)}"
        yield Table(caption, head, rows, read_with_pandas("states"))


def _first(rows: Sequence[object], most: int) -> str:
    return f"the first {most}" if len(rows) == most else "all that left in any run"


def _of_sweep(record: Record) -> Iterator[Table]:
    data = sweep_answer_as_data(record)
    keys = data["design"]["keys"]
    for one in (data, *data["further_treaties"]):
        points = one["points"]
        for caption, shown in _stretches(points):
            rows = [cells_of(point, keys) for point in shown]
            name = data["treaty"] if one is data else one["treaty"]
            yield Table(f"{name}: {caption}", head_of(keys), rows, read_with_pandas("points"))


def _stretches(
    points: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """All points where they are few, else the first ones and those at both ends."""
    if not points:
        return
    if len(points) <= SHOWN:
        yield "all points of the design", points
        return
    yield f"the first {FIRST} of {len(points):,} points", points[:FIRST]
    yield f"the {ENDS} points with the fewest and the {ENDS} with the most exits", extremes(points)


def _of_keys(found: Found) -> Table:
    """What each key decides, all keys."""
    how = "All numbers: snowball sensitivity FOLDER --json."
    if isinstance(found.found, Indices):
        rows = [(one.key, percent(one.first), percent(one.total)) for one in found.found.keys]
        caption = f"Of what the keys decide of {found.found.outcome}, the share of each"
        return Table(caption, ("key", "by itself", "with others"), rows, how)
    effects = [
        (one.key, number(one.size), number(one.mean, "+"), number(one.spread))
        for one in found.found.keys
    ]
    caption = f"Change of {found.found.outcome} over the whole range of a key"
    head = ("key", "size, on average", "with its sign", "spread from place to place")
    return Table(caption, head, effects, how)


def _of_comparison(found: Comparison) -> Iterator[Table]:
    base = found.manifest["base"]
    head = ("scenario", "outcome", base, "other", "effect", "more", "fewer", "equal", "gain")
    for treaty in found.manifest["treaties"]:
        effects = found.effects
        here = (effects["treaty"] == treaty["treaty"]) & (effects["state"] == "")
        rows = [_effect_row(row) for row in effects[here].to_dict("records")]
        caption = f"{treaty['treaty']}: effects against {base}; more, fewer, equal: pairs of runs"
        whole = f"{read_with_pandas('comparison')} It also holds every state's chance to leave."
        yield Table(caption, head, rows, whole)


def _effect_row(row: Mapping[Any, Any]) -> list[str]:
    written = WRITTEN[row["outcome"]]
    return [
        row["scenario"],
        OUTCOMES[row["outcome"]],
        written(row["base"]),
        written(row["other"]),
        effect_text(row, written),
        *(f"{row[name]:,}" for name in ("more", "fewer", "equal")),
        gain_text(row["gain"], row["gain_low"], row["gain_high"]),
    ]


def _of_attribution(found: Attribution) -> Iterator[Table]:
    for treaty in found.manifest["counted"]:
        rows = _rows(found, "multipliers", treaty)
        ranked = sorted(rows, key=lambda row: (-row["multiplier"], row["state"]))[:STATES]
        listed = [
            (row["name"], row["state"], f"{row['held']:.2f}", f"{row['sent']:.2f}",
             number_told(found, row, "multiplier", "+"))
            for row in ranked
            if row["multiplier"] > 0.0
        ]  # fmt: skip
        if listed:
            yield Table(
                f"Snowball multipliers, {treaty}: how many others follow; the largest",
                ("state", "code", "others leave, state held", "others leave, state sent out",
                 "multiplier"),
                listed, read_with_pandas("multipliers"),
            )  # fmt: skip
        yield _of_mechanisms(found, treaty)


def _of_mechanisms(found: Attribution, treaty: str) -> Table:
    rows = [
        (row["term"], MEANINGS.get(row["term"], ""), number_told(found, row, "exits"))
        for row in _rows(found, "mechanisms", treaty)
    ]
    head = ("mechanism", "meaning", "exits")
    return Table(f"Exits by mechanism, {treaty}", head, rows, read_with_pandas("mechanisms"))


def _rows(found: Attribution, name: str, treaty: str) -> list[Mapping[Any, Any]]:
    table = found.table(name)
    return [dict(row) for row in table[table["treaty"] == treaty].to_dict("records")]
