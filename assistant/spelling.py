"""Step 3: words that nobody knows become words that we know.

A word that is right stays: our own words, ordinary English words and place names are the guard. Others
are compared with the words that we know by optimal string alignment (OSA) distance, with an edit limit
that grows with length, and by how they sound. Whole sentences are never compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from index.analysis import fold, words_of
from knowledge.store import Knowledge

_PIECE = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z]+)*")
MIN_LENGTH = 4
"""Shorter words are never corrected, except by the list of respellings."""
MAX_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Correction:
    """One word put right."""

    wrong: str
    right: str
    silent: bool = False
    """True where it was dialect or a short form, not a mistake."""


@dataclass(frozen=True, slots=True)
class Spelt:
    """A message after spelling."""

    text: str
    corrections: tuple[Correction, ...]

    @property
    def shown(self) -> bool:
        """True where the person should be told what was put right."""
        return any(not correction.silent for correction in self.corrections)


def edit_limit(word: str) -> int:
    """How many slips a word of this length may hold: 1 up to 5 letters, 2 up to 8, else 3."""
    return 1 if len(word) <= 5 else 2 if len(word) <= 8 else 3


_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?<=.)(gh)(?=t|$)"), ""),
    (re.compile(r"^(kn|gn|pn)"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"(ti|si|ci|sh|ch)(?=[aeo])"), "x"),
    (re.compile(r"tch|ch|sh"), "x"),
    (re.compile(r"ck|c(?![eiy])|q|k"), "k"),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"dg|j"), "j"),
    (re.compile(r"x"), "x"),
    (re.compile(r"(?<=.)[aeiouyhw]+"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=100_000)
def sound_of(word: str) -> str:
    """A rough key of how a word sounds in English, so that `demensha` and `dementia` agree."""
    for pattern, to in _SOUNDS:
        word = pattern.sub(to, word)
    return word


class Speller:
    """Corrects words against the vocabulary of the knowledge."""

    def __init__(self, knowledge: Knowledge, index_words: Iterable[str], place_words: frozenset[str]) -> None:
        self._known = _vocabulary(knowledge, index_words)
        self._guard = knowledge.ordinary_words() | place_words | frozenset(self._known)
        for word in place_words:
            self._known[word] += 3
        self._respell = {wrong: item.right for item in knowledge.respellings for wrong in item.wrong}
        self._silent = {wrong for item in knowledge.respellings if item.silent for wrong in item.wrong}
        self._confusions = {item.wrong: item for item in knowledge.confusions}
        self._buckets = _buckets({word: count for word, count in self._known.items() if _worth(word)}, 2)
        self._ordinary = _buckets({word: 1 for word in knowledge.ordinary_words() if _worth(word)}, 2)
        self._cache: dict[str, str | None] = {}

    def correct(self, text: str, keep: frozenset[str] = frozenset()) -> Spelt:
        """Put right the words that nobody knows. Words in `keep` stay as they are."""
        corrections: list[Correction] = []
        pieces = list(_PIECE.finditer(text))
        folded = [fold(piece.group()).replace("'", "") for piece in pieces]
        out, last = [], 0
        for place, piece in enumerate(pieces):
            word = folded[place]
            right = None if word in keep else self._right_for(word, folded, place)
            if right is None or right == word:
                continue
            corrections.append(Correction(piece.group(), right, word in self._silent))
            out += [text[last : piece.start()], right]
            last = piece.end()
        return Spelt("".join((*out, text[last:])), tuple(corrections))

    def _right_for(self, word: str, words: list[str], place: int) -> str | None:
        if word in self._respell:
            return self._respell[word]
        confusion = self._confusions.get(word)
        if confusion is not None:
            before = words[place - 1] if place else ""
            after = words[place + 1] if place + 1 < len(words) else ""
            return confusion.right if before in confusion.after or after in confusion.before else None
        if word in self._guard or not MIN_LENGTH <= len(word) <= MAX_LENGTH or not word.isalpha():
            return None
        if word not in self._cache:
            if len(self._cache) > 20_000:
                self._cache.clear()
            self._cache[word] = self._nearest(word)
        return self._cache[word]

    def _nearest(self, word: str) -> str | None:
        for end in ("s", "ing", "ed", "er", "ers", "ly"):
            if word.endswith(end) and word[: -len(end)] in self._guard and len(word) - len(end) > 3:
                return None
        split = self._split(word)
        ours = self._best(word, self._buckets, 0.0)
        ordinary = self._best(word, self._ordinary, 0.9)
        ranked = sorted(filter(None, (ours, ordinary, split)))
        return ranked[0][1] if ranked else None

    def _best(
        self, word: str, buckets: Mapping[str, list[tuple[str, int]]], penalty: float
    ) -> tuple[float, str] | None:
        limit, best, sound = edit_limit(word), None, sound_of(word)
        for key in _keys(word):
            for known, count in buckets.get(key, ()):
                if abs(len(known) - len(word)) > limit:
                    continue
                distance = OSA.distance(word, known, score_cutoff=limit)
                if distance > limit:
                    continue
                cost = distance + penalty - min(count, 40) / 100
                cost -= 0.8 if sound_of(known) == sound else 0.0
                cost += 0.7 if known[0] != word[0] else 0.0
                if best is None or (cost, known) < best:
                    best = (cost, known)
        return best

    def _split(self, word: str) -> tuple[float, str] | None:
        """`foodbank` → `food bank`, where both halves are words that we know."""
        for cut in range(3, len(word) - 2):
            first, second = word[:cut], word[cut:]
            if self._known.get(first, 0) > 1 and self._known.get(second, 0) > 1:
                return 0.5, f"{first} {second}"
        return None


def _worth(word: str) -> bool:
    return MIN_LENGTH - 1 <= len(word) <= MAX_LENGTH and word.isalpha()


def _keys(word: str) -> tuple[str, ...]:
    """Buckets to look in: words that share the first letter, and those that share the second as theirs."""
    first = {
        word[0],
        word[1],
        {"k": "c", "c": "k", "f": "p", "j": "g", "s": "c", "n": "k", "e": "i"}.get(word[0], ""),
    }
    return tuple(sorted(first - {""}))


def _buckets(words: Mapping[str, int], at_least: int) -> dict[str, list[tuple[str, int]]]:
    buckets: dict[str, list[tuple[str, int]]] = {}
    for word in sorted(words):
        if len(word) >= at_least:
            buckets.setdefault(word[0], []).append((word, words[word]))
    return buckets


def _vocabulary(knowledge: Knowledge, index_words: Iterable[str]) -> Counter[str]:
    """Words that we know, with how often residents' phrases use them."""
    counts: Counter[str] = Counter()
    wrong = {word for item in knowledge.respellings for word in item.wrong}
    ordinary = knowledge.ordinary_words()
    for need in knowledge.needs:
        for text in (*need.strong, *need.weak):
            counts.update(dict.fromkeys(words_of(text), 3))
        # Phrases hold habitual misspellings on purpose: only words seen elsewhere count as right.
        counts.update(word for text in need.phrases for word in words_of(text) if word in ordinary)
    for word in index_words:
        counts[word] += 2
    for item in knowledge.abbreviations:
        counts.update({word: 5 for word in item.short if " " not in word})
        counts.update(words_of(item.long))
    for item_ in knowledge.respellings:
        counts.update(words_of(item_.right))
    for word in wrong:
        counts.pop(word, None)
    return counts
