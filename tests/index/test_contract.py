"""What every engine owes: the same tests on Whoosh and on PostgreSQL, on the same real records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.analysis import terms_of, words_of
from index.build import build
from index.documents import documents
from index.engine import WhooshEngine
from index.generations import IndexProblem
from index.port import Engine, Hit, Query
from index.postgres import open_engine, publish
from knowledge.loader import load_knowledge
from knowledge.store import Knowledge
from tests.cluster import running
from tests.conftest import NOW

BLOBS = {"model.msgpack": b"\x00\xffmodel", "wordcounts.msgpack": b""}


@pytest.fixture(scope="module")
def records() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def whoosh_engine(records: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    root: Path = tmp_path_factory.mktemp("whoosh")
    build(records, root, NOW, blobs=BLOBS)
    engine = WhooshEngine(root)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def postgres_engine(records: Knowledge) -> Iterator[Engine]:
    with running(0) as cluster:
        publish(cluster.address(), records, NOW, BLOBS)
        engine = open_engine(cluster.address())
        yield engine
        engine.close()


@pytest.fixture(params=["whoosh", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


def query(text: str, limit: int = 10) -> Query:
    return Query(tuple((term, 1.0) for term in terms_of(text)), limit=limit)


def alike(found: Sequence[Hit], expected: Sequence[Hit]) -> bool:
    """The same records in the same order, found in the same fields, with the same scores."""
    return [(hit.id, hit.fields) for hit in found] == [(hit.id, hit.fields) for hit in expected] and [
        hit.score for hit in found
    ] == pytest.approx([hit.score for hit in expected])


QUERIES = (
    "lonely older people lunch", "debt advice", "dementia carer break", "stop smoking", "food bank thurrock",
    "my husband has dementia and I need a break", "help", "CAB hemel", "116123", "samaritans", "HP1 1DN",
    "council tax rent arrears eviction notice housing benefit appeal", "lift to hospital", "blood pressure check",
)  # fmt: skip


@pytest.mark.parametrize("text", QUERIES)
def test_postgres_finds_the_same_records_in_the_same_order(
    whoosh_engine: Engine, postgres_engine: Engine, text: str
) -> None:
    hits = whoosh_engine.search(query(text))
    assert hits
    assert alike(postgres_engine.search(query(text)), hits)


@pytest.mark.parametrize(
    "asked",
    [
        Query((("help", 1.0),), areas=frozenset({"thurrock"}), needs=frozenset({"dementia"}), limit=50),
        Query((("support", 1.0), ("group", 0.5)), areas=frozenset({"calderdale", "uk"}), limit=20),
        Query((("health", 1.0), ("target", 0.3), ("health", 0.2)), "plan", limit=20),
        Query((("health", 1.0),), "plan", frozenset({"thurrock"}), limit=5),
        Query((("centr", 1.0), ("club", 1.0)), "closure", limit=20),
        Query(
            (("lunch", 1.0), ("lunchtim", 0.55), ("luncheon", 0.55)), needs=frozenset({"loneliness"}), limit=5
        ),
    ],
)
def test_postgres_filters_and_weighs_as_whoosh_does(
    whoosh_engine: Engine, postgres_engine: Engine, asked: Query
) -> None:
    hits = whoosh_engine.search(asked)
    assert hits
    assert alike(postgres_engine.search(asked), hits)


def test_both_know_the_same_words_and_the_same_knowledge(
    whoosh_engine: Engine, postgres_engine: Engine, records: Knowledge
) -> None:
    assert list(postgres_engine.words()) == list(whoosh_engine.words())
    assert postgres_engine.knowledge() == whoosh_engine.knowledge() == records


def test_ties_are_broken_by_id_and_order_is_stable(engine: Engine) -> None:
    first = engine.search(query("help", 50))
    assert first == engine.search(query("help", 50))
    assert first == sorted(first, key=lambda hit: (-hit.score, hit.id))


def test_filters_keep_only_what_they_name(engine: Engine, records: Knowledge) -> None:
    hits = engine.search(
        Query((("help", 1.0),), areas=frozenset({"thurrock"}), needs=frozenset({"dementia"}), limit=50)
    )
    services = records.service_by_id
    assert hits
    assert all("thurrock" in services[hit.id].areas and "dementia" in services[hit.id].needs for hit in hits)


@pytest.mark.parametrize("kind", ["service", "plan", "closure"])
def test_only_records_of_the_kind_asked_for_are_found(engine: Engine, records: Knowledge, kind: str) -> None:
    ids = {document.id for document in documents(records) if document.kind == kind}
    hits = engine.search(Query((("support", 1.0), ("hertfordshir", 1.0)), kind, limit=200))  # type: ignore[arg-type]
    assert hits
    assert {hit.id for hit in hits} <= ids


def test_a_limit_is_kept_and_more_only_adds_at_the_end(engine: Engine) -> None:
    few, many = engine.search(query("advice", 3)), engine.search(query("advice", 30))
    assert len(few) == 3
    assert many[:3] == few


@pytest.mark.parametrize(
    "asked",
    [
        Query(()),
        Query((("zzyzx", 1.0),)),
        Query((("help", 1.0),), areas=frozenset()),
        Query((("help", 1.0),), areas=frozenset({"atlantis"})),
        Query((("help", 1.0),), needs=frozenset({"gold"})),
        Query((("help", 1.0),), areas=frozenset({"o'brien", '"', "{a,b}", "\\"})),
    ],
)
def test_nothing_to_find_is_an_empty_list(engine: Engine, asked: Query) -> None:
    assert engine.search(asked) == []


@pytest.mark.parametrize("term", ["", "'", "a'|'b", "\x00", "help:*", "!help", "🙂", "x" * 100_000, "%s"])
def test_a_strange_term_finds_nothing_and_harms_nothing(engine: Engine, term: str) -> None:
    hits = engine.search(Query(((term, 1.0), ("samaritan", 1.0))))
    assert hits == engine.search(Query((("samaritan", 1.0),)))
    assert hits


def test_every_word_of_the_records_is_known_and_sorted(engine: Engine, records: Knowledge) -> None:
    words = engine.words()
    assert list(words) == sorted(set(words))
    assert set(words_of(records.services[0].summary)) <= set(words)


def test_blobs_come_back_as_they_were(engine: Engine) -> None:
    assert {name: engine.blob(name) for name in BLOBS} == BLOBS
    with pytest.raises(IndexProblem, match=r"nothing\.bin"):
        engine.blob("nothing.bin")


def test_status_says_what_it_was_built_from(engine: Engine, records: Knowledge) -> None:
    status = engine.status()
    assert status.fingerprint == records.fingerprint
    assert status.built_at == NOW.isoformat(timespec="seconds")
    assert status.records == sum(1 for _ in documents(records))
