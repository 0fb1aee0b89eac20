"""The app of one visitor in a browser: the resident's, which saves no files and ends when nobody is there."""

from __future__ import annotations

import time
from collections.abc import Callable

from assistant.dialogue import State
from assistant.engine import Assistant
from tui.actions import Ability
from tui.attended import TICK_SECONDS, AttendedApp
from tui.hub import Hub


class BrowserApp(AttendedApp, inherit_bindings=False):
    """One visit. When it ends the page says so, and offers another."""

    ABILITIES: frozenset[Ability] = frozenset({"leave"})

    def __init__(
        self,
        assistant: Assistant,
        hub: Hub,
        start: State | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` gives seconds; only how they grow matters."""
        super().__init__(assistant, hub, start, clock)
        self.voice = None  # it would speak where the server stands

    def open_first(self) -> None:
        """The conversation, and a look at the clock now and then."""
        super().open_first()
        self.set_interval(TICK_SECONDS, self.tick)

    def nobody_there(self) -> None:
        """End the process, and the visit with it."""
        self.exit()
