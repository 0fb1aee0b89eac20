"""Which services, in which order, and why each one.

A service is scored by how well it fits the need, how near it is, whether it was named, how well its words
match, and how far its details can be trusted. Nearness comes in bands, so that a national helpline is
never lost behind distance, and one organisation may not fill the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.details import Slots
from assistant.opening import is_open
from assistant.places import Band, Places, Where
from assistant.router import Meant
from assistant.standing import trust_score
from index.generations import IndexProblem
from index.port import Engine, Query
from knowledge.checks import has_contact
from knowledge.records import Service
from knowledge.store import Knowledge

BANDS: dict[Band, float] = {"here": 1.0, "district": 0.92, "county": 0.74, "national": 0.5, "nearby": 0.4}
NATIONAL_UNPLACED = 0.8
FIT = 6.0
"""What a service that is first of all for the need scores, times how sure the need is."""
FIT_STEPS = (1.0, 0.86, 0.72, 0.6, 0.5, 0.45)
"""The share of `FIT` for a service that names the need first, second, third …"""
NEAR = 3.0
NAMED = 9.0
WORDS = 2.2
"""What the best match of words scores."""
TRUST = {"high": 0.5, "medium": 0.25, "low": 0.0}
UNVERIFIED = -1.5
NO_CONTACT = -0.7
WRONG_AGE = -4.0
WHOM_FIT = 0.6
SLOT_FIT = 0.9
FREE_FIT = 4.0
"""Asked for what is free: what costs nothing comes first."""
OPEN_FIT = {True: 4.0, None: 0.0, False: -2.0}
"""Asked for what is open now: open, not known, closed."""
PER_ORGANISATION = 2
MIN_MILES_STEP = 0.02
"""Taken off for each mile, up to 20, so that the nearest of equals comes first."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A service chosen for this person."""

    service: Service
    score: float
    need: str | None
    """The need it was chosen for."""
    band: Band
    miles: float | None
    named: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to rank by."""

    needs: Sequence[Meant]
    terms: Sequence[tuple[str, float]]
    where: Where | None
    slots: Slots
    named: Sequence[str] = ()
    without: frozenset[str] = frozenset()
    """Ids not to show again."""
    now: datetime | None = None
    """The time, for what is open now and for how old the details are."""


class Ranking:
    """Ranks the services of the knowledge."""

    def __init__(self, knowledge: Knowledge, places: Places, engine: Engine) -> None:
        self._knowledge = knowledge
        self._places = places
        self._engine = engine
        self._by_need: dict[str, list[Service]] = {}
        for service in knowledge.services:
            if service.status != "closed" and not service.became:
                for need in service.needs:
                    self._by_need.setdefault(need, []).append(service)

    def best(self, wanted: Wanted, limit: int) -> list[Ranked]:
        """The best services, best first; ties by id."""
        words = self._words(wanted)
        ranked = [
            found
            for service in self._candidates(wanted, words)
            if (found := self._score(service, wanted, words))
        ]
        ranked.sort(key=lambda item: (-item.score, item.service.id))
        return _mixed(ranked, wanted, limit)

    def _words(self, wanted: Wanted) -> dict[str, float]:
        """Service id → how well the words match, from 0 to 1. Where the index cannot be asked (its server is away),
        need, place and trust still say whom to send the person to."""
        if not wanted.terms:
            return {}
        try:
            hits = self._engine.search(Query(wanted.terms, limit=60))
        except IndexProblem:
            return {}
        top = hits[0].score if hits else 1.0
        return {hit.id: hit.score / top for hit in hits}

    def _candidates(self, wanted: Wanted, words: dict[str, float]) -> Iterable[Service]:
        chosen = {
            service.id: service for meant in wanted.needs for service in self._by_need.get(meant.id, ())
        }
        services = self._knowledge.service_by_id
        for item in wanted.named:
            chosen[item] = services[item]
        if not wanted.needs and not wanted.named:
            chosen |= {item: services[item] for item in words}
        return (service for item, service in chosen.items() if item not in wanted.without)

    def _score(self, service: Service, wanted: Wanted, words: dict[str, float]) -> Ranked | None:
        named = service.id in wanted.named
        band = self._places.band(service, wanted.where)
        if band is None:
            if not named or wanted.where is not None:
                return None
            band = "nearby"
        fit, need = self._fit(service, wanted.needs)
        near = NATIONAL_UNPLACED if wanted.where is None and band == "national" else BANDS[band]
        miles = self._places.miles(service, wanted.where) if band in {"here", "district", "nearby"} else None
        score = fit + NEAR * near + WORDS * words.get(service.id, 0.0) + TRUST[service.confidence]
        score += NAMED if named else 0.0
        score += trust_score(service, wanted.now)
        score += UNVERIFIED if service.status == "unverified" else 0.0
        score += 0.0 if has_contact(service) else NO_CONTACT
        score -= MIN_MILES_STEP * min(miles, 20.0) if miles is not None else 0.0
        score += _slot_fit(service, wanted.slots)
        if wanted.slots.open_now and wanted.now is not None:
            score += OPEN_FIT[is_open(service.opening, wanted.now)]
        return Ranked(service, score, need, band, miles, named)

    @staticmethod
    def _fit(service: Service, needs: Sequence[Meant]) -> tuple[float, str | None]:
        best: tuple[float, str | None] = (0.0, None)
        for meant in needs:
            if meant.id in service.needs:
                step = FIT_STEPS[min(service.needs.index(meant.id), len(FIT_STEPS) - 1)]
                value = FIT * step * (0.5 + 0.5 * meant.confidence)
                best = max(best, (value, meant.id), key=lambda item: item[0])
        return best


def _slot_fit(service: Service, slots: Slots) -> float:
    score = 0.0
    if slots.age is not None:
        if service.min_age is not None and slots.age < service.min_age:
            score += WRONG_AGE
        if service.max_age is not None and slots.age > service.max_age:
            score += WRONG_AGE
        young = {"children", "young-people"}.intersection(service.audience)
        if ("older-people" in service.audience and slots.age >= 60) or (young and slots.age < 18):
            score += WHOM_FIT
    if slots.free:
        score += FREE_FIT if service.cost == "free" else -SLOT_FIT if service.cost else 0.0
    wishes = ((slots.at_home, "home-visits"), (slots.online, "online"), (slots.by_phone, "phone"))
    return score + sum(SLOT_FIT for wanted, access in wishes if wanted and access in service.access)


def _mixed(ranked: Sequence[Ranked], wanted: Wanted, limit: int) -> list[Ranked]:
    """The list as shown: few of one organisation, every need served, a national line kept in sight."""
    chosen: list[Ranked] = []
    counts: dict[str, int] = {}
    for item in ranked:
        if counts.get(item.service.organisation, 0) < PER_ORGANISATION or item.named:
            chosen.append(item)
            counts[item.service.organisation] = counts.get(item.service.organisation, 0) + 1
    top = chosen[:limit]
    missed: list[Ranked] = []
    for meant in wanted.needs[1:]:
        if not any(meant.id in item.service.needs for item in (*top[: limit - len(missed)], *missed)):
            extra = next((item for item in chosen if meant.id in item.service.needs), None)
            if extra is not None and limit > len(missed) + 1:
                missed.append(extra)
    top = [*[item for item in top if item not in missed][: limit - len(missed)], *missed]
    if limit >= 4 and top and not any(item.band == "national" for item in top):
        national = next((item for item in chosen if item.band == "national"), None)
        if national:
            top = [*top[: limit - 1], national]
    return top
