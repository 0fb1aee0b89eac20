"""The full-screen app: themes, style, and an end that leaves the terminal clean and tells nobody's words."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

from textual.app import App
from textual.binding import Binding

from assistant.dialogue import State
from assistant.engine import Assistant
from tui.screens.chat import ChatScreen
from tui.themes import DEFAULT, THEMES

CRASHED = 70
"""Exit code after a fault (`EX_SOFTWARE` of sysexits.h)."""


class FingerpostApp(App[None], inherit_bindings=False):
    """The resident's app."""

    CSS_PATH = ["styles/base.tcss", "styles/chat.tcss"]
    BINDINGS = [Binding("ctrl+c", "leave_app", "leave", show=False)]
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]

    def __init__(self, assistant: Assistant, start: State, theme: str = DEFAULT) -> None:
        super().__init__()
        self.animation_level = "none"
        self._assistant = assistant
        self._start = start
        for item in THEMES:
            self.register_theme(item)
        self.theme = theme

    def on_mount(self) -> None:
        """Open the conversation; a hang-up or a stop ends the app with the terminal put right."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            if number := getattr(signal, name, None):
                with suppress(NotImplementedError, RuntimeError):  # Windows, or not the main thread
                    loop.add_signal_handler(number, self.exit)
        self.push_screen(ChatScreen(self._assistant, self._start))

    def action_leave_app(self) -> None:
        """End."""
        self.exit()

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Opens nothing: a card's address is for reading."""

    def _fatal_error(self) -> None:
        """Say sorry in place of Textual's traceback, which prints local variables and so a person's words."""
        self.exit(return_code=CRASHED, message=self._assistant.text("crashed"))
        self._close_messages_no_wait()


def run_app(assistant: Assistant, state: State) -> int:
    """Run until the person leaves. Returns the exit code."""
    app = FingerpostApp(assistant, state)
    app.run()
    return app.return_code or 0
