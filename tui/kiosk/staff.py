"""The staff menu: use new knowledge, look at the health of the kiosk, shut it down."""

from __future__ import annotations

from collections.abc import Coroutine

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll

from assistant.say import Say
from tui.kiosk.chat import VisitOver
from tui.kiosk.endings import Ending
from tui.kiosk.visit import RunCommand
from tui.screens.once import Dialog
from tui.widgets.buttons import KeyButton
from tui.widgets.literal import Literal

MOST_LINES = 40
"""Lines of what a command said that are shown."""
BUTTONS = (
    ("r", "staff-reload", "reload"),
    ("h", "staff-health", "health"),
    ("x", "staff-stop", "stop"),
    ("esc", "staff-close", "close"),
)
"""Key, id of the words, and action of each thing to do."""


class StaffScreen(Dialog[None]):
    """What staff can do. Whatever they choose, they leave by the attract screen."""

    BINDINGS = [
        Binding("r", "reload", "reload", show=False),
        Binding("h", "health", "health", show=False),
        Binding("x", "stop", "stop", show=False),
        Binding("escape", "close", "close", show=False),
    ]

    def __init__(self, run_command: RunCommand, say: Say) -> None:
        super().__init__()
        self._run_command = run_command
        self._say = say
        self._asked_to_stop = False
        self.busy = False
        """True while a command runs; the idle time then stands still."""

    def compose(self) -> ComposeResult:
        """The things to do, and room for what comes of them."""
        with VerticalScroll(classes="dialog staff"):
            yield Literal(self._say("staff-title"), classes="dialog-title")
            with Horizontal(classes="dialog-buttons"):
                for key, label, action in BUTTONS:
                    yield KeyButton(key, self._say(label), action)
            yield Literal(id="staff-words")

    @on(KeyButton.Pressed)
    async def _pressed(self, event: KeyButton.Pressed) -> None:
        await self.run_action(event.action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One thing at a time."""
        return not self.busy

    def action_close(self) -> None:
        """Back to the attract screen."""
        self.post_message(VisitOver(Ending.NEXT))

    def action_stop(self) -> None:
        """Shut down, at the second press."""
        if self._asked_to_stop:
            self.post_message(VisitOver(Ending.STOP))
        self._asked_to_stop = True
        self._show(self._say("staff-stop-sure"))

    def action_health(self) -> None:
        """Show index, age of the knowledge, disk and version."""
        self._start(self._health())

    def action_reload(self) -> None:
        """Use the knowledge that is on the disk now; where it is wrong, keep the old and say why."""
        self._start(self._reload())

    def _start(self, work: Coroutine[None, None, None]) -> None:
        self._asked_to_stop, self.busy = False, True
        self._show(self._say("staff-busy"))
        self.run_worker(work, group="staff", exclusive=True)

    async def _health(self) -> None:
        done = await self._run_command("doctor")
        self._finished("\n".join(done.lines[:MOST_LINES]))

    async def _reload(self) -> None:
        status = await self._run_command("index", "status")
        if status.code != 0:
            built = await self._run_command("index", "build")
            if built.code != 0:
                self._finished(self._say("staff-kept-old", why="\n".join(built.lines[:MOST_LINES])))
                return
        self.post_message(VisitOver(Ending.RELOAD))

    def _finished(self, words: str) -> None:
        self.busy = False
        self._show(words)

    def _show(self, words: str) -> None:
        self.query_one("#staff-words", Literal).say(words)
