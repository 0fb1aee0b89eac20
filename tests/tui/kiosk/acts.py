"""What the tests do with a kiosk's app, and see on it."""

from __future__ import annotations

from collections.abc import Callable

from textual.pilot import Pilot
from textual.screen import Screen

from tests.tui.kiosk.conftest import PIN, Stage
from tui.widgets.literal import Literal

Make = Callable[..., Stage]


def showing(pilot: Pilot[None]) -> Screen[object]:
    """The screen on top; asked anew each time, since keys change it."""
    return pilot.app.screen


def words_on(pilot: Pilot[None]) -> str:
    return "\n".join(str(widget.render()) for widget in pilot.app.screen.query(Literal))


async def turn(pilot: Pilot[None], made: Stage, seconds: float) -> None:
    """Let time pass, and the app notice."""
    made.now += seconds
    made.app.tick()
    await pilot.pause()
    await pilot.pause()


async def unlock(pilot: Pilot[None]) -> None:
    await pilot.press("f12", *PIN, "enter")
    await pilot.pause()
