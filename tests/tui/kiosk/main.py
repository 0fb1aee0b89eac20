"""A kiosk on the small knowledge, for the tests that need a real terminal: `python -m tests.tui.kiosk.main JSON`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from assistant.dialogue import State
from assistant.engine import Assistant
from assistant.library import open_library
from tests.conftest import NOW
from tui.hub import Hub
from tui.kiosk import lifeline, tasks
from tui.kiosk.command import run_kiosk
from tui.kiosk.visit import Done, RunCommand

if TYPE_CHECKING:
    from textual.widgets import Input

    from tui.kiosk.app import KioskApp


class Setup(msgspec.Struct, forbid_unknown_fields=True):
    """How a test wants its kiosk."""

    index: str
    content: str
    idle_warning: int = 600
    idle_wipe: int = 600
    staff_pin: str | None = None
    hung_seconds: float = 600
    slow_seconds: float = 0
    """How long the knowledge takes to open."""
    fault: str = ""
    """Where the app breaks: at "mount", or in a "handler" or a "worker" once something is asked."""


def break_at(fault: str) -> None:
    """Let the app break, with the resident's words in its hands."""
    from tui.kiosk.app import (
        KioskApp,
    )  # not before: it reads the settings of Textual that a kiosk must take away

    def mount(app: KioskApp) -> None:
        raise RuntimeError("on mount")

    def asked(app: KioskApp, event: Input.Submitted) -> None:
        words = event.value

        async def fail() -> None:
            raise RuntimeError(words)

        if fault == "handler":
            raise RuntimeError(words)
        app.run_worker(fail())

    name, method = ("on_mount", mount) if fault == "mount" else ("on_input_submitted", asked)
    setattr(KioskApp, name, method)


def no_commands(index: Path, hub: Path | None) -> RunCommand:
    """Stands for the commands of the staff menu, which know only the real knowledge."""

    async def run(*args: str) -> Done:
        return Done(0, args)

    return run


def main(setup: Setup) -> int:
    """Run it."""
    tasks.command_runner = no_commands
    lifeline.HUNG_SECONDS = setup.hung_seconds
    if setup.fault:
        break_at(setup.fault)
    hub = Hub(
        name="Tiny Hub",
        place="dacorum",
        idle_warning=setup.idle_warning,
        idle_wipe=setup.idle_wipe,
        staff_pin=setup.staff_pin,
    )

    def open_up() -> tuple[Hub, Assistant, State]:
        time.sleep(setup.slow_seconds)
        assistant = Assistant(open_library(Path(setup.index), NOW, Path(setup.content)), house=hub.house)
        return hub, assistant, assistant.start(hub.place)

    return run_kiosk(open_up, Path(setup.index), None)


if __name__ == "__main__":
    sys.exit(main(msgspec.json.decode(sys.argv[1], type=Setup)))
