"""The public sentence: light to import, and results that show themselves."""

import subprocess
import sys

import pytest

import simulation as sim


@pytest.fixture(scope="module")
def result():
    return sim.run("ottawa-2025", replicates=6, overrides={"run.trajectories": 2})


def test_importing_the_package_imports_nothing_heavy():
    heavy = ["numpy", "pandas", "numba", "mesa", "matplotlib", "pyarrow", "pydantic", "rich"]
    code = f"import simulation, sys; assert not set({heavy}) & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_public_name_is_there():
    for name in sim.__all__:
        assert getattr(sim, name).__doc__
    with pytest.raises(AttributeError, match="nothing"):
        _ = sim.nothing
    assert "ottawa-2025" in sim.scenarios()


def test_a_result_is_a_result_from_memory_and_from_a_folder(result, tmp_path):
    written = sim.run(result.scenario, out=tmp_path / "r")
    opened = sim.open_result(tmp_path / "r")
    for one in (written, opened):
        assert isinstance(one, sim.Result)
        assert one.runs.equals(result.runs)
    assert str(tmp_path) in repr(opened)
    assert "in memory" in repr(result)


def test_a_result_shows_itself(result):
    assert "Most likely to leave" in str(result)
    assert result.plot("outcomes").axes
    shown = result._repr_html_()
    assert "<table>" in shown
    assert "data:image/png;base64," in shown
    with pytest.raises(sim.InputFault):
        result.plot("outcome")
