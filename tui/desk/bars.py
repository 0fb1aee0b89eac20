"""The thin lines of the desk: the filters that are set, and the keys. Each is one widget, and can be clicked."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from assistant.filters import FilterName
from tui.actions import Action
from tui.desk.keys import filter_action, filter_keys, shown_key
from tui.lines import Say

_NO_BREAK = str.maketrans(" ", "\u00a0")
"""A key and its label stay on one line."""
NO_WORDS = Content("")


class ClickLine(Static):
    """A line of words that run an action of the screen when they are clicked."""

    auto_links = False

    def __init__(self, words: Content = NO_WORDS, *, id: str) -> None:
        super().__init__(words, id=id, markup=False)


def clickable(text: str | Content, action: str) -> Content:
    """Words that run an action of the screen when they are clicked."""
    content = text if isinstance(text, Content) else Content(text)
    return content.stylize(Style.from_meta({"@click": f"screen.{action}"}))


class KeyLine(ClickLine):
    """The keys, each with what it does."""

    def __init__(self, actions: Iterable[Action], say: Say) -> None:
        words = [
            clickable(
                Content.assemble(
                    (shown_key(action.key), "bold"), f" {say(action.label)}".translate(_NO_BREAK)
                ),
                action.id,
            )
            for action in actions
            if action.button
        ]
        super().__init__(Content("  ").join(words), id="keys")


class FilterLine(ClickLine):
    """The filters that are set, each as a chip with the keys that take it off."""

    def __init__(self, say: Say) -> None:
        super().__init__(id="filters")
        self._say = say

    def show(self, chips: Iterable[tuple[FilterName, str]]) -> None:
        """Show these filters, each with its words."""
        words = [
            clickable(
                Content.assemble(
                    (f" {filter_keys(name)} ".translate(_NO_BREAK), "bold reverse"),
                    f" {self._say('desk-chip', filter=text)} ".translate(_NO_BREAK),
                ),
                f"drop('{name}')",
            )
            for name, text in chips
        ]
        empty = clickable(self._say("desk-no-filters-set"), filter_action("place").id)
        self.update(Content("  ").join(words) if words else empty)
