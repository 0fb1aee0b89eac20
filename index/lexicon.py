"""Every word of the records: which are known, which begin so, which are near to a misspelling.

Helpline search as you type asks it before it asks the engine, whichever engine that is.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORT = 2
"""Prefixes up to this long begin so many words that the answer is kept. It tells nothing of who typed it."""


class Lexicon:
    """Words with how many records hold each."""

    def __init__(self, words: Sequence[str], frequencies: Sequence[int] | None = None) -> None:
        """`words` are sorted and folded, each once; without `frequencies` all count alike."""
        self._words = words
        self._frequencies = frequencies
        self._short: dict[tuple[str, int], list[str]] = {}
        self._buckets: dict[str, dict[int, list[str]]] = {}

    def knows(self, word: str) -> bool:
        """True where a record holds the word."""
        at = bisect_left(self._words, word)
        return at < len(self._words) and self._words[at] == word

    def beginning_with(self, prefix: str, limit: int) -> list[str]:
        """The words that begin so and are longer: those of most records first, then by letters."""
        if len(prefix) > _SHORT:
            return self._begun(prefix, limit)
        key = (prefix, limit)
        if key not in self._short:
            self._short[key] = self._begun(prefix, limit)
        return self._short[key]

    def _begun(self, prefix: str, limit: int) -> list[str]:
        start, end = self._range(prefix)
        if start < end and self._words[start] == prefix:
            start += 1
        counts = self._frequencies
        if counts is None:
            return list(self._words[start : min(end, start + limit)])
        best = heapq.nsmallest(limit, range(start, end), key=lambda at: (-counts[at], at))
        return [self._words[at] for at in best]

    def _range(self, prefix: str) -> tuple[int, int]:
        return bisect_left(self._words, prefix), bisect_left(self._words, prefix + "\U0010ffff")

    def near(self, word: str, slips: int, limit: int) -> list[str]:
        """The words that are fewest slips away (optimal string alignment), at most `slips`, with the same first letter.

        By letters where several are equally near.
        """
        buckets = self._by_length(word[:1])
        found: list[tuple[int, str]] = []
        for length in range(len(word) - slips, len(word) + slips + 1):
            close = process.extract_iter(
                word, buckets.get(length, ()), scorer=OSA.distance, score_cutoff=slips
            )
            found += [(distance, known) for known, distance, _ in close]
        nearest = min((distance for distance, _ in found), default=0)
        return sorted(known for distance, known in found if distance == nearest)[:limit]

    def _by_length(self, letter: str) -> dict[int, list[str]]:
        if letter not in self._buckets:
            start, end = self._range(letter)
            buckets: dict[int, list[str]] = {}
            for word in islice(self._words, start, end):
                buckets.setdefault(len(word), []).append(word)
            self._buckets[letter] = buckets
        return self._buckets[letter]
