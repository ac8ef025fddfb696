"""The waiting folder: one process at a time, nothing of others is touched, nothing is lost."""

import multiprocessing
import time
from types import SimpleNamespace

import pytest
from filelock import FileLock

from simulation.cli.main import main
from simulation.experiments.runner import run
from simulation.experiments.sweeping import differing, running, unfinished
from simulation.experiments.sweeping.differing import differences, mark_of
from simulation.scenario.faults import InputFault
from tests.experiments.sweeping.made import BASE, same_result, small_tasks, swept, village
from tests.outcomes.made import names_in


@pytest.fixture
def interrupted(tmp_path, monkeypatch):
    """A folder beside which a sweep of the village waits, some tasks of it done."""
    keep, kept = running.keep, []
    with monkeypatch.context() as patch:
        small_tasks(patch, 20)

        def stop(*given):
            kept.append(keep(*given))
            if len(kept) == 3:
                raise KeyboardInterrupt

        patch.setattr(running, "keep", lambda *given: stop(*given) or kept[-1])
        with pytest.raises(KeyboardInterrupt):
            swept(tmp_path / "x")
    assert names_in(tmp_path) == ["x.unfinished"]
    return tmp_path / "x"


def tasks_beside(folder):
    return names_in(folder.with_name("x.unfinished") / "tasks")


def test_another_process_at_work_is_told(interrupted):
    lock = FileLock(str(interrupted.with_name("x.unfinished") / unfinished.LOCK))
    before = tasks_beside(interrupted)
    with lock, pytest.raises(InputFault, match="another process is at work in") as told:
        swept(interrupted)
    assert len(told.value.faults) == 1
    assert tasks_beside(interrupted) == before


def test_a_lock_that_goes_with_the_folder_is_no_lock_any_more(tmp_path):
    order = {"replicates": 1}
    for _ in range(3):
        with unfinished.held(tmp_path / "x", order, anew=False) as place:
            assert place.exists()
            unfinished.forget(place)
            with unfinished.held(tmp_path / "x", order, anew=False) as again:
                assert again.exists()
        assert names_in(tmp_path) == []


def test_of_two_processes_one_works_and_the_other_is_told(whole, tmp_path):
    context = multiprocessing.get_context("spawn")
    began = context.Process(target=swept, args=(tmp_path / "x",))
    began.start()
    while not (tmp_path / "x.unfinished" / unfinished.ORDER).exists() and began.is_alive():
        time.sleep(0.01)
    try:
        swept(tmp_path / "x")
    except InputFault as told:
        assert "another process is at work" in str(told)  # noqa: PT017 (it may have ended)
    began.join()
    assert began.exitcode == 0
    same_result(tmp_path / "x", whole)
    assert names_in(tmp_path) == ["x"]


def test_what_is_not_ours_is_left_alone(interrupted, whole):
    waiting = interrupted.with_name("x.unfinished")
    (waiting / "notes.txt").write_text("mine")
    (waiting / "tasks" / "mine").mkdir()
    (waiting / "tasks" / "mine" / "a").write_text("mine")
    (waiting / "tasks" / "task-1").write_text("mine")
    same_result(swept(interrupted), whole)
    assert names_in(waiting) == ["notes.txt", "tasks"]
    assert names_in(waiting / "tasks") == ["mine", "task-1"]


def test_a_folder_of_somebody_else_is_refused_and_left_as_it_was(tmp_path):
    (tmp_path / "x.unfinished").mkdir()
    (tmp_path / "x.unfinished" / "thesis.txt").write_text("mine")
    with pytest.raises(InputFault, match=r"holds thesis\.txt, which is no part of an unfin"):
        swept(tmp_path / "x")
    assert names_in(tmp_path / "x.unfinished") == ["thesis.txt"]
    (tmp_path / "y.unfinished").write_text("a file")
    with pytest.raises(InputFault, match=r"y\.unfinished: cannot be written"):
        swept(tmp_path / "y")


def test_a_name_of_a_folder_in_which_a_sweep_waits_is_refused(interrupted):
    before = tasks_beside(interrupted)
    with pytest.raises(InputFault, match=r"a name that ends in \.unfinished") as told:
        swept(interrupted.with_name("x.unfinished"), overwrite=True)
    assert len(told.value.faults) == 1
    assert tasks_beside(interrupted) == before


@pytest.mark.parametrize("done", [0, 2])
def test_an_interrupted_command_says_whether_anything_is_kept(done, tmp_path, monkeypatch, capsys):
    keep, kept = running.keep, []

    def stop(*given):
        if len(kept) == done:
            raise KeyboardInterrupt
        kept.append(keep(*given))
        return kept[-1]

    monkeypatch.chdir(tmp_path)
    small_tasks(monkeypatch, 2)
    monkeypatch.setattr(running, "keep", stop)
    (tmp_path / "s.toml").write_text(
        'extends = "ottawa-2025"\n[time]\nend = 2021-12-31\n[sweep.vary]\n'
        '"rule.parameters.anxiety" = [0, 1]\n'
    )
    assert main(["sweep", "s.toml", "--replicates", "5", "--workers", "1", "--quiet"]) == 130
    (line,) = capsys.readouterr().err.splitlines()
    said = "what is done is kept, to go on" if done else "nothing was done yet, to begin"
    assert line.startswith(f"snowball: interrupted; {said}: snowball")
    assert (tmp_path / "results" / "s.unfinished").exists() == bool(done)


def never(now, p):
    return -1.0


def test_failed_runs_alone_are_not_worth_keeping(tmp_path, monkeypatch):
    keep, kept = running.keep, []

    def stop(*given):
        kept.append(keep(*given))
        if len(kept) == 2:
            raise KeyboardInterrupt
        return kept[-1]

    small_tasks(monkeypatch, 20)
    with monkeypatch.context() as patch:
        patch.setattr(running, "keep", stop)
        with pytest.raises(KeyboardInterrupt):
            swept(tmp_path / "x", rule=never)
    assert names_in(tmp_path) == []
    swept(tmp_path / "x", rule=steady)


def steady(now, p):
    return 0.01


OTHERS = {
    r"another sweep \(scenario\.run\.seed was 7, is 8\);": {"seed": 8},
    r"20 are fewer": {"replicates": 20},
    r"precision was not given, is 0\.1": {"precision": 0.1},
    r"scenario\.world\.states was 12, is 13": {"overrides": {"world.states": 13}},
    r"made without a rule of your own": {"rule": steady},
    r"scenario\.sweep\.vary": {"source": village(vary={BASE: [-5.0, -4.0]})},
}


@pytest.mark.parametrize("said", OTHERS)
def test_another_sweep_does_not_go_on_with_it(said, interrupted, whole):
    before = tasks_beside(interrupted)
    with pytest.raises(InputFault, match=said) as told:
        swept(interrupted, **OTHERS[said])
    assert len(told.value.faults) == 1
    assert "throw away what waits there with --overwrite" in told.value.faults[0]
    assert tasks_beside(interrupted) == before
    swept(interrupted, overwrite=True, **OTHERS[said])
    assert names_in(interrupted.parent) == ["x"]


def test_a_title_may_change_and_replicates_grow_while_it_waits(interrupted, tmp_path):
    other = village(80) | {"title": "Another title"}
    kept = tasks_beside(interrupted)
    assert kept
    at_once = swept(tmp_path / "at once", other)
    same_result(swept(interrupted, other), at_once)


def other_rate(now, p):
    return 0.02


def test_a_rule_of_ones_own_must_be_the_same(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("simulation.experiments.sweeping.sweep.write_result", stop)
        with pytest.raises(KeyboardInterrupt):
            swept(tmp_path / "x", rule=steady)
    for said, rule in {"made by the rule steady, so rule=steady must": None,
                       "by the rule steady, so": other_rate}.items():  # fmt: skip
        with pytest.raises(InputFault, match=said) as told:
            swept(tmp_path / "x", rule=rule)
        assert len(told.value.faults) == 1
    swept(tmp_path / "x", rule=steady)
    with pytest.raises(InputFault, match=r"holds another sweep \(made by the rule steady"):
        swept(tmp_path / "x")


def stop(*_):
    raise KeyboardInterrupt


def test_a_finished_sweep_clears_what_waits_for_it_but_not_what_waits_for_more(tmp_path):
    swept(tmp_path / "x")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simulation.experiments.sweeping.sweep.write_result", stop)
        with pytest.raises(KeyboardInterrupt):
            swept(tmp_path / "x", replicates=70)
    assert names_in(tmp_path) == ["x", "x.unfinished"]
    swept(tmp_path / "x")
    assert names_in(tmp_path) == ["x", "x.unfinished"]
    swept(tmp_path / "x", replicates=70)
    assert names_in(tmp_path) == ["x"]


@pytest.mark.parametrize("done", [0, 1, 3])
def test_killed_while_it_clears_the_rest_goes_next_time(done, whole, tmp_path, monkeypatch):
    removed = []
    rmtree = unfinished.shutil.rmtree

    def dies(path, **how):
        if len(removed) == done:
            raise KeyboardInterrupt
        removed.append(path)
        rmtree(path, **how)

    small_tasks(monkeypatch, 20)
    with monkeypatch.context() as patch:
        patch.setattr(unfinished, "shutil", SimpleNamespace(rmtree=dies))
        with pytest.raises(KeyboardInterrupt):
            swept(tmp_path / "x")
    assert names_in(tmp_path) == ["x", "x.unfinished"]
    same_result(swept(tmp_path / "x"), whole)
    assert names_in(tmp_path) == ["x"]


def test_runs_and_sweeps_are_not_taken_for_each_other(tmp_path):
    swept(tmp_path / "x")
    with pytest.raises(InputFault, match="holds the result of snowball sweep, not of a run"):
        run(village(), out=tmp_path / "x")
    run(village(), out=tmp_path / "y")
    with pytest.raises(InputFault, match="holds the result of snowball run, not of a sweep"):
        swept(tmp_path / "y")


def test_a_finished_sweep_is_found_again_and_damage_is_told(tmp_path):
    swept(tmp_path / "x")
    before = (tmp_path / "x" / "manifest.json").stat().st_mtime_ns
    swept(tmp_path / "x")
    assert (tmp_path / "x" / "manifest.json").stat().st_mtime_ns == before
    with pytest.raises(InputFault, match="59 are fewer"):
        swept(tmp_path / "x", replicates=59)
    (tmp_path / "x" / "sums.parquet").unlink()
    with pytest.raises(InputFault, match=r"damaged: sums\.parquet is missing"):
        swept(tmp_path / "x", replicates=61)
    assert names_in(tmp_path) == ["x"]


def test_what_differs_is_named_and_shortened():
    before, now = {f"k{n}": n for n in range(9)}, {f"k{n}": -n for n in range(9)}
    found = differences(before, now)
    assert len(found) == 6
    assert found[-1] == "and 3 more"
    assert differences({"a": "x" * 99}, {"a": 1})[0].startswith('a was "xxx')
    assert mark_of(before) != mark_of(now)


def test_tasks_kept_in_another_form_are_run_again(interrupted, tmp_path, monkeypatch):
    assert len(tasks_beside(interrupted)) == 3
    monkeypatch.setattr(differing, "FORM", differing.FORM + 1)
    ran = []
    keep = running.keep
    monkeypatch.setattr(running, "keep", lambda kept, work, done: ran.append(work.number) or
                        keep(kept, work, done))  # fmt: skip
    swept(interrupted)
    assert ran[0] == 0
    same_result(interrupted, swept(tmp_path / "whole"))
