"""How quick the screens are, measured from outside: a real terminal, a key, the last byte that it brings.

`python -m bench.desk` uses an index of 1,000 services made of our own; `--services N` of N, `--index DIR` any index.
`--turns N` sets the length of the long conversation.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import msgspec

from assistant.library import build_index
from bench.questions import needs_questions, rows_of
from bench.terminal import Terminal
from knowledge.loader import load_knowledge
from knowledge.records import Service

STARTS = 7
SEARCHES = 40
LATE = 40
"""Key presses timed at the beginning and at the end of the long conversation."""
_EMPTY = "from textual.app import App; from textual.widgets import Label\nclass E(App):\n def compose(self): yield Label('first-paint')\nE().run()"  # noqa: E501
_CLEAR = "\x1b"


@dataclass(frozen=True, slots=True)
class Runner:
    """Starts commands on an index."""

    index: Path

    def command(self, *words: str) -> Terminal:
        """`fingerpost` with these words."""
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "ESCDELAY": "1"}
        env |= {"FINGERPOST_INDEX": str(self.index)}
        env.pop("FINGERPOST_PLAIN", None)
        return Terminal([sys.executable, *words], env)

    def desk(self) -> Terminal:
        """The desk, ready."""
        return self.command("-m", "tui.cli", "desk", "--area", "dacorum")

    def chat(self) -> Terminal:
        """The resident's chat, ready."""
        return self.command("-m", "tui.cli", "--area", "dacorum")


def padded(services: tuple[Service, ...]) -> Iterator[Service]:
    """The services, then copies of them under other ids and names, without end."""
    for number in count():
        for service in services:
            extra = {"id": f"{service.id}-{number}", "name": f"{service.name} {number}"} if number else {}
            yield msgspec.structs.replace(service, **extra)


def make_index(root: Path, wanted: int) -> None:
    """An index of so many services, which serves as if it were the knowledge that ships."""
    knowledge = load_knowledge()
    services = tuple(islice(padded(knowledge.services), wanted))
    build_index(msgspec.structs.replace(knowledge, services=services), root, datetime.now(UTC))


def percentile(times: list[float], share: float) -> float:
    """In milliseconds."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def line(label: str, times: list[float]) -> str:
    """One line of the table."""
    return f"{label:<46} p50 {percentile(times, 0.5):6.1f} ms   p95 {percentile(times, 0.95):6.1f} ms"


def key_times(run: Runner) -> Iterator[str]:
    """Each key of some searches at the desk."""
    screen = run.desk()
    screen.until(b"Helpline desk")
    screen.press("a")
    screen.press(_CLEAR)
    times = []
    before = screen.cpu()
    for row in rows_of("helpline", "tune")[:SEARCHES]:
        times += [screen.press(key) for key in (*row["query"], _CLEAR)]
    yield line("desk: key to screen updated", times)
    yield f"{'desk: processor time of a key':<46} mean {(screen.cpu() - before) / len(times) * 1000:.1f} ms"
    times = [screen.press(key) for key in "mam keeps leaving the gas on"]
    yield line("desk: key to screen, a caller's sentence", times)
    yield f"{'desk: memory':<46} {screen.memory():.0f} MB"
    screen.close()


def chat_times(run: Runner, turns: int) -> Iterator[str]:
    """A long conversation with the resident's chat."""
    screen = run.chat()
    screen.until(b"Fingerpost")
    screen.press("a")
    screen.press("\x7f")
    before = screen.memory()
    questions = [question.text for question in needs_questions("tune")]
    early = [screen.press("a") for _ in range(LATE)]
    screen.press("\x7f" * LATE)
    replies = []
    for turn in range(turns):
        screen.press(questions[turn % len(questions)])
        replies.append(screen.press("\r"))
    late = [screen.press("a") for _ in range(LATE)]
    yield line("chat: reply painted", replies)
    yield line("chat: key, first", early)
    yield line(f"chat: key, after {turns} turns", late)
    yield f"{'chat: key after ÷ key first':<46} {median(late) / median(early):.2f}"
    yield f"{'chat: memory before and after':<46} {before:.0f} MB, {screen.memory():.0f} MB"
    screen.close()


def start_times(run: Runner) -> Iterator[str]:
    """From the command to the first words on the screen, beside an app that does nothing."""
    kinds: dict[str, tuple[Callable[[], Terminal], bytes]] = {
        "an empty Textual app": (lambda: run.command("-c", _EMPTY), b"first-paint"),
        "fingerpost": (run.chat, b"Fingerpost"),
        "fingerpost desk": (run.desk, b"Helpline desk"),
    }
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(STARTS):
        for name, (start, mark) in kinds.items():
            screen = start()
            times[name].append(screen.until(mark))
            screen.close()
    empty = median(times["an empty Textual app"])
    for name, values in times.items():
        yield f"{'start: ' + name:<46} {median(values) * 1000:6.0f} ms   × {median(values) / empty:.2f}"


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, help="an index to measure on, as it is")
    parser.add_argument("--services", type=int, default=1000, help="services of the index that is made")
    parser.add_argument("--turns", type=int, default=500, help="turns of the long conversation; 0 for none")
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        root = args.index or Path(folder) / "index"
        if args.index is None:
            make_index(root, args.services)
        run = Runner(root)
        for row in key_times(run):
            print(row, flush=True)
        if args.turns:
            for row in chat_times(run, args.turns):
                print(row, flush=True)
        for row in start_times(run):
            print(row, flush=True)


if __name__ == "__main__":
    main()
