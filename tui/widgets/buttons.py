"""The row of things that can always be done, each with its key."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from assistant.say import Say
from tui.actions import Action


class ActionButton(Static, can_focus=True):
    """A button that runs an action of the screen."""

    def __init__(self, action: Action, label: str) -> None:
        super().__init__(
            Content.assemble((f"{action.key.upper()} ", "bold"), label), id=f"do-{action.id}", markup=False
        )
        self._action = action.id

    async def on_click(self) -> None:
        """Do it."""
        await self.screen.run_action(self._action)

    async def on_key(self, event: events.Key) -> None:
        """Enter and space do it."""
        if event.key in {"enter", "space"}:
            event.stop()
            await self.screen.run_action(self._action)


class ActionRow(Horizontal):
    """Every action that has a button, side by side."""

    def __init__(self, actions: Sequence[Action], say: Say) -> None:
        buttons = (ActionButton(action, say(action.label)) for action in actions if action.button)
        super().__init__(*buttons, id="actions")


class KeyButton(Static, can_focus=True):
    """A button of a dialog, with the key that does the same."""

    class Pressed(Message):
        """The button was pressed."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, key: str, label: str, action: str) -> None:
        super().__init__(
            Content.assemble((f"{key.capitalize()}  ", "bold"), label), classes="key-button", markup=False
        )
        self._action = action

    def on_click(self, event: events.Click) -> None:
        """Press it."""
        event.stop()
        self.post_message(self.Pressed(self._action))

    def on_key(self, event: events.Key) -> None:
        """Enter and space press it."""
        if event.key in {"enter", "space"}:
            event.stop()
            self.post_message(self.Pressed(self._action))
