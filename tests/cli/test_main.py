"""The command as its users meet it: exit codes, one line a fault, and never a traceback."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.cli import main as cli
from simulation.cli.main import main
from simulation.cli.parsing import Parser
from simulation.scenario.faults import InputFault
from simulation.world.tables import treaties, treaty_meta

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "pydantic", "pandas", "numba", "matplotlib", "mesa", "rich", "rapidfuzz")


def snowball(*words, **environment):
    """The command in a process of its own, started in an empty place."""
    return subprocess.run(
        [sys.executable, "-m", "simulation", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        check=False,
    )


@pytest.fixture
def refused(capsys):
    """Runs words that must be refused; gives the lines on stderr."""

    def run(*words):
        assert main(words) == 2
        out, err = capsys.readouterr()
        assert out == ""
        lines = err.splitlines()
        assert lines
        assert all(line.startswith("snowball: ") for line in lines)
        return lines

    return run


BAD_FILES = {
    "unknown key": (b'extends = "ottawa-2025"\n[run]\nsede = 1\n', "run.sede: no such key"),
    "wrong type": (
        b'extends = "ottawa-2025"\n[run]\nseed = "x"\n',
        'run.seed = "x": must be a whole',
    ),
    "out of range": (
        b'extends = "ottawa-2025"\n[run]\nreplicates = 0\n',
        "run.replicates = 0: must",
    ),
    "negative": (b'extends = "ottawa-2025"\n[run]\nreplicates = -3\n', "run.replicates = -3: must"),
    "end first": (
        b'extends = "ottawa-2025"\n[time]\nend = 2020-01-01\n',
        "must not be before start",
    ),
    "one name twice": (
        b'[[events]]\nname = "a"\n[[events]]\nname = "a"\n',
        'two events are named "a"',
    ),
    "cyclic": (b'extends = "bad"\n', "goes round in a circle"),
    "not TOML": (b"a = = 1\n", "line 1: not valid TOML"),
    "not UTF-8": (b"# \xff\n", "line 1: must be UTF-8"),
    "unknown rule": (b'extends = "ottawa-2025"\n[rule]\nname = "luck"\n', 'must be one of "haz'),
    "50 MB": (b" " * 50_000_000, "is 50.0 MB large"),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_file_is_refused_in_one_line(what, refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content, said = BAD_FILES[what]
    Path("bad.toml").write_bytes(content)
    for command in ("check", "show"):
        (line,) = refused(command, "bad.toml")
        assert line.startswith("snowball: bad.toml: ")
        assert said in line


def test_an_unknown_state_or_treaty_is_refused(refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text('extends = "ottawa-2025"\n[world]\ntreaties = ["APMBC", "CMC"]\n')
    event = '[[events]]\nname = "russia-escalates"\ntarget = "RUSS"\n'
    Path("b.toml").write_text(f'extends = "ottawa-2025"\n{event}')
    (line,) = refused("check", "a.toml")
    assert '"CMC" is not a treaty' in line
    (line,) = refused("check", "b.toml")
    assert 'events.russia-escalates.target = "RUSS"' in line


WORDS = [
    ([], "COMMAND is missing"),
    (["rnu"], '(did you mean "run"?)'),
    (["show"], "show: SCENARIO is missing"),
    (["show", "ottawa-2025", "--jsno"], '--jsno: not understood (did you mean "--json"?)'),
    (["show", "ottawa-2025", "more"], "more: not understood"),
    (["show", "ottawa-2025", "--set"], "--set: expected one argument"),
    (["show", "ottawa-2025", "--set", "x"], "--set x: must be KEY=VALUE"),
    (
        ["show", "ottawa-2025", "--set", "run.seed=x"],
        '--set run.seed = "x": must be a whole number',
    ),
    (["show", "ottawa-2025", "--set", "run.sed=1"], "--set run.sed: no such key here"),
    (
        ["show", "ottawa-2025", "--set", "rum.seed=1"],
        '--set rum: no such key here (did you mean "run"?)',
    ),
    (
        ["run", "ottawa-2025", "--replicates", "0"],
        "snowball: --replicates = 0: must be a whole number",
    ),
    (
        ["run", "ottawa-2025", "--set", "run.seed=2", "--seed", "x"],
        'snowball: --seed = "x": must be',
    ),
    (["compare", "ottawa-2025", "escalation", "--seed", "-1"], "snowball: --seed = -1: must be"),
    (["run", "ottawa-2025", "--set", "world.treaties=XYZ"], "--set world.treaties"),
    (["run", "ottawa-2025", "--seed", "9" * 30], "0 to 9,223,372,036,854,775,807"),
    (["show", "otawa-2025"], '(did you mean "ottawa-2025"?)'),
    (["check", "missing.toml"], "missing.toml: no such scenario file"),
]


@pytest.mark.parametrize(("words", "said"), WORDS)
def test_bad_words_are_refused_in_one_line(words, said, refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where no earlier result stands in the way
    (line,) = refused(*words)
    assert said in line


def test_faults_come_without_a_traceback_in_a_process_of_its_own():
    done = snowball("show", "nosuch")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_check_says_which_files_are_sound(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    late = '[[events]]\nname = "late"\nkind = "pin"\ntarget = "FIN"\nfrom = 2050\n'
    Path("late.toml").write_text(f'extends = "ottawa-2025"\n{late}')
    assert main(["check", "no-contagion", "late.toml"]) == 0
    out, err = capsys.readouterr()
    assert out == "ok: no-contagion\nok: late.toml\n"
    assert "snowball: warning: late.toml: events.late: " in err


def test_check_looks_at_every_point_of_a_sweep(capsys, refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = 'extends = "ottawa-2025"\n[sweep.vary]\n"rule.parameters.anxiety" = {}\n'
    Path("s.toml").write_text(text.format("[0, 1]"))
    assert main(["check", "s.toml"]) == 0
    said = capsys.readouterr()
    assert said.out == "ok: s.toml\n"
    assert "[sweep]" not in said.err
    Path("s.toml").write_text(text.format("[0, -1]"))
    (line,) = refused("check", "s.toml")
    assert "sweep.vary.rule.parameters.anxiety" in line


def test_a_folder_that_is_extended_is_told_with_the_file_that_extends_it(
    refused, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text('extends = "../"\n')
    (line,) = refused("check", "a.toml")
    assert line == 'snowball: a.toml: extends = "../": must be a file, not a folder'


def test_only_treaties_that_can_be_left_are_offered(refused, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text('extends = "ottawa-2025"\n[world]\ntreaties = "XYZ"\n')
    (line,) = refused("check", "a.toml")
    assert line.startswith('snowball: a.toml: world.treaties: "XYZ" is not a treaty')
    offered = line.split("allowed are ")[1].split(", ")
    able = {row.treaty for row in treaty_meta() if row.notice_months is not None}
    dated = {row.treaty for row in treaties() if row.ratified}
    assert set(offered) == able & dated
    assert dated - able


def test_check_goes_on_after_a_fault(capsys):
    assert main(["check", "nosuch", "ottawa-2025", "--json"]) == 2
    first, second = json.loads(capsys.readouterr().out)
    assert not first["ok"]
    assert first["faults"][0].startswith("nosuch: ")
    assert second["ok"]
    assert second["faults"] == []


def test_the_shipped_scenarios_are_sound(capsys):
    assert main(["check", "ottawa-2025", "no-contagion"]) == 0
    assert capsys.readouterr().out == "ok: ottawa-2025\nok: no-contagion\n"


def test_list_gives_a_line_for_each_scenario(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    Path("scenarios", "mine.toml").write_text("# Mine?\n")
    Path("scenarios", "broken.toml").write_text("a = = 1")
    assert main(["list"]) == 0
    lines = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    assert lines["mine"] == "Mine?"
    assert "not valid TOML" in lines["broken"]
    assert lines["ottawa-2025"].endswith("?")
    assert main(["list", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == set(lines)


def test_show_prints_what_can_be_read_again(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["show", "ottawa-2025", "--set", "run.seed=7"]) == 0
    Path("again.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    records = []
    for words in (["again.toml"], ["ottawa-2025", "--set", "run.seed=7"]):
        assert main(["show", *words, "--json"]) == 0
        records.append(json.loads(capsys.readouterr().out))
    assert records[0] == records[1]
    assert records[0]["run"]["seed"] == 7


SMALLER = ("--set", "world.states=20", "--set", "time.end=2000-06-30")


@pytest.mark.parametrize("name", ["window", "weak-ties", "norm"])
def test_show_of_a_made_world_prints_a_file_that_runs(name, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["show", f"classroom/{name}", *SMALLER]) == 0
    text = capsys.readouterr().out
    assert 'source = "synthetic"' in text
    Path("again.toml").write_text(text, encoding="utf-8")
    assert main(["check", "again.toml"]) == 0
    few = ("--replicates", "2", "--engine", "mesa", "--no-figures", "--quiet")
    assert main(["run", "again.toml", *few, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert answer["treaties"][0]["treaty"] == "T1"


def test_a_made_world_at_fault_is_refused_with_the_word_that_set_it(refused):
    words = ("--set", "world.layers.peers.graph=rings")
    (line,) = refused("show", "classroom/window", *words)
    assert line.startswith('snowball: --set world.layers.peers.graph = "rings": must be one of "c')
    assert line.endswith('(did you mean "ring"?)')
    (line,) = refused("show", "classroom/riot", "--set", 'rule.threshold.values=[0, "x"]')
    assert line.startswith('snowball: --set rule.threshold.values[1] = "x": must be a number')


def test_keys_that_belong_together_may_be_set_in_any_order(capsys):
    both = ("rule.name=cascade", "rule.probability=0.1")
    for words in (both, both[::-1]):
        sets = [word for setting in words for word in ("--set", setting)]
        assert main(["show", "classroom/window", "--json", *sets]) == 0
        shown = json.loads(capsys.readouterr().out)
        assert shown["rule"] == {"name": "cascade", "probability": 0.1}
        assert shown["run"]["trajectories"] == 0


def test_schema_prints_json(capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].endswith("2020-12/schema")


def test_help_needs_no_heavy_package():
    code = (
        "import sys; from simulation.cli.main import main; code = main(['--help']);"
        f"sys.exit(code or [name for name in {HEAVY} if name in sys.modules] or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    for command in cli.COMMANDS:
        assert re.search(rf"^    {command}\s", done.stdout, re.MULTILINE), command


def test_each_command_explains_itself(capsys):
    for command in cli.COMMANDS:
        assert main([command, "--help"]) == 0
        assert f"usage: snowball {command}" in capsys.readouterr().out


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("snowball ")


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (InputFault("one", "two"), 2, "snowball: one\nsnowball: two\n"),
        (KeyboardInterrupt(), 130, "snowball: interrupted\n"),
        (
            KeyboardInterrupt("to go on: snowball sweep x"),
            130,
            "snowball: to go on: snowball sweep",
        ),
        (
            RuntimeError("odd\nthing"),
            1,
            "snowball: a fault of this program, not of your input: Run",
        ),
    ],
)
def test_every_end_has_its_exit_code(raised, code, said, monkeypatch, capsys):
    def stop(_):
        raise raised

    monkeypatch.delenv(cli.DEBUG, raising=False)
    monkeypatch.setattr(cli, "_carried_out", stop)
    assert main([]) == code
    err = capsys.readouterr().err
    assert err.startswith(said)
    assert "Traceback" not in err


def test_a_fault_of_ours_shows_its_traceback_when_asked(monkeypatch, capsys):
    def stop(_):
        raise RuntimeError("odd")

    monkeypatch.setenv(cli.DEBUG, "1")
    monkeypatch.setattr(cli, "_carried_out", stop)
    assert main([]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="pipes end otherwise there")
def test_a_reader_that_leaves_early_is_no_fault():
    with subprocess.Popen(
        [sys.executable, "-m", "simulation", "schema"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_a_parser_never_leaves_by_itself():
    with pytest.raises(InputFault, match="x: SCENARIO is missing; see snowball x --help"):
        Parser(prog="snowball x").error("the following arguments are required: SCENARIO")
