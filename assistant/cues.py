"""Cues: what a message does in the conversation (greets, asks for more, rules something out)."""

from __future__ import annotations

import re

from knowledge.patterns import compile_pattern, tidy_for_patterns
from knowledge.store import Knowledge

_ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4,
    "last": -1,
}  # fmt: skip
_ORDINAL = re.compile(
    rf"(?:the|that|number|option|no) ({'|'.join(_ORDINALS)})(?: one)?(?= )|(?:number|option|keep|save|add) ([1-9])(?= )"
)


class Cues:
    """Every cue, compiled once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._patterns = {
            cue.id: tuple(compile_pattern(pattern, knowledge.word_class) for pattern in cue.patterns)
            for cue in knowledge.cues
        }

    def seen_in(self, text: str) -> frozenset[str]:
        """Ids of the cues that a message gives."""
        tidied = tidy_for_patterns(text)
        return frozenset(
            cue
            for cue, patterns in self._patterns.items()
            if any(pattern.search(tidied) for pattern in patterns)
        )

    def spans(self, cue: str, text: str) -> list[str]:
        """The words of a message that give one cue, each stretch as tidy text."""
        tidied = tidy_for_patterns(text)
        return [
            match.group().strip() for pattern in self._patterns[cue] for match in pattern.finditer(tidied)
        ]


def ordinal_in(text: str) -> int | None:
    """Which of a list is meant by "the second one": counted from 0, -1 for the last; None where none is."""
    match = _ORDINAL.search(tidy_for_patterns(text))
    if match is None:
        return None
    return int(match[2]) - 1 if match[2] else _ORDINALS[match[1]]
