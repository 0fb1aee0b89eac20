"""The commands behind the staff menu, each in a process of its own, so that a fault of theirs is not the kiosk's."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from tui.kiosk.visit import Done, RunCommand


def command_runner(index: Path, hub: Path | None) -> RunCommand:
    """Runs `fingerpost` on this index and these settings."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("TEXTUAL")}
    env["FINGERPOST_INDEX"] = str(index)
    if hub is not None:
        env["FINGERPOST_HUB"] = str(hub)

    async def run(*args: str) -> Done:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tui.cli",
            *args,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=env,
        )
        said, _ = await process.communicate()
        return Done(process.returncode or 0, tuple(said.decode("utf-8", "replace").splitlines()))

    return run
