"""Screens that close once. Textual 8.2.8 pops whatever is on top when a screen is dismissed a second time, so two quick
keys or a double touch on a dialog would take away the conversation under it as well."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen, ScreenResultType


class OnceScreen(Screen[ScreenResultType]):
    """A screen whose second dismissal does nothing."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close, with what was chosen."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class Dialog(OnceScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A dialog whose second dismissal does nothing."""
