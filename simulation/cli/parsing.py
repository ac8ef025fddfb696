"""A command line whose faults are one plain line each."""

import argparse
import re
from typing import NoReturn

from simulation.scenario.faults import InputFault, did_you_mean


class Parser(argparse.ArgumentParser):
    """An argument parser that raises InputFault instead of printing its usage and leaving."""

    def error(self, message: str) -> NoReturn:
        """Raises InputFault with the message, the choices put as the other messages put them."""
        raise InputFault(f"{_command(self.prog)}{_worded(message)}; see {self.prog} --help")


def refuse_unknown(words: list[str], parser: argparse.ArgumentParser) -> None:
    """Raises InputFault if words are left over that the command does not understand."""
    if words:
        options = re.findall(r"--[a-z][a-z-]*", parser.format_help())
        hint = did_you_mean(words[0].split("=")[0], options)
        parser.error(f"{words[0]}: not understood{hint}")


def _command(program: str) -> str:
    """What precedes a message: the command, where there is one."""
    _, _, command = program.partition(" ")
    return f"{command}: " if command else ""


def _worded(message: str) -> str:
    """What argparse found, in our words.

    >>> _worded("argument COMMAND: invalid choice: 'chekc' (choose from 'run', 'check')")
    'COMMAND = "chekc": must be one of run, check (did you mean "check"?)'
    >>> _worded("the following arguments are required: SCENARIO")
    'SCENARIO is missing'
    """
    choice = re.match(r"argument (.+): invalid choice: '(.*)' \(choose from (.*)\)", message)
    if choice:
        allowed = [word.strip(" '") for word in choice[3].split(",")]
        named = ", ".join(allowed)
        return (
            f'{choice[1]} = "{choice[2]}": must be one of {named}{did_you_mean(choice[2], allowed)}'
        )
    missing = re.match(r"the following arguments are required: (.*)", message)
    return f"{missing[1]} is missing" if missing else message.removeprefix("argument ")
