"""The screen between visitors."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Static

from assistant.engine import Assistant
from tui.screens.neutral import NeutralScreen
from tui.widgets.literal import Literal


class StaffButton(Static):
    """Opens the PIN pad for staff who have no keyboard."""

    class Pressed(Message):
        """It was touched."""

    def on_click(self, event: events.Click) -> None:
        """Ask for the PIN."""
        event.stop()
        self.post_message(self.Pressed())


class AttractScreen(NeutralScreen):
    """The hub's name, what this is, and how to begin. Dismissed by any key or touch."""

    def __init__(self, assistant: Assistant, *, with_staff: bool) -> None:
        super().__init__(assistant)
        self._with_staff = with_staff

    def compose(self) -> ComposeResult:
        """A few words in the middle, and one for staff in the corner."""
        say = self._assistant.text
        yield from super().compose()
        yield Literal(say("kiosk-private"), id="attract-private")
        if self._with_staff:
            yield StaffButton(say("button-staff"), id="attract-staff", markup=False)
