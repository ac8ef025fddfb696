"""The lessons as records: complete, harmless, and true to what runs say."""

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

import simulation as sim
from simulation.page.door import hosts_of
from simulation.page.lesson_answers import Answers, answer
from simulation.page.lesson_server import LESSON_FILES, lesson_routes
from simulation.page.lessons import as_html, asks, lesson, lesson_names, lessons
from simulation.page.room_server import WEB
from simulation.scenario.faults import InputFault
from simulation.scenario.files import shipped
from simulation.scenario.overrides import parse
from simulation.scenario.reading import read

NAMES = ["riot", "window", "weak-ties", "holdout", "champions", "two-treaties"]
HOLDS = re.compile(r"<!-- holds: (.+?) \| (.+?) \| (\S+)(?: \| (.+?))? -->")
TAGS = {"p", "em", "strong", "code", "pre", "ul", "ol", "li", "h1", "h2"}
NEEDS_MINUTES = "norm", "norm-champions", "linked-treaties"
"""Scenarios of the full theory, whose worlds are drawn anew for each run."""


def notes_of(name):
    return (shipped() / "classroom" / f"{name}-notes.md").read_text(encoding="utf-8")


def test_the_riot_of_thresholds_is_the_opening():
    assert lesson_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_lesson_is_complete_and_ready_for_json(name):
    told = lesson(name)
    for section in ("question", "predict", "run", "explain", "change", "teaches", "source"):
        assert told[section].strip(), section
    assert told["ask"]
    assert told["change_ask"]
    assert json.loads(json.dumps(told)) == told
    for ask in (*told["ask"], *told["change_ask"]):
        changes = parse([f"{key}={value}" for key, value in ask["overrides"].items()])
        assert read(ask["scenario"], changes)


@pytest.mark.parametrize("name", NAMES)
def test_texts_are_of_few_tags_without_attributes(name):
    told = lesson(name)
    text = "".join(value for value in told.values() if isinstance(value, str))
    found = re.findall(r"<(/?)([a-z0-9]+)([^>]*)>", text)
    assert {tag for _, tag, _ in found} <= TAGS
    assert {more for _, _, more in found} <= {"", ' class="language-sh"'}
    assert "<!--" not in text
    assert "&lt;!--" not in text


@pytest.mark.parametrize("name", NAMES)
def test_notes_have_what_a_teacher_needs_and_fit_a_page(name):
    text = notes_of(name)
    for head in ("## Time", "## Wrong guesses", "## Ask", "## On the board", "## The real case"):
        assert head in text
    assert "*Sources: " in text
    assert len(text.split()) < 480
    minutes = [int(found) for found in re.findall(r"^- (\d+) minutes: ", text, re.M)]
    assert sum(minutes) == 20


@pytest.mark.parametrize("name", NAMES)
def test_numbers_in_notes_are_what_runs_say(name):
    """A number in the notes is the run's, rounded as it is written."""
    written = HOLDS.findall(notes_of(name))
    assert written
    for scenario, quantity, number, changes in written:
        if scenario.rpartition("/")[2] in NEEDS_MINUTES:
            continue
        assert_holds(scenario, quantity, number, changes)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["champions", "two-treaties"])
def test_numbers_in_notes_of_the_full_theory_are_what_runs_say(name):
    for scenario, quantity, number, changes in HOLDS.findall(notes_of(name)):
        assert_holds(scenario, quantity, number, changes)


def assert_holds(scenario, quantity, number, changes):
    record = sim.run(scenario, overrides=parse(changes.split()))
    digits = len(number.partition(".")[2])
    assert f"{answer(record, quantity)['value']:.{digits}f}" == number


@pytest.mark.parametrize("name", NAMES)
def test_numbers_that_hold_are_written_in_the_notes(name):
    text = HOLDS.sub("", notes_of(name))
    for _, _, number, _ in HOLDS.findall(notes_of(name)):
        assert re.search(rf"\b{re.escape(number)}\b", text) or number in {"1", "100"}


def test_the_riot_by_hand():
    """A hundred thresholds in a row: all leave; one moved: one leaves."""
    told = Answers(workers=1).of("riot")
    assert [one["text"] for one in told["ask"]] == ["100 in all 20 runs", "1 in all 20 runs"]
    curve = told["ask"][0]["curve"]
    assert curve["low"] == curve["middle"] == curve["high"] == [min(m, 100) for m in range(121)]
    assert told["ask"][1]["curve"]["middle"] == [0, *[1] * 120]
    assert [one["low"] for one in told["ask"]] == [None, None]  # no interval shown, none judged by
    drawn = told["change_ask"][0]
    assert drawn["low"] < drawn["value"] < drawn["high"]


def test_the_month_by_which_some_have_left_is_the_median_over_runs():
    record = sim.run("classroom/complex-contagion", replicates=100)
    exits = record.exits[record.exits["announced"] > 0]
    months = np.full(100, 10_000)
    for replicate, found in exits.groupby("replicate")["announced"]:
        if len(found) >= 100:
            months[replicate] = np.sort(found)[99]
    told = answer(record, "month 100")
    assert told["value"] == np.quantile(months, 0.5, method="inverted_cdf")
    assert told["low"] <= told["value"] <= told["high"]
    assert told["text"].endswith(")")


def test_what_never_happens_in_half_of_the_runs_has_no_month():
    record = sim.run("classroom/holdout")
    told = answer(record, "month 10")
    assert told["value"] is None
    assert told["text"] == "not in half of the 20 runs"
    assert answer(record, "month 9")["value"] == 9.0


def test_runs_are_made_once():
    answers = Answers(workers=1)
    first = answers.to(lesson("holdout")["ask"][0])
    assert answers.to(lesson("holdout")["ask"][0]) == first
    assert len(answers._records) == 1


@pytest.mark.parametrize("written", ["a | b", "a | b | c", "a | b | exits | c | d", "x"])
def test_an_ask_that_is_not_understood_is_a_fault(written):
    with pytest.raises(InputFault, match="ask"):
        asks(f"<!-- ask: {written} -->")


@pytest.mark.parametrize("name", ["", "nope", "../riot", "README", "riot-notes"])
def test_only_lessons_are_lessons(name):
    with pytest.raises(InputFault):
        lesson(name)


HOSTILE = st.lists(
    st.sampled_from(
        ["<script>", "</script>", "<img src=x onerror=bad()>", "[a](javascript:bad())", "![a](b)",
         "<!--", "-->", "**", "*", "`", "\n\n", "<", ">", "&", "text", "<a href='b'>", "# ", "- "]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(text=HOSTILE)
def test_markup_in_markdown_never_reaches_a_page(text):
    shown = as_html(text)
    assert {tag for _, tag in re.findall(r"<(/?)([a-z0-9]+)", shown)} <= TAGS | {"h1", "hr", "br"}
    assert not re.search(r"<[^>]*(href|src|onerror)", shown)


def test_the_lessons_on_the_network():
    app = Starlette(routes=lesson_routes(Answers(workers=1), hosts_of(["127.0.0.1"], 8123)))
    client = TestClient(app, "http://127.0.0.1:8123")
    assert client.get("/lessons").status_code == 200
    assert client.get("/lessons.json").json() == {"lessons": lessons()}
    assert client.get("/lesson-answers/holdout").json()["ask"][1]["value"] == 9.0
    for place in ("/lesson-answers/nope", "/lesson-answers/..%2f..%2fREADME"):
        assert client.get(place).status_code == 404
    assert client.get("/lessons.json", headers={"host": "evil.example"}).status_code == 404


@pytest.mark.parametrize("name", LESSON_FILES)
def test_our_files_ask_nobody_else_and_run_nothing_inline(name):
    text = (WEB / name).read_text(encoding="utf-8")
    assert "https://" not in text
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "innerHTML" not in text
    assert "<script>" not in text
