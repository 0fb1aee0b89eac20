"""The full-screen app: themes, style, and an end that leaves the terminal clean and tells nobody's words."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from pathlib import Path

from rich.console import RenderableType
from textual.app import App
from textual.binding import Binding

from assistant.dialogue import State
from assistant.engine import Assistant
from tui.actions import Ability
from tui.hangup import end_when_hung_up
from tui.hub import Hub
from tui.screens.chat import ChatScreen
from tui.speech import Voice
from tui.themes import THEMES

STYLES = Path(__file__).with_name("styles")
CRASHED = 70
"""Exit code after a fault (`EX_SOFTWARE` of sysexits.h)."""


class FingerpostApp(App[None], inherit_bindings=False):
    """What every face shares. As it stands, it is the resident's app."""

    CSS_PATH = [STYLES / "base.tcss", STYLES / "chat.tcss"]
    BINDINGS = [Binding("ctrl+c", "leave_app", "leave", show=False)]
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]
    ABILITIES: frozenset[Ability] = frozenset({"leave", "save"})

    def __init__(self, assistant: Assistant, hub: Hub | None = None, start: State | None = None) -> None:
        """`start` is the state that each conversation begins with; by default it knows the hub's place."""
        super().__init__()
        self.hub = hub or Hub()
        self.assistant = assistant
        self.start = start if start is not None else assistant.start(self.hub.place)
        self.voice = Voice.found() if self.hub.read_aloud else None
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.hub.theme
        self.set_class(self.hub.large_print, "-large")

    @property
    def abilities(self) -> frozenset[Ability]:
        """What this face can do here."""
        return self.ABILITIES | {"speak"} if self.voice else self.ABILITIES

    def on_mount(self) -> None:
        """Open the first screen; a hang-up or a stop ends the app with the terminal put right."""
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError, RuntimeError):  # Windows, or not the main thread
            loop.add_signal_handler(signal.SIGTERM, self.stop_app)
        end_when_hung_up(self.stop_app, loop)
        self.open_first()

    def open_first(self) -> None:
        """Show the first screen."""
        self.push_screen(ChatScreen(self.assistant, self.start, self.abilities, self.voice))

    def action_leave_app(self) -> None:
        """End."""
        self.exit()

    def stop_app(self) -> None:
        """End, because the system says so."""
        self.exit()

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Opens nothing: a card's address is for reading."""

    def panic(self, *renderables: RenderableType) -> None:
        """Say sorry for faults that draw themselves, too: those may hold a person's words as well."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        """Say sorry in place of Textual's traceback, which prints local variables and so a person's words."""
        self.exit(return_code=CRASHED, message=self.assistant.text("crashed"))
        self._close_messages_no_wait()

    def on_unmount(self) -> None:
        """Be quiet."""
        if self.voice:
            self.voice.stop()


def run_app(app: FingerpostApp) -> int:
    """Run until the person leaves. Returns the exit code."""
    app.run()
    return app.return_code or 0
