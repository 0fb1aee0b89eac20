"""A program in a real pseudo-terminal, driven as a person or a system would."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

PATIENCE = 60.0
"""Seconds after which something that should have happened counts as missing."""
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-9;?<>=$]*[ -/]*[@-~]|[()][A-Z0-9]|[@-Z\\^_])")

F12 = b"\x1b[24~"
LEAVE_QUICKLY = b"\x1b[20~"
FUNCTION_KEYS = [b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS"] + [
    b"\x1b[%d~" % number for number in (15, 17, 18, 19, 20, 21, 23, 24)
]


class Terminal:
    """The screen side of a pseudo-terminal."""

    def __init__(self, command: Sequence[str], env: dict[str, str], size: tuple[int, int] = (80, 24)) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), env)
        self.resize(*size)
        self.output = bytearray()
        """All bytes written to the terminal so far."""
        self._code: int | None = None

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, data: bytes) -> None:
        """Type, reading meanwhile so that neither side waits for the other."""
        while data:
            _, writable, _ = select.select([], [self.fd], [], 0.05)
            if writable:
                data = data[os.write(self.fd, data[:512]) :]
            self.read(0.0)

    def read(self, seconds: float = 0.05) -> None:
        """Take what is written within some seconds."""
        while select.select([self.fd], [], [], seconds)[0]:
            try:
                got = os.read(self.fd, 65536)
            except OSError:  # the other side is closed
                return
            if not got:
                return
            self.output += got
            seconds = 0.0

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Read until something is so."""
        end = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < end, f"{what}; the screen ended with {self.text()[-1500:]!r}"
            self.read()

    def see(self, words: str, after: int = 0) -> None:
        """Wait until words are written, after a place in the output."""
        self.until(lambda: words in self.text(after), f"never saw {words!r}")

    def text(self, after: int = 0) -> str:
        """The output without its control sequences."""
        return _SEQUENCE.sub(b"", self.output[after:]).decode("utf-8", "replace")

    @staticmethod
    def fresh_attributes() -> list[object]:
        """The settings that a new terminal has."""
        master, slave = pty.openpty()
        try:
            return list(termios.tcgetattr(slave))
        finally:
            os.close(master)
            os.close(slave)

    @property
    def attributes(self) -> list[object]:
        """The terminal's settings."""
        return list(termios.tcgetattr(self.fd))

    def ended(self) -> bool:
        """True once the program is gone."""
        if self._code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code is not None

    @property
    def code(self) -> int | None:
        """Its exit code."""
        return self._code if self.ended() else None

    def child(self) -> int:
        """The process of the visit that runs."""
        self.until(lambda: self.visit() is not None, "no visit runs")
        return self.visit() or 0

    def visit(self) -> int | None:
        """The one child process, or None between two visits."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def close(self) -> None:
        """End it all."""
        if not self.ended():
            os.kill(self.pid, signal.SIGTERM)
            with suppress(AssertionError):
                self.until(self.ended, "it did not end")
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


def leave(terminal: Terminal) -> None:
    """Leave whatever is open, and then the conversation, until a new visit begins."""
    visit = terminal.visit()

    def left() -> bool:
        terminal.send(b"\x1b")
        terminal.read(0.2)
        terminal.send(LEAVE_QUICKLY)
        terminal.read(0.2)
        return terminal.visit() not in (visit, None)

    terminal.until(left, "it could not be left")


def in_memory(pid: int, words: str, access: str = "r") -> set[str]:
    """What stands in the memory of a process and matches some words, in every form that Python keeps text in.

    `words` may hold `#` for any digit. `access` is how the rights of a mapping must begin; what a process has written
    lies in "rw".
    """
    found: set[str] = set()
    patterns = [_pattern(words, zeros) for zeros in (0, 1, 3)]  # one, two or four bytes for a letter
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            if not rights.startswith(access) or "[vvar" in line or "[vsyscall]" in line:
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            with suppress(OSError, ValueError):
                memory.seek(start)
                held = memory.read(end - start)
                found |= {hit.replace(b"\0", b"").decode() for form in patterns for hit in form.findall(held)}
    return found


def _pattern(words: str, zeros: int) -> re.Pattern[bytes]:
    letters = (rb"\d" if letter == "#" else re.escape(letter.encode()) for letter in words)
    return re.compile(b"".join(letter + b"\\0" * zeros for letter in letters))
