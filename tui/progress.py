"""A progress bar of plain characters on standard error, for work that takes over a second."""

from __future__ import annotations

import sys
import time

WIDTH = 30
AFTER_SECONDS = 1.0
_STEP_SECONDS = 0.1


class ProgressBar:
    """Draws only on a terminal, and only once the work has taken a second."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._began = time.monotonic()
        self._drawn = 0.0
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` steps are made."""
        now = time.monotonic()
        last = done >= total
        if (
            not sys.stderr.isatty()
            or now - self._began < AFTER_SECONDS
            or (now - self._drawn < _STEP_SECONDS and not last)
        ):
            return
        filled = WIDTH * done // max(1, total)
        bar = "#" * filled + "." * (WIDTH - filled)
        sys.stderr.write(f"\r{self._label} [{bar}] {done} of {total}")
        self._drawn, self._shown = now, True
        if last:
            self.close()

    def close(self) -> None:
        """Leave the line."""
        if self._shown:
            sys.stderr.write("\n")
            sys.stderr.flush()
            self._shown = False
