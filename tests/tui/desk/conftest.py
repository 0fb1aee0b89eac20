"""A small knowledge with what filters look at, indexed once, and a desk on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from textual.pilot import Pilot
from textual.widget import Widget

from assistant.engine import Assistant
from assistant.library import build_index, open_library
from assistant.outcomes import CountsInMemory
from knowledge.loader import load_knowledge
from tests.conftest import NOW
from tests.tiny import NEED, PLACES, SERVICES, write_tiny
from tui.desk.app import DeskApp
from tui.desk.results import ResultList
from tui.desk.screen import DeskScreen
from tui.hub import Hub
from tui.widgets.prompt import Prompt

HALIFAX = {
    "id": "halifax-friends",
    "name": "Halifax Friends",
    "organisation": "Halifax Friends",
    "summary": "Friendly visits at home.",
    "contact": "Ring them.",
    "needs": ["loneliness"],
    "areas": ["calderdale"],
    "sources": ["https://www.example.org.uk/friends"],
    "read_on": "2026-11-22",
    "confidence": "medium",
    "phones": [{"number": "01422 288001"}],
}
SINGERS = {
    "id": "hemel-singers",
    "name": "Hemel [bold]Singers[/]",
    "organisation": "Sing Together",
    "summary": "Singing on [/oops] Wednesdays.",
    "contact": "Come along.",
    "needs": ["loneliness"],
    "areas": ["dacorum"],
    "sources": ["https://www.example.org.uk/sing"],
    "read_on": "2026-11-22",
    "confidence": "medium",
    "email": "sing-me@example.org.uk",
    "cost": "free",
    "opening": "We 11:00-13:00",
    "who": "Anyone who likes to sing",
    "not_for": "Recording stars",
    "access": ["wheelchair", "in-person"],
    "audience": ["older-people"],
    "referral": ["self", "gp"],
    "front_door": "helping-hand",
}
CALDERDALE = {"id": "calderdale", "name": "Calderdale", "kind": "district", "parents": ["uk"]} | {
    "lad": "E08000033", "covered": "true", "front_door": "helping-hand", "lat": "53.72", "lon": "-1.86",
}  # fmt: skip
HALIFAX_TOWN = {"id": "halifax", "name": "Halifax", "kind": "town", "parents": ["calderdale"]}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant on the small knowledge."""
    folder = write_tiny(tmp_path_factory.mktemp("small"))
    places = [*PLACES, CALDERDALE, HALIFAX_TOWN]
    for name, records in (
        ("services", [*SERVICES, HALIFAX, SINGERS]), ("places", places), ("needs", [NEED]),
    ):  # fmt: skip
        text = yaml.safe_dump(records, sort_keys=False)
        (folder / name / "all.yaml").write_text(text, encoding="utf-8")
    root = tmp_path_factory.mktemp("small-index")
    build_index(load_knowledge(folder), root, NOW)
    return Assistant(open_library(root, NOW, folder), clock=lambda: NOW)


@dataclass
class Desk:
    """A desk under test."""

    pilot: Pilot[None]
    app: DeskApp
    sink: CountsInMemory

    @property
    def screen(self) -> DeskScreen:
        """The desk's own screen, whatever lies over it."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, DeskScreen))

    @property
    def line(self) -> Prompt:
        """The search line."""
        return self.screen.query_one(Prompt)

    @property
    def results(self) -> list[str]:
        """Ids of the results, in order."""
        return [row.id for row in self.screen.query_one(ResultList)._rows]

    async def type(self, text: str) -> None:
        """Type words, key by key."""
        names = {" ": "space", "-": "minus", "/": "slash", "[": "left_square_bracket"}
        await self.press(*[names.get(char, char) for char in text])

    async def fill(self, text: str) -> None:
        """Put words on the line at once."""
        self.line.value = text
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, and wait for the screen."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def words(self, selector: str) -> str:
        """What a widget of the topmost screen shows."""
        return words_of(self.app.screen.query(selector).only_one())

    def all_words(self) -> str:
        """What every widget of every screen shows."""
        return "\n".join(
            words_of(widget) for screen in self.app.screen_stack for widget in screen.walk_children(Widget)
        )


def words_of(widget: Widget) -> str:
    """What a widget shows."""
    if isinstance(widget, ResultList):
        return "\n".join("".join(text for text, _ in line) for row in widget._rows for line in row.lines)
    title = f"{widget.border_title or ''}\n"
    return f"{title}{widget.value}" if isinstance(widget, Prompt) else f"{title}{widget.render()}"


OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def open_desk(small: Assistant, monkeypatch: pytest.MonkeyPatch) -> OpenDesk:
    """Opens a desk; `place` is the hub's."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    @asynccontextmanager
    async def opened(
        place: str | None = "dacorum",
        size: tuple[int, int] = (120, 40),
        assistant: Assistant = small,
        **hub: Any,
    ) -> AsyncIterator[Desk]:
        sink = CountsInMemory()
        app = DeskApp(assistant, lambda: NOW, Hub(place=place, **hub), sink=sink)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Desk(pilot, app, sink)

    return opened
