"""The PIN pad and the staff menu."""

from __future__ import annotations

import pytest

from tests.tui.kiosk.acts import Make, showing, unlock, words_on
from tests.tui.kiosk.conftest import PIN
from tui.kiosk.attract import AttractScreen
from tui.kiosk.endings import Ending
from tui.kiosk.note import NoteScreen
from tui.kiosk.pin_pad import PinScreen
from tui.kiosk.staff import StaffScreen
from tui.kiosk.visit import Done
from tui.widgets.literal import Literal

STATUS, BUILD = ("index", "status"), ("index", "build")


async def test_without_a_pin_there_is_no_staff_menu(stage: Make) -> None:
    async with stage().app.run_test() as pilot:
        assert not pilot.app.screen.query("#attract-staff")
        await pilot.press("f12")
        await pilot.pause()
        assert isinstance(showing(pilot), AttractScreen)


@pytest.mark.parametrize("begin", ["attract", "chat"])
async def test_the_right_pin_opens_the_staff_menu(stage: Make, begin: str) -> None:
    async with stage(begin, with_pin=True).app.run_test() as pilot:
        await pilot.pause()
        await unlock(pilot)
        assert isinstance(showing(pilot), StaffScreen)


async def test_the_pin_can_be_touched_and_is_not_shown(stage: Make) -> None:
    async with stage(with_pin=True).app.run_test() as pilot:
        await pilot.click("#attract-staff")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, PinScreen)
        keys = {str(key.render()): key for key in screen.query(".key")}
        for digit in PIN:
            await pilot.click(keys[digit])
        await pilot.pause()
        assert str(screen.query_one("#pin-dots", Literal).render()).count("●") == len(PIN)
        await pilot.click("#key-enter")
        await pilot.pause()
        assert isinstance(showing(pilot), StaffScreen)


async def test_a_wrong_pin_must_wait_even_for_the_right_one(stage: Make) -> None:
    made = stage(with_pin=True)
    async with made.app.run_test() as pilot:
        await pilot.press("f12", *"9999", "enter", *PIN, "enter")
        await pilot.pause()
        assert isinstance(showing(pilot), PinScreen)
        assert "Seconds to wait: 1." in words_on(pilot)
        made.now += 1
        await pilot.press(*PIN, "enter")
        await pilot.pause()
        assert isinstance(showing(pilot), StaffScreen)


async def test_staff_see_the_health(stage: Make) -> None:
    made = stage(with_pin=True)
    made.answers[("doctor",)] = Done(1, ("index  7 records [bold]", "WRONG  disk"))
    async with made.app.run_test() as pilot:
        await unlock(pilot)
        await pilot.press("h")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "7 records [bold]" in words_on(pilot)
        assert "WRONG  disk" in words_on(pilot)


async def test_changed_knowledge_is_built_and_used(stage: Make) -> None:
    made = stage(with_pin=True)
    made.answers[STATUS] = Done(1, ("up to date  no",))
    async with made.app.run_test() as pilot:
        await unlock(pilot)
        await pilot.press("r")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert made.commands == [STATUS, BUILD]
        assert made.endings == [Ending.RELOAD]


async def test_unchanged_knowledge_is_not_built(stage: Make) -> None:
    made = stage(with_pin=True)
    async with made.app.run_test() as pilot:
        await unlock(pilot)
        await pilot.press("r")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert made.commands == [STATUS]
        assert made.endings == [Ending.RELOAD]


async def test_wrong_knowledge_is_named_and_not_used(stage: Make) -> None:
    made = stage(with_pin=True)
    made.answers[STATUS] = Done(1, ())
    made.answers[BUILD] = Done(2, ("needs/all.yaml:3: [/oops] is wrong",))
    async with made.app.run_test() as pilot:
        await unlock(pilot)
        await pilot.press("r")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "needs/all.yaml:3: [/oops] is wrong" in words_on(pilot)
        assert not made.endings


async def test_shutting_down_wants_a_second_press(stage: Make) -> None:
    made = stage(with_pin=True)
    async with made.app.run_test() as pilot:
        await unlock(pilot)
        await pilot.press("x")
        await pilot.pause()
        assert not made.endings
        await pilot.press("x")
        await pilot.pause()
        assert made.endings == [Ending.STOP]


async def test_the_staff_menu_closes_onto_the_attract_screen(stage: Make) -> None:
    made = stage("chat", with_pin=True)
    async with made.app.run_test() as pilot:
        await pilot.pause()
        await unlock(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert made.endings == [Ending.NEXT]


async def test_a_note_for_staff_is_shown_and_taken_away(stage: Make) -> None:
    async with stage(note="new [/knowledge]").app.run_test() as pilot:
        await pilot.pause()
        assert isinstance(showing(pilot), NoteScreen)
        assert "new [/knowledge]" in words_on(pilot)
        await pilot.press("x")
        await pilot.pause()
        assert isinstance(showing(pilot), AttractScreen)
