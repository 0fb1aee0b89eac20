"""Which needs an imported record serves: what its terms say, else what its text sounds like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.openreferral.ids import service_id
from knowledge.openreferral.summary import summary_of
from knowledge.openreferral.taxonomy import BY_TERM, Terms, term_key, terms_of
from knowledge.openreferral.upgrade import Document

GuessNeeds = Callable[[str], Sequence[tuple[str, float]]]
"""From a text to (need, confidence from 0 to 1), best first. The assistant's router gives it."""
SURE = 0.8
"""A need guessed from text counts by itself from this confidence; below it an editor decides."""
MENTIONED = 0.4
MAX_NEEDS = 4


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

    def __init__(self, source: str, terms: Terms, guess: GuessNeeds) -> None:
        self._source = source
        self._terms = terms
        self._guess = guess

    def of(self, document: Document) -> Guess:
        """The guess for one document."""
        found = self._terms.needs_of(document)
        if found:
            names = sorted({term_key(term["name"]) for term in terms_of(document)})
            needs = tuple((need, BY_TERM) for need in found[:MAX_NEEDS])
            return Guess("terms: " + "; ".join(names)[:400], "; ".join(names)[:200], "terms", needs)
        text = ". ".join(filter(None, [document["name"], summary_of(document.get("description", ""))]))
        guessed = [(need, round(sure, 2)) for need, sure in self._guess(text[:600]) if sure >= MENTIONED]
        key = service_id(self._source, document["id"])
        return Guess(key, document["name"][:120], "text", tuple(guessed[:MAX_NEEDS]))
