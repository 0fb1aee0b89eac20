"""What can be done, built from the registry of actions."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content

from assistant.say import Say
from tui.actions import Action
from tui.screens.once import Dialog
from tui.widgets.literal import Literal


class HelpScreen(Dialog[None]):
    """A page of help over the conversation."""

    BINDINGS = [Binding("escape,enter,f1,q", "close", "close", show=False)]

    def __init__(self, actions: Sequence[Action], say: Say) -> None:
        super().__init__()
        self._actions = actions
        self._say = say

    def compose(self) -> ComposeResult:
        """How to ask, then each key."""
        say = self._say
        rows = [
            Content.assemble((f"{action.key.upper():<5}", "bold"), say(action.help))
            for action in self._actions
        ]
        with VerticalScroll(id="help", classes="dialog"):
            yield Literal(say("help-title"), classes="dialog-title")
            yield Literal(say("help-how"))
            yield Literal(Content("\n").join(rows), classes="keys")
            yield Literal(say("help-close"), classes="note")

    def action_close(self) -> None:
        """Back to the conversation."""
        self.dismiss(None)

    def on_click(self) -> None:
        """A touch anywhere closes it."""
        self.dismiss(None)
