"""An app that notices when nobody is there any more: it asks, counts down, and then ends the visit."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable

from textual import events

from assistant.dialogue import State
from assistant.engine import Assistant
from tui.app import STYLES, FingerpostApp
from tui.hub import Hub
from tui.kiosk.idle import IdleClock
from tui.kiosk.still_there import StillThereScreen

TICK_SECONDS = 0.5


class AttendedApp(FingerpostApp, inherit_bindings=False):
    """What the kiosk and a visit in a browser share."""

    CSS_PATH = [STYLES / "base.tcss", STYLES / "chat.tcss", STYLES / "kiosk.tcss"]
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
        self.seconds = clock
        self._idle = IdleClock(hub.idle_warning, hub.idle_wipe, clock())

    @abstractmethod
    def nobody_there(self) -> None:
        """End the visit."""

    def need_nobody(self) -> bool:
        """True while the screen asks nothing of anyone, so that no time runs."""
        return False

    async def on_event(self, event: events.Event) -> None:
        """Every key, paste, mouse move and touch shows that somebody is there."""
        if isinstance(event, (events.InputEvent, events.Paste)) and not event.is_forwarded:
            self._idle.touch(self.seconds())
            if isinstance(self.screen, StillThereScreen):
                self.screen.dismiss(None)
                return  # it only said "I am here"
        await super().on_event(event)

    def tick(self) -> None:
        """Ask whether somebody is there, count down, or end the visit. To be called each `TICK_SECONDS`."""
        now, screen = self.seconds(), self.screen
        if self.need_nobody():
            self._idle.touch(now)
        stage = self._idle.stage(now)
        if stage == "gone":
            self.nobody_there()
        elif isinstance(screen, StillThereScreen):
            screen.count(self._idle.seconds_left(now))
        elif stage == "asking":
            self.push_screen(StillThereScreen(self._idle.seconds_left(now), self.assistant.text))
