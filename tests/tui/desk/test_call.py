"""Copying, reading out, the pack, counting what was not right, and wiping for the next caller."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.desk.conftest import Desk, OpenDesk
from tui.desk.keys import all_actions
from tui.desk.screen import DeskScreen
from tui.screens.list import ListScreen


async def test_the_phone_is_sent_to_the_clipboard_by_two_keys(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.fill("lunch")
        await desk.press("ctrl+c", "p")
        assert desk.app.clipboard == "01442 228000"
        assert "Sent to the clipboard: 01442 228000" in desk.words("#status")


async def test_the_whole_record_is_sent_to_the_clipboard(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.fill("sing")
        await desk.press("ctrl+c", "p")
        assert "no phone number to copy" in desk.words("#status")
        await desk.press("ctrl+c", "r")
        assert "Not for: Recording stars" in desk.app.clipboard
        assert "Not yet checked" in desk.app.clipboard
        assert "Open now" not in desk.app.clipboard  # it will be read at another time


async def test_the_systems_own_tool_gets_the_text_by_a_pipe(
    open_desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "bin" / "wl-copy"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\necho "$#" > {tmp_path}/args\ncat > {tmp_path}/got\n')
    tool.chmod(0o755)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("PATH", str(tool.parent), prepend=":")
    async with open_desk() as desk:
        await desk.fill("lunch")
        await desk.press("ctrl+c", "p")
        await desk.app.workers.wait_for_complete()
        assert (tmp_path / "got").read_text() == "01442 228000"
        assert (tmp_path / "args").read_text() == "0\n"
        await desk.press("f9")
        await desk.app.workers.wait_for_complete()
        assert (tmp_path / "got").read_text() == ""


async def test_a_record_is_read_out_as_sentences(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.fill("lunch")
        await desk.press("f3")
        words = desk.words("#record-text").replace("\xa0", " ")
        assert "The service is called Hemel Lunch Club." in words
        assert "The number to ring is 0 1 4 4 2,  2 2 8,  0 0 0." in words
        await desk.press("f3")
        assert "The service is called" not in desk.words("#record-text")


async def test_a_record_goes_into_the_pack_and_out_of_it(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.press("f5")
        assert "The pack is empty" in desk.words("#status")
        await desk.fill("lunch")
        await desk.press("f4")
        assert "Pack: 1" in desk.words("#desk-packed")
        assert "+" in desk.words("#results")
        await desk.press("f4")
        assert "Pack: 0" in desk.words("#desk-packed")
        assert "Taken out of the pack: Hemel Lunch Club" in desk.words("#status")


async def test_the_pack_is_shown_and_saved(open_desk: OpenDesk, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    async with open_desk() as desk:
        await desk.fill("lunch")
        await desk.press("f4", "f5")
        assert isinstance(desk.app.screen, ListScreen)
        await desk.press("s")
        saved = next((tmp_path / "home").glob("*.txt"))
        assert "01442 228000" in saved.read_text(encoding="utf-8")
        await desk.press("e")
        assert "Pack: 0" in desk.words("#desk-packed")


async def test_nothing_right_is_counted_once_and_holds_no_words(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.press("f8")
        assert not desk.sink.counts
        await desk.fill("i am so lonely on marker")
        await desk.press("f8")
        assert "1 so far" in desk.words("#status")
        assert "Feeling lonely, Dacorum" in desk.words("#status")
        await desk.press("f8")
        assert "counted already" in desk.words("#status")
        (outcome,) = desk.sink.counts
        assert (outcome.kind, outcome.place, outcome.need) == ("nothing-right", "dacorum", "loneliness")
        assert "marker" not in repr(outcome)


async def full_call(desk: Desk) -> None:
    """A call that leaves its marks everywhere."""
    await desk.fill("zebrawort lunch")
    await desk.press("f4", "f3", "f2", "f", "escape")
    await desk.fill("zebrawort sing")
    await desk.press("ctrl+c", "r", "f6", "f8", "enter")


@pytest.mark.parametrize("over", [(), ("f5",), ("f2", "n")])
async def test_next_caller_leaves_nothing_of_the_last(open_desk: OpenDesk, over: tuple[str, ...]) -> None:
    async with open_desk() as desk:
        await full_call(desk)
        assert "zebrawort" in desk.all_words()
        await desk.press(*over)
        await desk.press("f9")
        assert isinstance(desk.app.screen, DeskScreen)
        assert "zebrawort" not in desk.all_words()
        assert desk.results == []
        assert desk.app.clipboard == ""
        assert "zebrawort" not in repr(desk.screen.call)
        assert "Pack: 0" in desk.words("#desk-packed")
        assert "Dacorum ×" in desk.words("#filters")
        assert desk.words("#filters").count("×") == 1
        await desk.press("f6")
        assert desk.line.value == ""
        await desk.fill("lunch")
        assert desk.results[0] == "hemel-lunch-club"


async def test_leaving_asks_first(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.fill("lunch")
        await desk.press("f10", "x")
        assert desk.app.screen is desk.screen
        assert desk.line.value == "lunch"
        await desk.press("f10", "f10")
        assert desk.app.return_code == 0


async def test_every_key_is_on_the_help_and_the_main_ones_on_the_screen(open_desk: OpenDesk) -> None:
    async with open_desk(size=(80, 24)) as desk:
        keys = desk.words("#keys")
        for key in ("F1 Help", "F2 Filter", "F9 Next caller", "Ctrl+C Copy", "Enter Whole record"):
            assert key in keys
        await desk.press("f1")
        shown = desk.all_words()
        for key, action in all_actions():
            assert any(
                line.startswith(key) and desk.screen.say(action.help) in line for line in shown.splitlines()
            )
        await desk.press("escape")
        assert desk.app.screen is desk.screen
