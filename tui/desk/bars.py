"""The thin lines of the desk: the filters that are set, and the keys. Each is one widget, and can be clicked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from assistant.filters import FilterName
from assistant.say import Say
from tui.actions import Action
from tui.desk.keys import filter_action, filter_keys, shown_key
from tui.widgets.literal import Literal, as_content

_GAP = 2
NO_WORDS = Content("")


class Line(Literal):
    """A few words that change at nearly every key: the screen is laid out anew only where they need more room."""

    def say(self, text: str | Content) -> None:
        """Show other words."""
        before, after = self.visual, as_content(text)
        if isinstance(before, Content) and before.plain == after.plain:
            return
        self.update(after, layout=_lines(before, self.size.width) != _lines(after, self.size.width))


def _lines(content: object, width: int) -> int:
    length = content.cell_length if isinstance(content, Content) else 0
    return -(-length // width) if width else -1


class ClickLine(Static):
    """A line of words that run an action of the screen when they are clicked."""

    auto_links = False

    def __init__(self, words: Content = NO_WORDS, *, id: str) -> None:
        super().__init__(words, id=id, markup=False)


def clickable(text: str | Content, action: str) -> Content:
    """Words that run an action of the screen when they are clicked."""
    content = text if isinstance(text, Content) else Content(text)
    return content.stylize(Style.from_meta({"@click": f"screen.{action}"}))


def in_lines(words: Sequence[Content], width: int) -> Content:
    """Pieces side by side, with a new line where the next has no room. No piece is broken unless it must be."""
    lines: list[list[Content]] = [[]]
    used = 0
    for piece in words:
        size = piece.cell_length + _GAP
        if used and used + size - _GAP > width:
            lines.append([])
            used = 0
        lines[-1].append(piece)
        used += size
    return Content("\n").join([Content(" " * _GAP).join(line) for line in lines])


class KeyLine(ClickLine):
    """The keys, each with what it does, in as many lines as they need."""

    def __init__(self, actions: Iterable[Action], say: Say) -> None:
        self._words = [
            clickable(Content.assemble((shown_key(action.key), "bold"), f" {say(action.label)}"), action.id)
            for action in actions
            if action.button
        ]
        super().__init__(id="keys")

    def on_resize(self) -> None:
        """No key stands apart from its label."""
        self.update(in_lines(self._words, self.size.width))


class FilterLine(ClickLine):
    """The filters that are set, each as a chip with the keys that take it off."""

    def __init__(self, say: Say) -> None:
        super().__init__(id="filters")
        self._say = say
        self._shown: tuple[tuple[FilterName, str], ...] | None = None

    def show(self, chips: Iterable[tuple[FilterName, str]]) -> None:
        """Show these filters, each with its words."""
        shown = tuple(chips)
        if shown == self._shown:
            return
        self._shown = shown
        words = [
            clickable(
                Content.assemble(
                    (f" {filter_keys(name)} ", "bold reverse"), f" {self._say('desk-chip', filter=text)} "
                ),
                f"drop('{name}')",
            )
            for name, text in shown
        ]
        empty = clickable(self._say("desk-no-filters-set"), filter_action("place").id)
        self.update(in_lines(words or [empty], self.size.width))
