"""A keyboard to touch, for screens that have no other."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from assistant.say import Say

ROWS = ("1234567890", "qwertyuiop", "asdfghjkl'", "zxcvbnm,.?")
SPACE, DELETE, ENTER = "space", "delete", "enter"
LAST_ROW = {DELETE: "key-delete", SPACE: "key-space", ENTER: "key-enter"}
"""The wide keys, left to right, each with the id of its words."""


class Key(Static):
    """One key. It takes no focus, so that the line keeps its cursor."""

    class Pressed(Message):
        """A key was touched."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, key: str, label: str) -> None:
        super().__init__(Content(label), id=f"key-{key}" if len(key) > 1 else None, classes="key")
        self._key = key

    def on_click(self, event: events.Click) -> None:
        """Press it."""
        event.stop()
        self.post_message(self.Pressed(self._key))


class OnScreenKeyboard(Vertical):
    """Rows of keys that type into one line of their screen."""

    def __init__(self, target: str, say: Say) -> None:
        """`target` is the selector of the line."""
        super().__init__(id="keyboard")
        self._target = target
        self._say = say

    def compose(self) -> ComposeResult:
        """The rows, with the wide keys last."""
        for row in ROWS:
            with Horizontal(classes="keys-row"):
                for key in row:
                    yield Key(key, key)
        with Horizontal(classes="keys-row"):
            for key, label in LAST_ROW.items():
                yield Key(key, self._say(label))

    @on(Key.Pressed)
    async def _pressed(self, event: Key.Pressed) -> None:
        event.stop()
        line = self.screen.query_one(self._target, Input)
        if event.key == ENTER:
            await line.action_submit()
        elif event.key == DELETE:
            line.action_delete_left()
        else:
            line.insert_text_at_cursor(" " if event.key == SPACE else event.key)
