"""The printed answer of a command as paragraphs and as tables of fixed width.

Commands print lines of at most 80 columns.  A report shows the same words: what was wrapped flows
again, and what was aligned stays aligned.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

WIDTH = 80
"""Columns at which answers are wrapped."""

ALIGNED = re.compile(r"[^.:\s] {2,}\S|\S {3,}\S")
"""A gap that no sentence has: columns stand side by side."""


class Block(NamedTuple):
    """A stretch of an answer between empty lines."""

    aligned: bool
    """True: one text whose line breaks and spaces count; False: paragraphs."""
    texts: tuple[str, ...]


def blocks(answer: str) -> list[Block]:
    r"""An answer cut at its empty lines.

    >>> blocks("one sentence\n\nexits      4.9\n  cascade  1")[0]
    Block(aligned=False, texts=('one sentence',))
    >>> blocks("exits      4.9\n  cascade  1")
    [Block(aligned=True, texts=('exits      4.9\n  cascade  1',))]
    """
    stretches = groupby(answer.splitlines(), key=lambda line: bool(line.strip()))
    return [_block(list(lines)) for filled, lines in stretches if filled]


def _block(lines: list[str]) -> Block:
    if any(ALIGNED.search(line.strip()) for line in lines):
        return Block(True, ("\n".join(lines),))
    return Block(False, tuple(_paragraphs(lines)))


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines that were wrapped joined again; a line that ended early was meant to end."""
    text, before = lines[0].strip(), lines[0]
    for line in lines[1:]:
        word = line.split()[0]
        if len(before) + 1 + len(word) > WIDTH:
            text = f"{text} {line.strip()}"
        else:
            yield text
            text = line.strip()
        before = line
    yield text
