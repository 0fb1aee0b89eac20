"""The second keys of an action, shown until one is pressed."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from assistant.say import Say
from tui.actions import Action
from tui.desk.bars import ClickLine, clickable
from tui.desk.keys import shown_key
from tui.screens.once import Dialog
from tui.widgets.literal import Literal


class MenuScreen(Dialog[str | None], inherit_bindings=False):
    """Gives back the id of the action taken; any other key goes back."""

    def __init__(self, title: str, actions: Sequence[Action], say: Say, chosen: frozenset[str]) -> None:
        """`chosen` are ids of actions that are on already."""
        super().__init__()
        self._title = title
        self._actions = actions
        self._say = say
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Each key with what it does."""
        rows = [self._row(action) for action in self._actions]
        rows.append(clickable(self._words("Esc", self._say("desk-stay"), ""), "back"))
        with Vertical(classes="dialog", id="menu"):
            yield Literal(self._title, classes="dialog-title")
            yield ClickLine(Content("\n").join(rows), id="menu-rows")

    def _row(self, action: Action) -> Content:
        mark = "✓" if action.id in self._chosen else ""
        words = self._words(shown_key(action.key), self._say(action.label), mark)
        return clickable(words, f"take({action.id!r})")

    @staticmethod
    def _words(key: str, label: str, mark: str) -> Content:
        return Content.assemble((f"{key:<5}", "bold"), f"{mark:<2}{label}")

    def on_key(self, event: events.Key) -> None:
        """Take the action of this key, or go back."""
        event.stop()
        event.prevent_default()
        taken = next((action.id for action in self._actions if action.key == event.key.lower()), None)
        self.dismiss(taken)

    def action_take(self, action: str) -> None:
        """Take an action."""
        self.dismiss(action)

    def action_back(self) -> None:
        """Take none."""
        self.dismiss(None)
