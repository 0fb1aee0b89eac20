"""Servers killed under load: reads that fail, the longest pause, and whether an acknowledged write is lost."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event

import psycopg

from bench.many import TOWNS, many, real_services, town_names
from index.analysis import terms_of
from index.generations import IndexProblem
from index.port import Query
from index.postgres import open_engine
from index.postgres.publishing import Contents, publish
from tests.cluster import SYNCHRONOUS, Cluster, Node, running, wait_for

SERVICES = 50_000
READERS = 20
THINKING = 0.05
"""Seconds between an answer and the next question of one reader."""
WRITTEN = 20
"""Records in each publish of the writer."""
SECONDS = 24.0
PRIMARY_DIES, PROMOTION, REPLICA_DIES = 6.0, 9.0, 15.0
"""Seconds after the start."""
TEXTS = (
    "lonely older people lunch club",
    "dentist open on saturday morning",
    "help with debt and rent",
    "blood test",
)


@dataclass(frozen=True, slots=True)
class Read:
    """What one reader saw."""

    done: int
    failed: int
    longest: float
    """Seconds from a question to its answer, at most, failed attempts between them counted."""


def _read(address: str, number: int, stop: Event, results: Queue[Read]) -> None:
    engine = open_engine(address)
    done = failed = turn = 0
    longest, last = 0.0, time.monotonic()
    while not stop.is_set():
        turn += 1
        terms = tuple((term, 1.0) for term in terms_of(TEXTS[(number + turn) % len(TEXTS)]))
        try:
            found = engine.search(Query(terms, areas=frozenset({f"town-{turn % TOWNS}", "uk"})))
        except IndexProblem:
            failed += 1
            continue
        failed += not found
        done += 1
        now = time.monotonic()
        longest = max(longest, now - last)
        time.sleep(THINKING)
        last = time.monotonic()
    results.put(Read(done, failed, longest))


def _write(
    address: str, contents: list[Contents], stop: Event, results: Queue[tuple[list[int], float]]
) -> None:
    """Publish one after another; the numbers that were acknowledged, and the longest wait for one."""
    written: list[int] = []
    longest = 0.0
    for one in contents:
        if stop.is_set():
            break
        began = time.monotonic()
        written.append(int(publish(address, one, lambda done, total: None, lambda message: None).generation))
        longest = max(longest, time.monotonic() - began)
    results.put((written, longest))


def failover() -> None:
    """Load a cluster of three, kill the primary under load, promote, kill the other replica, and count."""
    records = real_services()
    towns = town_names(records)

    def contents(name: str, count: int) -> Contents:
        return Contents(name, "2026-11-25T00:00:00+00:00", count, lambda: many(count, records, towns), {})

    with running(2, SYNCHRONOUS) as cluster:
        number = publish(cluster.address(), contents("big", SERVICES), lambda *_: None, print).generation
        wait_for(lambda: _has(cluster, number), 120)
        writes = [contents(f"small-{at}", WRITTEN) for at in range(100_000)]
        _run(cluster, writes)


def _run(cluster: Cluster, writes: list[Contents]) -> None:
    context = multiprocessing.get_context("fork")
    stop, reads = context.Event(), context.Queue()
    written: Queue[tuple[list[int], float]] = context.Queue()
    workers = [
        context.Process(target=_read, args=(cluster.address(), at, stop, reads)) for at in range(READERS)
    ]
    workers.append(context.Process(target=_write, args=(cluster.address("writer"), writes, stop, written)))
    for worker in workers:
        worker.start()
    survivor = _kill(cluster, time.monotonic())
    stop.set()
    seen = [reads.get(timeout=60) for _ in range(READERS)]
    acknowledged, wait = written.get(timeout=60)
    for worker in workers:
        worker.join()
    kept = set(_generations(survivor))
    print(f"\n{READERS} readers, 1 writer, {SERVICES:,} services; primary killed at {PRIMARY_DIES:.0f} s,")
    print(
        f"a replica promoted at {PROMOTION:.0f} s, the other replica killed at {REPLICA_DIES:.0f} s of {SECONDS:.0f} s"
    )
    print(
        f"reads done           {sum(read.done for read in seen):,} ({sum(read.done for read in seen) / SECONDS:.0f}/s)"
    )
    print(f"reads failed         {sum(read.failed for read in seen)}")
    print(f"longest pause        {max(read.longest for read in seen) * 1000:.0f} ms")
    print(f"writes acknowledged  {len(acknowledged)}; longest wait {wait:.1f} s")
    print(f"writes lost          {len(set(acknowledged) - kept)}")


def _kill(cluster: Cluster, began: float) -> Node:
    """Let the servers die in turn; the one that is left."""

    def until(seconds: float) -> None:
        time.sleep(max(0.0, began + seconds - time.monotonic()))

    primary, *replicas = cluster.nodes
    until(PRIMARY_DIES)
    primary.kill()
    until(PROMOTION)
    promoted = max(replicas, key=lambda node: _number(node, "SELECT pg_last_wal_receive_lsn() - '0/0'"))
    promoted.promote()
    until(REPLICA_DIES)
    _commits_alone(promoted)
    next(node for node in replicas if node is not promoted).kill()
    until(SECONDS)
    return promoted


def _commits_alone(node: Node) -> None:
    """What an operator does who has one server left: let it commit without a replica."""
    node.configure("synchronous_standby_names = ''")
    node.reload()


def _number(node: Node, statement: str) -> int:
    return next(_rows(node, statement))


def _rows(node: Node, statement: str) -> Iterator[int]:
    with psycopg.connect(f"postgresql://postgres@127.0.0.1:{node.port}/postgres") as connection:
        yield from (int(row[0]) for row in connection.execute(statement.encode()).fetchall())


def _generations(node: Node) -> list[int]:
    return list(_rows(node, "SELECT number FROM fingerpost.generation WHERE tenant = 'writer'"))


def _has(cluster: Cluster, number: str) -> bool:
    found = "SELECT count(*) FROM fingerpost.generation WHERE number = " + number
    return all(_number(node, found) == 1 for node in cluster.nodes)
