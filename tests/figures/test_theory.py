"""Theory beside simulation in the figures: what is marked, how, and what is said of it."""

import matplotlib as mpl
import pytest

from simulation.figures.draw import draw, drawing
from simulation.figures.style import FAINT
from simulation.figures.theory import GREEN, mean, path
from simulation.outcomes.beside import theory_sentences
from simulation.outcomes.findings import answer_as_data
from simulation.predictions.theory import Theory, ended
from tests.figures.cases import BELL, WHY
from tests.figures.made_up import made_up, theories_of, written

UNRELIABLE = (
    "(unreliable here: with 1,000 states chance may shift the mean of some month by 47 % of"
)


def key_words(one):
    return [" ".join(text.get_text().split()) for key in one.figure.legends
            for text in key.get_texts()]  # fmt: skip


def lines_in(one, colour):
    return [
        line for line in one.figure.axes[0].lines
        if mpl.colors.same_color(line.get_color(), colour)
        or mpl.colors.same_color(line.get_markeredgecolor(), colour)
    ]  # fmt: skip


def test_without_theory_nothing_is_said_of_it(results):
    for name in ("outcomes", "exits_over_time"):
        one = drawing(results["usual"], name)
        assert "heory" not in one.words + " ".join(key_words(one))
        assert "heory" not in one.numbers.to_csv()


def test_a_law_is_drawn_on_the_bars_of_the_same_exits(results):
    one = drawing(results["a law"], "outcomes")
    (line,) = lines_in(one, GREEN)
    assert line.get_marker() == "D"
    bars = one.numbers[one.numbers["what"] == "share of runs (%)"]
    # The made-up law is what the made-up runs gave, but for rare numbers.
    drawn = dict(zip(line.get_xdata().tolist(), line.get_ydata().tolist(), strict=True))
    middles = ((bars["exits_from"] + bars["exits_to"]) / 2.0).tolist()
    assert drawn == pytest.approx(dict(zip(middles, bars["value"].tolist(), strict=True)))
    rows = one.numbers[one.numbers["what"] == "theory: Bass, exact law, share of runs (%)"]
    assert rows["value"].sum() == pytest.approx(100.0)
    assert "its law is drawn as diamonds" in one.words


def test_a_mean_is_a_line_where_it_is_expected(results):
    one = drawing(results["a mean"], "outcomes")
    (line,) = lines_in(one, GREEN)
    assert line.get_xdata() == pytest.approx([BELL.mean()] * 2)
    assert line.get_linestyle() == "-"
    (words,) = [word for word in key_words(one) if word.startswith("theory")]
    assert words == f"theory: Gleeson-Cahalane, mean {BELL.mean():.1f}"
    row = one.numbers.set_index("what").loc["theory: Gleeson-Cahalane, mean number of exits"]
    assert row["value"] == pytest.approx(BELL.mean())


@pytest.mark.parametrize("case", ["an unreliable law", "an unreliable mean"])
@pytest.mark.parametrize("name", ["outcomes", "exits_over_time"])
def test_what_does_not_hold_is_grey_and_dashed_and_says_why(laid_out, name, case, size):
    one = laid_out(case, name, size)
    assert lines_in(one, GREEN) == []
    dashed = [line for line in lines_in(one, FAINT) if line.get_linestyle() == "--"]
    assert len(dashed) == 1
    assert any(UNRELIABLE in words for words in key_words(one))
    assert UNRELIABLE in one.words
    assert "with 1,000 states chance" in one.numbers.to_csv().lower()


@pytest.mark.parametrize("case", ["a law", "a mean", "a million states"])
def test_the_curve_is_what_theory_expects_month_by_month(results, case):
    tables = results[case]
    one = drawing(tables, "exits_over_time")
    expected = path(tables.predictions)
    assert one.numbers["exits_theory"].tolist() == pytest.approx(expected.values.tolist())
    (curve, diamonds) = lines_in(one, GREEN)
    assert curve.get_ydata()[:-1].tolist() == pytest.approx(expected.values.tolist())
    assert len(diamonds.get_xdata()) <= 16
    assert max(curve.get_ydata()) < one.figure.axes[0].get_ylim()[1]


def test_months_of_calm_are_left_out_of_made_up_worlds_only(results):
    early = {"exits": [50] * 20, "runs": 20, "years": 60, "events": (), "cascade_size": 5}
    made, real = (made_up(source=source, **early) for source in ("synthetic", "real"))
    for tables, cut in ((made, True), (real, False)):
        months = tables.months.assign(**{
            column: tables.months[column].where(tables.months["month"] < 6, 50)
            for column in tables.months if column.startswith("exits")
        })  # fmt: skip
        tables.__dict__["months"] = months
        one = drawing(tables, "exits_over_time")
        (line,) = one.figure.axes[0].lines
        assert (len(line.get_xdata()) == 13) == cut
        assert len(one.numbers) == 721
        note = " ".join(" ".join(text.get_text() for text in one.figure.texts).split())
        assert ("Next to nothing changes after November 2021: not drawn." in note) == cut


def test_a_mean_far_off_that_does_not_hold_does_not_squeeze_the_runs(results):
    bars = drawing(results["a mean far off"], "outcomes").figure.axes[0]
    assert bars.get_xlim()[1] < 60
    curve = drawing(results["a mean far off"], "exits_over_time").figure.axes[0]
    assert curve.get_ylim()[1] < 60


def test_a_theory_that_holds_comes_before_one_that_does_not():
    good, bad = theories_of([3] * 9, law=False), theories_of([7] * 9, WHY, law=False, method="bass")
    for both in ((*good, *bad), (*bad, *good)):
        assert mean(made_up(theories=both).predictions).method == good[0].method


def test_the_likeliest_leavers_of_many_states_that_are_alike_are_not_drawn(tmp_path):
    for states, drawn in ((200, True), (201, False)):
        chances = {f"S{number:05d}": 0.5 for number in range(states)}
        folder = written(made_up(source="synthetic", chances=chances, runs=50),
                         tmp_path / str(states))  # fmt: skip
        assert any(path.name == "states.png" for path in draw(folder, ("png",))) == drawn


def test_the_answer_sets_theory_beside_the_runs(results):
    data = answer_as_data(_told(results["an unreliable mean"]))["treaties"][0]
    (one,) = data["theories"]
    assert one["exits"] == pytest.approx(BELL.mean() + 3)
    assert not one["reliable"]
    (sentence,) = theory_sentences(data, lambda count: f"{count:.1f}", "17.8")
    assert sentence == (
        f"Theory (Bass, exact law, T1): {BELL.mean() + 3:.1f} exits by the end,"
        f" {(BELL.mean() + 3) / 2:.1f} % of states out; simulated 17.8; unreliable here: with"
        " 1,000 states chance may shift the mean of some month by 47 % of them."
    )


def _told(record):
    """The record with what else its manifest says in a real one."""
    record.manifest.update(
        scenario_hash="", seed=1, engine="made", runs={"done": 500}, remarks=(),
        treaties=("T1",),
    )  # fmt: skip
    return record


def test_only_ends_make_sentences():
    early = Theory("cascade window", "Made up.", "", ())
    late = Theory("bass", "Made up.", "", tuple(ended(10, 0, 4.0)))
    data = answer_as_data(_told(made_up(treaties=("T1",), theories=(early, late))))
    assert [one["method"] for one in data["treaties"][0]["theories"]] == ["bass"]
