"""From the words of a helpline query to weighted index terms.

The last word typed may be unfinished. Each word is looked up as it is, as an abbreviation, as the beginning of
longer words and, failing those, as a misspelling of a word that the index knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.spelling import edit_limit
from index.analysis import STOP_WORDS, stem, terms_of, words_of
from index.lexicon import Lexicon
from knowledge.records import Abbreviation

EXACT, SHORT_FORM, BEGINS, SLIP = 1.0, 0.9, 0.55, 0.5
"""How much a word counts by how it was found."""
MAX_PREFIXED = 20
"""Longer words that one beginning stands for: those that most records hold."""
MAX_NEAR = 5
MIN_NEAR = 4
"""Letters: nearly everything is near to a shorter word."""


class Lookup:
    """Looks words up in the lexicon of an index."""

    def __init__(self, lexicon: Lexicon, abbreviations: Iterable[Abbreviation] = ()) -> None:
        self._lexicon = lexicon
        self._short = {tuple(words_of(short)): item.long for item in abbreviations for short in item.short}

    def terms(
        self, words: Sequence[str], place_words: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, float]]:
        """Index terms of the words of a query, with the weight of each. `place_words` count half."""
        position = 0
        while position < len(words):
            for length in (3, 2, 1):
                long = self._short.get(tuple(words[position : position + length]))
                if long and position + length <= len(words):
                    yield from ((term, SHORT_FORM) for term in terms_of(long))
                    break
            else:
                length = 1
            last = position + length >= len(words)
            for word in words[position : position + length]:
                yield from self._looked_up(word, last, 0.5 if word in place_words else 1.0)
            position += length

    def _looked_up(self, word: str, last: bool, weight: float) -> Iterator[tuple[str, float]]:
        known = self._lexicon.knows(word)
        if known and word not in STOP_WORDS:
            yield stem(word), EXACT * weight
        begun = self._lexicon.beginning_with(word, MAX_PREFIXED) if last or not known else []
        seen = {stem(word)} if known else set()
        for longer in begun:
            if (term := stem(longer)) not in seen:
                seen.add(term)
                yield term, BEGINS * weight
        if not known and not begun and len(word) >= MIN_NEAR:
            for near in self._lexicon.near(word, edit_limit(word), MAX_NEAR):
                yield stem(near), SLIP * weight
