"""Printed answers as paragraphs and aligned tables."""

from simulation.report.blocks import Block
from simulation.report.blocks import blocks as cut


def test_what_was_wrapped_flows_again_and_what_ended_ends():
    table = "  point  exits   cascade\n      1   2.00     3 %"
    text = f"{'word ' * 15}end\nof it.\nAnother line.\n\n{table}"
    prose, aligned = cut(text)
    assert prose == Block(False, (f"{'word ' * 15}end of it.", "Another line."))
    assert aligned == Block(True, (table,))


def test_two_spaces_after_a_full_stop_are_a_sentence():
    assert not cut("exits: decisions.  gain: how many")[0].aligned
