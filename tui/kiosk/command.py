"""`fingerpost kiosk`, and `fingerpost kiosk --set-pin`."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path

from assistant.dialogue import State
from assistant.engine import Assistant
from tui.home import forget_textual_settings
from tui.hub import Hub
from tui.kiosk.pin import LEAST_DIGITS, MOST_DIGITS, hashed, is_pin

WEB_DRIVER = "TEXTUAL_DRIVER"
"""Set by `fingerpost serve` for each visitor's process."""
Opened = tuple[Hub, Assistant, State]


def set_pin() -> int:
    """Ask twice for a PIN without showing it, and print the line for hub.yaml.

    Raises:
        ValueError: it is no PIN, or the two differ.
    """
    pin = _ask(f"New staff PIN, {LEAST_DIGITS} to {MOST_DIGITS} digits: ")
    if not is_pin(pin):
        raise ValueError(f"a PIN is {LEAST_DIGITS} to {MOST_DIGITS} digits, and nothing else")
    if _ask("The same again: ") != pin:
        raise ValueError("the two are not the same; nothing was set, try again")
    print(f"staff_pin: {hashed(pin)}")
    return 0


def _ask(prompt: str) -> str:
    """A line that is not shown; from a script, the next line of standard input."""
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def run_kiosk(open_up: Callable[[], Opened], index: Path, hub: Path | None) -> int:
    """Run visit after visit; for a visitor of `fingerpost serve`, one visit.

    Raises:
        ValueError: there is no terminal to run on, or the system cannot copy a process.
    """
    forget_textual_settings()
    if os.environ.get(WEB_DRIVER):
        return _one_visit(open_up, index, hub)
    _need_terminal()
    from tui.kiosk.supervisor import supervise
    from tui.kiosk.tasks import command_runner
    from tui.kiosk.visit import Shop

    run_command = command_runner(index, hub)
    return supervise(lambda: Shop(*open_up(), run_command))


def _need_terminal() -> None:
    if not hasattr(os, "fork"):
        raise ValueError("the kiosk needs Linux or macOS; elsewhere use 'fingerpost serve' and a browser")
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise ValueError("the kiosk needs a terminal on standard input, output and error")
    if os.environ.get("TERM", "") in {"", "dumb"}:
        raise ValueError("the kiosk needs a terminal that can place words; TERM says that this one cannot")


def _one_visit(open_up: Callable[[], Opened], index: Path, hub: Path | None) -> int:
    """The process of one visitor in a browser. It ends with the visit; the page starts the next."""
    from tui.kiosk.app import KioskApp
    from tui.kiosk.endings import Ending
    from tui.kiosk.pin import PinLock
    from tui.kiosk.tasks import command_runner
    from tui.kiosk.visit import Shop, Visit, keep_words_inside

    keep_words_inside()
    shop = Shop(*open_up(), command_runner(index, hub))
    lock = PinLock(shop.hub.staff_pin) if shop.hub.staff_pin else None
    app = KioskApp(shop, Visit(lambda ending: app.exit(return_code=ending), lock=lock))
    app.run()
    return Ending.CRASHED if app.return_code == Ending.CRASHED else 0
