"""Servers that die: reads go on, writes wait for a primary, and what was acknowledged is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest

from index.generations import IndexProblem
from index.port import Engine, Query
from index.postgres import connection, open_engine, publish, servers
from knowledge.loader import load_knowledge
from knowledge.store import Knowledge
from tests.cluster import SYNCHRONOUS, Cluster, Node, running, wait_for
from tests.conftest import NOW
from tests.tiny import write_tiny

LUNCH = Query((("lunch", 1.0),))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running(2, SYNCHRONOUS) as started:
        yield started


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return load_knowledge(write_tiny(tmp_path_factory.mktemp("tiny")))


def everywhere(address: str, generation: str) -> None:
    """Wait until every server of the address serves it."""
    wait_for(lambda: {server.generation for server in servers(address)} == {int(generation)})


def furthest(nodes: list[Node]) -> Node:
    """The replica that has received the most: the one to promote."""

    def received(node: Node) -> int:
        with psycopg.connect(f"postgresql://postgres@127.0.0.1:{node.port}/postgres") as open_:
            row = open_.execute("SELECT pg_last_wal_receive_lsn() - '0/0'").fetchone()
            assert row is not None
            return int(row[0])

    return max(nodes, key=received)


def test_servers_die_one_by_one_and_reads_go_on(
    cluster: Cluster, small: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, (primary, *replicas) = cluster.address(), cluster.nodes
    first = publish(address, small, NOW, {})
    everywhere(address, first.generation)
    assert [server.role for server in servers(address)] == ["primary", "replica", "replica"]
    engine = open_engine(address)
    hits = engine.search(LUNCH)
    assert [hit.id for hit in hits] == ["hemel-lunch-club"]

    primary.kill()
    assert engine.search(LUNCH) == hits
    assert open_engine(address).search(LUNCH) == hits
    with monkeypatch.context() as patch:
        patch.setattr(connection, "PRIMARY_SECONDS", 0.0)
        with pytest.raises(IndexProblem, match="no primary answers") as caught:
            publish(address, small, NOW, {"x": b""})
        assert "\n" not in str(caught.value)

    promoted = furthest(replicas)
    second, said = publish_while(promoted.promote, address, small)
    assert said[0].startswith("no primary answers at 127.0.0.1:")
    assert int(second) > int(first.generation)
    everywhere(cluster.address(nodes=replicas), second)
    assert open_engine(address).status().generation == second
    assert engine.search(LUNCH) == hits

    follower = next(node for node in replicas if node is not promoted)
    follower.kill()
    assert engine.search(LUNCH) == hits
    assert engine.knowledge() == small
    monkeypatch.setattr(connection, "CONFIRM_SECONDS", 0.3)
    said.clear()
    third = publish(address, small, NOW.replace(year=2028), {}, warn=said.append)
    assert said == ["done, but no replica has confirmed it yet: it would be lost with the primary"]
    assert open_engine(address).status().generation == third.generation

    promoted.kill()
    wait_for(lambda: not answers(engine))  # a session may outlive its server by a moment
    with pytest.raises(IndexProblem, match="no server answers: 127") as caught:
        engine.search(LUNCH)
    assert "\n" not in str(caught.value)


def answers(engine: Engine) -> bool:
    try:
        engine.search(LUNCH)
    except IndexProblem:
        return False
    return True


def publish_while(act: Callable[[], None], address: str, small: Knowledge) -> tuple[str, list[str]]:
    """Publish, and act once the publisher says that it waits; the generation made, and what was said."""
    waiting, said, done = threading.Event(), list[str](), list[str]()

    def told(message: str) -> None:
        said.append(message)
        waiting.set()

    def run() -> None:
        done.append(publish(address, small, NOW.replace(year=2027), {}, warn=told).generation)

    publisher = threading.Thread(target=run)
    publisher.start()
    assert waiting.wait(20)
    assert done == []
    act()
    publisher.join(40)
    return done[0], said
