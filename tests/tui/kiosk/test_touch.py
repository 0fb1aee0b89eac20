"""A kiosk without a keyboard: keys to touch."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.tui.kiosk.acts import Make, showing
from tui.kiosk.chat import KioskChat, KioskPlace
from tui.kiosk.keyboard import OnScreenKeyboard
from tui.widgets.literal import Literal
from tui.widgets.prompt import Prompt


async def touch(pilot: Pilot[None], keys: str) -> None:
    wide = {" ": "#key-space", "\b": "#key-delete", "\n": "#key-enter"}
    plain = {str(key.render()): key for key in pilot.app.screen.query(".key")}
    for key in keys:
        await pilot.click(wide[key] if key in wide else plain[key])
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_question_can_be_asked_by_touch_alone(stage: Make, size: tuple[int, int]) -> None:
    async with stage(keyboard=True).app.run_test(size=size) as pilot:
        await pilot.click(offset=(1, 1))
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, KioskChat)
        await touch(pilot, "lonely x\b?")
        assert screen.query_one(Prompt).value == "lonely ?"
        assert screen.focused is screen.query_one(Prompt)
        await touch(pilot, "\n")
        assert "0808 802 0300" in "\n".join(str(card.render()) for card in screen.query(".card"))


async def test_the_place_can_be_typed_by_touch(stage: Make) -> None:
    async with stage("chat", keyboard=True).app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f4")
        await pilot.pause()
        assert isinstance(showing(pilot), KioskPlace)
        await touch(pilot, "hemel\n")
        assert isinstance(showing(pilot), KioskChat)
        assert "Hemel Hempstead" in str(pilot.app.screen.query_one("#place", Literal).render())


async def test_the_keyboard_can_be_hidden_and_shown(stage: Make) -> None:
    async with stage("chat", keyboard=True).app.run_test() as pilot:
        await pilot.pause()
        keyboard = pilot.app.screen.query_one(OnScreenKeyboard)
        shown = [keyboard.display]
        await pilot.click("#do-keyboard")
        await pilot.pause()
        shown.append(keyboard.display)
        await pilot.press("f6")
        await pilot.pause()
        shown.append(keyboard.display)
        assert shown == [True, False, True]


async def test_the_keyboard_makes_room_for_the_answer_until_the_line_is_touched(stage: Make) -> None:
    async with stage("chat", keyboard=True).app.run_test() as pilot:
        await pilot.pause()
        keyboard = pilot.app.screen.query_one(OnScreenKeyboard)
        await pilot.press(*"lonely", "enter")
        await pilot.pause()
        assert not keyboard.display
        await pilot.click("#prompt")
        await pilot.pause()
        assert keyboard.display


async def test_without_the_setting_there_is_no_keyboard(stage: Make) -> None:
    async with stage("chat").app.run_test() as pilot:
        await pilot.pause()
        assert not pilot.app.screen.query(OnScreenKeyboard)
        assert not pilot.app.screen.query("#do-keyboard")
