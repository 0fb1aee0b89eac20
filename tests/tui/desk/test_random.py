"""Keys struck at random: nothing crashes, and the next caller sees nothing of it."""

from __future__ import annotations

import os
import random

from textual import events

from tests.tui.desk.conftest import OpenDesk
from tui.desk.keys import DESK_ACTIONS, FILTER_ACTIONS
from tui.desk.screen import DeskScreen

EVENTS = int(os.environ.get("FINGERPOST_RANDOM_EVENTS", "60"))
"""Keys, clicks, pastes and changes of size."""
SEED = 20261125
_LETTERS = "aehilmnopsu 0123[]/"
_NAMES = {" ": "space", "[": "left_square_bracket", "]": "right_square_bracket", "/": "slash"}
_SECOND = [action.key for action in FILTER_ACTIONS]
_KEYS = [action.key for action in DESK_ACTIONS if action.id != "leave"]
_EDITS = ["backspace", "delete", "home", "end", "left", "ctrl+left", "ctrl+w", "ctrl+u", "tab", "shift+tab"]
_PASTES = [
    "zebrawort \x1b[2J\x00",
    "i am so lonely on mon a",
    "no one left at all",
    "\n\n",
    "ß" * 400,
    "hp1 1dn",
]
_SIZES = [(80, 24), (120, 40), (200, 60), (30, 10)]


async def test_random_input_never_crashes_and_is_wiped(open_desk: OpenDesk) -> None:
    chance = random.Random(SEED)
    async with open_desk() as desk:
        for _ in range(EVENTS):
            kind = chance.random()
            if kind < 0.45:
                letter = chance.choice(_LETTERS)
                await desk.pilot.press(_NAMES.get(letter, letter))
            elif kind < 0.85:
                await desk.pilot.press(chance.choice([*_KEYS, *_EDITS, *_SECOND]))
            elif kind < 0.92:
                desk.line.post_message(events.Paste(chance.choice(_PASTES)))
            elif kind < 0.97:
                width, height = desk.app.size
                await desk.pilot.click(offset=(chance.randrange(width), chance.randrange(height)))
            else:
                await desk.pilot.resize_terminal(*chance.choice(_SIZES))
        await desk.pilot.pause()
        await desk.pilot.resize_terminal(120, 40)
        await desk.press("f9")
        assert isinstance(desk.app.screen, DeskScreen)
        assert desk.line.value == ""
        assert "zebrawort" not in desk.all_words()
        await desk.type("lunch")
        assert desk.results[0] == "hemel-lunch-club"
