"""The app of one visit: attract screen, conversation, idle wipe, staff menu, and no other way out."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual import on
from textual.binding import Binding

from tui.actions import Ability
from tui.attended import TICK_SECONDS, AttendedApp
from tui.kiosk.attract import AttractScreen, StaffButton
from tui.kiosk.chat import KioskChat, VisitOver
from tui.kiosk.endings import Ending
from tui.kiosk.note import NoteScreen
from tui.kiosk.pin_pad import PinScreen
from tui.kiosk.staff import StaffScreen
from tui.kiosk.visit import Shop, Visit, ignore_fixed_signals

OPEN_TO_ALL = frozenset({"staff", "focus_next", "focus_previous"})
"""The only actions of the app that a key may run. All others of Textual's, such as quit, are shut."""


class KioskApp(AttendedApp, inherit_bindings=False):
    """Lives from one attract screen to the end of one visit."""

    BINDINGS = [Binding("f12", "staff", "staff", show=False, priority=True)]
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, shop: Shop, visit: Visit, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds; only how they grow matters."""
        super().__init__(shop.assistant, shop.hub, shop.start, clock)
        self._shop = shop
        self._visit = visit

    @property
    def abilities(self) -> frozenset[Ability]:
        """What a kiosk can do: no file is saved."""
        typing: frozenset[Ability] = frozenset({"type"} if self.hub.on_screen_keyboard else ())
        speaking: frozenset[Ability] = frozenset({"speak"} if self.voice else ())
        return typing | speaking | {"leave"}

    def open_first(self) -> None:
        """The attract screen, or at once a conversation; before it what staff should know."""
        if not (self.is_headless or self.is_web):
            ignore_fixed_signals()  # Textual's driver has just set its own
        if self._visit.begin == "chat":
            self._begun()
        else:
            with_staff = self._visit.lock is not None
            self.push_screen(AttractScreen(self.assistant, with_staff=with_staff), self._begun)
        if self._visit.note:
            self.push_screen(NoteScreen(self._visit.note, self.assistant.text))
        self.set_interval(TICK_SECONDS, self.tick)

    def _begun(self, nothing: None = None) -> None:
        self.push_screen(KioskChat(self.assistant, self.start, self.abilities, self.voice))

    @on(StaffButton.Pressed)
    def action_staff(self) -> None:
        """Ask for the PIN, then open the staff menu; nothing where the hub has no PIN."""
        lock = self._visit.lock
        if lock and not isinstance(self.screen, (PinScreen, StaffScreen)):
            self.push_screen(PinScreen(lock, self.seconds, self.assistant.text), self._staff_opened)

    def _staff_opened(self, right: bool | None) -> None:
        if right:
            self.push_screen(StaffScreen(self._shop.run_command, self.assistant.text))

    @on(VisitOver)
    def _over(self, event: VisitOver) -> None:
        self.end_visit(event.ending)

    def end_visit(self, ending: Ending) -> None:
        """End this process, and with it all that was typed."""
        if self.voice:
            self.voice.stop()
        self._visit.finish(ending)

    def nobody_there(self) -> None:
        """The next visitor gets a new process."""
        self.end_visit(Ending.NEXT)

    def need_nobody(self) -> bool:
        """True on the attract screen, and while a command of the staff is at work."""
        screen = self.screen
        return isinstance(screen, AttractScreen) or (isinstance(screen, StaffScreen) and screen.busy)

    def tick(self) -> None:
        """Tell that this visit is alive, then look whether somebody is there."""
        self._visit.beat()
        super().tick()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No way out."""
        return action in OPEN_TO_ALL

    def stop_app(self) -> None:
        """The system ends the kiosk."""
        self.end_visit(Ending.STOP)

    def copy_to_clipboard(self, text: str) -> None:
        """Copies nothing: the next person could paste it."""

    def _fatal_error(self) -> None:
        """Tell nobody what went wrong: it may hold what a resident typed."""
        self.end_visit(Ending.CRASHED)
        self._close_messages_no_wait()
