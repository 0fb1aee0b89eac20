"""How well Fingerpost understands, beside its peers, on the half of the questions kept unseen.

`python -m bench.quality [tune]` prints one table; with FINGERPOST_ENGINE set, Fingerpost itself runs on that
server. A right service is one that serves a right need of the question.
Peers that rank services only are given the first need of their first service as their need.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from assistant.engine import Assistant
from assistant.filters import Filters
from assistant.library import Library, open_library
from assistant.reply import Reply
from assistant.search import HelplineSearch
from assistant.shared import open_shared
from bench import peers
from bench.questions import (
    Question,
    everyday_sentences,
    needs_questions,
    outside_questions,
    rows_of,
    shared_needs,
    shared_rows,
)
from knowledge.store import Knowledge
from tui.home import engine_address

Answer = tuple[list[str], list[str]]
"""(needs, ids of services), best first."""
EVERYDAY_PARTS = {"tune": 8, "unseen": 2}
"""The real people's everyday sentences are cut into so many parts, of which one is used: other parts for each half."""


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one contender."""

    name: str
    need1: float
    need3: float
    service5: float
    p50: float
    p95: float

    def __str__(self) -> str:
        shares = f"{self.need1:6.1%} {self.need3:6.1%} {self.service5:7.1%}"
        return f"{self.name:<34} {shares} {self.p50:8.2f} {self.p95:8.2f}"


def measure(
    name: str, answer: Callable[[str], Answer], questions: Sequence[Question], knowledge: Knowledge
) -> Row:
    """Ask every question once."""
    first = third = fifth = 0
    times: list[float] = []
    services = knowledge.service_by_id
    for question in questions:
        began = time.perf_counter()
        needs, ids = answer(question.text)
        times.append((time.perf_counter() - began) * 1000)
        right = set(question.needs)
        first += bool(needs) and needs[0] in right
        third += bool(right.intersection(needs[:3]))
        fifth += any(right.intersection(services[item].needs) for item in ids[:5] if item in services)
    count = len(questions)
    times.sort()
    return Row(name, first / count, third / count, fifth / count, times[count // 2], times[int(count * 0.95)])


def ours(assistant: Assistant) -> Callable[[str], Answer]:
    """Fingerpost, each question its own conversation."""
    start = assistant.start()

    def answer(text: str) -> Answer:
        _, reply = assistant.step(start, text)
        ids = [service.id for service in reply.services]
        return [need.id for need in reply.needs], ids or (["govuk-find-local-council"] if reply.plans else [])

    return answer


def by_services(rank: peers.Ranker, knowledge: Knowledge) -> Callable[[str], Answer]:
    """A ranker of services as an answerer."""

    def answer(text: str) -> Answer:
        ids = rank(text)
        needs = [knowledge.service_by_id[item].needs[0] for item in ids]
        return list(dict.fromkeys(needs)), ids

    return answer


def contenders(library: Library, folder: Path) -> list[tuple[str, Callable[[str], Answer]]]:
    """Ourselves and every peer that is installed."""
    knowledge = library.knowledge
    found = [("Fingerpost", ours(Assistant(library)))]
    makers: tuple[tuple[str, Callable[[], peers.Ranker]], ...] = (
        ("Whoosh BM25F", lambda: peers.whoosh_bm25f(knowledge, folder)),
        ("SQLite FTS5 (porter, bm25)", lambda: peers.sqlite_fts5(knowledge)),
        ("tantivy", lambda: peers.tantivy_bm25(knowledge)),
        ("bm25s", lambda: peers.bm25s_(knowledge)),
        ("rapidfuzz WRatio", lambda: peers.rapidfuzz_wratio(knowledge)),
    )
    for name, make in makers:
        try:
            found.append((name, by_services(make(), knowledge)))
        except ImportError as error:
            print(f"left out: {name} ({error})")
    try:
        classify = peers.tfidf_classifier(knowledge)
        found.append(
            (
                "TF-IDF + linear SVM, our sentences",
                lambda text: (classify(text), _of_needs(classify(text), library)),
            )
        )
        services, needs = peers.minilm(knowledge)
        found.append(("MiniLM-L6 int8 (embedding)", lambda text: (needs(text), services(text))))
    except ImportError as error:
        print(f"left out: {error}")
    return found


def _of_needs(needs: list[str], library: Library) -> list[str]:
    """Services for the first need, as the same ranking gives them without words."""
    return [service.id for service in library.knowledge.services if needs[0] in service.needs[:1]][:5]


def rejected(reply: Reply) -> bool:
    """True where nothing was answered."""
    return reply.kind in {"handover", "chat"} and reply.crisis is None


def safety_lines(assistant: Assistant, half: str) -> list[str]:
    """Recall and false alarms of the crisis screen."""
    start = assistant.start()

    def share(texts: Sequence[str]) -> str:
        alarms = sum(assistant.step(start, text)[1].crisis is not None for text in texts)
        return f"{alarms} of {len(texts)} ({alarms / max(1, len(texts)):.1%})"

    own = rows_of("crisis", half)
    lines = [
        f"alarm on our own crisis sentences       {share([r['text'] for r in own if r['expected'] == 'alarm'])}",
        f"alarm on our own calm sentences         {share([r['text'] for r in own if r['expected'] == 'none'])}",
    ]
    real = shared_rows("crisis_real")
    for expected in ("alarm", "no-alarm"):
        texts = [row["text"] for row in real if row["expected"] == expected]
        lines.append(f"alarm on real sentences ({expected:<8})      {share(texts)}")
    other = [row["text"] for row in real if row["evidence"] == "other-wording" and row["expected"] == "alarm"]
    lines.append(f"  of these, other wording               {share(other)}")
    everyday = everyday_sentences(1 if half == "unseen" else 0, EVERYDAY_PARTS[half])
    lines.append(f"alarm on everyday sentences             {share(everyday)}")
    return lines


def main(half: str) -> None:
    """Print the tables."""
    address = engine_address(None, None)
    folder = Path(gettempdir()) / "fingerpost-bench" / "index"
    library = open_shared(address) if address else open_library(folder, datetime.now(UTC))
    assistant = Assistant(library)
    questions = needs_questions(half)
    right = [item for item in questions if not item.misspelt_of]
    print(f"{len(right)} questions spelt right, {len(questions) - len(right)} misspelt; half: {half}\n")
    print(f"{'':<34} {'need@1':>6} {'need@3':>6} {'serv.@5':>7} {'ms p50':>8} {'ms p95':>8}")
    with TemporaryDirectory() as scratch:
        for name, answer in contenders(library, Path(scratch)):
            print(measure(name, answer, right, library.knowledge), flush=True)
    print()
    answer = ours(assistant)
    twins = [item for item in right if any(other.misspelt_of == item.id for other in questions)]
    groups = {
        f"ours, {name}": [q for q in right if q.register == name] for name in ("plain", "story", "short")
    }
    groups |= {
        "ours, misspelt": [item for item in questions if item.misspelt_of],
        "ours, the same spelt right": twins,
        "ours, real people (gold, American)": shared_needs(),
    }
    for name, items in groups.items():
        if items:
            print(measure(name, answer, items, library.knowledge))
    print()
    start = assistant.start()
    outside = [assistant.step(start, item.text)[1] for item in outside_questions(half)]
    inside = [assistant.step(start, item.text)[1] for item in questions]
    print(
        f"outside questions rejected              {sum(map(rejected, outside)) / len(outside):.1%} of {len(outside)}"
    )
    print(
        f"in-scope questions wrongly rejected     {sum(map(rejected, inside)) / len(inside):.1%} of {len(inside)}"
    )
    print(f"expected calibration error              {calibration_error(inside, questions, outside):.3f}")
    print("\n".join(safety_lines(assistant, half)))
    print("\n".join(helpline_lines(library, half)))


def calibration_error(
    inside: Sequence[Reply], questions: Sequence[Question], outside: Sequence[Reply]
) -> float:
    """Expected calibration error over ten equal bins of every need named, as a share."""
    seen = [
        (need.confidence, need.id in question.needs)
        for reply, question in zip(inside, questions, strict=True)
        for need in reply.needs
    ]
    seen += [(need.confidence, False) for reply in outside for need in reply.needs]
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in seen:
        bins.setdefault(min(9, int(confidence * 10)), []).append((confidence, right))
    print("reliability: said → was right (count)")
    for number, items in sorted(bins.items()):
        said, was = sum(c for c, _ in items) / len(items), sum(r for _, r in items) / len(items)
        print(f"  {number / 10:.1f}-{number / 10 + 0.1:.1f}   {said:.2f} → {was:.2f}  ({len(items)})")
    return sum(abs(sum(c for c, _ in i) - sum(r for _, r in i)) for i in bins.values()) / max(1, len(seen))


def helpline_lines(library: Library, half: str) -> list[str]:
    """The helpline's search box."""
    search, now = HelplineSearch(library), datetime.now(UTC)
    rows = rows_of("helpline", half)
    right = empty = 0
    times: list[float] = []
    for row in rows:
        began = time.perf_counter()
        found = [item.id for item in search.search(row["query"], Filters(place=row["area"] or None), now=now)]
        times.append((time.perf_counter() - began) * 1000)
        right += bool(set(found[:5]).intersection(row["right"].split(",")))
        empty += not found
    times.sort()
    count = len(rows)
    return [
        f"helpline search right in first five     {right / count:.1%} of {count}; nothing found {empty / count:.1%}",
        f"helpline search ms                      p50 {times[count // 2]:.2f}, p95 {times[int(count * 0.95)]:.2f}",
    ]


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "unseen")
