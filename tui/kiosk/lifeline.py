"""The one way from a visit's process to its supervisor: single letters through a pipe, so no words can pass."""

from __future__ import annotations

import os

HUNG_SECONDS = 30.0
"""A visit that has not told for this long that it is alive is ended."""
BEAT, RIGHT_PIN, WRONG_PIN = b"b", b"r", b"w"


class Lifeline:
    """The visit's end of the pipe."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        os.set_blocking(fd, False)

    def beat(self) -> bool:
        """Tell that the visit is alive. False where there is no supervisor any more."""
        return self._tell(BEAT)

    def pin_tried(self, right: bool) -> None:
        """Tell that the PIN was tried."""
        self._tell(RIGHT_PIN if right else WRONG_PIN)

    def _tell(self, letter: bytes) -> bool:
        try:
            os.write(self._fd, letter)
        except BlockingIOError:  # it has not read for hours, but it is there
            return True
        except OSError:
            return False
        return True
