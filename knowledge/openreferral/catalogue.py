"""Documents to look through by the filters of the standard: what an Open Referral UK API answers from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from knowledge.gazetteer import miles_between
from knowledge.openreferral.export import list_view
from knowledge.openreferral.ids import make_id
from knowledge.openreferral.taxonomy import terms_of
from knowledge.openreferral.upgrade import Document

METRES_PER_MILE = 1609.344
_WORD = re.compile(r"[a-z0-9']+")
_SEARCHED = ("name", "description", "eligibility_description", "alternate_name", "fees")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a caller asks for; None where it does not matter. The standard's own words are quoted."""

    search: str | None = None
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    modified_after: str | None = None
    minimum_age: float | None = None
    """"a minimum age of at least the specified value"."""
    maximum_age: float | None = None
    """"a maximum age of at equal to or below the specified value"."""
    start_time: str | None = None
    """"a start time of at least the specified value", as HH:MM."""
    end_time: str | None = None
    day: str | None = None
    """`MO` to `SU`."""
    near: tuple[float, float] | None = None
    """Latitude and longitude."""
    metres: float = 0.0
    """How far from there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One service as it is looked through and answered."""

    id: str
    body: bytes
    """The whole document, as JSON."""
    view: bytes
    """As lists show it, as JSON."""
    words: str
    terms: frozenset[str]
    taxonomies: frozenset[str]
    organization: str | None
    modified: str
    ages: tuple[float | None, float | None]
    times: tuple[tuple[str, str, str], ...]
    """(days, opens, closes) of each schedule."""


@dataclass(frozen=True, slots=True)
class Place:
    """One service at one location."""

    id: str
    body: bytes
    view: bytes
    entry: Entry
    point: tuple[float, float] | None


@dataclass(slots=True)
class _Taxonomy:
    id: str
    name: str
    terms: dict[str, Document] = field(default_factory=dict)


class Catalogue:
    """Every service, place, taxonomy and term, sorted by id."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._services: dict[str, Entry] = {}
        self._places: dict[str, Place] = {}
        self._terms: dict[str, Document] = {}
        self._taxonomies: dict[str, _Taxonomy] = {}
        for document in documents:
            self._add(document)

    def _add(self, document: Document) -> None:
        own = []
        for term in terms_of(document):
            known = self._terms.setdefault(term["id"], term)
            own.append(known["id"])
            if name := known.get("taxonomy"):
                group = known.get("taxonomy_id") or make_id("taxonomy", name)
                taxonomy = self._taxonomies.setdefault(group, _Taxonomy(group, name))
                taxonomy.terms[known["id"]] = known
        groups = {
            term.get("taxonomy_id") or make_id("taxonomy", term["taxonomy"])
            for term in map(self._terms.__getitem__, own)
            if term.get("taxonomy")
        }
        entry = _entry(document, frozenset(own), frozenset(groups))
        self._services[entry.id] = entry
        for place in _places(document, entry):
            self._places[place.id] = place

    def services(self, filters: Filters) -> list[Entry]:
        """The services that pass every filter, sorted by id."""
        words = _words(filters.search)
        return [item for _, item in sorted(self._services.items()) if _passes(item, filters, words)]

    def service(self, id: str) -> bytes | None:
        """A whole service as JSON."""
        found = self._services.get(id.lower())
        return found.body if found else None

    def places(self, filters: Filters) -> list[Place]:
        """The services at locations that pass every filter, sorted by id."""
        words = _words(filters.search)
        return [
            item
            for _, item in sorted(self._places.items())
            if _passes(item.entry, filters, words) and _near(item, filters)
        ]

    def place(self, id: str) -> bytes | None:
        """A service at a location as JSON, with the whole of both."""
        found = self._places.get(id.lower())
        return found.body if found else None

    def terms(self, taxonomy: str | None = None, parent: str | None = None) -> list[Document]:
        """Taxonomy terms, of one taxonomy or below one term where that is asked."""
        if taxonomy is not None:
            group = self._taxonomies.get(taxonomy.lower())
            found: Iterable[Document] = group.terms.values() if group else ()
        else:
            found = self._terms.values()
        wanted = (term for term in found if parent is None or term.get("parent_id") == parent)
        return sorted(wanted, key=lambda term: str(term["id"]))

    def term(self, id: str) -> Document | None:
        """One taxonomy term."""
        return self._terms.get(id.lower())

    def taxonomies(self) -> list[Document]:
        """Every taxonomy, without its terms."""
        return [_taxonomy(item) for _, item in sorted(self._taxonomies.items())]

    def taxonomy(self, id: str) -> Document | None:
        """One taxonomy with its terms."""
        found = self._taxonomies.get(id.lower())
        return _taxonomy(found) | {"taxonomy_terms": self.terms(found.id)} if found else None


def _taxonomy(item: _Taxonomy) -> Document:
    return {"id": item.id, "name": item.name, "description": item.name}


def _entry(document: Document, terms: frozenset[str], taxonomies: frozenset[str]) -> Entry:
    organization = document.get("organization") or {}
    texts = [str(document.get(key, "")) for key in _SEARCHED] + [str(organization.get("name", ""))]
    texts += [str(name) for name in document.get("alternate_names", []) if isinstance(name, str)]
    texts += [str(term["name"]) for term in terms_of(document)]
    low, high = document.get("minimum_age"), document.get("maximum_age")
    return Entry(
        document["id"],
        msgspec.json.encode(document),
        msgspec.json.encode(list_view(document)),
        " " + " ".join(_WORD.findall(" ".join(texts).casefold())),
        terms,
        taxonomies,
        document.get("organization_id"),
        document.get("last_modified", ""),
        (low, high),
        tuple(_times(document)),
    )


def _times(document: Document) -> Iterator[tuple[str, str, str]]:
    places: list[Document] = document.get("service_at_locations", [])
    for holder in (document, *places, *(place.get("location") or {} for place in places)):
        for item in holder.get("schedules", []):
            yield item.get("byday", ""), item.get("opens_at", "")[:5], item.get("closes_at", "")[:5]


def _places(document: Document, entry: Entry) -> Iterator[Place]:
    alone = {key: value for key, value in document.items() if key != "service_at_locations"}
    for item in document.get("service_at_locations", []):
        location = item.get("location") or {}
        lat, lon = location.get("latitude"), location.get("longitude")
        yield Place(
            item["id"],
            msgspec.json.encode({**item, "service": alone}),
            msgspec.json.encode(
                {**list_view(item), "location": list_view(location), "service": list_view(document)}
            )
            if location
            else msgspec.json.encode({**list_view(item), "service": list_view(document)}),
            entry,
            (lat, lon) if lat is not None and lon is not None else None,
        )


def _words(search: str | None) -> list[str]:
    return _WORD.findall(search.casefold()) if search else []


def _passes(item: Entry, filters: Filters, words: Sequence[str]) -> bool:
    low, high = item.ages
    return (
        all(f" {word}" in item.words for word in words)
        and (filters.taxonomy_term_id is None or filters.taxonomy_term_id in item.terms)
        and (filters.taxonomy_id is None or filters.taxonomy_id in item.taxonomies)
        and (filters.organization_id is None or filters.organization_id == item.organization)
        and (filters.modified_after is None or item.modified >= filters.modified_after)
        and (filters.minimum_age is None or (low is not None and low >= filters.minimum_age))
        and (filters.maximum_age is None or (high is not None and high <= filters.maximum_age))
        and _timed(item, filters)
    )


def _timed(item: Entry, filters: Filters) -> bool:
    """True where one schedule fits day, start and end at once."""
    if filters.day is None and filters.start_time is None and filters.end_time is None:
        return True
    return any(
        (filters.day is None or filters.day in days)
        and (filters.start_time is None or (opens and opens >= filters.start_time))
        and (filters.end_time is None or (closes and closes <= filters.end_time))
        for days, opens, closes in item.times
    )


def _near(item: Place, filters: Filters) -> bool:
    if filters.near is None:
        return True
    return (
        item.point is not None and miles_between(filters.near, item.point) * METRES_PER_MILE <= filters.metres
    )
