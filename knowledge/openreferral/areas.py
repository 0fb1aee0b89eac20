"""Whose people may use a service: from its service areas, else from where it stands.

A local authority that the knowledge does not know yet becomes a place of its own, so that a pharmacy in Leeds is
not offered to someone in Tilbury.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.gazetteer import Gazetteer, Spot
from knowledge.openreferral.ids import slug
from knowledge.openreferral.upgrade import Document
from knowledge.records import Place
from knowledge.store import Knowledge

MAX_AREAS = 40
_NOISE = re.compile(
    r"\(.*?\)|\b(the|city of|county of|county borough|london borough of|royal borough of|borough of|district of"
    r"|metropolitan|city|borough|district|unitary|council|area|residents of|all of|county)\b"
)
_PREFIX = re.compile(r"^(?:City|County) of (?!London\b)")


def area_key(name: str) -> str:
    """A place name as it is compared: `Bristol, City of` and `City of Bristol` are both `bristol`."""
    text = name.casefold().replace("&", "and").replace("’", "'")
    return " ".join(re.sub(r"[^a-z0-9' ]+", " ", _NOISE.sub(" ", text)).split())


class Areas:
    """Finds the areas of documents, and gathers the places that have to be added for them."""

    def __init__(self, knowledge: Knowledge, gazetteer: Gazetteer, added: Iterable[Place] = ()) -> None:
        """`added` are the places that earlier imports added and that `knowledge` may hold already."""
        self._gazetteer = gazetteer
        self._places = dict(knowledge.place_by_id)
        self.added = {place.id: place for place in added}
        """Every place that imports have added, by id."""
        self._places |= self.added
        self._by_lad = {place.lad: place.id for place in self._places.values() if place.lad}
        self._by_name: dict[str, str] = {}
        for place in self._places.values():
            for name in (place.name, *place.aka):
                self._by_name.setdefault(area_key(name), place.id)
        self._lad_by_name = {area_key(name): lad for lad, name in sorted(gazetteer.authorities.items())}

    def of(self, document: Document) -> tuple[tuple[str, ...], str]:
        """Ids of its areas, and how they were found: `named`, `postcode`, `town` or `unknown`."""
        named = self._named(document)
        if named:
            return named, "named"
        spots = self._spots(document)
        found = tuple(dict.fromkeys(filter(None, (self._of_lad(spot.lad, spot.authority) for spot in spots))))
        if found:
            return found[:MAX_AREAS], "postcode"
        for address in addresses_of(document):
            if str(address.get("postal_code", "")).startswith("BT") and "northern-ireland" in self._places:
                return ("northern-ireland",), "postcode"
        towns = tuple(dict.fromkeys(filter(None, map(self._of_town, addresses_of(document)))))
        return (towns, "town") if towns else ((), "unknown")

    def located(self, document: Document, areas: tuple[str, ...]) -> tuple[str, ...]:
        """Ids of the towns where it has its door, among the places we know in these areas."""
        found = []
        for address in addresses_of(document):
            place = self._by_name.get(area_key(str(address.get("city", ""))))
            small = place and self._places[place].kind in {"town", "village", "estate"}
            if place and small and set(areas).intersection(self._above(place)):
                found.append(place)
        return tuple(dict.fromkeys(found))

    def _above(self, place: str) -> set[str]:
        found, waiting = {place}, list(self._places[place].parents)
        while waiting:
            item = waiting.pop()
            if item in self._places and item not in found:
                found.add(item)
                waiting.extend(self._places[item].parents)
        return found

    def front_door(self, areas: tuple[str, ...]) -> str | None:
        """The service that connects people there to a person: the first area's own, or that of what holds it."""
        waiting = [area for area in areas[:1] if area in self._places]
        while waiting:
            place = self._places[waiting.pop(0)]
            if place.front_door:
                return place.front_door
            waiting.extend(item for item in place.parents if item in self._places)
        return None

    def _named(self, document: Document) -> tuple[str, ...]:
        names = [
            part
            for area in document.get("service_areas", [])
            for text in (area.get("name") or area.get("service_area") or "",)
            for part in (text, *re.split(r"[,;/]| and ", text))
        ]
        return tuple(dict.fromkeys(filter(None, map(self._of_name, names))))[:MAX_AREAS]

    def _of_name(self, name: str) -> str | None:
        key = area_key(name)
        if not key:
            return None
        if key in self._by_name:
            return self._by_name[key]
        lad = self._lad_by_name.get(key)
        return self._of_lad(lad, self._gazetteer.authorities[lad]) if lad else None

    def _of_town(self, address: Document) -> str | None:
        place = self._of_name(str(address.get("city", "")))
        return place if place and self._places[place].kind not in {"nation", "country"} else None

    def _spots(self, document: Document) -> list[Spot]:
        codes = [str(address.get("postal_code", "")) for address in addresses_of(document)]
        return [spot for code in codes if code and (spot := self._gazetteer.locate(code))]

    def _of_lad(self, lad: str, authority: str) -> str | None:
        if lad not in self._by_lad:
            nation = {"E": "england", "W": "wales", "S": "scotland"}.get(lad[:1], "uk")
            parent = nation if nation in self._places else "uk"
            if parent not in self._places:
                return None
            self._add(lad, authority, parent)
        return self._by_lad[lad]

    def _add(self, lad: str, authority: str, parent: str) -> None:
        name = _PREFIX.sub("", authority.partition(", ")[0])
        item = slug(name)
        if item in self._places:
            item = f"{item}-{lad.lower()}"
        door = self.front_door((parent,))
        place = Place(
            id=item,
            name=name,
            kind="district",
            parents=(parent,),
            aka=(authority,) if authority != name else (),
            outcodes=self._gazetteer.districts_of(lad),
            lad=lad,
            covered=door is not None,
            front_door=door,
            ambiguous=True,
        )
        self._places[item] = self.added[item] = place
        self._by_lad[lad] = item


def addresses_of(document: Document) -> list[Document]:
    """Every address of a document."""
    places = (item.get("location") for item in document.get("service_at_locations", []))
    found = [address for place in places if isinstance(place, dict) for address in place.get("addresses", [])]
    return [address for address in found if isinstance(address, dict)]
