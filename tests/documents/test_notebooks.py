"""The notebooks run from end to end, say what is so, and are kept without what a run leaves."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib.font_manager  # noqa: F401  builds its cache here, where its remark harms nobody
import nbformat
import pytest
from ipykernel.kernelspec import write_kernel_spec
from nbclient import NotebookClient
from traitlets.config import Config

from tests.documents.outputs import DOCUMENTS, ROOT

FOLDER = ROOT / "scenarios" / "notebooks"
PAPER = FOLDER / "from-scenario-to-paper-figure.ipynb"
SWEEP = FOLDER / "from-sweep-to-phase-diagram.ipynb"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PLACES = re.compile(r"/home/|/root/|/tmp/|/Users/|/work/|[A-Z]:\\\\|file://")
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def smaller(notebook, numbers):
    """The notebook with other numbers in its one cell of parameters."""
    (cell,) = [one for one in notebook.cells if "parameters" in one.metadata.get("tags", ())]
    for name, number in numbers.items():
        cell.source, found = re.subn(rf"(?m)^{name} = [\d_]+", f"{name} = {number}", cell.source)
        assert found == 1, name
    return notebook


@pytest.fixture
def short():
    """A folder whose path is short enough for the sockets of a kernel."""
    with tempfile.TemporaryDirectory(prefix="nb-") as folder:
        yield Path(folder)


@pytest.fixture
def execute(tmp_path, short, monkeypatch):
    """Runs a notebook in a folder of its own, with this interpreter; gives what it says is so."""
    write_kernel_spec(short / "kernels" / "here")
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    own = {"JUPYTER_PATH": short, "JUPYTER_RUNTIME_DIR": short, "JUPYTER_CONFIG_DIR": short}
    for name, value in {**own, "IPYTHONDIR": short, "TMPDIR": tmp_path, "PYTHONPATH": path}.items():
        monkeypatch.setenv(name, str(value))
    for name in ("TEMP", "TMP", "MPLBACKEND"):
        monkeypatch.delenv(name, raising=False)

    def run(notebook, facts):
        """facts: what to ask the kernel in the end, an expression of what JSON can hold."""
        asked = f"import json\nprint(json.dumps({{{', '.join(facts)}}}))"
        notebook.cells.append(nbformat.v4.new_code_cell(asked))
        # Sockets in a folder: notebooks run side by side cannot take each other's ports.
        sockets = {"transport": "ipc", "connection_file": str(short / "kernel.json")}
        NotebookClient(
            notebook, kernel_name="here", timeout=300, config=Config({"KernelManager": sockets}),
            resources={"metadata": {"path": str(tmp_path)}},
        ).execute()  # fmt: skip
        return json.loads(code(notebook)[-1].outputs[0].text)

    return run


def warnings(notebook):
    """What cells said on standard error; a fault ends the run anyway."""
    return [
        (cell.id, output.text)
        for cell in code(notebook)
        for output in cell.outputs
        if output.get("name") == "stderr"
    ]


def pictures(notebook):
    """The cells that show one."""
    return [
        cell.id
        for cell in code(notebook)
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]


def made(folder):
    """The folder that a notebook made for itself, and the names in it."""
    (out,) = folder.glob("snowball-*")
    return out, {path.name for path in out.iterdir()}


def shown_in(notebook, cell):
    """All that a cell printed."""
    (found,) = [one for one in notebook.cells if one.id == cell]
    return "".join(output.get("text", "") for output in found.outputs)


def test_a_question_becomes_a_figure_and_a_table(execute, tmp_path):
    notebook = smaller(read(PAPER), {"REPLICATES": 200, "TRACED": 20})
    facts = execute(
        notebook,
        [
            "'states': [list(one) for one in mines.loc[list(STATES), ['low', 'p_exit', 'high']]"
            ".itertuples(index=False)]",
            "'by hand': by_hand.loc['mediation, base'].tolist()",
            "'compared': row[['effect', 'low', 'high']].tolist()",
            "'interaction': by_hand.loc['interaction'].tolist()",
            "'means': exits.mean().tolist()",
            "'owed': float(pushed['children'].sum())",
            "'signs': robust.groupby('scenario')['effect'].agg(['min', 'max']).T.to_dict('list')",
            "'left': float(alone['full'].iloc[0])",
            "'alternative': alternative",
        ],
    )
    assert warnings(notebook) == []
    assert all(low < middle < high for low, middle, high in facts["states"])
    assert facts["by hand"] == pytest.approx(facts["compared"])
    base, mediation, weaker, both = facts["means"]
    assert mediation < base < weaker
    middle, low, high = facts["interaction"]
    assert low < middle < high
    assert middle == pytest.approx((both - weaker) - (mediation - base))
    assert (
        max(facts["signs"]["mediation-two-years"]) < 0.0 < min(facts["signs"]["weaker-guarantee"])
    )
    assert 0.9 * facts["left"] < facts["owed"] <= facts["left"] + 1e-9
    assert pictures(notebook) == ["figure"]
    out, names = made(tmp_path)
    assert {"figure.pdf", "figure.svg", "figure.txt", "table.csv", "table.tex"} <= names
    assert facts["alternative"] in (out / "figure.txt").read_text(encoding="utf-8")
    assert r"95 \% intervals" in (out / "table.tex").read_text(encoding="utf-8")
    assert 'width="226.77' in (out / "figure.svg").read_text(encoding="utf-8")  # points: 8 cm
    assert shown_in(notebook, "cite").count("every value of their rows is as recorded") == 4
    assert "did you mean" in shown_in(notebook, "fault")
    assert "ok: " in shown_in(notebook, "scenario")


def test_a_sweep_goes_on_grows_and_becomes_a_phase_diagram(execute, tmp_path):
    notebook = smaller(
        read(SWEEP), {"REPLICATES": 10, "MORE": 30, "BUDGET": 200, "BASE_POINTS": 16}
    )
    facts = execute(
        notebook,
        [
            "'kept': kept.equals(before)",
            "'runs': [len(before), len(grid.runs)]",
            "'means': list(means.values())",
            "'undecided': len(undecided)",
            "'cut': [list(one) for one in cut[['p_cascade_low', 'p_cascade', 'p_cascade_high']]"
            ".itertuples(index=False)]",
            "'tips': [tips.low, tips.high, tips.rising]",
            "'keys': sorted(matters.keys['key']) == sorted([TIES, BELIEF])",
            "'alternative': alternative",
        ],
    )
    assert warnings(notebook) == []
    assert "Interrupted. There is: grid.unfinished" in shown_in(notebook, "interrupt")
    assert "Finished. There is: grid\n" in shown_in(notebook, "resume")
    assert facts["kept"]
    assert facts["runs"] == [99 * 10, 99 * 30]
    assert facts["means"] == pytest.approx([facts["means"][0]] * len(facts["means"]))
    assert 0 < facts["undecided"] < 99
    assert len(facts["cut"]) == 11
    assert all(low < middle < high for low, middle, high in facts["cut"])
    low, high, rising = facts["tips"]
    assert 0.0 <= low < high < 5.0
    assert rising
    assert facts["keys"]
    assert pictures(notebook) == ["phase", "figure"]
    out, names = made(tmp_path)
    assert {"phase.pdf", "cut.pdf", "cut.svg", "cut.txt", "points.csv", "grid", "sobol"} == names
    assert facts["alternative"] in (out / "cut.txt").read_text(encoding="utf-8")
    assert "is as recorded" in shown_in(notebook, "extend")
    assert "run by run: True" in shown_in(notebook, "base")


@each
def test_notebooks_are_kept_without_what_a_run_leaves(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        assert cell.source.strip(), cell.id
        assert set(cell.metadata) <= {"tags"}, cell.id
    for cell in code(notebook):
        assert cell.outputs == [], cell.id
        assert cell.execution_count is None, cell.id


@each
def test_notebooks_need_nothing_but_the_package(path):
    text = "\n".join(cell.source for cell in code(read(path)))
    assert re.findall(r"^.*\bsimulation\b.*import.*|^.*import.*\bsimulation\b.*", text, re.M) == [
        "import simulation as sim"
    ]
    assert "sys.path" not in text
    assert not PLACES.search(path.read_text(encoding="utf-8"))


@each
def test_code_is_told_in_words(path):
    """Words come first, at most three cells of code follow each other, and words are short."""
    kinds = "".join(cell.cell_type[0] for cell in read(path).cells)
    assert kinds[0] == "m"
    assert "c" * 4 not in kinds
    assert all(len(one.source) < 2_000 for one in read(path).cells if one.cell_type == "markdown")


@pytest.mark.parametrize("command", ["check", "format --check"])
def test_notebooks_pass_the_linter(command):
    words = [sys.executable, "-m", "ruff", *command.split(), "--no-cache", *map(str, NOTEBOOKS)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_both_are_there_and_documents_lead_to_them():
    assert {PAPER, SWEEP} <= set(NOTEBOOKS)
    said = [*DOCUMENTS, ROOT / "scenarios" / "README.md"]
    for path in NOTEBOOKS:
        assert any(path.name in one.read_text(encoding="utf-8") for one in said), path.name


def test_scenarios_are_listed_without_the_notebooks():
    import simulation as sim

    assert not [name for name in sim.scenarios() if "notebook" in name]
