"""The helpline desk as an app."""

from __future__ import annotations

from textual.binding import Binding

from assistant.answers import Clock
from assistant.dialogue import State
from assistant.engine import Assistant
from assistant.filters import Filters
from assistant.outcomes import CountsInMemory, OutcomeSink
from tui.app import FingerpostApp
from tui.clipboard import ClipboardTool
from tui.desk.keys import DESK_ACTIONS
from tui.desk.screen import DeskScreen
from tui.desk.view import NARROW, SHORT
from tui.hub import Hub

_NEXT_CALLER = next(action for action in DESK_ACTIONS if action.id == "next_caller")


class DeskApp(FingerpostApp):
    """What helpline staff work with."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (SHORT, "-tall")]
    CSS_PATH = ["../styles/base.tcss", "../styles/desk.tcss"]
    BINDINGS = [Binding(_NEXT_CALLER.key, _NEXT_CALLER.id, _NEXT_CALLER.id, show=False, priority=True)]

    def __init__(
        self,
        assistant: Assistant,
        clock: Clock,
        hub: Hub | None = None,
        start: State | None = None,
        sink: OutcomeSink | None = None,
    ) -> None:
        """`clock` tells the time for what is open now; `sink` takes what staff say of searches."""
        super().__init__(assistant, hub, start)
        self._clock = clock
        self._sink = sink or CountsInMemory()
        self._tool = ClipboardTool.found()

    def open_first(self) -> None:
        """Show the desk."""
        where = self.start.where
        place = (where.locality or where.place) if where else None
        self.push_screen(DeskScreen(self.assistant, Filters(place=place), self._clock, self._sink))

    def copy_to_clipboard(self, text: str) -> None:
        """Send a text to the clipboard, by the terminal and by the system's own tool."""
        super().copy_to_clipboard(text)
        if self._tool:
            tool = self._tool
            self.run_worker(lambda: tool.send(text), thread=True, group="clipboard", exit_on_error=False)

    async def action_next_caller(self) -> None:
        """Wipe the call, whatever lies over the desk."""
        while not isinstance(self.screen, DeskScreen):
            await self.pop_screen()
        self.screen.action_next_caller()
