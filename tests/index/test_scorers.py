"""Both scorers give the same, and what a cache holds stays within its bound."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from index.arrays import ArrayScorer
from index.bm25f import PlainScorer
from index.build import read_contents
from index.cache import ByteCache
from index.documents import fields
from index.engine import WhooshEngine
from index.generations import current
from index.parts import Parts
from index.port import Query
from tests.index.small import PLACES, WORDS, indexed, query, some_services


@pytest.fixture
def scorers(tmp_path: Path) -> tuple[PlainScorer, ArrayScorer]:
    services = some_services(120)
    root = indexed(services, tmp_path / "index")
    indexed([*services[10:], *some_services(5, seed=9)], root)
    folder = current(root)
    assert folder is not None
    catalogue = read_contents(folder)
    parts = Parts(folder, catalogue, fields())
    return (
        PlainScorer(catalogue, fields(), parts.postings),
        ArrayScorer(catalogue, fields(), parts.postings),
    )


def queries() -> list[Query]:
    found = [query(word, limit) for word in WORDS for limit in (1, 3, 500)]
    found.append(query("gentle walking club for older people in hemel", 20))
    found.append(Query((("lunch", 0.5), ("club", 1.0), ("lunch", 0.25)), areas=frozenset(PLACES[:2])))
    found.append(Query((("lunch", 1.0),), needs=frozenset({"nothing"})))
    found.append(Query((("nowhere", 1.0),)))
    found.append(Query(()))
    return found


def test_arrays_and_plain_python_agree(scorers: tuple[PlainScorer, ArrayScorer]) -> None:
    plain, arrays = scorers
    for item in queries():
        for _ in range(2):  # the second time from the cache
            ours, theirs = plain.best(item), arrays.best(item)
            assert [(hit.id, hit.fields) for hit in ours] == [(hit.id, hit.fields) for hit in theirs]
            assert [hit.score for hit in ours] == pytest.approx([hit.score for hit in theirs])


def test_equal_scores_are_in_the_order_of_ids(tmp_path: Path) -> None:
    services = some_services(30)
    same = [msgspec.structs.replace(services[0], id=item.id) for item in services]
    engine = WhooshEngine(indexed(same[::-1], tmp_path / "index"))
    hits = engine.search(query(services[0].name, 7))
    assert [hit.id for hit in hits] == [item.id for item in services[:7]]


def test_words_that_nobody_wrote_are_not_kept(scorers: tuple[PlainScorer, ArrayScorer]) -> None:
    for scorer in scorers:
        scorer.best(query("ermintrude"))
        assert "ermintrud" not in repr(vars(scorer._impacts))


def test_the_cache_lets_go_of_what_was_unused_longest() -> None:
    cache: ByteCache[str, int] = ByteCache(100)
    cache.put("a", 1, 40)
    cache.put("b", 2, 40)
    assert cache.get("a") == 1
    cache.put("c", 3, 40)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)


def test_the_cache_does_not_hold_what_is_larger_than_itself() -> None:
    cache: ByteCache[str, int] = ByteCache(100)
    cache.put("a", 1, 40)
    cache.put("huge", 2, 101)
    assert (cache.get("a"), cache.get("huge")) == (1, None)
