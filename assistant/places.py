"""Where someone is, which places that lies in, and how near a service is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from index.analysis import words_of
from knowledge.gazetteer import Gazetteer, Spot, miles_between
from knowledge.records import Place, Service
from knowledge.store import Knowledge

From = Literal["text", "postcode", "setting"]
Band = Literal["here", "district", "county", "nearby", "national"]

_BEFORE = frozenset(
    {"in", "near", "from", "at", "around", "to", "live", "of", "for", "by", "about", "im", "were"}
)
_AREA_KINDS = ("district", "county", "region", "nation", "country")
_MAX_NAME_WORDS = 4
_REACH = {"town": 3.0, "village": 1.0}
"""How much further a town reaches around its centre than a village."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a person is, as far as it is known."""

    place: str
    """Id of the area whose services are offered: a district, county or nation."""
    name: str
    """What to call that area."""
    source: From
    locality: str | None = None
    """The town, village or estate, where one was named."""
    point: tuple[float, float] | None = None
    """Latitude and longitude, degrees."""
    uncovered: str | None = None
    """Name of the local authority, where Fingerpost holds no local services for it."""


class Places:
    """The places of the knowledge, and every postcode district of Great Britain."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._by_id = knowledge.place_by_id
        self.gazetteer = Gazetteer(Path(knowledge.folder))
        self._chains = {place: self._chain(place) for place in self._by_id}
        self._bands: dict[tuple[tuple[str, ...], str, str], Band | None] = {}
        self._inside: dict[str, set[str]] = {place: set() for place in self._by_id}
        for place, chain in self._chains.items():
            for holder in chain[1:]:
                self._inside[holder].add(place)

    @cached_property
    def _names(self) -> dict[tuple[str, ...], Place]:
        names: dict[tuple[str, ...], Place] = {}
        for place in self._by_id.values():
            for name in (place.name, *place.aka):
                names.setdefault(tuple(words_of(name)), place)
        return names

    @cached_property
    def name_words(self) -> frozenset[str]:
        """Every word of every place name, for the spelling guard."""
        return frozenset(word for name in self._names for word in name)

    @cached_property
    def _by_lad(self) -> dict[str, Place]:
        return {place.lad: place for place in self._by_id.values() if place.lad}

    def above(self, place: str) -> tuple[str, ...]:
        """The place itself and all that hold it, nearest first."""
        return self._chains[place]

    def _chain(self, place: str) -> tuple[str, ...]:
        found, waiting = [place], list(self._by_id[place].parents)
        while waiting:
            item = waiting.pop(0)
            if item not in found:
                found.append(item)
                waiting.extend(self._by_id[item].parents)
        return tuple(found)

    def below(self, place: str) -> frozenset[str]:
        """Every place that lies in this one, itself left out."""
        return frozenset(self._inside[place])

    def setting(self, place: str) -> Where:
        """Where a person is when the hub's setting or `--area` says so.

        Raises:
            KeyError: there is no such place.
        """
        return self._where(self._by_id[place], "setting")

    def from_postcode(self, postcode: str) -> Where | None:
        """Where a postcode or district lies; None where it is not one we know."""
        spot = self.gazetteer.locate(postcode)
        return self._from_spot(spot) if spot else None

    def find(self, text: str) -> tuple[Where, tuple[str, ...]] | None:
        """The place that a sentence names, and the words that name it. A postcode beats a name."""
        for (start, end), spot in self.gazetteer.find_all(text):
            if spot.postcode or self._plainly_outcode(text, start, end, spot):
                return self._from_spot(spot), tuple(words_of(text[start:end]))
        best: tuple[Place, tuple[str, ...]] | None = None
        for place, words in self._named(words_of(text)):
            if best is None or self._rank(place, words) > self._rank(*best):
                best = place, words
        return (self._where(best[0], "text"), best[1]) if best else None

    def _rank(self, place: Place, words: tuple[str, ...]) -> tuple[int, int]:
        """The smaller place wins, then the longer name."""
        depth = len(self.above(place.id))
        return (depth if place.kind not in {"region", "nation", "country"} else 0), len(words)

    def _named(self, words: list[str]) -> Iterator[tuple[Place, tuple[str, ...]]]:
        position = 0
        while position < len(words):
            for length in range(min(_MAX_NAME_WORDS, len(words) - position), 0, -1):
                name = tuple(words[position : position + length])
                place = self._names.get(name)
                if place and (not place.ambiguous or self._placed(words, position, length)):
                    yield place, name
                    position += length - 1
                    break
            position += 1

    @staticmethod
    def _placed(words: list[str], position: int, length: int) -> bool:
        """True where the words around an ambiguous name show that a place is meant."""
        before = words[position - 1] if position else ""
        return before in _BEFORE - {"for", "of", "by", "about", "to"} or len(words) == length

    def _plainly_outcode(self, text: str, start: int, end: int, spot: Spot) -> bool:
        """A bare district such as B12 may be a vitamin: it needs company, or one of our own places."""
        before = words_of(text[:start])[-1:]
        alone = not words_of(text[:start]) and not words_of(text[end:])
        ours = spot.lad in self._by_lad and len(spot.outcode) > 2 and spot.outcode[:2].isalpha()
        return alone or ours or bool(before and before[0] in _BEFORE | {"postcode", "area"})

    def _from_spot(self, spot: Spot) -> Where:
        point = (spot.lat, spot.lon)
        place = self._by_lad.get(spot.lad)
        if place is None:
            nation = self._by_id.get(spot.nation) or self._by_id["uk"]
            return Where(nation.id, nation.name, "postcode", spot.authority, point, spot.authority)
        where = self._where(place, "postcode")
        locality = self._locality(spot, place)
        return Where(where.place, where.name, "postcode", locality, point, where.uncovered)

    def _locality(self, spot: Spot, district: Place) -> str | None:
        near = [
            place
            for place in self._by_id.values()
            if place.lat is not None
            and place.kind in {"town", "village"}
            and district.id in self.above(place.id)
        ]
        point = (spot.lat, spot.lon)
        near.sort(key=lambda place: (self._distance(place, point) / _REACH[place.kind], place.id))
        return near[0].id if near else None

    @staticmethod
    def _distance(place: Place, point: tuple[float, float]) -> float:
        return miles_between((place.lat or 0.0, place.lon or 0.0), point)

    def _where(self, place: Place, source: From) -> Where:
        """The area to serve: the place's own district where that is covered, else the county or nation."""
        point = (place.lat, place.lon) if place.lat is not None and place.lon is not None else None
        chain = [self._by_id[item] for item in self.above(place.id)]
        areas = [item for item in chain if item.kind in _AREA_KINDS]
        covered = next((item for item in areas if item.covered), None)
        local = covered is not None and covered.kind in {"district", "county"}
        area = covered or areas[-1]
        named = place.id if place.id != area.id else None
        uncovered = None if local or place.kind in {"nation", "country", "region"} else place.name
        return Where(area.id, area.name, source, named, point, uncovered)

    def name(self, place: str) -> str:
        """What to call a place; the id itself where it is only a name."""
        found = self._by_id.get(place)
        return found.name if found else place

    def front_door(self, where: Where | None) -> str | None:
        """Id of the service that connects people there to a person."""
        if where is None:
            return self._by_id["uk"].front_door
        doors = (self._by_id[item].front_door for item in self.above(where.place))
        return next(filter(None, doors), None)

    def band(self, service: Service, where: Where | None) -> Band | None:
        """How near a service's people are to this person; None where it is not for them."""
        if where is None:
            return "national" if self._national(service.areas) else None
        here = where.locality if where.locality and where.locality in self._by_id else where.place
        key = service.areas, here, where.place
        if key not in self._bands:
            self._bands[key] = self._band(*key)
        return self._bands[key]

    def _band(self, areas: tuple[str, ...], here: str, place: str) -> Band | None:
        chain = self.above(here)
        kinds = {self._by_id[item].kind for item in chain if item in areas}
        if here in areas or {"town", "village", "estate"} & kinds:
            return "here"
        for kind, band in (("district", "district"), ("county", "county"), ("region", "county")):
            if kind in kinds:
                return band  # type: ignore[return-value]
        if kinds:
            return "national"
        return "nearby" if self.below(place).intersection(areas) else None

    def reach(self, where: Where) -> frozenset[str]:
        """Every place whose services may be for a person there: those with a `band`."""
        here = where.locality if where.locality and where.locality in self._by_id else where.place
        return frozenset((*self.above(here), *self.below(where.place)))

    def _national(self, areas: Iterable[str]) -> bool:
        return any(self._by_id[item].kind in {"nation", "country"} for item in areas)

    def miles(self, service: Service, where: Where | None) -> float | None:
        """Miles from the person to the service's nearest door, where both are known."""
        if where is None or where.point is None:
            return None
        points = []
        if service.postcode and (spot := self.gazetteer.locate(service.postcode)):
            points.append((spot.lat, spot.lon))
        for item in service.located:
            place = self._by_id[item]
            if place.lat is not None and place.lon is not None:
                points.append((place.lat, place.lon))
        return min((miles_between(where.point, point) for point in points), default=None)
