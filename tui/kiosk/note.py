"""A few words for staff. Any key or touch takes them away."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from assistant.say import Say
from tui.screens.once import Dialog
from tui.widgets.literal import Literal


class NoteScreen(Dialog[None]):
    """Shown over the attract screen, such as after a reload."""

    def __init__(self, text: str, say: Say) -> None:
        super().__init__()
        self._text = text
        self._say = say

    def compose(self) -> ComposeResult:
        """The words, and how to go on."""
        with VerticalScroll(classes="dialog"):
            yield Literal(self._text)
            yield Literal(self._say("help-close"), classes="note")

    def on_key(self, event: events.Key) -> None:
        """Go on."""
        event.stop()
        self.dismiss(None)

    def on_click(self) -> None:
        """Go on."""
        self.dismiss(None)
