"""How fast the index is at 50,000 real services, beside SQLite FTS5 and tantivy: `make bench-index`.

Every engine has a process of its own, one after the other, with the same records and queries. A query is first run
once, cold; then it is run three times and the best counts, since the machine may be shared.
"""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import gettempdir

import msgspec

from bench.directory import directory
from bench.directory_queries import Queries, queries_for
from bench.engines import CONTENDERS, build
from index.recipe import recipe

SIZE = 50_000
COUNT = 200
RUNS = 3
SLOW = 20.0
"""Milliseconds: what took so long at first is run only once more."""
HOME = Path(gettempdir()) / "fingerpost-bench-index"
COLUMNS = ("first run p95", "… of processor", "p50", "p95", "p95 of processor")
TARGETS = {"five words": 5.0, "as typed": 5.0, "misspelt": 10.0, "open": 100.0, "memory": 250.0}
"""p95 in ms, ms, MB."""


class Times(msgspec.Struct):
    """Of one kind of query. Milliseconds, by the clock unless said otherwise."""

    first: float
    """p95 of the first runs, cold."""
    first_worked: float
    """The same in time of the processor, which tells what a machine that is not shared would need."""
    middle: float
    """p50 of the best runs."""
    most: float
    """p95 of the best runs."""
    worked: float
    """The same in time of the processor."""


class Measured(msgspec.Struct):
    """What one engine needed. Milliseconds, megabytes."""

    imported: float
    opened: float
    opening: float
    """Of the processor, while it opened."""
    memory: float
    times: dict[str, Times | None]
    """By kind of query; None where it cannot."""


def percentile(times: Sequence[float], share: float) -> float:
    """The time that this share of the queries stays within."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def child(name: str, folder: Path, queries: Queries) -> Measured:
    """Measure one engine in this process, which has done nothing else."""
    engine = CONTENDERS[name]()
    began = time.perf_counter()
    if name == "fingerpost":
        import index.engine  # noqa: F401
    elif name == "tantivy":
        importlib.import_module("tantivy")
    imported = time.perf_counter()
    worked = time.process_time()
    engine.open(folder)
    opened, opening = time.perf_counter(), time.process_time()
    kinds: dict[str, list[Callable[[], object]]] = {
        "five words": [partial(engine.ask, words) for words in queries.five],
        "five words, one town": [
            partial(engine.ask, *asked) for asked in zip(queries.five, queries.towns, strict=True)
        ],
        "as typed": [partial(engine.typed, text) for text in queries.typed],
        "first letter": [partial(engine.typed, text) for text in queries.typed if len(text) == 1],
        "misspelt": [partial(engine.misspelt, words) for words in queries.misspelt],
    }
    times = {kind: _timed(asked) for kind, asked in kinds.items()}
    return Measured(
        (imported - began) * 1e3, (opened - imported) * 1e3, (opening - worked) * 1e3, _memory(), times
    )


def _timed(asked: Sequence[Callable[[], object]]) -> Times | None:
    if asked[0]() is None:
        return None
    first = [_time(ask) for ask in asked]
    best = [
        min(_time(ask) for _ in range(RUNS if took < SLOW else 1))
        for ask, (took, _) in zip(asked, first, strict=True)
    ]
    wall, worked = [took for took, _ in best], [took for _, took in best]
    return Times(
        percentile([took for took, _ in first], 0.95),
        percentile([took for _, took in first], 0.95),
        percentile(wall, 0.5),
        percentile(wall, 0.95),
        percentile(worked, 0.95),
    )


def _time(ask: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    ask()
    return (time.perf_counter() - began) * 1e3, (time.process_time() - worked) * 1e3


def _memory() -> float:
    """The most that this process has held so far, MB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


def _run(name: str, folder: Path, asked: Path) -> Measured:
    command = [sys.executable, "-m", "bench.index_speed", name, str(folder), str(asked)]
    done = subprocess.run(command, capture_output=True, check=True)
    return msgspec.json.decode(done.stdout, type=Measured)


def main(size: int) -> None:
    """Build what is missing, measure all, print the table."""
    knowledge = directory(size)
    HOME.mkdir(exist_ok=True)
    asked = HOME / f"queries-{size}.json"
    asked.write_bytes(msgspec.json.encode(queries_for(knowledge, COUNT)))
    rows: dict[str, list[str]] = {}
    for name in CONTENDERS:
        folder = HOME / f"{name}-{size}-{recipe()[:8]}"
        speed = _built(name, folder, size)
        bytes_held = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        if name == "fingerpost":
            CONTENDERS[name]().open(folder)  # verified once for this start of the machine
        measured = _run(name, folder, asked)
        rows[name] = [speed, f"{bytes_held / 1e6:.0f}", *_cells(measured)]
    head = ["build, records/s", "size, MB", "import, ms", "open, ms", "open, ms of processor", "memory, MB"]
    for kind in measured.times:
        head += [f"{kind}: {what}" for what in COLUMNS]
    print(f"{size} services, {COUNT} queries of each kind; ms\n")
    print(f"{'':<40}" + "".join(f"{name:>14}" for name in rows))
    for at, label in enumerate(head):
        print(f"{label:<40}" + "".join(f"{cells[at]:>14}" for cells in rows.values()))
    print("\ntargets: " + ", ".join(f"{name} ≤ {value:g}" for name, value in TARGETS.items()))


def _cells(measured: Measured) -> list[str]:
    cells = [measured.imported, measured.opened, measured.opening, measured.memory]
    found = [f"{value:.0f}" for value in cells]
    for times in measured.times.values():
        found += (
            ["–"] * len(COLUMNS) if times is None else [f"{v:.2f}" for v in msgspec.structs.astuple(times)]
        )
    return found


def _built(name: str, folder: Path, size: int) -> str:
    """Build the index where it is not there yet, in a process of its own; how many records a second."""
    note = HOME / f"{folder.name}.speed"
    if not note.exists():
        command = [sys.executable, "-m", "bench.index_speed", "build", name, str(folder), str(size)]
        note.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
    return note.read_text().strip()


def _build(name: str, folder: Path, size: int) -> None:
    knowledge = directory(size)
    folder.mkdir(mode=0o700, exist_ok=True)
    began = time.perf_counter()
    build(name, knowledge, folder)
    print(f"{size / (time.perf_counter() - began):.0f}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["build", name, folder, size]:
            _build(name, Path(folder), int(size))
        case [name, folder, asked]:
            queries = msgspec.json.decode(Path(asked).read_bytes(), type=Queries)
            sys.stdout.buffer.write(msgspec.json.encode(child(name, Path(folder), queries)))
        case [size]:
            main(int(size))
        case _:
            main(SIZE)
