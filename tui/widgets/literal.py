"""Text that is never read as markup."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Literal(Static):
    """A `Static` for words from outside: brackets stay brackets."""

    def __init__(
        self, text: str | Content = "", *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(as_content(text), id=id, classes=classes, markup=False)

    def say(self, text: str | Content) -> None:
        """Show other words."""
        self.update(as_content(text))


def as_content(text: str | Content) -> Content:
    """Text as Textual content, taken letter by letter."""
    return text if isinstance(text, Content) else Content(text)
