"""A running app moves on to a newer index, and stays where it is when that cannot be opened."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import msgspec

from index.engine import WhooshEngine
from index.generations import current, pointer_in
from index.live import Live, Start
from tests.index.small import indexed, query, some_services


def live_engine(root: Path, start: Start) -> Live[WhooshEngine]:
    first = WhooshEngine(root)
    return Live(first, first.mark, lambda: WhooshEngine(root), lambda: pointer_in(root), start)


def at_once(work: Callable[[], None]) -> None:
    work()


def test_a_newer_index_is_found_at_the_next_query_but_one(tmp_path: Path) -> None:
    services = some_services(30)
    root = indexed(services, tmp_path / "index")
    live = live_engine(root, at_once)
    old = live.now()
    indexed([msgspec.structs.replace(services[0], name="Ermintrude"), *services[1:]], root)
    assert live.now() is old  # it is opened beside this query
    assert [hit.id for hit in live.now().search(query("ermintrude"))] == [services[0].id]


def test_the_old_index_closes_when_its_last_user_lets_go(tmp_path: Path) -> None:
    root = indexed(some_services(30), tmp_path / "index")
    live = live_engine(root, at_once)
    held = live.now()
    gone = weakref.ref(held)
    indexed(some_services(30, seed=2), root)
    live.now()
    live.now()
    assert held.search(query("lunch"))  # still open for who holds it
    del held
    gc.collect()
    assert gone() is None


def test_an_index_that_cannot_be_opened_changes_nothing(tmp_path: Path) -> None:
    services = some_services(30)
    root = indexed(services, tmp_path / "index")
    live = live_engine(root, at_once)
    old = live.now()
    indexed(some_services(30, seed=2), root)
    folder = current(root)
    assert folder is not None
    (folder / "knowledge.json").write_bytes(b"{}")
    for _ in range(3):
        assert live.now() is old
    assert old.search(query(services[0].name))


def test_a_pointer_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    root = indexed(some_services(30), tmp_path / "index")
    live = live_engine(root, at_once)
    old = live.now()
    (root / "CURRENT").unlink()
    assert live.now() is live.now() is old


def test_while_the_newer_one_opens_it_is_not_opened_twice(tmp_path: Path) -> None:
    root = indexed(some_services(30), tmp_path / "index")
    waiting: list[Callable[[], None]] = []
    live = live_engine(root, waiting.append)
    old = live.now()
    indexed(some_services(30, seed=2), root)
    assert live.now() is live.now() is old
    assert len(waiting) == 1
    waiting[0]()
    assert live.now() is not old
