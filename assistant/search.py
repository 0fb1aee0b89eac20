"""Helpline search: shorthand, part words, wrong order, slips, part of a phone number, a postcode.

The last word typed may be unfinished. Each word is looked up as it is, as an abbreviation, as the
beginning of longer words and, failing those, as a misspelling of a word that the index knows.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from rapidfuzz.distance import OSA

from assistant.library import Library
from assistant.places import Where
from assistant.reply import ServiceShown, show_service
from assistant.spelling import edit_limit
from assistant.standing import serious_report
from index.analysis import STOP_WORDS, stem, terms_of, words_of
from index.port import Query

EXACT, SHORT_FORM, BEGINS, SLIP = 1.0, 0.9, 0.55, 0.5
"""How much a word counts by how it was found."""
MAX_QUERY = 200
MAX_WORDS = 12
_MAX_PREFIXED = 40
_CANDIDATES = 80
BAND_GAIN = {"here": 0.45, "district": 0.4, "county": 0.3, "national": 0.1, "nearby": 0.2}
"""Added, as a share of the best score, for how near a service is to the place asked for."""
DOUBT_LOSS = 0.15
"""Taken off likewise where someone said that it has closed or that its number is wrong."""


class HelplineSearch:
    """Search over every service of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._words = list(library.engine.words())
        self._short = {
            tuple(words_of(short)): item.long
            for item in library.knowledge.abbreviations
            for short in item.short
        }

    def search(
        self,
        text: str,
        *,
        area: str | None = None,
        need: str | None = None,
        limit: int = 10,
        now: datetime | None = None,
    ) -> list[ServiceShown]:
        """The best services for a query, best first; ties by id. Without `now` nothing is said of age.

        Raises:
            KeyError: there is no such area.
        """
        query = text[:MAX_QUERY]
        found = self._library.places.find(query)
        where = self._library.places.setting(area) if area else found[0] if found else None
        place_words = frozenset(found[1]) if found else frozenset[str]()
        terms = list(self._terms(words_of(query)[:MAX_WORDS], place_words))
        needs = frozenset({need}) if need else None
        hits = self._library.engine.search(Query(terms, needs=needs, limit=_CANDIDATES))
        ranked = self._ranked({hit.id: hit.score for hit in hits}, query, where, area is not None)
        texts, services = self._library.knowledge.reply_text, self._library.knowledge.service_by_id
        return [show_service(services[item], texts["why-picked"], texts, now=now) for item in ranked[:limit]]

    def _ranked(self, scores: dict[str, float], query: str, where: Where | None, only: bool) -> list[str]:
        knowledge, places = self._library.knowledge, self._library.places
        top = max(scores.values(), default=1.0)
        for numbered in self._numbered(query):
            scores[numbered] = scores.get(numbered, 0.0) + top * 3
        ranked: list[tuple[float, str]] = []
        for item, score in scores.items():
            service = knowledge.service_by_id[item]
            band = places.band(service, where)
            if only and band is None:
                continue
            gain = BAND_GAIN[band] if band and where else 0.0
            gain -= DOUBT_LOSS if serious_report(service) else 0.0
            ranked.append((-(score + gain * top), item))
        return [item for _, item in sorted(ranked)]

    def _numbered(self, query: str) -> Iterator[str]:
        """Services with a phone number that holds these digits."""
        digits = re.sub(r"\D", "", query)
        if len(digits) < 3 or re.search(r"[a-z]", query, re.IGNORECASE):
            return
        for service in self._library.knowledge.services:
            if any(digits in re.sub(r"\D", "", phone.number) for phone in service.phones):
                yield service.id

    def _terms(self, words: Sequence[str], place_words: frozenset[str]) -> Iterator[tuple[str, float]]:
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
        known = self._is_known(word)
        if known and word not in STOP_WORDS:
            yield stem(word), EXACT * weight
        begun = self._beginning_with(word) if last or not known else []
        seen = {stem(word)} if known else set()
        for longer in begun:
            if (term := stem(longer)) not in seen:
                seen.add(term)
                yield term, BEGINS * weight
        if not known and not begun:
            for near in self._near(word):
                yield stem(near), SLIP * weight

    def _is_known(self, word: str) -> bool:
        at = bisect.bisect_left(self._words, word)
        return at < len(self._words) and self._words[at] == word

    def _beginning_with(self, word: str) -> list[str]:
        at = bisect.bisect_left(self._words, word)
        found: list[str] = []
        while at < len(self._words) and self._words[at].startswith(word) and len(found) < _MAX_PREFIXED:
            if self._words[at] != word:
                found.append(self._words[at])
            at += 1
        return found

    def _near(self, word: str) -> list[str]:
        if len(word) < 4:
            return []
        limit = edit_limit(word)
        at = bisect.bisect_left(self._words, word[0])
        end = bisect.bisect_left(self._words, word[0] + "\uffff")
        near = [
            (distance, known)
            for known in self._words[at:end]
            if abs(len(known) - len(word)) <= limit
            and (distance := OSA.distance(word, known, score_cutoff=limit)) <= limit
        ]
        best = min((distance for distance, _ in near), default=0)
        return [known for distance, known in sorted(near) if distance == best][:5]
