"""Helpline search: shorthand, part words, wrong order, slips, part of a phone number, a postcode.

How each word is looked up is in `assistant.lookup`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.library import Library
from assistant.lookup import Lookup
from assistant.places import Where
from assistant.reply import ServiceShown, show_service
from index.analysis import words_of
from index.port import Query

MAX_QUERY = 200
MAX_WORDS = 12
_MAX_NUMBERS = 200
_CANDIDATES = 80
BAND_GAIN = {"here": 0.45, "district": 0.4, "county": 0.3, "national": 0.1, "nearby": 0.2}
"""Added, as a share of the best score, for how near a service is to the place asked for."""


class HelplineSearch:
    """Search over every service of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lexicon = library.engine.lexicon()
        self._lookup = Lookup(self._lexicon, library.knowledge.abbreviations)

    def search(
        self, text: str, *, area: str | None = None, need: str | None = None, limit: int = 10
    ) -> list[ServiceShown]:
        """The best services for a query, best first; ties by id.

        Raises:
            KeyError: there is no such area.
        """
        query = text[:MAX_QUERY]
        found = self._library.places.find(query)
        where = self._library.places.setting(area) if area else found[0] if found else None
        place_words = frozenset(found[1]) if found else frozenset[str]()
        terms = list(self._lookup.terms(words_of(query)[:MAX_WORDS], place_words))
        needs = frozenset({need}) if need else None
        scores = self._scores(terms, needs, where, area is not None)
        return self._shown(scores, query, where, area is not None, limit)

    def _scores(
        self,
        terms: Sequence[tuple[str, float]],
        needs: frozenset[str] | None,
        where: Where | None,
        only: bool,
    ) -> dict[str, float]:
        """Candidates with the score of their words: those for the place, and unless `only` those of everywhere."""
        areas = [self._library.places.reach(where)] if where else []
        found = [
            self._library.engine.search(Query(terms, areas=area, needs=needs, limit=_CANDIDATES))
            for area in (areas if only else [*areas, None])
        ]
        return {hit.id: hit.score for hits in found for hit in hits}

    def _shown(
        self, scores: dict[str, float], query: str, where: Where | None, only: bool, limit: int
    ) -> list[ServiceShown]:
        knowledge, places = self._library.knowledge, self._library.places
        top = max(scores.values(), default=1.0)
        for numbered in self._numbered(query, where if only else None):
            scores[numbered] = scores.get(numbered, 0.0) + top * 3
        ranked: list[tuple[float, str]] = []
        for item, score in scores.items():
            service = knowledge.service_by_id[item]
            band = places.band(service, where)
            if only and band is None:
                continue
            gain = BAND_GAIN[band] if band and where else 0.0
            ranked.append((-(score + gain * top), item))
        texts = knowledge.reply_text
        return [
            show_service(knowledge.service_by_id[item], texts["why-picked"], texts)
            for _, item in sorted(ranked)[:limit]
        ]

    def _numbered(self, query: str, only: Where | None) -> Iterator[str]:
        """Services with a phone number that holds these digits, everywhere or only for one place."""
        digits = re.sub(r"\D", "", query)
        if len(digits) < 3 or re.search(r"[a-z]", query, re.IGNORECASE):
            return
        numbers = [(number, 1.0) for number in self._lexicon.numbers_with(digits, _MAX_NUMBERS)]
        areas = self._library.places.reach(only) if only else None
        for hit in self._library.engine.search(Query(numbers, areas=areas, limit=_MAX_NUMBERS)):
            if "number" in hit.fields:
                yield hit.id
