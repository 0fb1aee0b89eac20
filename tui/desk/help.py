"""Every key of the desk, from the registry."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content

from assistant.say import Say
from tui.desk.keys import all_actions
from tui.screens.once import Dialog
from tui.widgets.literal import Literal

_KEY_WIDTH = 10


class DeskHelpScreen(Dialog[None]):
    """A page of help over the desk."""

    BINDINGS = [Binding("escape,enter,f1", "close", "close", show=False)]
    AUTO_FOCUS = "#desk-help"

    def __init__(self, say: Say) -> None:
        super().__init__()
        self._say = say

    def compose(self) -> ComposeResult:
        """How to search, then each key."""
        say = self._say
        rows = [
            Content.assemble((f"{keys:<{_KEY_WIDTH}}", "bold"), say(action.help))
            for keys, action in all_actions()
        ]
        with VerticalScroll(id="desk-help", classes="dialog"):
            yield Literal(say("desk-help-title"), classes="dialog-title")
            yield Literal(say("desk-help-how"))
            yield Literal(Content("\n").join(rows), classes="keys")
            yield Literal(say("desk-help-close"), classes="note")

    def action_close(self) -> None:
        """Back to the desk."""
        self.dismiss(None)
