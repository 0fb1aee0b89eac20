"""The terminal between visits: no echo, no signals from keys, nothing left to scroll back to."""

from __future__ import annotations

import os
import shutil
import termios
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

_MODES_OFF = (
    "\x18"  # breaks off a sequence that a killed process may have left half written
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse
    "\x1b[?1004l\x1b[?2004l\x1b[?2048l\x1b[?2026l"  # focus, paste, resize reports; synchronised output
    "\x1b[<u\x1b[?7h\x1b[0m"  # Kitty's keyboard protocol, line wrap, colours
)
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
"""The screen, and what could be scrolled back to."""
_SECOND, _FIRST = "\x1b[?1049h\x1b[?25l", "\x1b[?1049l\x1b[?25h"
"""The terminal's second (alternate) screen without a cursor, and its first with one."""
_KEYS_ARE_ONLY_KEYS = ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
_IFLAG, _LFLAG = 0, 3
"""Places in what `termios.tcgetattr` gives."""
WIDEST = 60


class Terminal:
    """The terminal on standard input, which a kiosk holds from its first visit to its last."""

    def __init__(self) -> None:
        self._fd = 0
        self._before: list[Any] = termios.tcgetattr(self._fd)

    @contextmanager
    def held(self) -> Iterator[Terminal]:
        """Keep the terminal, and give it back as it was."""
        held = termios.tcgetattr(self._fd)
        held[_LFLAG] &= _KEYS_ARE_ONLY_KEYS
        held[_IFLAG] &= ~(termios.IXON | termios.IXOFF)
        termios.tcsetattr(self._fd, termios.TCSANOW, held)
        try:
            yield self
        finally:
            self.give_back()

    def wipe(self) -> None:
        """Forget both screens, what can be scrolled back to, and keys that nobody has read."""
        self._write(f"{_MODES_OFF}{_CLEAR}{_FIRST}{_CLEAR}{_SECOND}{_CLEAR}")
        with suppress(termios.error):
            termios.tcflush(self._fd, termios.TCIFLUSH)

    def show(self, text: str) -> None:
        """Show a few words in the middle, and nothing else."""
        size = shutil.get_terminal_size()
        lines = textwrap.wrap(text, min(WIDEST, max(1, size.columns - 4)))
        top = max(1, (size.lines - len(lines)) // 2)
        placed = (
            f"\x1b[{top + number};{max(1, (size.columns - len(line)) // 2)}H{line}"
            for number, line in enumerate(lines)
        )
        self.wipe()
        self._write("".join(placed))

    def give_back(self) -> None:
        """Put the terminal back as it was found, with clean screens."""
        self._write(f"{_MODES_OFF}{_CLEAR}{_FIRST}{_CLEAR}")
        with suppress(termios.error):
            termios.tcsetattr(self._fd, termios.TCSAFLUSH, self._before)

    def _write(self, text: str) -> None:
        with suppress(OSError):  # the terminal may be gone
            os.write(1, text.encode())
