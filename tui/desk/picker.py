"""Picks one of many by typing a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from assistant.say import Say
from tui.desk.choices import Choice
from tui.screens.once import Dialog
from tui.widgets.literal import Literal

MAX_SHOWN = 60
_MAX_LETTERS = 40


class PickerScreen(Dialog[str | None], inherit_bindings=False):
    """Gives back the id of what was picked, an empty text for "any", or None where nothing was."""

    BINDINGS = [
        Binding("escape", "close", "close", show=False),
        Binding("up", "move(-1)", "up", show=False),
        Binding("down", "move(1)", "down", show=False),
    ]
    AUTO_FOCUS = "#pick"

    def __init__(self, title: str, find: Callable[[str], Sequence[Choice]], say: Say) -> None:
        super().__init__()
        self._title = title
        self._find = find
        self._say = say

    def compose(self) -> ComposeResult:
        """The question, the line for the letters, what has them."""
        with Vertical(classes="dialog", id="picker"):
            yield Literal(self._title, classes="dialog-title")
            yield Input(id="pick", max_length=_MAX_LETTERS)
            choices = OptionList(id="picks", markup=False)
            choices.can_focus = False
            yield choices
            yield Literal(self._say("desk-pick-keys"), classes="note")

    def on_mount(self) -> None:
        """Show all."""
        self._show("")

    @on(Input.Changed, "#pick")
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, letters: str) -> None:
        found = self._find(letters)[:MAX_SHOWN]
        options = [Option(Content(choice.label), id=choice.id) for choice in found]
        if not letters.strip():
            options.insert(0, Option(Content(self._say("desk-pick-any")), id=""))
        if not options:
            options = [Option(Content(self._say("desk-pick-none")), id=None, disabled=True)]
        picks = self.query_one("#picks", OptionList)
        picks.set_options(options)
        picks.highlighted = None if options[0].disabled else 0

    @on(Input.Submitted, "#pick")
    def _entered(self) -> None:
        option = self.query_one("#picks", OptionList).highlighted_option
        if option is not None:
            self.dismiss(option.id)

    @on(OptionList.OptionSelected, "#picks")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_move(self, step: int) -> None:
        """Mark the choice above or below."""
        picks = self.query_one("#picks", OptionList)
        if step < 0:
            picks.action_cursor_up()
        else:
            picks.action_cursor_down()

    def action_close(self) -> None:
        """Pick nothing."""
        self.dismiss(None)
