"""The results, one widget however many there are. It draws only the lines in sight, so that no key waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

Piece = tuple[str, bool]
"""Words, and whether they stand out."""
_BOLD = Style(bold=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One result, or one thing that is offered instead."""

    id: str
    lines: tuple[tuple[Piece, ...], ...]
    """All rows of a list have equally many lines."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What is in sight of a list."""

    lines_each: int
    thumb: tuple[int, int]
    marked: int
    rows: tuple[Row, ...]

    def row(self, number: int) -> tuple[Row | None, bool]:
        """A row in sight, and whether it is marked."""
        return self.rows[number] if number < len(self.rows) else None, number == self.marked


class ResultList(Widget, can_focus=False):
    """Rows, best first, with one of them marked. It never takes the keyboard from the search line."""

    COMPONENT_CLASSES = {"results--marked", "results--bar"}
    ALLOW_SELECT = False

    class Marked(Message):
        """Another row was marked by a key or the mouse."""

    class Clicked(Message):
        """A row was clicked."""

    def __init__(self) -> None:
        super().__init__(id="results")
        self._rows: Sequence[Row] = ()
        self._top = 0
        self._plain = Style()
        self.marked = 0
        """Number of the marked row, from 0."""

    def show(self, rows: Sequence[Row], marked: int = 0) -> None:
        """Show these rows, and mark one of them."""
        before = self._look()
        self._rows = rows
        self._place(marked)
        self._draw(before)

    @property
    def chosen(self) -> str | None:
        """Id of the marked row; None where there is none."""
        return self._rows[self.marked].id if self._rows else None

    def move(self, steps: int) -> None:
        """Mark a row further down, or up for less than 0; from the last it goes on to the first."""
        if self._rows:
            self._mark((self.marked + steps) % len(self._rows))
            self.post_message(self.Marked())

    def _mark(self, number: int) -> None:
        """Mark a row, and bring it into sight."""
        before = self._look()
        self._place(number)
        self._draw(before)

    def _place(self, number: int) -> None:
        self.marked = max(0, min(number, len(self._rows) - 1))
        room = self._room
        self._top = max(min(self._top, self.marked, len(self._rows) - room), self.marked - room + 1, 0)

    def _look(self) -> _Look:
        """What is in sight now."""
        rows = self._rows[self._top : self._top + self._room]
        return _Look(self._lines_each, self._thumb(), self.marked - self._top, tuple(rows))

    def _draw(self, before: _Look) -> None:
        """Draw anew only the rows that look other than before."""
        after = self._look()
        if (before.lines_each, before.thumb) != (after.lines_each, after.thumb):
            self.refresh()
            return
        each = after.lines_each
        changed = [n for n in range(self._room) if before.row(n) != after.row(n)]
        if changed:
            self.refresh(*(Region(0, n * each, self.size.width, each) for n in changed))

    @property
    def _lines_each(self) -> int:
        return len(self._rows[0].lines) if self._rows else 1

    @property
    def _room(self) -> int:
        """How many rows are in sight."""
        return max(1, self.size.height // self._lines_each)

    def on_resize(self) -> None:
        """Keep the marked row in sight."""
        self._place(self.marked)
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Show what is below; the mark stays."""
        self._scroll(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Show what is above; the mark stays."""
        self._scroll(event, -1)

    def _scroll(self, event: events.MouseEvent, steps: int) -> None:
        event.stop()
        self._top = max(0, min(self._top + steps, len(self._rows) - self._room))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Mark the row under the mouse."""
        number = self._top + event.y // self._lines_each
        if 0 <= number < len(self._rows):
            self._mark(number)
            self.post_message(self.Marked())
            self.post_message(self.Clicked())

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the screen, in colours that are looked up once for all of them."""
        self._plain = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        number, line = divmod(y, self._lines_each)
        number += self._top
        width = self.size.width
        if number >= len(self._rows) or number - self._top >= self._room:
            return Strip([Segment(" " * (width - 1), self._plain), self._bar(y)], width)
        style = self.get_component_rich_style("results--marked") if number == self.marked else self._plain
        segments = fitted(self._rows[number].lines[line], width - 1, style)
        return Strip([*segments, self._bar(y)], width)

    def _bar(self, y: int) -> Segment:
        """How far down the list is, as one column at its right."""
        start, size = self._thumb()
        style = self.get_component_rich_style("results--bar")
        return Segment("┃" if start <= y < start + size else "│", style)

    def _thumb(self) -> tuple[int, int]:
        """First line and length of the thick part of that column; no length where all rows are in sight."""
        count, room, height = len(self._rows), self._room, max(1, self.size.height)
        if count <= room:
            return 0, 0
        size = max(1, height * room // count)
        return (height - size) * self._top // (count - room), size


@lru_cache(maxsize=1024)
def fitted(pieces: tuple[Piece, ...], width: int, style: Style) -> list[Segment]:
    """Pieces in exactly so many cells, with what has no room cut off. Control codes become spaces."""
    segments: list[Segment] = []
    for text, strong in pieces:
        plain = "".join(char if char.isprintable() else " " for char in text)
        size = cell_len(plain)
        own = style + _BOLD if strong else style
        if size > width:
            cut = f"{set_cell_size(plain, width - 1)}…" if width else ""
            return [*segments, Segment(cut, own)]
        segments.append(Segment(plain, own))
        width -= size
    return [*segments, Segment(" " * width, style)]
