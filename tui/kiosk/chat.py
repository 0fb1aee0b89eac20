"""The conversation as a kiosk has it: whatever ends it ends the visit."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.message import Message

from tui.kiosk.endings import Ending
from tui.kiosk.keyboard import OnScreenKeyboard
from tui.screens.chat import ChatScreen
from tui.screens.place import PlaceScreen
from tui.widgets.prompt import Prompt


class VisitOver(Message):
    """The visit has come to its end."""

    def __init__(self, ending: Ending) -> None:
        super().__init__()
        self.ending = ending


class KioskPlace(PlaceScreen):
    """Asks where the person lives; with keys to touch."""

    def compose(self) -> ComposeResult:
        """The question, and the keyboard under it."""
        yield from super().compose()
        yield OnScreenKeyboard("#where", self._assistant.text)


class KioskChat(ChatScreen):
    """A resident's conversation on a shared screen."""

    def compose(self) -> ComposeResult:
        """The conversation, and the keyboard under it where the hub has one."""
        yield from super().compose()
        if self._has_keyboard:
            yield OnScreenKeyboard("#prompt", self._assistant.text)

    @property
    def _has_keyboard(self) -> bool:
        return "type" in self._abilities

    def action_place(self) -> None:
        """Ask where the person lives."""
        screen = KioskPlace if self._has_keyboard else PlaceScreen
        self.app.push_screen(screen(self._assistant), self._placed)

    async def ask(self, text: str) -> None:
        """Take one message, and make room for the reply."""
        self._show_keyboard(False)
        await super().ask(text)

    def on_click(self, event: events.Click) -> None:
        """A touch on the line brings the keyboard back."""
        if isinstance(event.widget, Prompt):
            self._show_keyboard(True)

    def _show_keyboard(self, shown: bool) -> None:
        for keyboard in self.query(OnScreenKeyboard):
            keyboard.display = shown

    def action_keyboard(self) -> None:
        """Show the keyboard, or hide it."""
        self._show_keyboard(not any(keyboard.display for keyboard in self.query(OnScreenKeyboard)))

    async def action_again(self) -> None:
        """An empty conversation for the next person."""
        self.post_message(VisitOver(Ending.AGAIN))

    async def action_hide(self) -> None:
        """Leave quickly."""
        self.post_message(VisitOver(Ending.NEXT))

    async def action_leave(self) -> None:
        """The end of this visit, never of the kiosk."""
        self.post_message(VisitOver(Ending.NEXT))
