"""The choices that a reply offers, each with its number, to touch or to type."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.containers import ItemGrid
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

CHIP_WIDTH, TILE_WIDTH = 24, 30
TILES = 8
"""So many choices, and no service, make tiles."""


class Chip(Static, can_focus=True):
    """One choice."""

    class Chosen(Message):
        """Someone took this choice."""

        def __init__(self, label: str) -> None:
            super().__init__()
            self.label = label

    def __init__(self, number: int, label: str) -> None:
        super().__init__(Content.assemble((f"{number} ", "bold"), label), markup=False)
        self.label = label

    def on_click(self) -> None:
        """Take it."""
        self.post_message(self.Chosen(self.label))

    def on_key(self, event: events.Key) -> None:
        """Enter and space take it."""
        if event.key in {"enter", "space"}:
            event.stop()
            self.post_message(self.Chosen(self.label))


class Chips(ItemGrid):
    """All choices of the last reply."""

    def __init__(self) -> None:
        super().__init__(id="chips", min_column_width=CHIP_WIDTH, regular=False)

    async def show(self, labels: Sequence[str], first: int) -> None:
        """Show these choices, numbered from `first`. Many choices with nothing else to read become tiles."""
        tiles = first == 1 and len(labels) >= TILES
        self.screen.set_class(tiles, "-tiles")
        self.min_column_width = TILE_WIDTH if tiles else CHIP_WIDTH
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all([Chip(number, label) for number, label in enumerate(labels, first)])
        self.display = bool(labels)
