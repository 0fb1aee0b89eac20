"""Filters by key, as chips that come off again, and what to drop when they leave nothing."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.tui.desk.conftest import OpenDesk
from tui.desk.keys import FILTER_ACTIONS


@pytest.mark.parametrize(
    ("key", "chip", "left"),
    [
        ("f", "Free", {"hemel-singers"}),
        ("o", "Open now", {"hemel-singers"}),
        ("t", "By phone", {"helping-hand", "hemel-lunch-club"}),
        ("s", "Step-free", {"hemel-singers"}),
    ],
)
async def test_a_filter_is_set_by_two_keys_and_taken_off_by_the_same(
    open_desk: OpenDesk, key: str, chip: str, left: set[str]
) -> None:
    async with open_desk() as desk:
        await desk.fill("i am so lonely on")
        await desk.press("f2", key)
        assert set(desk.results) == left
        assert f"{chip} ×" in desk.words("#filters")
        assert f"F2 {key.upper()}" in desk.words("#filters")
        await desk.press("f2", key)
        assert len(desk.results) == 3
        assert chip not in desk.words("#filters")


async def test_any_two_filters_go_together(open_desk: OpenDesk) -> None:
    flags = [action.id for action in FILTER_ACTIONS if action.id.startswith("flag")]
    async with open_desk(place=None) as desk:
        await desk.fill("hemel")
        for pair in combinations(flags, 2):
            for flag in pair:
                await desk.screen.run_action(flag)
            assert desk.words("#filters").count("×") == 2
            desk.screen.action_no_filters()


async def test_a_place_is_picked_by_a_few_letters(open_desk: OpenDesk) -> None:
    async with open_desk(place=None) as desk:
        await desk.fill("friends")
        await desk.press("f2", "p")
        await desk.type("hali")
        await desk.press("enter")
        assert "Halifax ×" in desk.words("#filters")
        assert desk.results == ["halifax-friends"]


async def test_a_place_is_picked_by_its_postcode(open_desk: OpenDesk) -> None:
    async with open_desk(place=None) as desk:
        await desk.press("f2", "p")
        await desk.type("hp1 1dn")
        assert "HP1 1DN" in str(desk.app.screen.query_one("#picks").options[0].prompt)  # type: ignore[attr-defined]
        await desk.press("enter")
        assert "Dacorum" in desk.words("#filters") or "Hemel" in desk.words("#filters")


async def test_a_need_alone_lists_its_services(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.press("f2", "n")
        await desk.type("lone")
        await desk.press("enter")
        assert set(desk.results) == {"helping-hand", "hemel-lunch-club", "hemel-singers"}
        assert desk.results[-1] == "helping-hand"


async def test_an_audience_is_picked_with_the_arrow_keys(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.press("f2", "a")
        await desk.type("older")
        await desk.press("down", "enter")
        assert "Older people ×" in desk.words("#filters")
        assert desk.results == ["hemel-singers"]


async def test_nothing_is_picked_where_no_choice_has_the_letters(open_desk: OpenDesk) -> None:
    async with open_desk(place=None) as desk:
        await desk.press("f2", "n")
        await desk.type("zzz")
        await desk.press("enter", "escape")
        assert "No filters" in desk.words("#filters")


async def test_filters_that_leave_nothing_offer_the_one_to_drop(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.fill("lunch")
        await desk.press("f2", "f")
        assert "1 without Free" in desk.words("#results")
        assert "No results with these filters" in desk.words("#record-text")
        await desk.press("enter")
        assert desk.results == ["hemel-lunch-club"]
        assert "Free" not in desk.words("#filters")


async def test_a_chip_comes_off_by_the_mouse(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.pilot.click("#filters", offset=(3, 0))
        await desk.pilot.pause()
        assert "No filters" in desk.words("#filters")


async def test_the_menu_marks_what_is_on_and_goes_back(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.press("f2", "f", "f2")
        rows = desk.words("#menu-rows").splitlines()
        assert [row for row in rows if "✓" in row] == ["P    ✓ Place", "F    ✓ Free"]
        await desk.press("escape")
        assert desk.app.screen is desk.screen
        assert "Free ×" in desk.words("#filters")
