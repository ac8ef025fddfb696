"""Files that cannot be trusted, and files that extend each other."""

import os

import pytest

from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(folder, name, text):
    path = folder / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def fault_of(path):
    with pytest.raises(InputFault) as caught:
        read(path)
    (line,) = caught.value.faults
    return line


def test_a_missing_file():
    assert fault_of("missing.toml").startswith("missing.toml: no such scenario file")


def test_a_name_that_is_nearly_one():
    assert fault_of("otawa-2025").endswith('(did you mean "ottawa-2025"?)')


@pytest.mark.parametrize("name", ["", "\0", "a\nb", "x" * 5_000])
def test_names_no_file_can_have(name):
    assert "no such scenario file" in fault_of(name)


def test_a_folder(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub.toml").mkdir()
    assert fault_of("sub") == "sub: is a folder, must be a TOML file"
    assert fault_of("sub.toml") == "sub.toml: is a folder, must be a TOML file"


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no devices as files")  # noqa: PTH110
def test_a_link_to_a_device(tmp_path):
    (tmp_path / "zero.toml").symlink_to("/dev/zero")
    assert fault_of("zero.toml").endswith(": must be an ordinary file")


def test_a_file_of_50_mb_is_refused_unread(tmp_path):
    with (tmp_path / "large.toml").open("wb") as file:
        file.truncate(50_000_000)
    assert fault_of("large.toml") == "large.toml: is 50.0 MB large, must be at most 1 MB"


def test_a_file_that_is_not_utf8(tmp_path):
    (tmp_path / "latin.toml").write_bytes(b"# fine\ntitle = 'caf\xe9'\n")
    assert fault_of("latin.toml") == "latin.toml: line 2: must be UTF-8 text"


def test_a_file_that_is_not_toml(tmp_path):
    write(tmp_path, "bad", "# fine\ntitle = \n")
    assert fault_of("bad.toml") == "bad.toml: line 2: not valid TOML: Invalid value"


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 10_000])
def test_toml_that_would_break_its_reader(tmp_path, text):
    write(tmp_path, "bad", text)
    assert fault_of("bad.toml") == "bad.toml: holds a number too long or tables too deep"


def test_a_key_given_twice(tmp_path):
    write(tmp_path, "bad", "[run]\nseed = 1\nseed = 2\n")
    assert fault_of("bad.toml").startswith("bad.toml: line 3: not valid TOML")


def test_extends_beside_the_file_before_anywhere_else(tmp_path):
    write(tmp_path / "deep", "ottawa-2025", '# near\nextends = "far"\n[run]\nseed = 77\n')
    write(tmp_path / "scenarios", "far", 'extends = "no-contagion"\ntitle = "Far"\n')
    path = write(tmp_path / "deep", "mine", 'extends = "ottawa-2025"\n')
    scenario = read(path)
    assert (scenario.seed, scenario.title, scenario.name) == (77, "Far", "mine")
    assert scenario.parameters.border_weight == 0.0


def test_extends_that_goes_round_names_the_chain(tmp_path):
    write(tmp_path, "a", 'extends = "b.toml"\n')
    write(tmp_path, "b", 'extends = "c.toml"\n')
    write(tmp_path, "c", 'extends = "a.toml"\n')
    line = fault_of("a.toml")
    assert line.endswith("extends goes round in a circle: a.toml -> b.toml -> c.toml -> a.toml")


def test_a_file_that_extends_itself(tmp_path):
    write(tmp_path, "a", 'extends = "a"\n')
    assert fault_of("a.toml").endswith("goes round in a circle: a.toml -> a.toml")


def test_a_chain_of_many_files(tmp_path):
    for at in range(30):
        write(tmp_path, f"s{at}", f'extends = "s{at + 1}"\n')
    assert fault_of("s0.toml").endswith("extends is longer than 20 files")


@pytest.mark.parametrize("value", ["3", "[]", '""', "true"])
def test_extends_must_be_a_name(tmp_path, value):
    write(tmp_path, "a", f"extends = {value}\n")
    assert "must be the name or path of a scenario" in fault_of("a.toml")


def test_a_parent_that_is_missing_is_named_with_its_child(tmp_path):
    write(tmp_path, "a", 'extends = "otawa-2025"\n')
    assert fault_of("a.toml") == (
        "a.toml: extends: otawa-2025: no such scenario file, and no scenario of this name"
        ' (did you mean "ottawa-2025"?)'
    )


def test_a_fault_names_the_file_it_stands_in(tmp_path):
    write(tmp_path, "parent", 'extends = "ottawa-2025"\n[run]\nseed = -1\n')
    write(tmp_path, "child", 'extends = "parent"\n[run]\nreplicates = 0\n')
    with pytest.raises(InputFault) as caught:
        read("child.toml")
    first, second = sorted(caught.value.faults)
    assert first.startswith("child.toml: run.replicates = 0")
    assert second.startswith("parent.toml: run.seed = -1")


def test_a_dict_may_extend_a_shipped_scenario():
    scenario = read({"extends": "ottawa-2025", "run": {"replicates": 3}})
    assert (scenario.replicates, scenario.seed, scenario.name) == (3, 2025, "scenario")
    assert scenario.question == ""
