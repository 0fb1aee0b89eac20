"""Damage of any kind is noticed when an index is opened, and the next build puts it right."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from index import stamps
from index.engine import WhooshEngine
from index.generations import IndexProblem, verify
from tests.index.damage import FILE_DAMAGES, Damage, damages, serving
from tests.index.small import indexed, query, some_services


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexed(some_services(20), tmp_path_factory.mktemp("whole") / "index")


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "a" / "index")
    return tmp_path / "a" / "index"


@pytest.mark.parametrize(("name", "damage"), [pytest.param(*item, id=item[0]) for item in damages()])
def test_damage_is_noticed_and_the_next_build_serves(root: Path, name: str, damage: Damage) -> None:
    damage(serving(root))
    with pytest.raises(IndexProblem) as problem:
        WhooshEngine(root)
    assert "\n" not in str(problem.value)
    indexed(some_services(20), root)
    assert WhooshEngine(root).search(query("lunch"))


def test_there_are_thirty_kinds_and_more() -> None:
    assert len(list(damages())) >= 30


@pytest.fixture
def noted(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A generation that counts as large, was verified, and had been left alone before."""
    monkeypatch.setattr(stamps, "FROM_BYTES", 1)
    if not Path("/proc/sys/kernel/random/boot_id").exists():
        pytest.skip("this system does not name its start, so no note is used")
    folder = serving(root)
    verify(folder)
    later = max(path.stat().st_ctime_ns for path in folder.rglob("*")) + 3_000_000_000
    os.utime(stamps.note_of(folder), ns=(later, later))
    return folder


def test_what_was_verified_and_left_alone_is_not_hashed_again(
    noted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.generations.sha256_of", lambda path: pytest.fail("hashed again"))
    verify(noted)


@pytest.mark.parametrize("name", [name for name in FILE_DAMAGES if name != "written by others"])
def test_damage_after_the_note_is_noticed(noted: Path, name: str) -> None:
    FILE_DAMAGES[name](next(noted.glob("whoosh/*.seg")))
    with pytest.raises(IndexProblem):
        verify(noted)


@pytest.mark.parametrize("text", ["", "0" * 64, "\xff"])
def test_a_damaged_note_means_hashing(noted: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    note = stamps.note_of(noted)
    info = note.stat()
    note.write_bytes(text.encode("latin-1"))
    os.utime(note, ns=(info.st_atime_ns, info.st_mtime_ns))
    hashed: list[Path] = []
    monkeypatch.setattr("index.generations.sha256_of", lambda path: hashed.append(path))
    with pytest.raises(IndexProblem):
        verify(noted)
    assert hashed


def test_a_note_taken_while_files_changed_is_not_trusted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "FROM_BYTES", 1)
    folder = serving(root)
    verify(folder)
    hashed: list[Path] = []
    monkeypatch.setattr("index.generations.sha256_of", lambda path: hashed.append(path))
    with pytest.raises(IndexProblem):
        verify(folder)
    assert hashed


def test_a_note_of_another_start_of_the_machine_is_not_trusted(
    noted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_boot", lambda: b"another")
    monkeypatch.setattr("index.generations.sha256_of", lambda path: "")
    with pytest.raises(IndexProblem, match="damaged"):
        verify(noted)
