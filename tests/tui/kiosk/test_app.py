"""One visit of a kiosk, as residents meet it."""

from __future__ import annotations

from copy import copy

import pytest
from textual import events

from tests.tui.kiosk.acts import Make, showing, turn, words_on
from tui.kiosk.attract import AttractScreen
from tui.kiosk.chat import KioskChat, KioskPlace
from tui.kiosk.endings import Ending
from tui.kiosk.pin_pad import PinScreen
from tui.kiosk.still_there import StillThereScreen
from tui.screens.help import HelpScreen
from tui.widgets.prompt import Prompt


@pytest.mark.parametrize("key", ["a", "f10", "ctrl+c"])
async def test_any_key_begins_a_conversation(stage: Make, key: str) -> None:
    made = stage()
    async with made.app.run_test() as pilot:
        assert isinstance(showing(pilot), AttractScreen)
        assert "Tiny Hub" in words_on(pilot)
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(showing(pilot), KioskChat)
        assert "welcome to Tiny Hub" in words_on(pilot)
        assert not made.endings


async def test_a_touch_begins_a_conversation(stage: Make) -> None:
    async with stage().app.run_test() as pilot:
        await pilot.click(offset=(3, 3))
        await pilot.pause()
        assert isinstance(showing(pilot), KioskChat)


@pytest.mark.parametrize(
    ("keys", "ending"),
    [
        (["f10"], Ending.NEXT),
        (["f9"], Ending.NEXT),
        ([*"goodbye", "enter"], Ending.NEXT),
        (["f2"], Ending.AGAIN),
        ([*"start", "space", *"again", "enter"], Ending.AGAIN),
    ],
    ids=["leave", "leave quickly", "goodbye", "start again", "start again typed"],
)
async def test_leaving_ends_the_visit_and_never_the_kiosk(
    stage: Make, keys: list[str], ending: Ending
) -> None:
    made = stage("chat")
    async with made.app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert made.endings == [ending]


async def test_no_other_key_ends_anything(stage: Make) -> None:
    made = stage("chat")
    letters = [f"ctrl+{letter}" for letter in "qcdpzsxvk"]
    functions = [f"f{number}" for number in (3, 4, 5, 6, 7, 8, 11, 12)]
    async with made.app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*letters, "ctrl+backslash", *functions, *["escape"] * 20, *letters)
        await pilot.pause()
        assert not made.endings
        assert pilot.app.is_running
        assert pilot.app.clipboard == ""


async def test_no_key_or_link_can_run_an_action_that_leads_out(stage: Make) -> None:
    made = stage("chat")
    ways_out = "quit help_quit screenshot command_palette suspend_process change_theme leave_app".split()
    async with made.app.run_test() as pilot:
        await pilot.pause()
        ran = [action for action in ways_out if await pilot.app.run_action(f"app.{action}")]
        assert not ran
        assert not made.endings


async def test_nothing_is_copied(stage: Make) -> None:
    made = stage("chat")
    async with made.app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*"secret", "ctrl+shift+a", "ctrl+x", "ctrl+v", "shift+home", "ctrl+c")
        pilot.app.copy_to_clipboard("secret")
        assert pilot.app.clipboard == ""


async def test_after_the_idle_time_it_asks_and_counts_down_and_ends_the_visit(stage: Make) -> None:
    made = stage("chat")
    async with made.app.run_test() as pilot:
        await pilot.pause()
        await turn(pilot, made, 59)
        assert isinstance(showing(pilot), KioskChat)
        await turn(pilot, made, 1)
        assert isinstance(showing(pilot), StillThereScreen)
        assert "Seconds left: 20." in words_on(pilot)
        await turn(pilot, made, 12)
        assert "Seconds left: 8." in words_on(pilot)
        assert not made.endings
        await turn(pilot, made, 8)
        assert set(made.endings) == {Ending.NEXT}


@pytest.mark.parametrize(
    "event",
    [
        events.Key("x", "x"),
        events.MouseMove(None, 5, 5, 1, 0, 0, False, False, False),
        events.MouseDown(None, 5, 5, 0, 0, 1, False, False, False),
        events.Paste("words"),
    ],
    ids=lambda event: type(event).__name__,
)
async def test_any_sign_of_life_stays_and_types_nothing(stage: Make, event: events.Event) -> None:
    made = stage("chat")
    async with made.app.run_test() as pilot:
        await pilot.pause()
        await turn(pilot, made, 70)
        assert isinstance(showing(pilot), StillThereScreen)
        pilot.app.post_message(event)
        await pilot.pause()
        await pilot.pause()
        assert isinstance(showing(pilot), KioskChat)
        assert pilot.app.screen.query_one(Prompt).value == ""
        await turn(pilot, made, 59)
        assert isinstance(showing(pilot), KioskChat)


@pytest.mark.parametrize(("key", "screen"), [("f1", HelpScreen), ("f4", KioskPlace), ("f12", PinScreen)])
async def test_an_open_dialog_does_not_stop_the_wipe(stage: Make, key: str, screen: type[object]) -> None:
    made = stage("chat", with_pin=True, keyboard=True)
    async with made.app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(showing(pilot), screen)
        await turn(pilot, made, 80)
        assert set(made.endings) == {Ending.NEXT}


ESCAPE = [events.Key("escape", None)]
TOUCH = [kind(None, 40, 12, 0, 0, 1, False, False, False) for kind in (events.MouseDown, events.MouseUp)]


@pytest.mark.parametrize(("key", "closing"), [("f1", TOUCH), ("f4", ESCAPE), ("f12", ESCAPE)])
async def test_two_quick_keys_or_touches_close_one_dialog_and_not_the_conversation(
    stage: Make, key: str, closing: list[events.Event]
) -> None:
    async with stage("chat", with_pin=True).app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert not isinstance(showing(pilot), KioskChat)
        for event in [copy(event) for _ in range(2) for event in closing]:
            pilot.app.post_message(event)
        await pilot.pause()
        await pilot.pause()
        assert isinstance(showing(pilot), KioskChat)


async def test_the_attract_screen_never_ends(stage: Make) -> None:
    made = stage()
    async with made.app.run_test() as pilot:
        for _ in range(5):
            await turn(pilot, made, 1000)
        assert isinstance(showing(pilot), AttractScreen)
        assert not made.endings
        assert made.beats >= 5
