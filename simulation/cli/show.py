"""``snowball show SCENARIO``: one scenario with every default filled in."""

import argparse
import json
import sys

from simulation.cli.options import add_json, add_scenario, overrides

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

    record = as_dict(read(words.scenario, overrides(words)))
    as_json = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.write(as_json if words.json else toml_text(record))
    return 0
