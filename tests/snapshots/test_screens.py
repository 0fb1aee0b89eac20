"""How the main screens look, kept apart from what they do. `pytest tests/snapshots --snapshot-update` draws anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from assistant.engine import Assistant
from assistant.house import House
from tests.conftest import NOW
from tui.app import FingerpostApp
from tui.browser.app import BrowserApp
from tui.desk.app import DeskApp
from tui.hub import Hub, ThemeName
from tui.screens.chat import ChatScreen
from tui.widgets.prompt import Prompt

SIZES = [(80, 24), (120, 40)]
THEMES: list[ThemeName] = ["calm-dark", "calm-light", "high-contrast"]
SAID = {
    "start": None,
    "answer": "my husbnd has demensha and i need a brake",
    "crisis": "i dont want to live any more",
    "nothing": "order me a pepperoni pizza",
}
Compare = Callable[..., bool]
Before = Callable[[Pilot[Any]], Awaitable[None]]


def asking(text: str | None) -> Before:
    async def before(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, ChatScreen)
        screen.query_one(Prompt).cursor_blink = False
        if text is not None:
            await screen.ask(text)
        await pilot.pause()

    return before


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("screen", SAID)
def test_resident(
    assistant: Assistant, snap_compare: Compare, screen: str, size: tuple[int, int], theme: ThemeName
) -> None:
    hub = Hub(name="Example Hub", place="dacorum", theme=theme, read_aloud=False)
    mine = Assistant(assistant.library, house=House(hub.name, hub.place), clock=lambda: NOW)
    app = FingerpostApp(mine, hub)
    assert snap_compare(app, terminal_size=size, run_before=asking(SAID[screen]))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_desk_with_a_filter(
    assistant: Assistant, snap_compare: Compare, size: tuple[int, int], theme: ThemeName
) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        await pilot.press(*"debt", "f2", "f")
        await pilot.pause()

    mine = Assistant(assistant.library, clock=lambda: NOW)
    app = DeskApp(mine, lambda: NOW, Hub(place="thurrock", read_aloud=False, theme=theme))
    assert snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("theme", THEMES)
def test_nobody_there(assistant: Assistant, snap_compare: Compare, theme: ThemeName) -> None:
    now = [0.0]

    async def before(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        now[0] = 100.0
        assert isinstance(pilot.app, BrowserApp)
        pilot.app.tick()
        await pilot.pause()

    hub = Hub(idle_warning=90, idle_wipe=30, theme=theme, read_aloud=False)
    app = BrowserApp(Assistant(assistant.library, clock=lambda: NOW), hub, clock=lambda: now[0])
    assert snap_compare(app, terminal_size=SIZES[0], run_before=before)
