"""Helpline search: shorthand, part words, wrong order, slips, part of a phone number, a postcode.

The last word typed may be unfinished. Each word is looked up as it is, as an abbreviation, as the
beginning of longer words and, failing those, as a misspelling of a word that the index knows.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rapidfuzz.distance import OSA

from assistant.filters import NO_FILTERS, FilterName, Filters, Sieve
from assistant.library import Library
from assistant.numbers import NumberSearch
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
        self._words = list(library.engine.words())
        self._numbers = NumberSearch(
            service for service in library.knowledge.services if service.status != "closed"
        )
        self._short = {
            tuple(words_of(short)): item.long
            for item in library.knowledge.abbreviations
            for short in item.short
        }

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
        scores = self._scores(text[:MAX_QUERY], filters, place_words)
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

    def _scores(self, query: str, filters: Filters, place_words: frozenset[str]) -> dict[str, float]:
        terms = list(self._terms(words_of(query)[:MAX_WORDS], place_words))
        limit = _SIFTED if filters.names() else _CANDIDATES
        hits = self._library.engine.search(Query(terms, limit=limit))
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
