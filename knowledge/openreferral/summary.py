"""A card's summary out of a feed's description: plain, short, and without numbers that nobody checked."""

from __future__ import annotations

import re

MAX_WORDS = 30
LEAST_WORDS = 4
"""A shorter line without a full stop is a heading."""
_SENTENCE = re.compile(r"(?<=[.?!])\s+|\n+")
_UNCHECKED = re.compile(r"\d[\d ()-]{7,}\d|@|https?://|www\.", re.IGNORECASE)
_LINK = re.compile(r"\s*\(https?://[^)]*\)")


def summary_of(description: str) -> str | None:
    """The first sentences that fit in 30 words; None where nothing can be used."""
    chosen: list[str] = []
    room = MAX_WORDS
    for sentence in _sentences(description):
        words = sentence.split()
        if len(words) > room:
            if not chosen:
                chosen.append(" ".join(words[: MAX_WORDS - 1]).rstrip(",;:- ") + " …")
            break
        chosen.append(sentence)
        room -= len(words)
    return " ".join(chosen) or None


def _sentences(description: str) -> list[str]:
    found = []
    for raw in _SENTENCE.split(_LINK.sub("", description)):
        sentence = re.sub(r"!+", ".", " ".join(raw.split())).lstrip("-• ").strip()
        ended = sentence.endswith((".", "?", "…"))
        if not sentence or _UNCHECKED.search(sentence) or (not ended and len(sentence.split()) < LEAST_WORDS):
            continue
        found.append(sentence if ended else sentence.rstrip(",;:") + ".")
    return found
