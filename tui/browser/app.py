"""The app that each visitor of the browser gets: the resident's, which cannot end itself or save files."""

from __future__ import annotations

from tui.actions import Ability
from tui.app import FingerpostApp


class BrowserApp(FingerpostApp):
    """One visit."""

    ABILITIES: frozenset[Ability] = frozenset()

    def action_leave_app(self) -> None:
        """Nothing: a visit ends with its page, or by itself."""
