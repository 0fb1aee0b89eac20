"""The list to take away: read it, save it, empty it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll

from assistant.dialogue import State
from assistant.engine import Assistant
from assistant.pack import pack_text
from tui.files import save_text
from tui.screens.once import Dialog
from tui.widgets.buttons import KeyButton
from tui.widgets.literal import Literal


class ListScreen(Dialog[State | None]):
    """Gives back the state with an emptied list, or None where nothing changed."""

    BINDINGS = [
        Binding("escape,f5,enter", "close", "close", show=False),
        Binding("s", "save", "save", show=False),
        Binding("e", "empty", "empty", show=False),
    ]
    AUTO_FOCUS = "#list-text"

    def __init__(self, assistant: Assistant, state: State, can_save: bool) -> None:
        super().__init__()
        self._assistant = assistant
        self._state = state
        self._can_save = can_save and bool(state.kept)

    def compose(self) -> ComposeResult:
        """The list, and what can be done with it."""
        say = self._assistant.text
        with VerticalScroll(id="list-text", classes="dialog"):
            yield Literal(self._text() if self._state.kept else say("list-empty"))
            yield Literal(id="list-note", classes="note")
            with Horizontal(classes="dialog-buttons"):
                yield from self._buttons()

    def _buttons(self) -> Iterator[KeyButton]:
        say = self._assistant.text
        if self._can_save:
            yield KeyButton("s", say("button-save"), "save")
        if self._state.kept:
            yield KeyButton("e", say("button-empty"), "empty")
        yield KeyButton("esc", say("button-back"), "close")

    def _text(self) -> str:
        assistant = self._assistant
        return pack_text(assistant.kept(self._state), assistant.text, assistant.house.name, assistant.today())

    @on(KeyButton.Pressed)
    async def _pressed(self, event: KeyButton.Pressed) -> None:
        await self.run_action(event.action)

    def action_save(self) -> None:
        """Save it as text in the person's own folder."""
        if not self._can_save:
            return
        say = self._assistant.text
        try:
            path = save_text(self._text(), Path.home(), f"fingerpost-list-{self._assistant.today()}")
        except OSError as error:
            note = say("not-saved", why=error.strerror or type(error).__name__)
        else:
            note = say("saved", path=str(path))
        self.query_one("#list-note", Literal).say(note)

    def action_empty(self) -> None:
        """Empty it."""
        self.dismiss(replace(self._state, kept=()))

    def action_close(self) -> None:
        """Back to the conversation."""
        self.dismiss(None)
