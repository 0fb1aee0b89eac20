"""The app of one visitor in a browser: the resident's, which saves no files and ends when nobody is there."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual import events

from assistant.dialogue import State
from assistant.engine import Assistant
from tui.actions import Ability
from tui.app import STYLES, FingerpostApp
from tui.hub import Hub
from tui.kiosk.idle import IdleClock
from tui.kiosk.still_there import StillThereScreen

TICK_SECONDS = 0.5


class BrowserApp(FingerpostApp, inherit_bindings=False):
    """One visit. When it ends the page says so, and offers another."""

    CSS_PATH = [STYLES / "base.tcss", STYLES / "chat.tcss", STYLES / "kiosk.tcss"]
    ABILITIES: frozenset[Ability] = frozenset({"leave"})
    ALLOW_SELECT = False

    def __init__(
        self,
        assistant: Assistant,
        hub: Hub,
        start: State | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` gives seconds; only how they grow matters."""
        super().__init__(assistant, hub, start)
        self.voice = None  # it would speak where the server stands
        self._seconds = clock
        self._idle = IdleClock(hub.idle_warning, hub.idle_wipe, clock())

    def open_first(self) -> None:
        """The conversation, and a look at the clock now and then."""
        super().open_first()
        self.set_interval(TICK_SECONDS, self.tick)

    async def on_event(self, event: events.Event) -> None:
        """Every key, paste and touch shows that somebody is there."""
        if isinstance(event, (events.InputEvent, events.Paste)) and not event.is_forwarded:
            self._idle.touch(self._seconds())
            if isinstance(self.screen, StillThereScreen):
                self.screen.dismiss(None)
                return  # it only said "I am here"
        await super().on_event(event)

    def tick(self) -> None:
        """Ask whether somebody is there, count down, or end the visit."""
        now, screen = self._seconds(), self.screen
        stage = self._idle.stage(now)
        if stage == "gone":
            self.exit()
        elif isinstance(screen, StillThereScreen):
            screen.count(self._idle.seconds_left(now))
        elif stage == "asking":
            self.push_screen(StillThereScreen(self._idle.seconds_left(now), self.assistant.text))
