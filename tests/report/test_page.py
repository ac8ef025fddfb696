"""The page itself: whole in one file, readable, and never obeying what a scenario says."""

import base64
import re

import pytest

import simulation as sim
from simulation.predictions.theory import spoken
from simulation.report.limits import limits
from simulation.report.writing import as_html
from tests.report.finished import HOSTILE, KINDS, Page, a_run, alone


@pytest.fixture(scope="module", params=KINDS)
def page(request, tmp_path_factory):
    found = KINDS[request.param](tmp_path_factory.mktemp(request.param) / "r")
    return request.param, Page(as_html(found)), str(found)


ORDER = ["The question", "The answer", "Figures", "Tables", "Method", "Limits",
         "How to run it again", "Manifest"]  # fmt: skip


def test_says_everything_in_order(page):
    _, told, _ = page
    places = [told.texts.index(heading) for heading in ORDER]
    assert places == sorted(places)
    assert len(told.all("h1")) == 1
    assert len(told.all("h2")) == len(ORDER)
    assert told.open == []


def test_asks_no_host_and_needs_no_script(page):
    _, told, _ = page
    assert not told.all("script")
    assert not told.all("link")
    for _tag, attributes in told.elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "srcset", "data", "action"):
            assert attributes.get(name, "data:").startswith("data:")
    (policy,) = [one["content"] for one in told.all("meta") if "http-equiv" in one]
    assert policy.startswith("default-src 'none'")


def test_can_be_read_by_ear(page):
    _, told, _ = page
    assert told.all("html") == [{"lang": "en"}]
    pictures = told.all("img")
    assert pictures
    assert all(len(one["alt"]) > 40 for one in pictures)
    assert len(told.all("table")) == len(told.all("caption")) > 0
    assert {one["scope"] for one in told.all("th")} == {"col", "row"}


def test_every_word_of_the_printed_answer_is_there(page):
    _, told, printed = page
    words = " ".join(printed.split()[3:])  # but for the title, which stands above
    assert words in told.text


def test_pictures_are_whole_and_the_same_each_time(page):
    _, told, _ = page
    for one in told.all("img"):
        kind, code = re.fullmatch(r"data:image/(svg\+xml|png);base64,(.*)", one["src"]).groups()
        data = base64.b64decode(code, validate=True)
        assert data.rstrip().endswith(b"</svg>") if kind == "svg+xml" else data[1:4] == b"PNG"
        assert b"<dc:date>" not in data


def test_a_title_is_shown_and_never_obeyed(tmp_path):
    hostile = alone(title=HOSTILE) | {"question": f"Who {HOSTILE}?"}
    html = as_html(sim.run(hostile, out=tmp_path / "r"))
    told = Page(html)
    assert not told.all("script")
    assert not told.all("b")
    assert "<script" not in html
    assert told.text.count(HOSTILE) >= 3


def test_the_same_rows_give_the_same_bytes(tmp_path):
    one, other = (a_run(tmp_path / name).report(tmp_path / f"{name}.html") for name in "ab")
    assert one.read_bytes() == other.read_bytes()
    assert str(tmp_path) not in one.read_text(encoding="utf-8")


def test_of_the_real_world_it_stays_small_and_says_its_limits(tmp_path):
    few = {"run.replicates": 20, "time.end": "2023-12-31", "run.trajectories": 2}
    html = as_html(sim.run("ottawa-2025", overrides=few))
    told = Page(html)
    assert len(html) < 3_000_000
    for words in (
        "no forecast", "one cause and most of one date", "Cook Islands", "states.milex_usd",
        "2019 to 2025", "CC-BY-4.0", "Most likely to leave",
    ):  # fmt: skip
        assert words in told.text
    assert len(told.all("img")) == 8


@pytest.mark.parametrize(
    ("scenario", "named"),
    [
        ("classroom/window", {"gleeson-cahalane erdos-renyi"}),
        ("classroom/path", {"gleeson-cahalane by degree", "cascade window"}),
        ("classroom/riot", set()),
    ],
)
def test_unreliable_theories_are_named_with_their_reasons(scenario, named):
    found = sim.run(scenario, replicates=20)
    told = [one for one in limits(found) if one.startswith("The theory")]
    assert len(told) == len(named)
    for method in named:
        rows = found.predictions[found.predictions["method"] == method]
        (line,) = [one for one in told if f"The theory {spoken(method)} (" in one]
        assert set(rows["why"]).pop().rstrip(".") in line


def test_few_runs_failures_and_remarks_are_limits(tmp_path):
    def failing(now, p):
        """Fails in runs in which many have gone."""
        return -1.0 if now.gone > 0.4 else 0.01

    found = sim.run(alone(), rule=failing)
    assert found.manifest["runs"]["failed"] > 0
    told = " ".join(limits(found))
    assert "failed and" in told
    assert "biased where failing goes along with leaving" in told
    few = sim.attribute(alone(run={"replicates": 5, "cascade_size": 3}))
    assert "Too few runs for an interval of a mean." in limits(few)
