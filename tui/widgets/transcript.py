"""The conversation on the screen, bounded so that typing stays quick however long it goes on."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from assistant.reply import Reply
from assistant.say import Say
from tui.widgets.literal import Literal
from tui.widgets.turns import reply_widgets

HIGH, LOW = 60, 40
"""Widgets at which old ones are cleared away, and how many are kept."""


class Transcript(VerticalScroll, can_focus=True):
    """Turns, oldest first."""

    def __init__(self, say: Say) -> None:
        super().__init__(id="transcript")
        self._say = say

    async def add_words(self, text: str) -> None:
        """Words of the assistant that answer nothing, such as the greeting."""
        await self._add([Literal(text, classes="words")], None)

    async def add_turn(self, text: str, reply: Reply) -> None:
        """A message and the reply to it. The reply's beginning is brought into sight."""
        you = Literal(Content.assemble((f"{self._say('you')}: ", "bold"), text), classes="you")
        found = list(reply_widgets(reply, self._say))
        await self._add([you, *found], you)

    async def clear(self) -> None:
        """Forget everything that is on the screen."""
        await self.remove_children()

    async def _add(self, widgets: list[Widget], top: Widget | None) -> None:
        with self.app.batch_update():
            await self._prune(len(widgets))
            await self.mount_all(widgets)
        if top is not None:
            self.call_after_refresh(self.scroll_to_widget, top, animate=False, top=True)

    async def _prune(self, coming: int) -> None:
        if len(self.children) + coming <= HIGH:
            return
        keep = max(0, LOW - coming)
        old = list(self.children)[: len(self.children) - keep]
        await self.remove_children(old)
        await self.mount(Literal(self._say("earlier-removed"), classes="note"), before=0)
