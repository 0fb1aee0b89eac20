"""The trust log on disk: `trust/<year>.jsonl` in a knowledge folder, written only at its end.

Git merges two histories of it by keeping the lines of both (`merge=union`), so reading may not depend on their
order, and the same line may stand twice. A line that cannot be read is reported and left out; the others count.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import filelock
import msgspec

from knowledge.problems import Problem
from knowledge.trust.events import Event, decode, encode

FOLDER = "trust"
LOCK = ".lock"
MAX_LINE = 2000
"""Bytes of a line that are read: ours are under 400."""
LOCK_SECONDS = 30.0
_NAME = re.compile(r"\d{4}\.jsonl")
_HELPERS = {".gitattributes": "*.jsonl merge=union text eol=lf\n", ".gitignore": f"{LOCK}\n"}
"""What git must know of the folder."""


class TrustLogError(ValueError):
    """The log cannot be written; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Line:
    """An event, and where it stands."""

    event: Event
    file: str
    number: int


@dataclass(frozen=True, slots=True)
class TrustLog:
    """What was read."""

    found: bool
    """False where the folder has no log."""
    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def events(self) -> Iterator[Event]:
        """Every event, in no order that counts."""
        return (line.event for line in self.lines)

    def strangers(self, ids: frozenset[str]) -> list[Problem]:
        """A problem for each event that names no service of the knowledge."""
        return [
            Problem(line.file, line.number, f"there is no service '{line.event.id}'; put the id right")
            for line in self.lines
            if line.event.id not in ids
        ]


def read_log(content: Path) -> TrustLog:
    """The log of a knowledge folder. Never raises for what it holds."""
    folder = content / FOLDER
    if not folder.is_dir():
        return TrustLog(False)
    lines: list[Line] = []
    problems: list[Problem] = []
    try:
        paths = sorted(item for item in folder.iterdir() if not item.name.startswith("."))
    except OSError as error:
        return TrustLog(True, (), (Problem(FOLDER, 1, f"cannot be read: {error.strerror}"),))
    for path in paths:
        shown = f"{FOLDER}/{path.name}"
        if not _NAME.fullmatch(path.name):
            problems.append(
                Problem(shown, 1, "is no part of the trust log; its files are named like 2026.jsonl")
            )
            continue
        try:
            for number, raw in _raw_lines(path):
                _read_line(raw, shown, number, lines, problems)
        except OSError as error:
            problems.append(Problem(shown, 1, f"cannot be read: {error.strerror}"))
    return TrustLog(True, tuple(lines), tuple(problems))


def _raw_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each line with its number, at most `MAX_LINE` + 1 bytes of it."""
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(MAX_LINE + 1):
            number += 1
            rest = raw
            while not rest.endswith(b"\n") and (rest := file.readline(MAX_LINE)):
                pass
            if raw.strip():
                yield number, raw.strip()


def _read_line(raw: bytes, shown: str, number: int, lines: list[Line], problems: list[Problem]) -> None:
    try:
        if len(raw) > MAX_LINE:
            raise ValueError(f"longer than {MAX_LINE} bytes")
        event = decode(raw)
        if event.on[:4] > Path(shown).stem:
            raise ValueError(f"on: {event.on} is later than the year of the file")
    except (ValueError, msgspec.MsgspecError) as error:
        why = "".join(char if char.isprintable() else " " for char in str(error))
        problems.append(
            Problem(
                shown, number, f"is not an event of the trust log ({why}); put the line right or take it out"
            )
        )
    else:
        lines.append(Line(event, shown, number))


def append(content: Path, event: Event, today: date) -> Path:
    """Add an event to the log of a knowledge folder, and return the file once it is safe on the disk.

    Several processes may do so at once. What cannot be written whole is not written at all.

    Raises:
        TrustLogError: the log cannot be written.
    """
    folder = content / FOLDER
    path = folder / f"{today.year:04}.jsonl"
    try:
        folder.mkdir(exist_ok=True)
        with filelock.FileLock(folder / LOCK, timeout=LOCK_SECONDS):
            for name, text in _HELPERS.items():
                _write_helper(folder / name, text)
            with _opened(path) as handle:
                _add(handle, encode(event))
            _flush_folder(folder)
    except filelock.Timeout as error:
        raise TrustLogError(
            f"another process holds the trust log in {folder}; try again in a while"
        ) from error
    except OSError as error:
        raise TrustLogError(
            f"nothing was recorded: the trust log in {folder} cannot be written"
            f" ({error.strerror or error}); make room, or name another folder with --dir"
        ) from error
    return path


def _write_helper(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text, encoding="ascii")


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o644)
    try:
        yield handle
    finally:
        os.close(handle)


def _add(handle: int, line: bytes) -> None:
    """Write one line and force it to the disk; on any failure the file is as it was."""
    size = os.fstat(handle).st_size
    if size and _last_byte(handle, size) != b"\n":
        line = b"\n" + line  # what an editor or a crash left without an end must not swallow this event
    try:
        if os.write(handle, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    except BaseException:
        with suppress(OSError):
            os.ftruncate(handle, size)
        raise


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def _flush_folder(folder: Path) -> None:
    """Make a new file's name safe too, where the system can (Windows cannot open folders)."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)
