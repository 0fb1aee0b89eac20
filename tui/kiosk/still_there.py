"""Asks whether somebody is still there, and counts down to the wipe."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from assistant.say import Say
from tui.screens.once import Dialog
from tui.widgets.literal import Literal


class StillThereScreen(Dialog[None]):
    """The app takes it away at the next key or touch."""

    def __init__(self, seconds: int, say: Say) -> None:
        super().__init__()
        self._seconds = seconds
        self._say = say

    def compose(self) -> ComposeResult:
        """The question, and what happens without an answer."""
        with Vertical(classes="dialog still-there"):
            yield Literal(self._say("still-there"), classes="dialog-title")
            yield Literal(self._left(), id="seconds")

    def count(self, seconds: int) -> None:
        """Show how many seconds are left."""
        self._seconds = seconds
        for line in self.query("#seconds").results(Literal):  # none yet where the machine is slow
            line.say(self._left())

    def _left(self) -> str:
        return self._say("still-there-left", seconds=str(self._seconds))
