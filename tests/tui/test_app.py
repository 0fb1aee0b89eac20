"""The chat screen: what a resident does with it."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from assistant.engine import Assistant
from tui.app import CRASHED, FingerpostApp
from tui.hub import Hub, ThemeName
from tui.screens.chat import ChatScreen
from tui.screens.help import HelpScreen
from tui.screens.place import PlaceScreen
from tui.themes import THEMES
from tui.widgets.chips import Chip
from tui.widgets.literal import Literal
from tui.widgets.prompt import Prompt
from tui.widgets.transcript import HIGH, Transcript
from tui.widgets.turns import Card

SIZES = [(80, 24), (120, 40), (200, 60)]


def app_of(assistant: Assistant, area: str | None = "thurrock") -> FingerpostApp:
    return FingerpostApp(assistant, Hub(place=area))


async def say(pilot: Pilot[None], text: str) -> ChatScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ChatScreen)
    screen.query_one(Prompt).value = text
    await pilot.press("enter")
    await pilot.pause()
    return screen


def text_of(screen: ChatScreen) -> str:
    return "\n".join(str(widget.render()) for widget in screen.query_one(Transcript).query(Literal))


@pytest.mark.parametrize("size", SIZES)
async def test_a_question_brings_cards_with_a_number_to_ring(
    assistant: Assistant, size: tuple[int, int]
) -> None:
    async with app_of(assistant, None).run_test(size=size) as pilot:
        await pilot.pause()
        screen = await say(pilot, "my husbnd has demensha, we're in tilbury")
        assert "I read that as: my husband has dementia" in text_of(screen)
        assert len(screen.query(Card)) >= 3
        assert "Phone" in text_of(screen)
        assert "Tilbury" in str(screen.query_one("#place", Literal).render())


async def test_the_first_screen_greets_and_offers_topics(assistant: Assistant) -> None:
    async with app_of(assistant).run_test() as pilot:
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChatScreen)
        assert "Hello" in text_of(pilot.app.screen)
        assert len(pilot.app.screen.query(Chip)) == 10


async def test_a_card_opens_by_enter_and_by_number(assistant: Assistant) -> None:
    async with app_of(assistant).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        screen = await say(pilot, "i need a food bank")
        screen.query(Card).first().focus()
        await pilot.press("enter")
        await pilot.pause()
        assert "What to do" in text_of(screen)
        await say(pilot, "i need a food bank")
        before = len(screen.query(Card))
        await say(pilot, "2")
        assert len(screen.query(Card)) == before + 1


async def test_a_choice_is_taken_by_touch(assistant: Assistant) -> None:
    async with app_of(assistant).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.click(Chip)
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChatScreen)
        assert "closest to what you need" in text_of(pilot.app.screen)


async def test_a_crisis_is_shown_first(assistant: Assistant) -> None:
    async with app_of(assistant).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        screen = await say(pilot, "i dont want to live any more")
        crisis = screen.query_one(".crisis", Literal)
        assert "116 123" in str(crisis.render())
        turn = list(screen.query_one(Transcript).children)
        assert turn.index(crisis) < min(turn.index(card) for card in screen.query(Card))


async def test_start_again_forgets_everything(assistant: Assistant) -> None:
    async with app_of(assistant).run_test() as pilot:
        await pilot.pause()
        screen = await say(pilot, "my marker sentence about debt")
        await pilot.press("f2")
        await pilot.pause()
        assert "marker" not in text_of(screen)
        assert screen.query_one(Prompt).value == ""


async def test_the_place_can_be_told(assistant: Assistant) -> None:
    async with app_of(assistant, None).run_test() as pilot:
        await pilot.pause()
        await pilot.press("f4")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PlaceScreen)
        await pilot.press(*"nowhere", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PlaceScreen)
        await pilot.press(*["backspace"] * 7, *"HX1", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChatScreen)
        assert "Place:" in str(pilot.app.screen.query_one("#place", Literal).render())


async def test_help_is_one_key_away(assistant: Assistant) -> None:
    async with app_of(assistant).run_test() as pilot:
        await pilot.pause()
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChatScreen)


@pytest.mark.parametrize("text", ["[bold]x[/]", "[/oops]", "[ @click=app.leave_app]C[/]", "\x1b[31mred"])
async def test_markup_is_only_text(assistant: Assistant, text: str) -> None:
    async with app_of(assistant).run_test() as pilot:
        await pilot.pause()
        screen = await say(pilot, text)
        assert text.replace("\x1b[31m", "") in text_of(screen)


async def test_a_paste_keeps_all_its_lines_and_says_when_it_was_too_long(assistant: Assistant) -> None:
    async with app_of(assistant).run_test(notifications=True) as pilot:
        await pilot.pause()
        prompt = pilot.app.screen.query_one(Prompt)
        prompt.post_message(events.Paste("first line\nsecond line"))
        await pilot.pause()
        assert prompt.value == "first line second line"
        prompt.post_message(events.Paste("x" * 30_000))
        await pilot.pause()
        assert len(prompt.value) == 20_000
        assert any("very long" in note.message for note in pilot.app._notifications)


async def test_a_long_talk_stays_bounded(assistant: Assistant) -> None:
    async with app_of(assistant).run_test() as pilot:
        await pilot.pause()
        for _ in range(25):
            screen = await say(pilot, "food bank")
        assert len(screen.query_one(Transcript).children) <= HIGH + 1
        assert "Earlier messages were cleared" in text_of(screen)


def test_a_fault_tells_nobodys_words(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_of(assistant)
    ended: list[dict[str, object]] = []
    monkeypatch.setattr(app, "exit", lambda **how: ended.append(how))
    monkeypatch.setattr(app, "_close_messages_no_wait", lambda: None)
    app._fatal_error()
    assert ended == [{"return_code": CRASHED, "message": assistant.text("crashed")}]


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_theme_can_be_used(assistant: Assistant, theme: ThemeName) -> None:
    app = FingerpostApp(assistant, Hub(place="dacorum", theme=theme))
    async with app.run_test() as pilot:
        await pilot.pause()
        await say(pilot, "i am lonely")
        assert app.theme == theme
