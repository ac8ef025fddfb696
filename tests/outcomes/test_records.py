"""Records: written whole or not at all, and read back as they were."""

import json

import pytest

from simulation.outcomes.contents import contents_hash
from simulation.outcomes.manifest import ATTRIBUTION, COMPARISON, source_commit, theory_hash
from simulation.outcomes.publishing import publishing
from simulation.outcomes.records import (
    TABLES,
    Record,
    holds_attribution,
    open_record,
    read_manifest,
    stranger_in_result,
    write_record,
)
from simulation.scenario.faults import InputFault
from simulation.scenario.record import digest
from tests.outcomes.made import names_in, record


def published(one, folder, overwrite=None):
    with publishing(folder, overwrite) as part:
        write_record(one, part)
    return folder


def write_half(folder, fault):
    with publishing(folder) as part:
        (part / "half.parquet").write_bytes(b"half")
        raise fault


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ({"kind": ATTRIBUTION}, "holds an attribution, not a run or a sweep"),
        ({"kind": COMPARISON}, "holds a comparison, not a run or a sweep"),
        ({"kind": ["else"]}, "has no readable manifest"),
        ([], "has no readable manifest"),
    ],
)
def test_folders_of_other_kinds_are_called_by_their_kind(tmp_path, manifest, told):
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputFault, match=told):
        open_record(tmp_path)
    assert holds_attribution(tmp_path) == ("attribution" in told)


def test_a_record_reads_back_as_it_was(tmp_path):
    one = record(seed=2)
    again = open_record(published(one, tmp_path / "made" / "here"))
    assert again.manifest == json.loads(json.dumps(one.manifest))
    for name in TABLES:
        assert getattr(again, name).equals(getattr(one, name)), name
        sha = contents_hash(again.table(name))
        assert again.manifest["tables"][name] == {"rows": len(getattr(one, name)), "sha256": sha}
    assert digest(again.scenario) == again.manifest["scenario_hash"]
    assert again.scenario.replicates == 40
    assert names_in(tmp_path / "made") == ["here"]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError, InputFault])
def test_nothing_is_left_when_writing_stops(tmp_path, fault):
    with pytest.raises(fault):
        write_half(tmp_path / "new" / "result", fault)
    assert names_in(tmp_path) == []


def test_what_stood_before_stands_when_writing_stops(tmp_path):
    folder = published(record(seed=2), tmp_path / "result")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(RuntimeError):
        write_half(folder, RuntimeError)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert names_in(tmp_path) == ["result"]


def test_publishing_again_replaces_the_whole_folder(tmp_path):
    folder = published(record(seed=2), tmp_path / "result")
    (folder / "figures").mkdir()
    published(record(seed=3), folder, overwrite=stranger_in_result)
    assert names_in(tmp_path) == ["result"]
    assert not (folder / "figures").exists()


def test_a_link_to_a_folder_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    published(record(seed=2), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert read_manifest(tmp_path / "real") is not None


def test_a_place_that_cannot_be_written_is_the_users_fault(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputFault, match="cannot be written"), publishing(tmp_path / "file" / "x"):
        pytest.fail("nothing may begin there")


@pytest.mark.parametrize("content", ["", "[]", '{"kind": "other"}', "\xff"])
def test_only_a_folder_with_our_manifest_is_a_result(tmp_path, content):
    (tmp_path / "manifest.json").write_text(content, encoding="latin-1")
    assert read_manifest(tmp_path) is None
    with pytest.raises(InputFault, match=r"manifest\.json"):
        open_record(tmp_path)


def test_a_missing_or_broken_table_is_named(tmp_path):
    folder = published(record(seed=2), tmp_path / "result")
    (folder / "runs.parquet").write_bytes(b"not parquet")
    (folder / "exits.parquet").unlink()
    for name in ("runs", "exits"):
        with pytest.raises(InputFault, match=name):
            open_record(folder).table(name)
    with pytest.raises(InputFault, match="no table"):
        Record({}).table("runs")


def test_the_commit_is_read_without_git(tmp_path):
    commit = "0123456789abcdef0123456789abcdef01234567"
    git = tmp_path / "a" / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    assert source_commit(tmp_path / "a") is None
    (git / "packed-refs").write_text(f"# pack-refs\n{commit} refs/heads/main\n")
    assert source_commit(tmp_path / "a") == commit
    (git / "refs" / "heads" / "main").write_text(commit[::-1] + "\n")
    assert source_commit(tmp_path / "a") == commit[::-1]
    (git / "HEAD").write_text(commit + "\n")
    assert source_commit(tmp_path / "a") == commit


def test_the_commit_of_a_linked_worktree_is_found(tmp_path):
    commit = "0123456789abcdef0123456789abcdef01234567"
    linked = tmp_path / "main.git" / "worktrees" / "b"
    linked.mkdir(parents=True)
    (linked / "HEAD").write_text("ref: refs/heads/side\n")
    (linked / "commondir").write_text("../..\n")
    (tmp_path / "main.git" / "packed-refs").write_text(f"{commit} refs/heads/side\n")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / ".git").write_text("gitdir: ../main.git/worktrees/b\n")
    assert source_commit(tmp_path / "b") == commit


def test_outside_a_checkout_there_is_no_commit(tmp_path):
    assert source_commit(tmp_path) is None


def test_an_edited_rule_changes_the_theory_hash_and_a_note_elsewhere_does_not(tmp_path):
    for part in ("model", "world", "engines", "figures"):
        (tmp_path / part).mkdir()
    (tmp_path / "chance.py").write_text("seed\n")
    (tmp_path / "model" / "rule.py").write_text("a\nb\n")
    before = theory_hash(tmp_path)
    (tmp_path / "figures" / "new.py").write_text("colour\n")
    (tmp_path / "model" / "rule.py").write_bytes(b"a\r\nb\r\n")
    assert theory_hash(tmp_path) == before
    (tmp_path / "model" / "rule.py").write_text("a\nc\n")
    assert theory_hash(tmp_path) != before
