"""The reference in ``scenarios/README.md``, made from the code.

``python -m simulation.scenario.reference`` writes it anew.
"""

import re
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from simulation.scenario import catalogue
from simulation.scenario.catalogue import KindRow, Row
from simulation.scenario.files import load, shipped
from simulation.scenario.tables import RULES, WORLDS

TEXTBOOK = tuple(name for name in RULES if name != "hazard")


def renewed(text: str) -> str:
    """The README with every block between a begin and an end mark made anew."""
    for name, block in blocks().items():
        mark = re.compile(rf"(<!-- begin {name}\b[^>]*-->\n).*?(<!-- end {name} -->)", re.DOTALL)
        text = mark.sub(partial(_filled, block), text)
    return text


def _filled(block: str, marks: re.Match[str]) -> str:
    return f"{marks[1]}\n{block}\n{marks[2]}"


def blocks() -> dict[str, str]:
    """The generated blocks by name."""
    worlds = {f"world-{name}": _key_table(catalogue.world_keys(name)) for name in WORLDS}
    rules = {f"rule-{name}": _key_table(catalogue.rule_keys(name)) for name in TEXTBOOK}
    return {
        "scenarios": _table(("name", "question"), questions()),
        "keys": _key_table(catalogue.keys()),
        **worlds,
        "graphs": _table(("graph", "what it is", "keys"), _coded(catalogue.graphs())),
        "graph-keys": _graph_keys(),
        **rules,
        "event-keys": _key_table(catalogue.event_keys()),
        "event-kinds": _table(KindRow._fields, catalogue.event_kinds()),
        "parameters": _table(Row._fields, catalogue.parameters()),
    }


def questions() -> list[tuple[str, str]]:
    """Name and question of every shipped scenario."""
    folder = shipped()
    files = sorted(folder.rglob("*.toml"))
    names = [path.relative_to(folder).with_suffix("").as_posix() for path in files]
    return [
        (f"`{name}`", load(path).tree["question"]) for name, path in zip(names, files, strict=True)
    ]


HEADS = ("key", "meaning", "allowed", "default")


def _key_table(rows: Iterable[Row]) -> str:
    """Rows without a column of sources, which only numbers of the rule hazard need."""
    return _table(HEADS, [_cells(row) for row in rows])


def _cells(row: Row) -> tuple[str, ...]:
    """Key, meaning, allowed with its unit, default."""
    return (f"`{row.key}`", row.meaning, f"{row.allowed} {row.unit}".strip(), row.default)


def _graph_keys() -> str:
    """The keys of networks, with the kinds that take each."""
    rows = [(_cells(row)[0], kinds, *_cells(row)[1:]) for row, kinds in catalogue.graph_keys()]
    return _table((HEADS[0], "graph", *HEADS[1:]), rows)


def _coded(rows: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """The same rows, their first cell as code."""
    return [(f"`{first}`", *others) for first, *others in rows]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""A Markdown table.

    >>> print(_table(["key", "unit"], [["a|b", "months"]]))
    | key | unit |
    |---|---|
    | a\|b | months |
    """
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(_line(cells) for cells in lines)


def _line(cells: Sequence[str]) -> str:
    if set(cells) == {"---"}:
        return "|" + "|".join(cells) + "|"
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def write(path: Path) -> None:
    """Renews the README at a path."""
    text = path.read_text(encoding="utf-8")
    path.write_text(renewed(text), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(shipped() / "README.md")
