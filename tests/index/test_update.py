"""An update finds exactly what a whole build finds."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from index import build as building
from index import whoosh_files
from index.build import build
from index.engine import WhooshEngine
from index.generations import current
from index.parts import CHANGES
from knowledge.records import Service
from tests.conftest import NOW
from tests.index.small import WORDS, indexed, knowledge_of, query, service, some_services


def edited(services: list[Service], rng: random.Random) -> list[Service]:
    """One service gone, one changed, one closed, one new, and the order turned."""
    changed = services[1:]
    at = rng.randrange(len(changed))
    changed[at] = msgspec.structs.replace(
        changed[at], summary=" ".join(rng.choices(WORDS, k=5)) + " unheardof"
    )
    gone = rng.randrange(len(changed))
    changed[gone] = msgspec.structs.replace(changed[gone], status="closed")
    changed.append(service(rng.randrange(500, 999), rng))
    return [*changed[5:], *changed[:5]]


def found(root: Path) -> list[object]:
    engine = WhooshEngine(root)
    lexicon = engine.lexicon()
    queries = [query(word, 100) for word in (*WORDS, "unheardof", "lunch club for older carers")]
    answers: list[object] = [
        [(hit.id, pytest.approx(hit.score), hit.fields) for hit in engine.search(item)] for item in queries
    ]
    answers.append(list(engine.words()))
    answers.append([lexicon.beginning_with(letter, 5) for letter in "abcdefgh"])
    engine.close()
    return answers


def test_updates_one_after_another_equal_whole_builds(tmp_path: Path) -> None:
    rng = random.Random(7)
    services = some_services(150)
    root = indexed(services, tmp_path / "updated")
    for turn in range(4):
        services = edited(services, rng)
        indexed(services, root)
        folder = current(root)
        assert folder is not None
        assert (folder / CHANGES).is_dir()
        assert found(root) == found(indexed(services, tmp_path / f"whole-{turn}"))


def test_an_update_analyses_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = some_services(60)
    root = indexed(services, tmp_path / "index")
    written: list[str] = []
    real = whoosh_files.write

    def spy(folder: Path, rows: object, *rest: object) -> None:
        kept = list(rows)  # type: ignore[call-overload]
        written.extend(record for record, _ in kept)
        real(folder, kept, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "write", spy)
    services[3] = msgspec.structs.replace(services[3], name="Another Name")
    indexed(services, root)
    assert written == [services[3].id]


def test_nothing_changed_writes_no_postings_and_finds_the_same(tmp_path: Path) -> None:
    services = some_services(40)
    root = indexed(services, tmp_path / "index")
    before = found(root)
    indexed(services, root)
    folder = current(root)
    assert folder is not None
    assert not (folder / CHANGES).exists()
    assert found(root) == before


def test_many_changes_make_a_whole_build(tmp_path: Path) -> None:
    root = indexed(some_services(40), tmp_path / "index")
    indexed(some_services(40, seed=2), root)
    folder = current(root)
    assert folder is not None
    assert not (folder / CHANGES).exists()


def test_a_damaged_base_is_not_carried_on(tmp_path: Path) -> None:
    services = some_services(40)
    root = indexed(services, tmp_path / "index")
    folder = current(root)
    assert folder is not None
    base = next((folder / "whoosh").glob("*.seg"))
    base.write_bytes(base.read_bytes()[:-1] + b"\0")
    services[3] = msgspec.structs.replace(services[3], name="Another Name")
    indexed(services, root)
    assert found(root) == found(indexed(services, tmp_path / "whole"))


def test_all_records_gone_leaves_an_index_that_finds_nothing(tmp_path: Path) -> None:
    root = indexed(some_services(20), tmp_path / "index")
    build(knowledge_of([]), root, NOW)
    engine = WhooshEngine(root)
    assert engine.search(query("lunch")) == []
    assert engine.status().records == 0
