"""Helpline search: shorthand, part words, wrong order, slips, part of a phone number, a postcode.

How each word is looked up is in `assistant.lookup`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assistant.filters import NO_FILTERS, FilterName, Filters, Sieve
from assistant.library import Library
from assistant.lookup import Lookup
from assistant.numbers import NumberSearch
from assistant.places import Where
from assistant.reply import ServiceShown, show_service
from assistant.standing import serious_report
from index.analysis import words_of
from index.port import Query

MAX_QUERY = 200
MAX_WORDS = 12
_CANDIDATES, _SIFTED = 200, 2_000
"""Records asked of the index: without filters, and where filters will take some away again."""
BAND_GAIN = {"here": 0.45, "district": 0.4, "county": 0.3, "national": 0.1, "nearby": 0.2}
"""Added, as a share of the best score, for how near a service is to the place asked for."""
DOUBT_LOSS = 0.15
"""Taken off likewise where someone said that it has closed or that its number is wrong."""
_BY_NUMBER = 3.0
"""Added, as a multiple of the best score, for a phone number that holds the digits typed."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What a search found."""

    ids: tuple[str, ...]
    """Services that every filter lets through, best first; ties by id."""
    hidden: int = 0
    """Services that match the words and that the filters took away."""
    near: Mapping[FilterName, int] = field(default_factory=dict)
    """How many of those each filter took away by itself."""


class HelplineSearch:
    """Search over every service of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lookup = Lookup(library.engine.lexicon(), library.knowledge.abbreviations)
        self._numbers = NumberSearch(
            service for service in library.knowledge.services if service.status != "closed"
        )

    def search(
        self, text: str, filters: Filters = NO_FILTERS, *, now: datetime, limit: int = 10
    ) -> list[ServiceShown]:
        """The best services for a query as cards, best first.

        Raises:
            KeyError: the filters name a place that is not there.
        """
        knowledge, texts = self._library.knowledge, self._library.knowledge.reply_text
        return [
            show_service(knowledge.service_by_id[item], texts["why-picked"], texts, now=now)
            for item in self.find(text, filters, now).ids[:limit]
        ]

    def find(
        self,
        text: str,
        filters: Filters,
        now: datetime,
        *,
        first: Sequence[str] = (),
        last: Sequence[str] = (),
        least: float = 0.0,
    ) -> Matches:
        """The services for a query. `first` and `last` are ids to put before and after those found by its words.

        Of these, only such are kept as score at least the share `least`, from 0 to 1, of the best.

        Raises:
            KeyError: the filters name a place that is not there.
        """
        sieve = Sieve(filters, self._library.places, now)
        named = self._library.places.find(text[:MAX_QUERY])
        where = sieve.where or (named[0] if named else None)
        place_words = frozenset(named[1]) if named else frozenset[str]()
        scores = self._scores(text[:MAX_QUERY], filters, place_words, where)
        enough = least * max(scores.values(), default=0.0)
        scores = {item: score for item, score in scores.items() if score >= enough}
        order = [*first, *self._nearest(scores, sieve, where), *last]
        return self._sifted(dict.fromkeys(order), sieve)

    def browse(self, filters: Filters, now: datetime) -> Matches:
        """Every service that the filters let through, nearest first, then by how well it fits the need."""
        sieve = Sieve(filters, self._library.places, now)
        services = [item for item in self._library.knowledge.services if item.status != "closed"]
        bands = list(BAND_GAIN)

        def order(item: str) -> tuple[int, int, str]:
            service = self._library.knowledge.service_by_id[item]
            band = sieve.band(service, sieve.where)
            fit = service.needs.index(filters.need) if filters.need in service.needs else 0
            return bands.index(band) if band else len(bands), fit, item

        matches = self._sifted([service.id for service in services], sieve)
        return Matches(tuple(sorted(matches.ids, key=order)), matches.hidden, matches.near)

    def _scores(
        self, query: str, filters: Filters, place_words: frozenset[str], where: Where | None
    ) -> dict[str, float]:
        """Candidates with the score of their words: the best of everywhere, and the best of the place."""
        terms = list(self._lookup.terms(words_of(query)[:MAX_WORDS], place_words))
        limit = _SIFTED if filters.names() else _CANDIDATES
        areas = [self._library.places.reach(where), None] if where else [None]
        engine = self._library.engine
        hits = [hit for area in areas for hit in engine.search(Query(terms, areas=area, limit=limit))]
        scores = {hit.id: hit.score for hit in hits}
        top = max(scores.values(), default=1.0)
        for numbered in self._numbers.find(query):
            scores[numbered] = scores.get(numbered, 0.0) + top * _BY_NUMBER
        return scores

    def _nearest(self, scores: Mapping[str, float], sieve: Sieve, where: Where | None) -> list[str]:
        """The services that were found, those near the place asked for moved up."""
        services, top = self._library.knowledge.service_by_id, max(scores.values(), default=1.0)
        ranked: list[tuple[float, str]] = []
        for item, score in scores.items():
            band = sieve.band(services[item], where) if where else None
            gain = (BAND_GAIN[band] if band else 0.0) - (
                DOUBT_LOSS if serious_report(services[item]) else 0.0
            )
            ranked.append((-(score + gain * top), item))
        return [item for _, item in sorted(ranked)]

    def _sifted(self, ids: Iterable[str], sieve: Sieve) -> Matches:
        services = self._library.knowledge.service_by_id
        kept: list[str] = []
        near: dict[FilterName, int] = {}
        hidden = 0
        for item in ids:
            stopped = sieve.stopped_by(services[item])
            if not stopped:
                kept.append(item)
                continue
            hidden += 1
            if len(stopped) == 1:
                near[stopped[0]] = near.get(stopped[0], 0) + 1
        return Matches(tuple(kept), hidden, near)
