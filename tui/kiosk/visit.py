"""One visit: what it is given, and what keeps its words inside its process."""

from __future__ import annotations

import logging
import resource
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from assistant.dialogue import State
from assistant.engine import Assistant
from tui.hub import Hub
from tui.kiosk.endings import Ending
from tui.kiosk.pin import PinLock

FIXED_SIGNALS = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTOU, signal.SIGTTIN)
"""Signals that do nothing to a kiosk."""


@dataclass(frozen=True)
class Done:
    """What a command said, and how it ended."""

    code: int
    lines: tuple[str, ...]


RunCommand = Callable[..., Awaitable[Done]]
"""Runs `fingerpost` with some arguments in a process of its own."""


@dataclass(frozen=True)
class Shop:
    """What every visit shares, opened before the first one."""

    hub: Hub
    assistant: Assistant
    start: State
    run_command: RunCommand


@dataclass(frozen=True)
class Visit:
    """What one visit is given by whoever starts it."""

    finish: Callable[[Ending], object]
    """Ends the visit."""
    begin: Literal["attract", "chat"] = "attract"
    note: str = ""
    """Words for staff, shown first."""
    lock: PinLock | None = None
    """None where the hub has no staff PIN."""
    beat: Callable[[], None] = field(default=lambda: None)
    """Called each half second while the visit is alive."""


def keep_words_inside() -> None:
    """Let no fault of this process print, log or dump what somebody typed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)
    sys.excepthook = lambda *fault: None
    sys.unraisablehook = lambda fault: None
    threading.excepthook = lambda fault: None


def ignore_fixed_signals() -> None:
    """Make the signals of ctrl+c, ctrl+\\, ctrl+z and of a lost terminal do nothing."""
    for number in FIXED_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
