"""Records of Open Referral UK 1.0 and of Outpost, brought into the shape of HSDS-UK 3.0.

Only the shape changes here; values are put right by `tidy`. The map is that of the standard's own change log.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

Document = dict[str, Any]
Note = Callable[[str, str, object, object], None]
"""(field, rule, before, after)."""

ONLY_1_0 = frozenset(
    {
        "service_taxonomys",
        "eligibilitys",
        "regular_schedules",
        "holiday_schedules",
        "fundings",
        "taxonomies",
        "locations",
    }
    | {"deliverable_type", "attending_access", "min_age", "max_age", "organisation", "link_taxonomies"}
)
"""Fields that no 3.0 service has."""
_NESTED = ONLY_1_0 | {"service_areas", "service_at_locations", "contacts", "schedules", "attributes"}
_CURIE = re.compile(r"([A-Za-z][\w-]*):([\w.-]+)")
_ESD = {"esdservicetype": "service", "esdcircumstance": "circumstance", "esdneed": "need", "lgsl": "service"}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=4096)
def snake(key: str) -> str:
    """`serviceId` → `service_id`."""
    return _CAMEL.sub("_", key).lower() if not key.isupper() and any(char.isupper() for char in key) else key


def is_old(record: Document) -> bool:
    """True for a record that has a field which only 1.0 or Outpost knows."""
    return not ONLY_1_0.isdisjoint(record)


def upgrade(record: Document, note: Note) -> Document:
    """The record in the shape of 3.0; the one given is left as it is."""
    new: Document = {}
    for key, value in record.items():
        name = snake(key)
        new[name if name in _NESTED and name not in record else key] = value
    for step in (_eligibility, _terms, _outpost_terms, _outpost_places, _free):
        step(new, note)
    if isinstance(new.get("service_at_locations"), list):
        new["service_at_locations"] = [_place(item, note) for item in dicts(new["service_at_locations"])]
    new["contacts"] = [_contact(item) for item in dicts(new.get("contacts"))]
    new["service_areas"] = [_area(item) for item in dicts(new.get("service_areas"))]
    for key in ("regular_schedules", "schedules"):
        if key in new:
            new[key] = [_schedule(item) for item in dicts(new[key])]
    for key in ("contacts", "service_areas"):
        if not new[key] and key not in record:
            del new[key]
    return new


def dicts(value: object) -> list[Document]:
    """The mappings in a value that should be a list of them, as copies; whatever else is there is left out."""
    items: Iterable[object] = value if isinstance(value, list) else [value]
    return [dict(item) for item in items if isinstance(item, dict)]


def _eligibility(new: Document, note: Note) -> None:
    rows = dicts(new.pop("eligibilitys", None))
    texts: list[str] = []
    for row in rows:
        for key in ("minimum_age", "maximum_age"):
            if row.get(key) is not None and new.get(key) is None:
                new[key] = row[key]
        texts += [str(row[key]) for key in ("eligibility", "description") if isinstance(row.get(key), str)]
    if rows:
        if texts and not new.get("eligibility_description"):
            new["eligibility_description"] = "\n".join(texts)
        note("eligibilitys", "1.0-eligibility", len(rows), None)


def _terms(new: Document, note: Note) -> None:
    rows = dicts(new.pop("service_taxonomys", None)) + dicts(new.pop("link_taxonomies", None))
    if not rows:
        return
    made = []
    for row in rows:
        term = row.get("taxonomy") if isinstance(row.get("taxonomy"), dict) else row.get("taxonomy_term")
        if isinstance(term, dict):
            attribute = {"link_type": "service", "taxonomy_term": _term(term)}
            made.append(attribute | ({"id": row["id"]} if row.get("id") else {}))
    new["attributes"] = dicts(new.get("attributes")) + made
    note("service_taxonomys", "1.0-taxonomy", len(rows), None)


def _term(term: Document) -> Document:
    new = dict(term)
    vocabulary = new.pop("vocabulary", None)
    if vocabulary and not new.get("taxonomy"):
        new["taxonomy"] = vocabulary
    curie = _CURIE.fullmatch(str(new.get("id", "")))
    if curie:
        new.setdefault("code", curie[0])
        kind = _ESD.get(curie[1].lower())
        if kind and not new.get("term_uri"):
            new["term_uri"] = f"http://id.esd.org.uk/{kind}/{curie[2]}"
    return new


def _outpost_terms(new: Document, note: Note) -> None:
    rows = new.get("taxonomies")
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "name" in row for row in rows):
        return
    del new["taxonomies"]
    if rows:
        made = [{"link_type": "service", "taxonomy_term": {**row, "taxonomy": "taxonomies"}} for row in rows]
        new["attributes"] = dicts(new.get("attributes")) + made
        note("taxonomies", "1.0-taxonomy", len(rows), None)


def _outpost_places(new: Document, note: Note) -> None:
    rows = new.get("locations")
    if (
        not isinstance(rows, list)
        or new.get("service_at_locations")
        or not all(isinstance(row, dict) for row in rows)
    ):
        return
    del new["locations"]
    if rows:
        new["service_at_locations"] = [{"location": row} for row in rows]
        note("locations", "1.0-locations", len(rows), None)


def _place(place: Document, note: Note) -> Document:
    location = place.get("location")
    return {**place, "location": _location(location, note)} if isinstance(location, dict) else place


def _location(location: Document, note: Note) -> Document:
    new = dict(location)
    geometry = new.get("geometry")
    if isinstance(geometry, dict) and isinstance(geometry.get("coordinates"), list) and "latitude" not in new:
        point = geometry["coordinates"]
        if geometry.get("type") == "Point" and len(point) >= 2:
            del new["geometry"]
            new["longitude"], new["latitude"] = point[:2]
            note("locations.geometry", "1.0-geometry", str(point), None)
    if "postal_code" in new or "address_1" in new:
        keys = ("address_1", "address_2", "city", "state_province", "postal_code", "country")
        address = {key: new.pop(key) for key in keys if key in new}
        new["addresses"] = [address, *dicts(new.get("addresses"))]
    return new


def _contact(contact: Document) -> Document:
    new = dict(contact)
    phone = new.pop("phone", None)
    if phone not in (None, ""):
        new["phones"] = [phone if isinstance(phone, dict) else {"number": phone}, *dicts(new.get("phones"))]
    return new


def _area(area: Document) -> Document:
    return (
        {**area, "name": area["service_area"]} if area.get("service_area") and not area.get("name") else area
    )


def _schedule(schedule: Document) -> Document:
    new = dict(schedule)
    day = new.pop("weekday", None)
    if day and not new.get("byday"):
        new["byday"] = day
        new.setdefault("freq", "WEEKLY")
    if str(new.get("freq", "")).upper() == "DAILY" and not new.get("byday"):
        new["byday"] = "MO,TU,WE,TH,FR,SA,SU"
    return new


def _free(new: Document, note: Note) -> None:
    if new.get("free") is True and not new.get("cost_options"):
        new["cost_options"] = [{"option": "Free", "amount": 0}]
        note("free", "1.0-free", True, "cost option")
