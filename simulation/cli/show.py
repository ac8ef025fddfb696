"""``snowball show SCENARIO``: one scenario with every default filled in."""

import argparse
import json

from simulation.cli.options import add_json, add_scenario, naming_flags, overrides
from simulation.cli.output import tell

SUMMARY = "one scenario with every default filled in, as TOML"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The words this command understands."""
    add_scenario(parser)
    add_json(parser)


def run(words: argparse.Namespace) -> int:
    """Prints the scenario."""
    from simulation.scenario.reading import read
    from simulation.scenario.record import as_dict
    from simulation.scenario.toml_text import toml_text

    with naming_flags(words):
        record = as_dict(read(words.scenario, overrides(words)))
    as_json = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    tell(as_json if words.json else toml_text(record))
    return 0
