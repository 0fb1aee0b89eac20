"""The PostgreSQL engine at size, and while servers die.

`python -m bench.postgres [SERVICES …]` (default: 50000) loads so many services into a real server of its own, and
prints one table; `python -m bench.postgres failover` kills a primary and then a replica under 20 readers and a writer;
`python -m bench.postgres quality` compares the quality of answers on PostgreSQL and on Whoosh. fsync is off in these
servers: it speeds loading, and nothing else that is measured here.
"""

from __future__ import annotations

import bisect
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir

import psycopg
from rapidfuzz.distance import OSA

from assistant.engine import Assistant
from assistant.library import COUNTS, MODEL, open_library
from assistant.lookup import BEGINS, SLIP
from assistant.shared import open_shared
from assistant.spelling import edit_limit
from bench.failover import failover
from bench.many import TOWNS, many, real_services, town_names
from bench.quality import helpline_lines, measure, ours
from bench.questions import needs_questions
from index.analysis import stem, terms_of, words_of
from index.port import Engine, Query
from index.postgres import open_engine, publish
from index.postgres.publishing import Contents
from index.postgres.publishing import publish as publish_contents
from tests.cluster import running

QUERIES = 400
MAX_PREFIXED = 40
"""Longer words that an unfinished one is looked up as; as `assistant.search` does it."""
Ask = Callable[[Engine, str, frozenset[str] | None], None]


def questions() -> list[str]:
    """Five words of each tuning question."""
    found = [terms for item in needs_questions("tune") if len(terms := words_of_weight(item.text)) >= 5]
    return [" ".join(words[:5]) for words in found][:QUERIES]


def words_of_weight(text: str) -> list[str]:
    """The words of a text that are index terms."""
    return [word for word in words_of(text) if terms_of(word)]


def misspelt(text: str, chance: random.Random) -> str:
    """The text with two letters of its longest word swapped."""
    words = text.split()
    at = max(range(len(words)), key=lambda n: len(words[n]))
    word = words[at]
    cut = chance.randrange(1, max(2, len(word) - 1))
    words[at] = word[:cut] + word[cut : cut + 2][::-1] + word[cut + 2 :]
    return " ".join(words)


def typed(text: str) -> Iterator[str]:
    """Two words of a text, letter by letter."""
    two = " ".join(text.split()[:2])
    return (two[:end] for end in range(1, len(two) + 1) if not two[:end].endswith(" "))


def ask_words(engine: Engine, text: str, areas: frozenset[str] | None) -> None:
    """Search for the words as they are."""
    engine.search(Query(tuple((term, 1.0) for term in terms_of(text)), areas=areas))


def ask_typed(engine: Engine, text: str, areas: frozenset[str] | None) -> None:
    """Search while the last word may be unfinished."""
    words = words_of(text)
    terms = [(term, 1.0) for word in words[:-1] for term in terms_of(word)]
    known = engine.words()
    start = bisect.bisect_left(known, words[-1])
    end = bisect.bisect_left(known, words[-1] + "\uffff")
    begun = dict.fromkeys(stem(word) for word in known[start : min(end, start + MAX_PREFIXED)])
    engine.search(Query((*terms, *((term, BEGINS) for term in begun)), areas=areas))


def ask_misspelt(engine: Engine, text: str, areas: frozenset[str] | None) -> None:
    """Search, with words that nobody knows replaced by the nearest that are."""
    known = engine.words()
    terms: list[tuple[str, float]] = []
    for word in words_of(text):
        at = bisect.bisect_left(known, word)
        if at < len(known) and known[at] == word:
            terms += [(term, 1.0) for term in terms_of(word)]
            continue
        limit = edit_limit(word)
        start, end = bisect.bisect_left(known, word[0]), bisect.bisect_left(known, word[0] + "\uffff")
        near = sorted(
            (distance, other)
            for other in known[start:end]
            if abs(len(other) - len(word)) <= limit
            and (distance := OSA.distance(word, other, score_cutoff=limit)) <= limit
        )
        terms += [(stem(other), SLIP) for distance, other in near[:5] if distance == near[0][0]]
    engine.search(Query(tuple(terms), areas=areas))


def timed(engine: Engine, ask: Ask, texts: Sequence[str], placed: bool) -> tuple[float, float]:
    """p50 and p95 of asking each text once, in milliseconds."""
    times = []
    for number, text in enumerate(texts):
        areas = frozenset({f"town-{number % TOWNS}", "uk"}) if placed else None
        began = time.perf_counter()
        ask(engine, text, areas)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def at_size(count: int) -> None:
    """Load so many services, and time the questions."""
    records = real_services()
    towns = town_names(records)
    with running(0) as cluster:
        contents = Contents(
            f"bench-{count}", "2026-11-25T00:00:00+00:00", count, lambda: many(count, records, towns), {}
        )
        began = time.perf_counter()
        made = publish_contents(cluster.address(), contents, lambda done, total: None, print)
        print(f"\n{count:,} services in {len(towns)} towns")
        print(f"load                 {time.perf_counter() - began:.0f} s")
        print(f"size                 {_size(cluster.address(), made.generation)}")
        began = time.perf_counter()
        engine = open_engine(cluster.address())
        print(
            f"open                 {(time.perf_counter() - began) * 1000:.0f} ms; {len(engine.words()):,} words"
        )
        five = questions()
        chance = random.Random(7)
        rows: tuple[tuple[str, Ask, list[str]], ...] = (
            ("five words", ask_words, five),
            ("as you type", ask_typed, [part for text in five[:40] for part in typed(text)]),
            ("misspelt", ask_misspelt, [misspelt(text, chance) for text in five]),
        )
        print(f"{'':<20} {'in a place':>17} {'everywhere':>17}   (ms: p50, p95)")
        for name, ask, texts in rows:
            ask(engine, texts[0], None)
            figures = [*timed(engine, ask, texts, True), *timed(engine, ask, texts, False)]
            print(f"{name:<20} " + " ".join(f"{value:8.1f}" for value in figures), flush=True)
        print(
            f"{'CPU, five words':<20} {_cpu(cluster.address(), lambda: timed(engine, ask_words, five, True)):s}"
        )
        engine.close()


def _cpu(address: str, work: Callable[[], object]) -> str:
    """CPU time that one of the questions takes, here and in the server: what a busy machine does not change."""
    with psycopg.connect(address.partition("?")[0]) as connection:
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'fingerpost'"
        ).fetchone()
    assert row is not None
    count = len(questions())
    ours, theirs = time.process_time(), _cpu_of(row[0])
    work()
    ours, theirs = time.process_time() - ours, _cpu_of(row[0]) - theirs
    return f"{ours * 1000 / count:.1f} ms here, {theirs * 1000 / count:.1f} ms in the server"


def _cpu_of(process: int) -> float:
    """Seconds of CPU that a process has had."""
    ticks = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _size(address: str, generation: str) -> str:
    with psycopg.connect(address.partition("?")[0]) as connection:
        row = connection.execute(
            "SELECT pg_total_relation_size(%s::regclass), pg_indexes_size(%s::regclass)",
            [f"fingerpost_data.record_{generation}"] * 2,
        ).fetchone()
    assert row is not None
    return f"{row[0] / 1e6:,.0f} MB, of which indexes {row[1] / 1e6:,.0f} MB"


def quality(half: str) -> None:
    """The same questions on both engines."""
    root = Path(gettempdir()) / "fingerpost-bench" / "index"
    library = open_library(root, datetime.now(UTC))
    asked = needs_questions(half)
    with running(0) as cluster:
        blobs = {name: library.engine.blob(name) for name in (MODEL, COUNTS)}
        publish(cluster.address(), library.knowledge, datetime.now(UTC), blobs)
        for name, one in (("Whoosh", library), ("PostgreSQL", open_shared(cluster.address()))):
            print(measure(name, ours(Assistant(one)), asked, one.knowledge), flush=True)
            print("\n".join(helpline_lines(one, half)), flush=True)


def main(arguments: Sequence[str]) -> None:
    """Run what was asked for."""
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for argument in arguments or ["50000"]:
        if argument == "failover":
            failover()
        elif argument == "quality":
            quality("unseen")
        else:
            at_size(int(argument))


if __name__ == "__main__":
    main(sys.argv[1:])
