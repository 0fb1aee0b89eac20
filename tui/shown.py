"""How often each service was shown: a number for each service and month, and nothing else.

No words, no times of day, no conversations. Counts are kept in memory and written at the end of a conversation
and now and then, in the background; whatever goes wrong with the file, no answer waits for it or fails.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import filelock
import msgspec

from assistant.answers import Clock
from assistant.dialogue import State
from assistant.engine import Assistant
from assistant.house import House
from assistant.library import Library
from assistant.opening import UK
from assistant.reply import Reply, ReportShown, ServiceShown
from knowledge.trust.log import append
from knowledge.trust.record import report

Months = dict[
    Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}$")], dict[str, Annotated[int, msgspec.Meta(ge=0)]]
]
"""Month, such as `2026-11` → id of the service → how often it was shown."""
MONTHS_KEPT = 13
"""This month, and the twelve before it."""
WRITE_AFTER = 25
"""Answers that may wait in memory."""
MAX_BYTES = 32 * 1024 * 1024
_LOCK_SECONDS = 1.0


class Shown:
    """Counts for one process. Everything is safe to call at any time, and raises nothing."""

    def __init__(self, path: Path | None, clock: Clock) -> None:
        """`path` is the file; with None nothing is counted."""
        self._path = path
        self._clock = clock
        self._waiting: Counter[tuple[str, str]] = Counter()
        self._answers = 0
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None

    def count(self, services: Iterable[ServiceShown]) -> None:
        """Count the services of one answer."""
        if self._path is None:
            return
        month = f"{self._clock().astimezone(UK):%Y-%m}"
        with self._lock:
            self._waiting.update((month, service.id) for service in services)
            self._answers += 1
            due = self._answers >= WRITE_AFTER
        if due:
            self.write_soon()

    def write_soon(self) -> None:
        """Write in the background what is waiting, unless that is being done already."""
        if self._waiting and not (self._writer and self._writer.is_alive()):
            self._writer = threading.Thread(target=self._write, name="shown")
            self._writer.start()

    def close(self) -> None:
        """Write what is waiting, before the process ends."""
        if self._writer:
            self._writer.join()
        self._write()

    def _write(self) -> None:
        with self._lock:
            taken, self._waiting, self._answers = self._waiting, Counter(), 0
        if self._path is None or not taken:
            return
        try:
            _add(self._path, taken)
        except (OSError, filelock.Timeout):
            with self._lock:  # kept for the next time
                self._waiting.update(taken)


class CountingAssistant(Assistant):
    """The assistant of every face: the same answers, each counted."""

    def __init__(
        self,
        library: Library,
        limit: int,
        house: House,
        clock: Clock,
        shown: Shown,
        newest: Callable[[], Library] | None = None,
    ) -> None:
        super().__init__(library, limit, house, clock, newest)
        self.shown = shown

    def close(self) -> None:
        """Write the counts that wait."""
        self.shown.close()

    def greet(self, state: State) -> tuple[State, Reply]:
        """A conversation begins, so the one before has ended: a good time to write."""
        self.shown.write_soon()
        return super().greet(state)

    def step(self, state: State, text: str) -> tuple[State, Reply]:
        """Answer, count what the answer shows, and keep what was said to be wrong."""
        state, reply = super().step(state, text)
        self.shown.count(reply.services)
        if reply.reported and not self._kept(reply.reported):
            reply = msgspec.structs.replace(reply, message=self.text("not-reported"), reported=None)
        return state, reply

    def _kept(self, said: ReportShown) -> bool:
        """Write a report into the log of the knowledge; False where that cannot be done."""
        knowledge = self.library.knowledge
        service = knowledge.service_by_id[said.service]
        try:
            event = report(service, kind=said.kind, by="resident", today=self.today())
            append(Path(knowledge.folder), event, self.today())
        except (OSError, ValueError, filelock.Timeout):
            return False
        return True


def read_shown(path: Path) -> Months:
    """The counts of a file; none where it is missing or cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return {}
        return msgspec.json.decode(path.read_bytes(), type=Months)
    except (OSError, ValueError):
        return {}


def shown_in_a_year(months: Months, today: date) -> Counter[str]:
    """Id of the service → how often it was shown in this month and the twelve before it."""
    first, last = f"{today.year - 1:04}-{today.month:02}", f"{today.year:04}-{today.month:02}"
    total: Counter[str] = Counter()
    for month, row in months.items():
        if first <= month <= last:
            total.update(row)
    return total


def _add(path: Path, taken: Counter[tuple[str, str]]) -> None:
    """Add to the file under a lock; a killed process leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with filelock.FileLock(path.with_name(f"{path.name}.lock"), timeout=_LOCK_SECONDS):
        months = read_shown(path)
        if not months and path.exists():
            path.replace(path.with_name(f"{path.name}.damaged"))
        for (month, item), number in taken.items():
            row = months.setdefault(month, {})
            row[item] = row.get(item, 0) + number
        kept = {month: dict(sorted(months[month].items())) for month in sorted(months)[-MONTHS_KEPT:]}
        _replace(path, msgspec.json.format(msgspec.json.encode(kept), indent=1))


def _replace(path: Path, data: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(file.name).unlink()
            raise
