"""Sending text to the clipboard: by the terminal (OSC 52), and by the system's own tool where there is one.

Neither says whether it worked, so nobody is told that something was copied, only that it was sent.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress

TOOLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("", ("pbcopy",)),
)
"""Environment variable that a tool needs, and its command. The text goes in by a pipe, never on the command line."""
_PATIENCE_SECONDS = 2.0


class ClipboardTool:
    """The system's own clipboard tool."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command

    @classmethod
    def found(cls) -> ClipboardTool | None:
        """The first tool that is here and has what it needs; None where there is none."""
        for needs, command in TOOLS:
            if (not needs or os.environ.get(needs)) and shutil.which(command[0]):
                return cls(command)
        return None

    def send(self, text: str) -> None:
        """Hand over a text. A tool that fails or hangs is given up in silence: the terminal was asked too."""
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(
                self._command,
                input=text.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_PATIENCE_SECONDS,
                check=False,
            )
