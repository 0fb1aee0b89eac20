"""Starts each visit in a fresh process, forked from this one before anybody has typed a word.

This process opens the knowledge once, reads no key, and is told nothing but single letters by a visit. When a visit
ends, its process ends, and the system takes back every page that held a resident's words: that is the wipe.
"""

from __future__ import annotations

import gc
import io
import os
import select
import signal
import time
from collections import deque
from collections.abc import Callable
from contextlib import redirect_stderr, suppress
from typing import Literal, NoReturn

from tui.kiosk import lifeline
from tui.kiosk.app import KioskApp
from tui.kiosk.endings import Ending, ending_of
from tui.kiosk.lifeline import RIGHT_PIN, WRONG_PIN, Lifeline
from tui.kiosk.pin import PinLock
from tui.kiosk.terminal import Terminal
from tui.kiosk.visit import Shop, Visit, ignore_fixed_signals, keep_words_inside

STOP_SECONDS = 5.0
"""How long a visit may take to end when the system asks."""
LONGEST_PAUSE, CRASHES_SECONDS = 60.0, 300.0
"""The most seconds before a start after a fault; and how long a fault counts towards the pause."""
WARM_UP = "i need a food bnak near hemel, HP1 1DN"
"""Asked once before the first visit, so that no visitor waits for a table to be made."""


STOPS = (signal.SIGTERM, signal.SIGHUP)
"""Signals by which the system ends a kiosk."""


def supervise(open_shop: Callable[[], Shop]) -> int:
    """Hold the terminal from before the shop is opened until the kiosk ends. Returns the exit code.

    Raises:
        ValueError, OSError, KnowledgeError, IndexProblem, HubError: the shop cannot be opened.
    """
    with Terminal().held() as terminal:
        ignore_fixed_signals()
        for number in STOPS:
            signal.signal(number, _end_at_once)
        terminal.wipe()
        return Supervisor(open_shop, terminal).run()


def _end_at_once(number: int, frame: object) -> NoReturn:
    raise SystemExit(0)


class Supervisor:
    """Runs visit after visit until it is told to stop."""

    def __init__(self, open_shop: Callable[[], Shop], terminal: Terminal) -> None:
        """Open the shop.

        Raises:
            ValueError, OSError, KnowledgeError, IndexProblem, HubError: it cannot be opened.
        """
        self._open_shop = open_shop
        self._terminal = terminal
        self._child: int | None = None
        self._stop_at: float | None = None
        self._crashes: deque[float] = deque()
        self._use(open_shop())

    def _use(self, shop: Shop) -> None:
        """Serve from this shop from now on."""
        shop.assistant.step(shop.start, WARM_UP)
        self._shop = shop
        pin = shop.hub.staff_pin
        self._lock = PinLock(pin) if pin else None
        gc.unfreeze()
        gc.collect()  # the shop before this one
        gc.freeze()  # a visit's own collections then leave the shared pages alone

    def run(self) -> int:
        """Run until staff or the system stops it. Returns the exit code."""
        for number in STOPS:
            signal.signal(number, self._stop)
        ending, note = Ending.NEXT, ""
        while self._stop_at is None and ending is not Ending.STOP:
            self._terminal.wipe()
            ending = self._visit("chat" if ending is Ending.AGAIN else "attract", note)
            note = self._reload() if ending is Ending.RELOAD else ""
            if ending is Ending.CRASHED and self._stop_at is None:
                self._apologise()
        return 0

    def _stop(self, number: int, frame: object) -> None:
        self._stop_at = time.monotonic() + STOP_SECONDS
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self._child is not None:
            with suppress(ProcessLookupError):
                os.kill(self._child, number)

    def _visit(self, begin: Literal["attract", "chat"], note: str) -> Ending:
        """Start a visit, and wait for its end."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self._be_the_visit(Lifeline(writing), begin, note)
        os.close(writing)
        self._child = child
        if self._stop_at is not None:  # asked while there was no child yet to tell
            self._signal(signal.SIGTERM)
        try:
            self._attend(reading)
        finally:
            os.close(reading)
            _, status = os.waitpid(child, 0)
            self._child = None
        return ending_of(os.waitstatus_to_exitcode(status))

    def _be_the_visit(self, line: Lifeline, begin: Literal["attract", "chat"], note: str) -> NoReturn:
        """In the new process: run the app. It ends here, whatever happens."""

        def finish(ending: Ending) -> None:
            if not line.beat():  # nobody is left to put the terminal right
                self._terminal.give_back()
            with suppress(Exception):  # counts are worth no more than a visit's end
                self._shop.assistant.close()
            os._exit(ending)

        def beat() -> None:
            if not line.beat():
                finish(Ending.STOP)

        try:
            for number in STOPS:
                signal.signal(number, signal.SIG_DFL)
            keep_words_inside()
            if self._lock:
                self._lock.tell = line.pin_tried
            KioskApp(self._shop, Visit(finish, begin, note, self._lock, beat)).run()
        finally:  # whatever went wrong may hold a resident's words, so it is told to nobody
            os._exit(Ending.CRASHED)

    def _attend(self, reading: int) -> None:
        """Heed what a visit tells, until its end of the pipe is closed; end it where it hangs."""
        heard = time.monotonic()
        while True:
            ready, _, _ = select.select([reading], [], [], 1.0)
            now = time.monotonic()
            if ready:
                told = os.read(reading, 4096)
                if not told:
                    return
                heard = now
                self._heed(told, now)
            if now - heard > lifeline.HUNG_SECONDS or (self._stop_at is not None and now > self._stop_at):
                self._signal(signal.SIGKILL)

    def _heed(self, told: bytes, now: float) -> None:
        """Count the tries of the PIN, so that they outlive the visit."""
        for number in range(len(told)):
            letter = told[number : number + 1]
            if self._lock and letter in (RIGHT_PIN, WRONG_PIN):
                self._lock.tried(letter == RIGHT_PIN, now)

    def _reload(self) -> str:
        """Open the shop anew; where that fails, the old one goes on. Returns what to tell staff."""
        say = self._shop.assistant.text
        self._terminal.show(say("kiosk-wait"))
        try:
            with redirect_stderr(io.StringIO()):  # no progress bar and no warning on the resident's screen
                self._use(self._open_shop())
        except Exception as error:  # any fault at all: a kiosk must go on with what it has
            why = " ".join(str(error).split()) or type(error).__name__
            return say("staff-kept-old", why=why)
        return self._shop.assistant.text("staff-read-again")

    def _apologise(self) -> None:
        """Say sorry without a word of the resident, and wait: 1, 2, 4 … 60 seconds as faults follow each other."""
        now = time.monotonic()
        self._crashes.append(now)
        while now - self._crashes[0] > CRASHES_SECONDS:
            self._crashes.popleft()
        self._terminal.show(self._shop.assistant.text("kiosk-crashed"))
        until = now + min(LONGEST_PAUSE, 2.0 ** min(len(self._crashes) - 1, 10))
        while self._stop_at is None and time.monotonic() < until:
            time.sleep(0.05)
