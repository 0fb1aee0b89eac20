"""Asks where the person lives."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input

from assistant.engine import Assistant
from tui.screens.once import Dialog
from tui.widgets.literal import Literal

MAX_PLACE = 60


class PlaceScreen(Dialog[str | None]):
    """Gives back a town or postcode that we know, or None where nothing was typed."""

    BINDINGS = [Binding("escape", "close", "close", show=False)]
    AUTO_FOCUS = "#where"

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self._assistant = assistant

    def compose(self) -> ComposeResult:
        """A question and a line for the answer."""
        with Vertical(classes="dialog"):
            yield Literal(self._assistant.text("place-ask"))
            yield Input(id="where", max_length=MAX_PLACE)
            yield Literal(id="trouble", classes="note")

    @on(Input.Submitted, "#where")
    def _given(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            self.dismiss(None)
            return
        if self._assistant.knows_place(event.value):
            self.dismiss(event.value)
        else:
            self.query_one("#trouble", Literal).say(self._assistant.text("place-unknown"))

    def action_close(self) -> None:
        """Leave the place as it is."""
        self.dismiss(None)
