"""How often the knowledge uses each word, and each pair of words: the speller's sense of what is likely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import msgspec
from rapidfuzz.distance import OSA

from assistant.sounds import sound_of
from index.analysis import words_of
from knowledge.store import Knowledge

MIN_PAIR = 2
RARE = 4
"""A word of the phrases that is in no list of right words must be used at least so often to count as one."""
OVERSHADOWED = 5
"""… and must not stand one slip (two, from 8 letters on) from a right word that is used so many times more often."""


class WordCounts(msgspec.Struct, frozen=True):
    """What was counted."""

    words: dict[str, int]
    """Right words only."""
    pairs: dict[str, int]
    """`first second` → times seen side by side."""
    sounds: dict[str, tuple[str, ...]]
    """How words sound (see `assistant.sounds`) → the right words that sound so."""


def count_words(knowledge: Knowledge) -> WordCounts:
    """Count over all phrases and all records. Misspellings that phrases hold on purpose are left out."""
    words: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    checked = set(_given(knowledge))
    for text, by_editor in _texts(knowledge):
        found = words_of(text)
        words.update(found)
        pairs.update(f"{first} {second}" for first, second in pairwise(found))
        if by_editor:
            checked.update(found)
    right = knowledge.ordinary_words() | checked
    wrong = {word for item in knowledge.respellings for word in item.wrong}
    kept = {
        word: count
        for word, count in words.items()
        if word not in wrong and (word in right or _is_right(word, count, words, right))
    }
    kept |= {word: 1 for word in checked if word not in kept and word not in wrong}
    likely = {
        pair: count
        for pair, count in pairs.items()
        if count >= MIN_PAIR and all(word in kept for word in pair.split())
    }
    sounds: dict[str, list[str]] = {}
    for word in sorted(kept):
        if len(word) > 2 and word.isalpha():
            sounds.setdefault(sound_of(word), []).append(word)
    return WordCounts(kept, likely, {sound: tuple(alike) for sound, alike in sounds.items()})


def _texts(knowledge: Knowledge) -> Iterator[tuple[str, bool]]:
    """Every text, and whether an editor wrote it with care (a record) or as people type (a phrase)."""
    for need in knowledge.needs:
        yield need.label, True
        for text in (*need.phrases, *need.strong, *need.weak):
            yield text, False
    for service in knowledge.services:
        for text in (service.name, service.organisation, service.summary, service.contact, *service.keywords):
            yield text, True
    for plan in knowledge.plans:
        yield plan.statement, True


def _given(knowledge: Knowledge) -> frozenset[str]:
    found: set[str] = set()
    for item in knowledge.abbreviations:
        found.update(word for short in item.short for word in words_of(short))
        found.update(words_of(item.long))
    for respelling in knowledge.respellings:
        found.update(words_of(respelling.right))
    return frozenset(found)


def _is_right(word: str, count: int, words: Counter[str], right: frozenset[str]) -> bool:
    """A word such as `wifi`, which no list holds, but not `demensha`."""
    if count < RARE or len(word) < 3:
        return False
    slips = 1 if len(word) < 8 else 2
    return not any(
        OSA.distance(word, other, score_cutoff=slips) <= slips
        for other, times in words.items()
        if times >= OVERSHADOWED * count and other in right
    )
