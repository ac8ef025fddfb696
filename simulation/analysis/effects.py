"""What each shipped scenario does to its base: the table of effects in ``scenarios/README.md``.

``python -m simulation.analysis.effects`` runs them all and writes the table anew.  Each scenario is
set against the one it extends, on the same luck.  One that extends a scenario with other treaties
has nothing to be set against, and is compared with itself without links between treaties.
"""

import argparse
import re
import sys
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from simulation.analysis.comparison import compare_records, on_the_same_luck
from simulation.analysis.comparison_answer import effect_text
from simulation.experiments.runner import run
from simulation.outcomes.manifest import PACKAGE, software, theory_hash
from simulation.outcomes.records import Record
from simulation.scenario.faults import InputFault
from simulation.scenario.files import load, shipped
from simulation.scenario.inheritance import by_name
from simulation.scenario.plain import shown
from simulation.scenario.reading import read
from simulation.scenario.scenario import Scenario
from simulation.scenario.values import Value

BASE = "ottawa-2025"
REPLICATES = 2_000
COMMAND = "python -m simulation.analysis.effects"
HEADS = ("scenario", "question", "what changes", "expected exits", "effect", "against", "remark")
SAID = ("scenario", "question", "what changes", "against", "remark")
"""Columns that the files alone decide."""

LINKS_CUT = {"rule.parameters.kindred": 0.0, "rule.parameters.own_breach": 0.0}
WITHOUT_LINKS = "itself without kindred erosion and own breach"
LITTLE = "Little happens:"
"""How the paragraph of a scenario file begins that says why its effect is small."""

HEADING = ("name", "title", "question", "extends")


class Said(NamedTuple):
    """What a scenario file says of itself."""

    name: str
    question: str
    changes: str
    """Keys that differ from the scenario it extends; new events with their kind."""
    against: str
    """What it is compared with; empty: nothing."""
    remark: str
    """Why its effect is small, in the file's own words; empty where it is not."""


def names() -> list[str]:
    """The base, then every shipped scenario that extends another, by name."""
    found = sorted(path.stem for path in shipped().glob("*.toml"))
    return [BASE, *(name for name in found if name != BASE and parent(name))]


def parent(name: str) -> str:
    """What a shipped scenario extends; empty: nothing."""
    return str(load(shipped() / f"{name}.toml").tree.get("extends", ""))


def said(name: str) -> Said:
    """What a shipped scenario says of itself."""
    file = load(shipped() / f"{name}.toml")
    return Said(
        name,
        str(file.tree["question"]),
        "" if name == BASE else "<br>".join(f"`{line}`" for line in changes(file.tree)),
        _against(name),
        remark(file.path.read_text(encoding="utf-8")),
    )


def changes(tree: dict[str, Any]) -> Iterator[str]:
    """The keys a scenario sets, in the order of its file.

    >>> list(changes({"title": "T", "rule": {"parameters": {"answer": 0.5}}}))
    ['rule.parameters.answer = 0.5']
    """
    for key, value in by_name(tree, "scenario").items():
        if key == "events":
            for name, event in value.items():
                yield from _event(name, event)
        elif key not in HEADING:
            yield from _leaves(key, value)


def _event(name: str, event: dict[str, Any]) -> Iterator[str]:
    if "kind" in event:
        yield f"events.{name} ({event['kind']}{', off' if event.get('off') else ''})"
    else:
        own = {key: value for key, value in event.items() if key != "name"}
        yield from _leaves(f"events.{name}", own)


def _leaves(key: str, value: Value) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{key} = {shown(value)}"
        return
    for inner, held in value.items():
        yield from _leaves(f"{key}.{inner}", held)


def remark(text: str) -> str:
    r"""The paragraph of a file's comments that says why little happens, or nothing.

    >>> remark("# Why?\n#\n# Little happens: it is\n# late.\n\ntitle = 1")
    'it is late.'
    """
    lines = [line.removeprefix("#").strip() for line in text.splitlines() if line[:1] in ("#", "")]
    paragraphs = " ".join(line or "\n" for line in lines).split("\n")
    told = (one.strip() for one in paragraphs)
    return next((one.removeprefix(LITTLE).strip() for one in told if one.startswith(LITTLE)), "")


def _against(name: str) -> str:
    if name == BASE:
        return ""
    return f"`{parent(name)}`" if _same_treaties(name) else WITHOUT_LINKS


def _same_treaties(name: str) -> bool:
    return read(name).world.treaties == read(parent(name)).world.treaties


class Figures(NamedTuple):
    """What came out of one scenario, as the table shows it."""

    exits: str
    effect: str


def block(replicates: int = REPLICATES, workers: int | None = None) -> str:
    """The whole block of the README: what made it, then the table."""
    result = cache(partial(_result, replicates=replicates, workers=workers))
    rows = [_row(said(name), _figures(name, result)) for name in names()]
    return "\n".join([_made_by(replicates), "", *_table(HEADS, rows)])


def _made_by(replicates: int) -> str:
    version = software()["treaty-snowball"]
    return (
        f"Made by `{COMMAND}`: {replicates:,} runs of each, seed {read(BASE).seed}, version"
        f" {version}, theory and data {theory_hash(PACKAGE)[:12]}."
    )


def _result(name: str, replicates: int, workers: int | None) -> Record:
    """The runs of a shipped scenario; a name with a prime is that scenario without links."""
    scenario: Scenario = read(name.removesuffix("'"), {"run.replicates": replicates})
    if name.endswith("'"):
        scenario = scenario.with_(LINKS_CUT)
    base = read(BASE, {"run.replicates": replicates})
    return run(on_the_same_luck([base, scenario])[1], workers=workers)


def _figures(name: str, result: Callable[[str], Record]) -> Figures:
    record = result(name)
    exits = [
        f"{row['treaty']} {row['mean_exits']:.2f}"
        f" ±{(row['mean_exits_high'] - row['mean_exits_low']) / 2.0:.2f}"
        for row in record.points.to_dict("records")
    ]
    if name == BASE:
        return Figures("<br>".join(exits), "")
    base = parent(name) if _same_treaties(name) else f"{name}'"
    effects = compare_records(result(base), [record]).effects
    told = [
        f"{row['treaty']} {effect_text(row, '{:.2f}'.format)}{_in_how_many(row)}"
        for row in effects[effects["outcome"] == "exits"].to_dict("records")
    ]
    return Figures("<br>".join(exits), "<br>".join(told))


def _in_how_many(row: Mapping[Hashable, Any]) -> str:
    """Behind an effect of none: in how many runs it was looked for."""
    return "" if row["more"] + row["fewer"] else f" in {row['equal']:,} runs"


def _row(one: Said, figures: Figures) -> list[str]:
    name = f"`{one.name}`"
    return [name, one.question, one.changes, figures.exits, figures.effect, one.against, one.remark]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for cells in (heads, ["---"] * len(heads), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


MARK = re.compile(r"(<!-- begin effects\b[^>]*-->\n).*?(<!-- end effects -->)", re.DOTALL)


def renewed(text: str, new: str) -> str:
    """The README with the block of effects made anew."""
    return MARK.sub(lambda marks: f"{marks[1]}\n{new}\n{marks[2]}", text)


def main(words: Sequence[str] | None = None) -> int:
    """Run every shipped scenario and write the table; behind the command of this module."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--replicates", type=int, default=REPLICATES, metavar="N")
    parser.add_argument("--workers", type=int, default=None, metavar="N")
    parser.add_argument("--readme", type=Path, default=shipped() / "README.md", metavar="FILE")
    given = parser.parse_args(words)
    try:
        new = block(given.replicates, given.workers)
    except InputFault as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    text = given.readme.read_text(encoding="utf-8")
    given.readme.write_text(renewed(text, new), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
