"""Keys struck at random into the resident's chat: nothing crashes, and after "Start again" nothing of it is left."""

from __future__ import annotations

import os
import random
from pathlib import Path

from textual import events
from textual.widgets import Static

from assistant.engine import Assistant
from assistant.library import open_library
from tests.conftest import NOW
from tui.app import FingerpostApp
from tui.hub import Hub
from tui.screens.chat import ChatScreen

EVENTS = int(os.environ.get("FINGERPOST_RANDOM_EVENTS", "60"))
"""Keys, clicks, pastes and changes of size."""
SEED = 20261125
_LETTERS = "aeghilmnopstu 0123[]/?"
_NAMES = {
    " ": "space",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "/": "slash",
    "?": "question_mark",
}
_KEYS = [
    "enter",
    "tab",
    "shift+tab",
    "escape",
    "f1",
    "f2",
    "f3",
    "f4",
    "f5",
    "f8",
    "f9",
    "up",
    "down",
    "pagedown",
]
_KEYS += ["backspace", "ctrl+u", "ctrl+w", "home", "end", "s", "e", "ctrl+q", "ctrl+p", "ctrl+z"]
_PASTES = [
    "zebrawort i am lonely",
    "[bold]zebrawort[/] \x1b[2J\x00",
    "i want to die zebrawort\n\nhx1 1aa",
    "ß" * 30_000,
]
_SIZES = [(80, 24), (120, 40), (200, 60), (30, 10), (1, 1)]


class Staying(FingerpostApp):
    """Begins anew where the resident's app would end: chance may well type a goodbye."""

    ABILITIES = frozenset({"save"})


async def test_random_input_never_crashes_and_is_wiped(tiny_index: Path, tiny: Path) -> None:
    chance = random.Random(SEED)
    assistant = Assistant(open_library(tiny_index, NOW, tiny), clock=lambda: NOW)
    app = Staying(assistant, Hub(read_aloud=False))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        for _ in range(EVENTS):
            kind = chance.random()
            if kind < 0.4:
                letter = chance.choice(_LETTERS)
                await pilot.press(_NAMES.get(letter, letter))
            elif kind < 0.8:
                await pilot.press(chance.choice(_KEYS))
            elif kind < 0.9:
                (app.focused or app.screen).post_message(events.Paste(chance.choice(_PASTES)))
            elif kind < 0.96:
                await pilot.click(
                    offset=(chance.randrange(app.size.width), chance.randrange(app.size.height))
                )
            else:
                await pilot.resize_terminal(*chance.choice(_SIZES))
        await pilot.resize_terminal(100, 30)
        while not isinstance(app.screen, ChatScreen):
            await pilot.press("escape")
            await pilot.pause()
        await pilot.press("f2")
        await pilot.pause()
        assert app.is_running
        assert "zebrawort" not in "\n".join(str(widget.render()) for widget in app.screen.query(Static))
        assert app.clipboard == ""
