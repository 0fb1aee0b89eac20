"""Step 1: make a message safe to work with, and keep its words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARS = 20_000
"""Characters kept of a message, so that a cry for help late in a long paste is still seen."""
MAX_ROUTED = 3_000
"""Characters looked at for everything but safety."""

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200a\u3000]+")
_BLANK_LINES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Tidied:
    """A message as text only."""

    text: str
    """Without control codes, at most `MAX_CHARS` long."""

    @property
    def routed(self) -> str:
        """The part that is looked at for everything but safety."""
        return self.text[:MAX_ROUTED]


def tidy(text: str) -> Tidied:
    """Normalise Unicode, drop control codes and terminal escapes, fold white space."""
    plain = unicodedata.normalize("NFC", _ANSI.sub(" ", text[: MAX_CHARS * 2]))
    plain = "".join(char for char in plain if char in "\n\t" or not _unprintable(char))
    plain = _BLANK_LINES.sub("\n", _SPACES.sub(" ", plain)).strip()
    return Tidied(plain[:MAX_CHARS])


def _unprintable(char: str) -> bool:
    """Control, format (zero-width, direction), surrogate and private-use characters."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}
