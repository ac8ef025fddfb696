"""``snowball list``: the scenarios that can be named, one line each."""

import argparse
import json

from simulation.cli.options import add_json
from simulation.cli.output import tell
from simulation.scenario.faults import InputFault, escaped

SUMMARY = "the scenarios, one line each"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add_json(parser)


def run(words: argparse.Namespace) -> int:
    """Prints name and question of every scenario."""
    questions = scenarios()
    if words.json:
        tell(json.dumps(questions, ensure_ascii=False, indent=2) + "\n")
        return 0
    shown = {escaped(name): escaped(question) for name, question in questions.items()}
    width = max(map(len, shown), default=0)
    tell("".join(f"{name:<{width}}  {question}\n" for name, question in shown.items()))
    return 0


def scenarios() -> dict[str, str]:
    """Name and question of every scenario here and in the package; a fault where one is broken."""
    from simulation.scenario.files import known

    return {name: _question(name) for name in sorted(known())}


def _question(name: str) -> str:
    from simulation.scenario.files import find, load

    try:
        tree = load(find(name)).tree
    except InputFault as fault:
        return f"(at fault: {fault.faults[0]})"
    return str(tree["question"] or tree.get("title", ""))
