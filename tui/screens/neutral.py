"""A screen that tells nothing of what was asked: after "Leave quickly", and between visitors of a kiosk."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from assistant.engine import Assistant
from tui.screens.once import OnceScreen
from tui.widgets.literal import Literal


class NeutralScreen(OnceScreen[None]):
    """The hub's name, and how to begin. Any key or touch goes on."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self._assistant = assistant

    def compose(self) -> ComposeResult:
        """A few words in the middle."""
        say = self._assistant.text
        with Vertical(id="neutral"):
            yield Literal(self._assistant.house.name or say("title"), classes="neutral-title")
            yield Literal(say("neutral-what"))
            yield Literal(say("neutral-begin"), classes="neutral-begin")

    def on_key(self, event: events.Key) -> None:
        """Go on."""
        event.stop()
        self.dismiss(None)

    def on_click(self) -> None:
        """Go on."""
        self.dismiss(None)
