"""The gallery shows every figure there is, each with a command that a reader can type."""

import re
import shlex

import pytest
from PIL import Image

from simulation.analysis.effects import BASE
from simulation.analysis.effects import names as catalogue
from simulation.analysis.gains import WEIGHTS
from simulation.cli import main as cli
from simulation.figures import attribution, comparison, draw
from simulation.figures.style import PRINT
from simulation.outcomes.records import FIGURES
from simulation.scenario.reading import read
from tests.documents.gallery import ROW, TABLE, rows
from tests.documents.outputs import ROOT

REFERENCE = ROOT / "results" / "reference"
MOST_BYTES = 3_000_000
DRAWN_BY = {
    "run": set(draw.FIGURES),
    "plot": {*draw.FURTHER, *comparison.FIGURES},
    "compare": {"forest"},
    "interventions": {"forest"},
    "attribute": set(attribution.FIGURES),
    "sweep": {"curve", "phase", "tornado", "scatter", "scatter_cascade"},
    "sensitivity": {"sobol", "morris"},
}
"""Figures that a command of the gallery may promise."""
KNOWN = {*draw.FIGURES, *draw.FURTHER, *draw.OF_A_SWEEP, *attribution.FIGURES, *comparison.FIGURES}


def parsed(command):
    """The words of a command as the program understands them."""
    program, *words = shlex.split(command)
    assert program == "snowball"
    parser, _ = cli._parsers({name: cli._module(name) for name in cli.COMMANDS})
    return parser.parse_args(words)


def test_every_figure_is_shown_and_every_one_shown_exists():
    assert {name for row in rows() for name in row.names} == KNOWN
    assert set(FIGURES) <= KNOWN


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.picture.parent.name}-{row.names[0]}")
def test_each_command_draws_what_stands_beside_it(row):
    words = parsed(row.command)
    assert set(row.names) <= DRAWN_BY[words.command]
    assert row.picture.stem in row.names
    if words.command == "plot":
        assert set(words.figures.split(",")) == set(row.names)
        assert any(other.command.startswith("snowball") and _out(other) == words.result
                   for other in rows())  # fmt: skip
    elif words.command != "interventions":
        for source in (words.scenario, *getattr(words, "others", ())):
            assert read(source).name
    assert row.shows.endswith(".")


def _out(row):
    """The folder that a row's command writes."""
    words = parsed(row.command)
    return getattr(words, "out", None) or f"results/{getattr(words, 'scenario', '')}"


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.picture.parent.name}-{row.names[0]}")
def test_each_picture_is_there_for_print_with_its_words(row):
    with Image.open(row.picture) as image:
        assert image.width == round(PRINT.width * PRINT.dpi)
    assert "Intervals" in row.picture.with_suffix(".txt").read_text(encoding="utf-8")


def test_no_row_is_overlooked_and_all_of_it_is_small():
    text = (ROOT / "results" / "README.md").read_text(encoding="utf-8")
    assert len(rows()) == len(ROW.findall(text)) == text.count("<img ")
    assert sum(path.stat().st_size for path in REFERENCE.rglob("*")) < MOST_BYTES


def test_the_table_of_gains_is_of_the_whole_catalogue_and_holds_what_must_hold():
    text = (REFERENCE / "interventions" / TABLE).read_text(encoding="utf-8")
    table = [line for line in text.splitlines() if re.search(r" (APMBC|CCM) ", line)]
    told = {re.split(r"  +", line)[0] for line in table}
    base = read(BASE).world.treaties
    others = {name for name in catalogue() if name != BASE and read(name).world.treaties == base}
    assert told == {*(f"{name} + 1 %" for name in WEIGHTS), *others}
    assert all(re.search(r"(-|\b0)$", line) for line in table)
    assert float(re.search(r"least gain (\d+), wanted above 10", text)[1]) > 10
    assert re.search(r"Gains below 1 where outcomes move together: 0 of [1-9]\d+;", text)
    assert re.search(r"Pairs of runs that a theorem forbids: 0, in 1\d changes", text)
