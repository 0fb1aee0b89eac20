"""What is never kept of a feed: names and addresses of single people, and where a refuge is."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from knowledge.openreferral.model import model
from knowledge.openreferral.upgrade import Document, Note, snake

_OUTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
_KEPT_OF_LOCATION = frozenset({"id", "location_type", "accessibility", "source_id"})


def hide_names(record: Document, note: Note) -> Document:
    """The record without the names of contacts and the addresses of those who assured it, at any depth."""
    hidden = model().hidden

    def clean(value: Any, path: str, depth: int) -> Any:
        if isinstance(value, list):
            return [clean(item, path, depth + 1) for item in value]
        if not isinstance(value, dict) or depth > 30:
            return value
        kept: Document = {}
        for key, item in value.items():
            where = f"{path}{key}"
            person = path.endswith("contacts.") and key == "name"
            if snake(key) in hidden or person:
                if item not in (None, "", []):
                    note(where, "personal-name", None, None)
                continue
            kept[key] = clean(item, f"{where}.", depth + 1)
        return kept

    cleaned: Document = clean(record, "", 0)
    return cleaned


@cache
def _refuge() -> re.Pattern[str]:
    return re.compile(r"\b(" + "|".join(re.escape(word) for word in model().refuge) + r")\b", re.IGNORECASE)


def is_refuge(document: Document) -> bool:
    """True where knowing the street could put someone in danger."""
    terms = (item.get("taxonomy_term") for item in document.get("attributes", []))
    words = [document.get("name"), document.get("description")]
    words += [term.get("name") for term in terms if isinstance(term, dict)]
    return any(isinstance(item, str) and _refuge().search(item.replace("’", "'")) for item in words)


def hide_refuge(document: Document, note: Note) -> Document:
    """The document without streets and positions, where it is a refuge or its feed masks the address."""
    refuge = is_refuge(document)
    for place in document.get("service_at_locations", []):
        location = place.get("location")
        if isinstance(location, dict) and (refuge or location.get("mask_exact_address") is True):
            place["location"] = _masked(location, note)
    return document


def _masked(location: Document, note: Callable[[str, str, object, object], None]) -> Document:
    new = {
        key: value
        for key, value in location.items()
        if key in _KEPT_OF_LOCATION or key == "mask_exact_address"
    }
    addresses = []
    for address in location.get("addresses", []):
        outcode = _OUTCODE.match(address.get("postal_code", ""))
        masked = {**address, "address_1": "", "postal_code": outcode[0] if outcode else ""}
        masked.pop("address_2", None)
        masked.pop("attributes", None)
        addresses.append(masked)
    if addresses:
        new["addresses"] = addresses
    if new != location:
        note("service_at_locations.location", "refuge-address", None, None)
    return new
