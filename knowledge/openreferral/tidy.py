"""One record of a feed → one valid HSDS-UK 3.0 document, with every change written down.

Tidying what is tidy changes nothing: a document that was imported, exported and imported again is the same.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from knowledge.contacts import text_problem
from knowledge.openreferral.ids import is_uuid, make_id
from knowledge.openreferral.model import model
from knowledge.openreferral.phones import is_text_line, read_phones
from knowledge.openreferral.privacy import hide_names, hide_refuge
from knowledge.openreferral.repairs import RepairLog
from knowledge.openreferral.text import calm_name, is_placeholder, plain_line
from knowledge.openreferral.upgrade import Document, dicts, snake, upgrade
from knowledge.openreferral.values import LAT_UK, LON_UK, READERS, past_day
from knowledge.openreferral.weblinks import read_emails, read_urls

MAX_DEPTH = 12
MARK = "fingerpost_import"
"""Where `folder` keeps its own notes: never part of a document."""
_EMPTY: tuple[object, ...] = (None, "", [], {})
_REF_OF = {"parent_organization_id": "organization", "parent_id": "taxonomy_term", "link_id": "service"}


class Refused(Exception):
    """A record that cannot be used; the message says why."""


class Tidier:
    """Tidies the records of one source."""

    def __init__(self, source: str, log: RepairLog, today: date) -> None:
        self._source = source
        self._log = log
        self._today = today
        self._model = model()
        self._record = ""
        self._emails: list[tuple[str, str]] = []
        """(field, address) found where no address belongs."""

    def document(self, raw: object) -> Document:
        """The record as a document.

        Raises:
            Refused: it is no service record, or has no name.
        """
        if not isinstance(raw, dict):
            raise Refused("is not a record with fields")
        self._emails = []
        self._record = str(raw.get("id") or "(no id)")[:100]
        name, _ = plain_line(str(raw.get("name") or ""))
        if not name or is_placeholder(name):
            raise Refused("has no name; a service needs one")
        raw = {key: _finite(value) for key, value in raw.items() if key != MARK}
        record = hide_names(upgrade(raw, self._noted("")), self._noted(""))
        if record.get("id") in _EMPTY:
            record["id"] = make_id(
                self._source, "service", name, str(raw.get("url") or ""), _first_postcode(record)
            )
            self._note("id", "id-missing", None, record["id"])
            self._record = record["id"]
        document = self._entity("service", record, "", "", 0)
        assert document is not None
        self._across(document)
        return hide_refuge(document, self._noted(""))

    def _note(self, field: str, rule: str, before: object = None, after: object = None) -> None:
        self._log.note(self._record, field, rule, before, after)

    def _noted(self, path: str) -> Any:
        return lambda field, rule, before, after: self._note(path + field, rule, before, after)

    def _entity(self, entity: str, raw: Document, path: str, parent: str, place: int) -> Document | None:
        """An entity with its children; None where it says nothing."""
        raw = self._renamed(entity, raw, path)
        out: Document = {}
        self._own_id(entity, raw, out, path, parent, place)
        for name in self._model.order[entity]:
            if name == "id" or name not in raw:
                continue
            value = raw[name]
            where = f"{path}{name}"
            if value in _EMPTY or (isinstance(value, str) and not value.strip()):
                if name not in self._model.required.get(entity, {}):
                    self._note(where, "empty", value)
                continue
            child = self._model.children[entity].get(name)
            if child is None:
                self._value(entity, name, value, out, where)
            else:
                self._children(name, child.entity, child.many, value, out, where)
        self._unknown(entity, raw, out, path)
        return self._completed(entity, out, path)

    def _renamed(self, entity: str, raw: Document, path: str) -> Document:
        """The same with the names of 3.0."""
        known, aliases = self._model.order[entity], self._model.aliases.get(entity, {})
        new: Document = {}
        for key, value in raw.items():
            name = key if key in known else snake(key)
            name = aliases.get(name, name)
            if name != key and name in known and name not in raw and name not in new:
                self._note(path + key, "field-name", key, name)
                new[name] = value
            elif key not in new:
                new[key] = value
        return new

    def _own_id(self, entity: str, raw: Document, out: Document, path: str, parent: str, place: int) -> None:
        given = raw.get("id")
        text = str(given).strip() if given not in _EMPTY and not isinstance(given, (dict, list)) else ""
        if is_uuid(text):
            out["id"] = text
        elif is_uuid(text.lower()):
            out["id"] = text.lower()
            self._note(f"{path}id", "id-case", text, out["id"])
        elif text:
            out["id"] = make_id(self._source, entity, text)
            out["source_id"] = given if isinstance(given, (str, int)) else text
            self._note(f"{path}id", "id-not-uuid", given, out["id"])
        else:
            out["id"] = make_id(parent, path.rstrip("[]0123456789."), str(place))
            self._note(f"{path}id", "id-missing", None, out["id"])

    def _value(self, entity: str, name: str, value: object, out: Document, where: str) -> None:
        kind = self._model.values[entity][name]
        if isinstance(value, (dict, list)):
            self._note(where, "wrong-type", value)
        elif kind == "ref":
            self._ref(name, value, out, where)
        elif kind in {"uri", "email"}:
            self._links(entity, name, kind, str(value), out, where)
        elif isinstance(value, str) and kind != "name" and is_placeholder(value):
            self._note(where, "placeholder", value)
        elif kind == "name":
            self._name(name, value, out, where)
        elif kind == "phone":
            out[name] = value  # one value may hold several numbers: see `_phones`
        else:
            read, rules = past_day(value, self._today) if kind == "past_date" else READERS[kind](value)
            if read in _EMPTY:
                self._note(where, rules[0] if rules else "empty", value)
                return
            if read != value or type(read) is not type(value):
                self._rules(rules, where, value, read)
            if rules == ["status-unknown"]:
                out["source_status"] = value
            out[name] = read

    def _rules(self, rules: list[str], where: str, before: object, after: object) -> None:
        for rule in dict.fromkeys(rules):
            self._note(where, rule, before, after)

    def _ref(self, name: str, value: object, out: Document, where: str) -> None:
        text = str(value).strip()
        if is_uuid(text.lower()):
            out[name] = text.lower()
        else:
            out[name] = make_id(self._source, _REF_OF.get(name, name.removesuffix("_id")), text)
            self._note(where, "id-not-uuid", value, out[name])

    def _name(self, name: str, value: object, out: Document, where: str) -> None:
        text, rules = plain_line(str(value))
        if not text or is_placeholder(text):
            self._note(where, "placeholder", value)
            return
        calm = calm_name(text)
        if calm != text:
            rules.append("capitals")
        if calm != value:
            self._rules(rules or ["number-as-text"], where, value, calm)
        out[name] = calm

    def _links(self, entity: str, name: str, kind: str, value: str, out: Document, where: str) -> None:
        found = read_urls(value) if kind == "uri" else read_emails(value)
        values = found.urls if kind == "uri" else found.emails
        if not values or values[0] != value:
            self._rules(found.rules or ["spaces"], where, value, values[0] if values else None)
        if values:
            out[name] = values[0]
        if kind == "uri":
            self._emails += [(where, address) for address in found.emails]
            if entity == "service" and len(values) > 1:
                out["additional_urls"] = [
                    {"id": make_id(out["id"], "additional_urls", url), "url": url} for url in values[1:]
                ]
        else:
            self._emails += [(where, address) for address in values[1:]]

    def _children(self, name: str, entity: str, many: bool, value: object, out: Document, where: str) -> None:
        items = value if isinstance(value, list) else [value]
        if isinstance(value, list) != many:
            self._note(where, "list-form", type(value).__name__)
        if where.count(".") > MAX_DEPTH:
            self._note(where, "too-deep", None)
            return
        made: list[Document] = []
        for place, item in enumerate(items):
            here = f"{where}[{place}]." if many else f"{where}."
            made += self._child(entity, item, here, out["id"], place)
        if many:
            made = list(out.get(name, [])) + made
            if made:
                out[name] = made
        elif made:
            out[name] = made[0]

    def _child(self, entity: str, item: object, here: str, parent: str, place: int) -> list[Document]:
        if isinstance(item, (str, int)) and not isinstance(item, bool):
            item = {"number" if entity == "phone" else "url" if entity == "additional_url" else "name": item}
            self._note(here.rstrip("."), "list-form", "text")
        if not isinstance(item, dict):
            if item is not None:
                self._note(here.rstrip("."), "wrong-type", item)
            return []
        child = self._entity(entity, item, here, parent, place)
        return [] if child is None else self._phones(child, here) if entity == "phone" else [child]

    def _phones(self, phone: Document, here: str) -> list[Document]:
        """One entry may print several numbers, or none."""
        before = phone["number"]
        text = str(int(before)) if isinstance(before, float) and before.is_integer() else str(before)
        if "@" in text:
            addresses = read_emails(text).emails
            self._emails += [(f"{here}number", address) for address in addresses]
            if addresses:
                return []
        if is_text_line(phone) and text_problem(text) is None:
            phone["number"] = text
            return [phone]
        found = read_phones(text) if not is_placeholder(text) else None
        if found is None or not found.numbers:
            self._note(f"{here}number", "phone-dropped" if found else "placeholder", before)
            return []
        made: list[Document] = []
        for place, number in enumerate(found.numbers):
            new: Document = dict(phone) if not place else {"id": make_id(phone["id"], "phones", str(place))}
            new["number"] = number.number
            if number.label and "description" not in new:
                new["description"] = number.label
            if number.extension is not None:
                new["extension"] = number.extension
            made.append(new)
        shown = "; ".join(item.number for item in found.numbers)
        if shown != before:
            self._rules(found.rules or ["spaces"], f"{here}number", before, shown)
        return made

    def _unknown(self, entity: str, raw: Document, out: Document, path: str) -> None:
        """What the standard does not know is kept as it came."""
        for key in raw:
            if key in self._model.order[entity] or key == "id":
                continue
            if raw[key] in _EMPTY:
                self._note(path + key, "empty", raw[key])
            elif key not in out:
                out[key] = raw[key]

    def _completed(self, entity: str, out: Document, path: str) -> Document | None:
        for name in self._model.needed.get(entity, ()):
            if name not in out:
                self._note(path.rstrip("."), f"{entity}-without-{name}", None)
                return None
        for name, default in self._model.required.get(entity, {}).items():
            if name not in out:
                out[name] = out[default[1:]] if default.startswith("=") else default
                if default:
                    self._note(path + name, "required-field", None, out[name])
        return out

    def _across(self, document: Document) -> None:
        """What shows only when fields are seen together."""
        organization = document.get("organization")
        if organization and document.get("organization_id") != organization["id"]:
            self._note(
                "organization_id", "organization-link", document.get("organization_id"), organization["id"]
            )
            document["organization_id"] = organization["id"]
        low, high = document.get("minimum_age"), document.get("maximum_age")
        if low is not None and high is not None and low > high:
            self._note("minimum_age", "ages-crossed", f"{low} to {high}")
            del document["minimum_age"], document["maximum_age"]
        for place in document.get("service_at_locations", []):
            if isinstance(place.get("location"), dict):
                self._position(place["location"])
        for schedule in _schedules(document):
            if schedule.get("closes_at", "")[:5] == "00:00" and schedule.get("opens_at", "")[:5] > "00:00":
                self._note("schedules.closes_at", "midnight", schedule["closes_at"], "24:00")
                schedule["closes_at"] = "24:00"
        self._strays(document)

    def _position(self, location: Document) -> None:
        lat, lon = location.get("latitude"), location.get("longitude")
        if lat is None and lon is None:
            return
        if lat is not None and lon is not None:
            if _within(lat, lon):
                return
            if _within(lon, lat):
                location["latitude"], location["longitude"] = lon, lat
                self._note("location.latitude", "position-swapped", f"{lat}, {lon}", f"{lon}, {lat}")
                return
        location.pop("latitude", None)
        location.pop("longitude", None)
        self._note("location.latitude", "position-dropped", f"{lat}, {lon}")

    def _strays(self, document: Document) -> None:
        """Email addresses that stood among numbers and web addresses."""
        for where, address in self._emails:
            known = {document.get("email"), *(item.get("email") for item in document.get("contacts", []))}
            after = address
            if "email" not in document:
                document["email"] = address
            elif address not in known:
                number = len(document.setdefault("contacts", []))
                document["contacts"].append(
                    {"id": make_id(document["id"], "email", str(number)), "email": address}
                )
            self._note(where, "email-moved", address, after)


def _within(lat: float, lon: float) -> bool:
    return LAT_UK[0] <= lat <= LAT_UK[1] and LON_UK[0] <= lon <= LON_UK[1]


def _schedules(document: Document) -> list[Document]:
    places = document.get("service_at_locations", [])
    found = [document, *places, *(place.get("location", {}) for place in places)]
    return [schedule for item in found if isinstance(item, dict) for schedule in item.get("schedules", [])]


def _first_postcode(record: Document) -> str:
    for place in dicts(record.get("service_at_locations")):
        for location in dicts(place.get("location")):
            for address in dicts(location.get("addresses")):
                if address.get("postal_code"):
                    return str(address["postal_code"])
    return ""


def _finite(value: Any) -> Any:
    """The same without numbers that JSON cannot write: `1e999` is read as endless."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list) else value
