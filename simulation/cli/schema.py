"""``snowball schema``: the JSON Schema of scenario files, for editors."""

import argparse
import json

from simulation.cli.output import tell

SUMMARY = "the JSON Schema of scenario files, for editors"


def add_options(parser: argparse.ArgumentParser) -> None:
    """It takes no words."""
    del parser


def run(words: argparse.Namespace) -> int:
    """Prints the schema."""
    from simulation.scenario.json_schema import schema

    del words
    tell(json.dumps(schema(), indent=2) + "\n")
    return 0
