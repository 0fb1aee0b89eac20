"""The life of an index under stress: `python -m bench.index_life`.

Builds killed at random moments; readers that query through rebuilds; files damaged in many ways. An index of
real services (see `bench.directory`), each time with some of them changed.
"""

from __future__ import annotations

import multiprocessing
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from bench.directory import directory
from index.analysis import terms_of
from index.build import build
from index.engine import WhooshEngine
from index.generations import IndexProblem, pointer_in
from index.live import Live
from index.port import Query
from knowledge.store import Knowledge
from tests.index.damage import damages, serving

SIZE = 3_000
KILLS, READERS, REBUILDS, AT_REST_SECONDS = 50, 8, 10, 5.0
QUESTION = Query(tuple((term, 1.0) for term in terms_of("hospital pharmacy dental surgery health centre")))


def changed(knowledge: Knowledge, turn: int, share: float = 0.02) -> Knowledge:
    """The same knowledge with a share of its services renamed."""
    rng = random.Random(turn)
    some = set(rng.sample(range(len(knowledge.services)), int(len(knowledge.services) * share)))
    services = tuple(
        msgspec.structs.replace(item, name=f"{item.name} {turn}") if at in some else item
        for at, item in enumerate(knowledge.services)
    )
    return msgspec.structs.replace(knowledge, services=services, fingerprint=f"{turn:064x}")


def answers(root: Path) -> bool:
    """True where the index opens and finds."""
    try:
        engine = WhooshEngine(root)
    except IndexProblem:
        return False
    found = bool(engine.search(QUESTION))
    engine.close()
    return found


def kills(knowledge: Knowledge, root: Path) -> str:
    """Kill builds, half of them updates and half whole, at moments spread over as long as one takes."""
    command = [sys.executable, "-m", "bench.index_life", "build", str(root)]
    took: dict[str, float] = {}
    for share in ("0.02", "0.9"):
        builder = _begun([*command, "1", share])
        began = time.monotonic()
        builder.wait()
        took[share] = time.monotonic() - began
    rng = random.Random(1)
    killed = served = mended = 0
    for turn in range(KILLS):
        share = ("0.02", "0.9")[turn % 2]
        builder = _begun([*command, str(turn + 2), share])
        try:
            builder.wait(timeout=rng.uniform(0.0, 1.0) * took[share])
        except subprocess.TimeoutExpired:
            builder.send_signal(signal.SIGKILL)
            killed += builder.wait() == -signal.SIGKILL
        served += answers(root)
        build(changed(knowledge, 1000 + turn), root, datetime.now(UTC))
        mended += answers(root)
    left = [path for path in root.iterdir() if path.is_dir()]
    return (
        f"builds killed {killed} of {KILLS} (the others were done before the kill); old index answered {served}, "
        f"next build answered {mended}; folders left {len(left)}"
    )


def _begun(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """A build in a process of its own, which has just begun."""
    builder = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert builder.stdout is not None
    builder.stdout.readline()
    return builder


def reader(
    root: str, stop: Event, swapping: Event, results: multiprocessing.Queue[Sequence[Sequence[float]]]
) -> None:
    """Query without a pause, each time the newest index. Puts (times at rest, times while rebuilt, errors, swaps)."""
    folder = Path(root)
    first = WhooshEngine(folder)
    live = Live(first, first.mark, lambda: WhooshEngine(folder), lambda: pointer_in(folder))
    times: dict[bool, list[float]] = {True: [], False: []}
    errors = 0
    seen: list[str] = []
    while not stop.is_set():
        during = swapping.is_set()
        began = time.perf_counter()
        try:
            engine = live.now()
            errors += not engine.search(QUESTION)
        except Exception:
            errors += 1
        times[during].append((time.perf_counter() - began) * 1e3)
        if not seen or seen[-1] != engine.status().generation:
            seen.append(engine.status().generation)
        time.sleep(0.005)  # eight readers without rest would only measure the two processors
    results.put((times[False], times[True], [float(errors)], [float(len(seen) - 1)]))


def readers(knowledge: Knowledge, root: Path) -> list[str]:
    """Readers beside rebuilds."""
    stop, swapping = multiprocessing.Event(), multiprocessing.Event()
    results: multiprocessing.Queue[Sequence[Sequence[float]]] = multiprocessing.Queue()
    running = [
        multiprocessing.Process(target=reader, args=(str(root), stop, swapping, results))
        for _ in range(READERS)
    ]
    for process in running:
        process.start()
    time.sleep(AT_REST_SECONDS)
    swapping.set()
    for turn in range(REBUILDS):
        subprocess.run(
            [sys.executable, "-m", "bench.index_life", "build", str(root), str(turn), "0.02"], check=True
        )
    time.sleep(1)
    stop.set()
    found = [results.get() for _ in running]
    for process in running:
        process.join()
    rest = sorted(value for times, _, _, _ in found for value in times)
    swap = sorted(value for _, times, _, _ in found for value in times)
    return [
        f"{READERS} readers through {REBUILDS} rebuilds: {len(rest) + len(swap)} queries, "
        f"errors {sum(errors[0] for _, _, errors, _ in found):.0f}, "
        f"moved on {min(swaps[0] for *_, swaps in found):.0f} to {max(swaps[0] for *_, swaps in found):.0f} times each",
        f"  at rest         p50 {_at(rest, 0.5):.2f}  p99 {_at(rest, 0.99):.2f} ms",
        f"  while rebuilt   p50 {_at(swap, 0.5):.2f}  p99 {_at(swap, 0.99):.2f} ms",
    ]


def _at(times: Sequence[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def damaged(knowledge: Knowledge, root: Path) -> str:
    """Damage a copy of the index in every way, open it, and build it again."""
    noticed = mended = count = 0
    for _, damage in damages():
        count += 1
        with TemporaryDirectory() as folder:
            copy = Path(folder) / "in" / "index"
            shutil.copytree(root, copy)
            damage(serving(copy))
            noticed += not answers(copy)
            build(knowledge, copy, datetime.now(UTC))
            mended += answers(copy)
    return f"kinds of damage noticed {noticed} of {count}, built again {mended}"


def main() -> None:
    """Run all three."""
    knowledge = directory(SIZE)
    with TemporaryDirectory() as folder:
        root = Path(folder) / "index"
        build(knowledge, root, datetime.now(UTC))
        print(kills(knowledge, root), flush=True)
        print("\n".join(readers(knowledge, root)), flush=True)
        small = Path(folder) / "small"
        few = directory(300)
        build(few, small, datetime.now(UTC))
        print(damaged(few, small))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["build", root, turn, share]:
            knowledge = changed(directory(SIZE), int(turn), float(share))
            print("begins", flush=True)
            build(knowledge, Path(root), datetime.now(UTC))
        case _:
            main()
