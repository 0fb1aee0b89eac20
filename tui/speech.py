"""Reading aloud with espeak-ng, where it is installed. The words go through a pipe, never onto a command line."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import suppress

PROGRAM = "espeak-ng"
WORDS_A_MINUTE = "140"
MAX_CHARS = 2_000
_NUMBER = re.compile(r"(?<![\w.])\+?\d[\d ]{2,}\d(?![\w.])")


class Voice:
    """Speaks one text at a time."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._speaking: subprocess.Popen[bytes] | None = None

    @classmethod
    def found(cls) -> Voice | None:
        """A voice, or None where espeak-ng is not installed."""
        program = shutil.which(PROGRAM)
        return cls(program) if program else None

    @property
    def speaking(self) -> bool:
        """True while a text is being read."""
        return self._speaking is not None and self._speaking.poll() is None

    def say(self, text: str) -> None:
        """Read a text; what is being read is cut off."""
        self.stop()
        with suppress(OSError):
            self._speaking = subprocess.Popen(
                [self._program, "-v", "en-gb", "-s", WORDS_A_MINUTE, "--stdin"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            assert self._speaking.stdin is not None
            self._speaking.stdin.write(spoken(text[:MAX_CHARS]).encode())
            self._speaking.stdin.close()

    def stop(self) -> None:
        """Be quiet."""
        if self._speaking is not None:
            self._speaking.kill()
            self._speaking.wait()
            self._speaking = None


def spoken(text: str) -> str:
    """A text as it should be heard: phone numbers figure by figure, with a rest between the groups."""
    return _NUMBER.sub(lambda found: ", ".join(" ".join(part) for part in found.group().split()), text)
