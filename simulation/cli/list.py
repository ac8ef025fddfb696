"""``snowball list``: the scenarios that can be named, one line each."""

import argparse
import json
import sys

from simulation.cli.options import add_json

SUMMARY = "the scenarios, one line each"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add_json(parser)


def run(words: argparse.Namespace) -> int:
    """Prints name and question of every scenario."""
    questions = scenarios()
    if words.json:
        sys.stdout.write(json.dumps(questions, ensure_ascii=False, indent=2) + "\n")
        return 0
    width = max(map(len, questions), default=0)
    for name, question in questions.items():
        sys.stdout.write(f"{name:<{width}}  {question}\n")
    return 0


def scenarios() -> dict[str, str]:
    """Name and question of every scenario here and in the package; a fault where one is broken."""
    from simulation.scenario.files import known

    return {name: _question(name) for name in sorted(known())}


def _question(name: str) -> str:
    from simulation.scenario.faults import InputFault
    from simulation.scenario.files import find, load

    try:
        tree = load(find(name)).tree
    except InputFault as fault:
        return f"(at fault: {fault.faults[0]})"
    return str(tree["question"] or tree.get("title", ""))
