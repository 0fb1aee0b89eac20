"""A program on a terminal of its own, driven key by key and timed from outside, as a person meets it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

QUIET_SECONDS = 0.12
"""A screen that has been still for so long is done."""
LONGEST_SECONDS = 120.0


class Terminal:
    """Runs a command on a pseudo-terminal."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (120, 40)
    ) -> None:
        """Start the command on a screen of `size` columns and lines."""
        self._began = time.perf_counter()
        self.pid, self._file = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), dict(env))
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.seen = b""
        """What it has written since the last key."""

    def until(self, mark: bytes) -> float:
        """Seconds from the start until the mark was written.

        Raises:
            TimeoutError: it never was.
        """
        while mark not in self.seen:
            if not self._read(LONGEST_SECONDS):
                raise TimeoutError(f"the program wrote no {mark!r}")
        return time.perf_counter() - self._began

    def press(self, keys: str) -> float:
        """Press keys; seconds from then until the last change of the screen that they brought."""
        self.seen = b""
        began = last = time.perf_counter()
        os.write(self._file, keys.encode())
        while self._read(QUIET_SECONDS if self.seen else 5.0):
            last = time.perf_counter()
        return last - began

    def _read(self, patience: float) -> bool:
        """Read what is there; False where nothing came in time."""
        ready, _, _ = select.select([self._file], [], [], patience)
        if not ready:
            return False
        try:
            data = os.read(self._file, 1 << 16)
        except OSError:
            return False
        self.seen += data
        return bool(data)

    def memory(self) -> float:
        """Megabytes that it holds in memory now (Linux)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        return int(kilobytes) / 1024

    def cpu(self) -> float:
        """Seconds of processor time that it has used (Linux). Other work on the machine does not count in it."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End it."""
        os.kill(self.pid, signal.SIGTERM)
        while self._read(0.5):
            pass
        os.close(self._file)
        os.waitpid(self.pid, 0)
