"""A terminal that is closed ends the app, and with it all that was typed, even where the app waits for the terminal.

Textual writes through a queue of its own. Once the terminal is gone nothing empties that queue, and the app would wait
for room in it without end, deaf to its event loop. A handler of Python's own is heard all the same.
"""

from __future__ import annotations

import os
import signal
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

GRACE_SECONDS = 5.0
"""Time to end in good order before the process is ended as it stands. There is no terminal left to put right."""


def end_when_hung_up(leave: Callable[[], object], loop: AbstractEventLoop) -> None:
    """On a hang-up call `leave` in the loop, and end the process when that does not help."""
    number = getattr(signal, "SIGHUP", None)
    if number is None:  # Windows
        return

    def hung_up(_number: int, _frame: FrameType | None) -> None:
        with suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(leave)
        timer = threading.Timer(GRACE_SECONDS, os._exit, (0,))
        timer.daemon = True
        timer.start()

    with suppress(ValueError):  # not the main thread
        signal.signal(number, hung_up)
