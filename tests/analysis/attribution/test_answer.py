"""The answer of an attribution: short, as the tables say, and without certainty it lacks."""

import json

import numpy as np
import pyarrow as pa
import pytest

from simulation.analysis.attribution.answer import (
    attribution_answer,
    attribution_as_data,
    number_told,
)
from simulation.analysis.attribution.attribute import attribute
from simulation.analysis.attribution.folder import Attribution


@pytest.fixture(scope="module")
def found():
    return attribute("law-of-war", replicates=60)


def test_the_answer_is_short_and_says_the_same_as_the_data(found):
    text, data = attribution_answer(found), attribution_as_data(found)
    assert max(map(len, text.splitlines())) <= 80
    best = max(
        (row for row in data["multipliers"] if row["treaty"] == "APMBC"),
        key=lambda row: row["multiplier"],
    )
    assert f"{best['name']:25}{best['state']:7}{best['multiplier']:+.2f}" in text
    for word in (
        "without contagion",
        "contagion adds",
        "no forecast",
        "Children of one exit",
        " owed to ",
    ):
        assert word in text
    assert json.dumps(data, allow_nan=False)


def test_agreement_is_told_in_words():
    text = attribution_answer(attribute("no-contagion", replicates=20))
    assert "nobody tips anybody in any of 20 runs" in text
    assert f"  {'APMBC':9}{'none in 20 runs':23}" in text
    assert f"  {'snowball':48}none in 20 runs" in text
    assert "0.00 (0.00 to 0.00)" not in text


def row(value, low, high):
    return {"is": value, "low": low, "high": high}


@pytest.mark.parametrize(
    ("runs", "numbers", "given", "said"),
    [
        (20, (0.0, np.nan, np.nan), {}, "none in 20 runs"),
        (1, (0.0, np.nan, np.nan), {}, "none in one run"),
        (20, (2.0, np.nan, np.nan), {"form": "+"}, "+2.00 in every run"),
        (3, (2.0, 1.0, 3.0), {}, "2.00"),
        (20, (0.001, 0.0, 0.002), {}, "below 0.005"),
        (20, (0.001, -0.001, 0.003), {"form": "+"}, "within ±0.005"),
        (20, (0.147, 0.018, 0.277), {"unit": 0.01}, "14.7 (1.8 to 27.7)"),
        (20, (12.34, -10.12, 140.0), {"form": "+"}, "+12 (-10 to 140)"),
        (20, (-0.001, -0.01, 0.01), {"form": "+"}, "+0.00 (-0.01 to 0.01)"),
    ],
)  # fmt: skip
def test_a_number_never_comes_without_its_interval_unsaid(runs, numbers, given, said):
    several = Attribution({"runs": runs}, {})
    assert number_told(several, row(*numbers), "is", **given) == said
    assert len(said) < 24


def test_the_answer_says_what_the_record_cannot_tell(found):
    told = " ".join(attribution_answer(found).split())
    assert "they cannot separate contagion from a common shock" in told
    assert "flattered" in told
    rome = attribute("rome-statute", replicates=1)
    assert "under its assumptions" in attribution_answer(rome)
    assert "2025" not in attribution_as_data(rome)["assumed"]


def test_small_parents_are_not_listed(found):
    pairs = found.table("pairs")
    pairs = pairs[(pairs["treaty"] == "APMBC") & (pairs["parent"] != "")]
    minute = pairs.assign(children=pairs["children"].clip(upper=0.0049))
    listed = attribution_answer(_with(found, "pairs", minute))
    assert "  none as large" in listed.splitlines()


def _with(found, name, frame):
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return Attribution(found.manifest, {**found.tables, name: table})


def test_few_runs_have_no_intervals():
    text = attribution_answer(attribute("rome-statute", replicates=3))
    assert "Too few runs for intervals." in text
    assert " to 0." not in text
