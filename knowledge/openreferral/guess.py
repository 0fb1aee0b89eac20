"""Which needs an imported record serves: what its terms say, else what its text sounds like."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.openreferral.ids import service_id
from knowledge.openreferral.summary import summary_of
from knowledge.openreferral.taxonomy import BY_TERM, Terms, term_key, terms_of
from knowledge.openreferral.upgrade import Document

GuessNeeds = Callable[[str], Sequence[tuple[str, float]]]
"""From a text to (need, confidence from 0 to 1), best first. The assistant's router gives it."""
SURE = 0.85
"""A need guessed from text counts by itself from this confidence; below it an editor decides. On our own services,
whose needs are known, 93 in 100 needs guessed so surely are right; `bench.feeds` measures it."""
CAREFUL = 0.8
"""The most that text alone may say for a need in which someone may be at risk: an editor always decides on those."""
MENTIONED = 0.4
MAX_NEEDS = 4
MAX_SENTENCES = 2
MAX_TEXT = 600


@dataclass(frozen=True, slots=True)
class Guess:
    """What was guessed for a record, or for all records with the same terms."""

    key: str
    """`terms-…` for a group, else the id of the service."""
    title: str
    by: str
    """`terms` or `text`."""
    needs: tuple[tuple[str, float], ...]
    """Best first."""

    @property
    def sure(self) -> tuple[str, ...]:
        """The needs that count without an editor."""
        return tuple(need for need, confidence in self.needs if confidence >= SURE)


class Guesser:
    """Guesses the needs of documents."""

    def __init__(
        self, source: str, terms: Terms, guess: GuessNeeds, careful: frozenset[str] = frozenset()
    ) -> None:
        """`careful` are the needs in which someone may be at risk."""
        self._source = source
        self._careful = careful
        self._terms = terms
        self._guess = guess

    def of(self, document: Document) -> Guess:
        """The guess for one document."""
        found = self._terms.needs_of(document)
        if found:
            names = sorted({term_key(term["name"]) for term in terms_of(document)})
            needs = tuple((need, BY_TERM) for need in found[:MAX_NEEDS])
            return Guess("terms: " + "; ".join(names)[:400], "; ".join(names)[:200], "terms", needs)
        guessed = self.by_text(document["name"], summary_of(document.get("description", "")) or "")
        key = service_id(self._source, document["id"])
        return Guess(key, document["name"][:120], "text", guessed)

    def by_text(self, name: str, summary: str) -> tuple[tuple[str, float], ...]:
        """The needs that a record's words sound like: its name, each sentence, and all of it together."""
        sentences = re.split(r"(?<=[.?])\s+", summary)[:MAX_SENTENCES] if summary else []
        best: dict[str, float] = {}
        for text in dict.fromkeys((name, *sentences, f"{name}. {summary}")):
            for need, confidence in self._guess(text[:MAX_TEXT]):
                sure = min(confidence, CAREFUL) if need in self._careful else confidence
                best[need] = max(best.get(need, 0.0), round(sure, 2))
        likely = [(need, sure) for need, sure in best.items() if sure >= MENTIONED]
        return tuple(sorted(likely, key=lambda item: (-item[1], item[0]))[:MAX_NEEDS])
