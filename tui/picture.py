"""Draws the picture of the screen that the README shows: `python -m tui.picture FILE.svg`."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.engine import Assistant
from assistant.library import open_library
from tui.app import FingerpostApp
from tui.screens.chat import ChatScreen

QUESTION = "my husbnd has demensha, we're in tilbury"
SIZE = (100, 40)


async def draw(target: Path) -> None:
    """Ask one question in the app, and save what the screen shows."""
    with TemporaryDirectory() as folder:
        assistant = Assistant(open_library(Path(folder) / "index", datetime.now(UTC)))
        app = FingerpostApp(assistant)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, ChatScreen)
            await screen.ask(QUESTION)
            await pilot.pause()
            app.save_screenshot(target.name, path=str(target.parent))


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1])))
