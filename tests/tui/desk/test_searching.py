"""Results while staff type, the record beside them, and going back."""

from __future__ import annotations

import pytest
from textual import events

from assistant.engine import Assistant
from assistant.tidy import MAX_CHARS
from tests.tui.desk.conftest import OpenDesk
from tui.desk import base
from tui.desk.results import ResultList
from tui.themes import THEMES


async def test_results_come_from_the_first_letter(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.type("l")
        assert desk.results[0] == "hemel-lunch-club"
        assert "Results: 3" in desk.words("#status")
        assert "01442 228000" in desk.words("#results")
        assert "Hemel Hempstead" in desk.words("#results")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("lunch", "hemel-lunch-club"), ("club lunch", "hemel-lunch-club"), ("lc", "hemel-lunch-club"),
        ("228000", "hemel-lunch-club"), ("hp1 1dn", "hemel-lunch-club"), ("lunhc", "hemel-lunch-club"),
        ("0808 802", "helping-hand"),
    ],
)  # fmt: skip
async def test_a_search_understands_what_staff_type(open_desk: OpenDesk, query: str, first: str) -> None:
    async with open_desk() as desk:
        await desk.fill(query)
        assert desk.results[0] == first


async def test_a_callers_sentence_brings_the_services_for_the_need(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.fill("i am so lonely on")
        assert set(desk.results) == {"helping-hand", "hemel-lunch-club", "hemel-singers"}
        assert "◆" in desk.words("#results")
        assert "fits Feeling lonely" in desk.words("#status")


async def test_the_record_shows_the_phone_first_and_what_a_caller_asks(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.fill("sing")
        record = desk.words("#record-text")
        assert record.index("Ring instead  0808 802 0300  Helping Hand") < record.index("Singing on")
        for words in (
            "Open now, until 1pm.", "Not for  Recording stars", "Cost  Free", "your GP can refer you",
            "Details from example.org.uk", "Not yet checked with the service", "wheelchair access",
        ):  # fmt: skip
            assert words in record


async def test_arrow_keys_choose_and_the_line_keeps_the_typing(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.type("hemel")
        first = desk.words("#record-text")
        await desk.press("down")
        assert desk.words("#record-text") != first
        await desk.press("down", *["up"] * 2)
        assert desk.words("#record-text") == first
        await desk.type(" x")
        assert desk.line.value == "hemel x"


async def test_a_crisis_is_shown_above_the_results(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.type("no one left at al")
        assert not desk.screen.query_one("#desk-crisis").display
        await desk.type("l")
        box = desk.screen.query_one("#desk-crisis")
        assert box.display
        assert "0808 802 0300" in desk.words("#desk-crisis")
        assert "Numbers to give" in str(box.border_title)
        assert box.region.y < desk.screen.query_one(ResultList).region.y


async def test_a_crisis_in_real_words_gives_the_same_numbers_as_the_chat(
    open_desk: OpenDesk, assistant: Assistant
) -> None:
    _, reply = assistant.step(assistant.start("dacorum"), "mam keeps leaving the gas on")
    assert reply.crisis is not None
    async with open_desk(assistant=assistant) as desk:
        await desk.fill("mam keeps leaving the gas on")
        for contact in reply.crisis.contacts:
            assert contact.phone and contact.phone in desk.words("#desk-crisis")
        knowledge = assistant.library.knowledge
        assert any("dementia" in knowledge.service_by_id[item].needs for item in desk.results[:3])


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_list_and_record_fit_the_screen(open_desk: OpenDesk, size: tuple[int, int]) -> None:
    async with open_desk(size=size) as desk:
        await desk.fill("hemel")
        results, record = desk.screen.query_one(ResultList).region, desk.screen.query_one("#record").region
        keys = desk.screen.query_one("#keys").region
        assert results.height >= 6 and record.height >= 8
        assert (record.y > results.y) == (size[0] < 100)
        assert keys.bottom == size[1]
        await desk.press("enter")
        assert not desk.screen.query_one(ResultList).display
        assert desk.screen.query_one("#record").region.width == size[0]
        await desk.press("escape")
        assert desk.screen.query_one(ResultList).display
        assert desk.line.value == "hemel"


async def test_a_screen_that_changes_size_writes_other_rows(open_desk: OpenDesk) -> None:
    async with open_desk(size=(120, 40)) as desk:
        await desk.fill("hemel")
        wide = len(desk.words("#results").splitlines())
        await desk.pilot.resize_terminal(80, 24)
        await desk.pilot.pause()
        assert len(desk.words("#results").splitlines()) == wide // 2


async def test_back_and_forward_go_through_the_searches(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.type("lunch")
        await desk.press("escape")
        await desk.type("sing")
        assert "Search 2 of 2" in desk.words("#desk-at")
        await desk.press("f6")
        assert desk.line.value == "lunch"
        assert desk.results[0] == "hemel-lunch-club"
        await desk.press("f6")
        assert "first search" in desk.words("#status")
        await desk.press("f7")
        assert desk.line.value == "sing"
        assert desk.results[0] == "hemel-singers"
        await desk.press("f7")
        assert "last search" in desk.words("#status")


async def test_markup_in_a_record_and_in_a_query_is_only_text(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.type("[bold")
        assert desk.line.value == "[bold"
        await desk.fill("singers [/oops] [$error] [ @click=app.leave_app]")
        assert "Hemel [bold]Singers[/]" in desk.words("#results")
        assert "Singing on [/oops] Wednesdays." in desk.words("#record-text")
        await desk.press("f4", "f5")
        assert "Hemel [bold]Singers[/]" in desk.all_words()


async def test_a_huge_paste_and_control_codes_are_cut_and_searched(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        desk.line.post_message(events.Paste("lunch\x1b[31m \x00club\n" + "x" * 65_536))
        await desk.pilot.pause()
        assert len(desk.line.value) == MAX_CHARS
        assert "very long" in desk.words("#status")
        assert desk.results[0] == "hemel-lunch-club"
        assert "\x1b" not in desk.all_words()


async def test_a_large_library_is_searched_beside_the_screen(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "DIRECT_UP_TO", 0)
    async with open_desk() as desk:
        await desk.type("lunch")
        await desk.app.workers.wait_for_complete()
        await desk.pilot.pause()
        assert desk.results[0] == "hemel-lunch-club"


async def test_a_place_in_the_words_that_the_filter_shuts_out_is_said(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.fill("friends halifax")
        assert "The words name Halifax. 1 more without Dacorum: F2 P" in desk.words("#status")


async def test_the_mouse_chooses_a_result_and_a_key(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.fill("hemel")
        first = desk.words("#record-text")
        await desk.pilot.click("#results", offset=(5, 2))
        await desk.pilot.pause()
        assert desk.words("#record-text") != first
        await desk.type("l")
        assert desk.line.value == "hemell"
        await desk.pilot.click("#keys", offset=(3, 0))
        await desk.pilot.pause()
        assert "Keys of the helpline desk" in desk.all_words()


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_the_marked_row_stands_out_in_every_theme(open_desk: OpenDesk, theme: str) -> None:
    async with open_desk(theme=theme) as desk:
        await desk.fill("hemel")
        results = desk.screen.query_one(ResultList)
        marked, other = (next(iter(results.render_line(y))).style for y in (0, 2))
        assert marked is not None and other is not None
        assert marked.bold and marked.bgcolor != other.bgcolor
