"""Asks for the staff PIN: by keys or by touch, never shown, and slower after each wrong try."""

from __future__ import annotations

import math
from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Grid, Vertical

from assistant.say import Say
from tui.kiosk.keyboard import DELETE, ENTER, Key
from tui.kiosk.pin import LEAST_DIGITS, MOST_DIGITS, PinLock
from tui.screens.once import Dialog
from tui.widgets.buttons import KeyButton
from tui.widgets.literal import Literal

DIGITS = "123456789"


class PinScreen(Dialog[bool]):
    """Gives back True for the right PIN, False where staff go back."""

    AUTO_FOCUS = ""
    """No button takes the Enter key."""

    def __init__(self, lock: PinLock, clock: Callable[[], float], say: Say) -> None:
        super().__init__()
        self._lock = lock
        self._clock = clock
        self._say = say
        self._typed = ""
        self._missed = False

    def compose(self) -> ComposeResult:
        """Dots, a pad of digits, and a way back."""
        say = self._say
        with Vertical(classes="dialog pin-pad"):
            yield Literal(say("pin-ask"), classes="dialog-title")
            yield Literal(id="pin-dots")
            yield Literal(id="pin-note", classes="note")
            with Grid(id="pin-keys"):
                for digit in DIGITS:
                    yield Key(digit, digit)
                yield Key(DELETE, say("key-delete"))
                yield Key("0", "0")
                yield Key(ENTER, say("key-enter"))
            yield KeyButton("esc", say("button-back"), "back")

    def on_mount(self) -> None:
        """Show how long to wait, if at all."""
        self.set_interval(0.5, self.show)
        self.show()

    def show(self) -> None:
        """Dots for what is typed; the seconds to wait after a wrong try."""
        self.query_one("#pin-dots", Literal).say("● " * len(self._typed) or " ")
        wait = math.ceil(self._lock.wait(self._clock()))
        words = self._say("pin-wait", seconds=str(wait)) if wait else ""
        if self._missed:
            words = f"{self._say('pin-wrong')}\n{words}"
        self.query_one("#pin-note", Literal).say(words)

    def on_key(self, event: events.Key) -> None:
        """Digits, backspace, Enter and Escape; others do nothing."""
        if event.key == "escape":
            event.stop()
            self.dismiss(False)
        elif event.key in {"backspace", "enter"}:
            event.stop()
            self._press(DELETE if event.key == "backspace" else ENTER)
        elif event.character is not None and event.character in f"0{DIGITS}":
            event.stop()
            self._press(event.character)

    @on(Key.Pressed)
    def _touched(self, event: Key.Pressed) -> None:
        self._press(event.key)

    @on(KeyButton.Pressed)
    def _back(self) -> None:
        self.dismiss(False)

    def _press(self, key: str) -> None:
        if key == ENTER:
            self._try()
        elif key == DELETE:
            self._typed = self._typed[:-1]
        elif len(self._typed) < MOST_DIGITS:
            self._typed += key
            self._missed = False
        self.show()

    def _try(self) -> None:
        pin, self._typed = self._typed, ""
        now = self._clock()
        if self._lock.wait(now) > 0 or len(pin) < LEAST_DIGITS:
            return
        if self._lock.opens(pin, now):
            self.dismiss(True)
        else:
            self._missed = True
