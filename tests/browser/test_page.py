"""The main page in a real browser."""

import json
import time
import urllib.error
import urllib.request
from itertools import pairwise

import pytest

from simulation.page import packing
from simulation.page.exporting import assembled
from simulation.page.lesson_answers import Answers
from simulation.page.lessons import lessons
from simulation.page.map_shapes import maps
from tests.browser.conftest import CODE, Served

FINLAND = '#map-box path[data-state="FIN"]'


def shown(one):
    return one.tab.inner_text("#answer")


def test_every_control_moves_and_is_answered(page, tabs):
    one = tabs().opened(page.address)
    before = shown(one)
    assert "exits from APMBC" in before
    for name in ("rival", "guarantee", "norm", "neighbours"):
        radios = one.tab.locator(f'input[name="level-{name}"]')
        assert radios.count() == 5
        one.redrawn(lambda radios=radios: radios.nth(4).check(force=True))
        after = shown(one)
        assert after != before
        assert "on the same luck" in after
        one.redrawn(lambda: one.tab.click("#reset"))
        assert shown(one) == before


def test_the_years_play_and_the_map_changes(page, tabs):
    one = tabs().opened(page.address)
    fill = lambda: one.tab.evaluate(  # noqa: E731
        "[...document.querySelectorAll('#map-box [data-state]')].map(e => e.getAttribute('fill'))"
    )
    last = fill()
    one.tab.locator("#time").fill("0")
    first = fill()
    assert first != last
    one.tab.click("#play")
    one.until("Number(document.getElementById('time').value) >= 3")
    one.tab.click("#play")
    stood = one.tab.input_value("#time")
    time.sleep(0.3)
    assert one.tab.input_value("#time") == stood
    assert one.tab.inner_text("#date") != "Dec 2030"


def test_a_state_is_chosen_told_and_held(page, tabs):
    one = tabs().opened(page.address)
    one.tab.locator(FINLAND).first.dispatch_event("click")
    assert one.tab.inner_text("#state h2") == "Finland"
    assert "of runs (" in one.tab.inner_text("#state")
    assert "Pressure against resistance" in one.tab.inner_text("#state")
    one.redrawn(lambda: one.tab.click("#hold"))
    assert "FIN stays" in shown(one)
    assert one.tab.inner_text("#hold") == "Let it decide again"
    one.tab.locator("#states").select_option("LVA")
    assert one.tab.inner_text("#state h2") == "Latvia"


def test_of_a_state_only_what_there_is_is_shown(page, tabs):
    one = tabs().opened(page.address)
    assert one.tab.locator(".meter:visible").count() == 0
    one.tab.locator("#states").select_option("LVA")
    assert one.tab.locator(".meter:visible").count() == 6
    assert "is out: " in one.tab.get_attribute("#maps .europe svg", "aria-label")


def test_the_key_of_the_curve_lies_above_it(page, tabs):
    one = tabs().opened(page.address)
    low, high = one.tab.evaluate("""(() => {
      const box = (one) => one.getBoundingClientRect();
      const [svg] = document.querySelectorAll("#curve svg");
      const words = [...svg.querySelectorAll(":scope > text")];
      const key = words.filter((one) => /run/.test(one.textContent));
      return [Math.max(...key.map((one) => box(one).bottom)), box(svg.querySelector("path")).top];
    })()""")
    assert low < high


def test_paper_holds_the_maps_and_the_charts_at_a_size_to_read(page, tabs):
    one = tabs().opened(page.address)
    one.tab.set_viewport_size({"width": 700, "height": 1000})
    one.tab.emulate_media(media="print")
    wide = one.tab.evaluate("""Object.fromEntries(["#map-box", "#curve", "#outcomes"].map(
      (id) => [id, document.querySelector(id).getBoundingClientRect().width]))""")
    assert wide["#map-box"] > 600
    assert min(wide["#curve"], wide["#outcomes"]) > 250
    assert one.tab.evaluate("document.documentElement.scrollWidth") <= 700
    assert one.tab.locator("#play").is_hidden()


def test_an_intervention_is_switched_on_with_its_year(page, tabs):
    one = tabs().opened(page.address)
    before = shown(one)
    one.tab.locator("#switches-box summary").click()
    box = one.tab.locator("#switch-mediation")
    one.redrawn(lambda: box.check())
    after = shown(one)
    assert after != before
    years = one.tab.locator(".switch", has=box).locator("select")
    one.redrawn(lambda: years.select_option(index=0))
    assert shown(one) != after


def test_another_run_of_the_same_worlds(page, tabs):
    one = tabs().opened(page.address)
    before = shown(one)
    one.redrawn(lambda: one.tab.click("#another"))
    assert one.tab.evaluate("window.snowball.page.record.choice.replicate") == 1
    assert shown(one) == before


def test_the_opening_lesson_is_finished(page, tabs):
    one = tabs()
    one.tab.goto(f"{page.address}/lessons")
    finished(one)


def finished(one):
    """The first lesson of the list from its guesses to what it teaches."""
    one.tab.locator(".lesson-list button").first.click()
    for box in one.tab.locator("form input:visible").all():
        box.fill("10")
    one.tab.locator("form button").first.click()
    one.tab.locator(".result table").first.wait_for(timeout=60_000)
    assert "90 too low" in (judged := one.tab.inner_text(".result table"))
    assert "9 too high" in judged
    one.tab.get_by_role("button", name="Now change something").click()
    one.tab.locator("form input:visible").last.fill("37")
    one.tab.locator("form button:visible").last.click()
    one.tab.locator(".result table").nth(1).wait_for(timeout=60_000)
    assert one.tab.get_by_text("What it teaches").first.is_visible()


def test_five_students_play_a_round(page, tabs):
    teacher = tabs()
    teacher.tab.goto(f"{page.address}{page.room.teacher_path}")
    students = [tabs() for _ in range(5)]
    for student in students:
        student.tab.goto(f"{page.address}/play#{CODE}")
        student.tab.locator("#states button:not([disabled])").first.click()
        student.tab.locator("#decide button").first.wait_for(state="attached")
    teacher.tab.locator("#open").click()
    for student in students:
        student.tab.locator('#decide button[data-decision="leave"]:not([disabled])').click()
    teacher.until("document.body.innerText.includes('5')")
    teacher.tab.locator("#close").click()
    for student in students:
        student.until("document.body.innerText.toLowerCase().includes('left')")
    assert len(page.room.room.seats) == 5


EMPTY = '{"lessons":[],"answers":{}}'


@pytest.fixture
def file(page, tmp_path, monkeypatch):
    """An exported page of a few choices: making all of them takes a minute."""
    every = packing.choices_of
    monkeypatch.setattr(packing, "choices_of", lambda offer, base: few(every(offer, base)))

    def few(choices):
        held = list(choices)
        return [held[0], *(one for one in held if one == page.answering.base), *held[-2:]]

    text = assembled(packing.packed(page.answering), maps(), json.loads(EMPTY))
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_exported_page_opens_from_disk(page, file, tabs):
    one = tabs().opened(file.as_uri())
    assert "exits from APMBC" in shown(one)
    one.redrawn(lambda: one.tab.click("#reset"))
    one.tab.locator('input[name="level-norm"]').nth(0).dispatch_event("click")
    one.until("document.getElementById('note').textContent.includes('live page')")
    assert one.tab.locator('input[name="level-norm"]').nth(2).is_checked()
    assert [url for url in one.asked if url.startswith("http")] == []


@pytest.fixture(scope="session")
def riot():
    """The opening lesson with its answers, as a file holds it."""
    told = [one for one in lessons() if one["name"] == "riot"]
    return {"lessons": told, "answers": {"riot": Answers(1).of("riot")}}


def test_the_opening_lesson_is_finished_in_an_exported_page(file, riot, tabs):
    text = file.read_text(encoding="utf-8")
    packed = text.replace(EMPTY, json.dumps(riot).replace("<", "\\u003c"))
    assert packed != text
    file.write_text(packed, encoding="utf-8")
    one = tabs()
    one.context.set_offline(True)
    one.opened(file.as_uri())
    one.tab.click("#lessons-button")
    assert one.tab.locator("#map-box").is_hidden()
    finished(one)
    one.tab.emulate_media(media="print")
    assert one.tab.locator("header h1").is_hidden()
    one.tab.emulate_media(media="screen")
    one.tab.click("#lessons-button")
    assert one.tab.locator("#map-box").is_visible()
    assert [url for url in one.asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_a_world_of_tables_names_its_states_and_its_half_years(tabs):
    served = Served("rome-statute", 20)
    try:
        one = tabs().opened(served.address)
        names = one.tab.locator("#maps .grid text").all_text_contents()
        assert {"AFG", "ZMB"} <= {name.split()[0] for name in names}
        one.tab.goto(f"{served.address}{served.room.teacher_path}")
        one.tab.locator("#cascade text.tick").first.wait_for()
        edges = one.tab.evaluate("""[...document.querySelectorAll("#cascade text.tick")]
          .filter((one) => /^20..-/.test(one.textContent))
          .map((one) => [one.getBoundingClientRect().left, one.getBoundingClientRect().right])""")
        assert len(edges) > 2
        assert all(this[1] < following[0] for this, following in pairwise(edges))
    finally:
        served.end()


def test_a_hostile_title_is_shown_as_text(tabs):
    title = "<script>window.stolen = 1</script><img src=x onerror='window.stolen = 1'>"
    served = Served({"extends": "classroom/path", "title": title}, 20)
    try:
        one = tabs().opened(served.address)
        assert one.tab.inner_text("#title") == title
        assert one.tab.evaluate("window.stolen === undefined")
        assert "leave the treaty by the end of" in shown(one)
        assert one.tab.locator("#states option").all_text_contents()[1:4] == [
            "State 0", "State 1", "State 2",
        ]  # fmt: skip
    finally:
        served.end()


def told(address, data=None, **headers):
    """Status and text of a request by a program."""
    wanted = urllib.request.Request(address, data, headers)
    try:
        with urllib.request.urlopen(wanted, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


@pytest.mark.parametrize(
    ("path", "data", "headers", "status"),
    [
        ("/web/../server.py", None, {}, 404),
        ("/web/%2e%2e/server.py", None, {}, 404),
        ("/etc/passwd", None, {}, 404),
        ("/record", None, {}, 405),
        ("/record", b"{}", {"Origin": "http://evil.example"}, 403),
        ("/", None, {"Host": "evil.example"}, 403),
        ("/record", b"x" * 5000, {}, 413),
        ("/record", b"[" * 4000, {}, 400),
        ("/record", b"no json", {}, 400),
        ("/record", b'{"levels": {"rival": 99}}', {}, 400),
    ],
)
def test_what_is_none_of_ours_is_refused_in_a_line(page, path, data, headers, status):
    before = len(page.log)
    code, text = told(page.address + path, data, **headers)
    assert code == status
    assert "Traceback" not in text
    assert len(page.log) == before + 1
    assert "\n" not in page.log[-1]


def test_the_page_says_what_the_browser_may_do_and_serves_its_own_files(page):
    with urllib.request.urlopen(page.address) as answer:
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    code, about = told(f"{page.address}/about")
    assert code == 200
    assert json.loads(about)["scenario"] == "ottawa-2025"
