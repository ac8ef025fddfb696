"""Files: complete, the same byte for byte, refused in one line, never half-written."""

import csv
import hashlib
import io

import matplotlib as mpl
import pytest

from simulation.cli.main import main
from simulation.figures import draw as drawing_module
from simulation.figures.draw import FIGURES, draw, drawing
from simulation.outcomes.records import open_record
from simulation.scenario.faults import InputFault
from tests.figures.made_up import made_up, written


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return written(made_up(treaties=("APMBC", "CCM")), tmp_path_factory.mktemp("r") / "result")


def hashes(paths):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_every_figure_comes_with_its_numbers_and_its_words(folder):
    names = {path.name for path in draw(folder)}
    stems = [f"{name}{treaty}" for name in FIGURES for treaty in ("", "-CCM")]
    assert names == {f"{stem}.{end}" for stem in stems for end in ("png", "svg", "csv", "txt")}
    assert {path.name for path in (folder / "figures").iterdir()} == names


def test_files_are_the_same_bytes_each_time(folder):
    first = hashes(draw(folder, ("png", "svg", "pdf")))
    assert hashes(draw(folder, ("png", "svg", "pdf"))) == first
    assert len(first) == 8 * 5


def test_files_tell_no_date_and_no_software(folder):
    draw(folder, ("png", "svg"))
    svg = (folder / "figures" / "outcomes.svg").read_text("utf-8")
    assert "<dc:date>" not in svg
    assert (
        "matplotlib.org" not in svg.replace("http://matplotlib.org/", "")[:0] + svg.split("<g ")[0]
    )
    assert b"Software" not in (folder / "figures" / "outcomes.png").read_bytes()


def test_the_csv_holds_what_is_drawn(folder):
    draw(folder, ("svg",))
    tables = open_record(folder)
    for name in FIGURES:
        text = (folder / "figures" / f"{name}.csv").read_text("utf-8")
        rows = list(csv.DictReader(io.StringIO(text)))
        numbers = drawing(tables, name).numbers
        assert list(rows[0]) == list(numbers.columns)
        for column in numbers.select_dtypes("number"):
            told = [float(row[column] or "nan") for row in rows]
            drawn = numbers[column].astype("float64").to_numpy(na_value=float("nan"))
            assert told == pytest.approx(drawn.tolist(), rel=1e-11, nan_ok=True)


def test_a_made_up_world_is_drawn_without_a_map(tmp_path):
    chances = {f"S{number:05d}": 0.3 for number in range(10)}
    tables = made_up(source="synthetic", treaties=("T1",), chances=chances, runs=50)
    names = {path.stem for path in draw(written(tables, tmp_path / "synthetic"), ("svg",))}
    assert names == set(FIGURES) - {"map"}


def test_drawing_leaves_the_caller_s_settings_alone(folder):
    before = dict(mpl.rcParams)
    draw(folder, ("svg",))
    assert dict(mpl.rcParams) == before


def test_a_failure_leaves_the_old_file_and_nothing_half_written(folder, monkeypatch):
    before = hashes(draw(folder, ("svg",)))

    def torn(_figure, path, *_):
        path.write_bytes(b"half a pict")
        raise OSError("no space left")

    monkeypatch.setattr(drawing_module, "save", torn)
    with pytest.raises(InputFault, match="figures cannot be written here: no space left"):
        draw(folder, ("svg",))
    after = hashes((folder / "figures").iterdir())
    assert {name: after[name] for name in before} == before
    assert not [name for name in after if name.endswith(".part")]


@pytest.mark.parametrize(
    ("words", "told"),
    [({"formats": ("gif",)}, "allowed: png, svg, pdf"), ({"size": "tiny"}, "allowed: print, scr")],
)
def test_unknown_formats_and_sizes_are_refused(folder, words, told):
    with pytest.raises(InputFault, match=told):
        draw(folder, **words)


def test_what_is_no_result_is_refused(tmp_path):
    with pytest.raises(InputFault):
        draw(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_draws_and_names_its_files(folder, capsys):
    assert main(["plot", str(folder), "--format", "pdf, svg"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert str(folder / "figures" / "map.pdf") in lines
    assert len(lines) == 8 * 4


def test_quiet_means_quiet(folder, capsys):
    assert main(["plot", str(folder), "--format", "svg", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "words", [["nothing"], ["nothing", "--format", "gif"], ["nothing", "--size", "tiny"], []]
)
def test_the_command_refuses_in_one_line(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["plot", *words]) == 2
    told = capsys.readouterr()
    assert len(told.err.splitlines()) == 1
    assert told.out == ""
    assert list(tmp_path.iterdir()) == []
