"""The line that a person types into. A paste keeps all its lines, and says when it was too long."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input

from assistant.tidy import MAX_CHARS


class Prompt(Input):
    """An `Input` that joins pasted lines and never drops a paste in silence."""

    class PasteCut(Message):
        """A paste was longer than the line may be; its first part was kept."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, id="prompt", max_length=MAX_CHARS)

    def forget(self) -> None:
        """Empty the line, and what it could undo or suggest."""
        self.clear()

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = " ".join("".join(char if char.isprintable() else " " for char in event.text).split())
        room = MAX_CHARS - len(self.value)
        if len(text) > room:
            self.post_message(self.PasteCut())
        self.insert_text_at_cursor(text[: max(0, room)])
