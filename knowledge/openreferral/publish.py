"""Our own service records as HSDS-UK 3.0 documents.

Only what we know is said: a field without a value is left out, and `assured_date` comes from nothing but a real check
with the service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.gazetteer import Gazetteer
from knowledge.openreferral import folder
from knowledge.openreferral.ids import make_id
from knowledge.openreferral.upgrade import Document
from knowledge.openreferral.values import DAYS
from knowledge.records import Service
from knowledge.store import Knowledge

NEEDS = "Fingerpost needs"
"""Name of the taxonomy that our needs are."""
NEEDS_ID = make_id("taxonomy", "needs")
_STATUS = {"open": "active", "unverified": "active", "closed": "defunct", "renamed": "defunct"}
_RANGE = re.compile(
    r"((?:Mo|Tu|We|Th|Fr|Sa|Su)(?:[-,](?:Mo|Tu|We|Th|Fr|Sa|Su))*) ((?:\d\d:\d\d-\d\d:\d\d,?)+)"
)
_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def need_term(need: str, knowledge: Knowledge) -> Document:
    """A need as a taxonomy term."""
    record = knowledge.need_by_id[need]
    return {
        "id": make_id("need", need),
        "name": record.label,
        "description": record.definition,
        "code": need,
        "taxonomy": NEEDS,
        "taxonomy_id": NEEDS_ID,
    }


class Publisher:
    """Turns services into documents."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._gazetteer = Gazetteer(Path(knowledge.folder))

    def document(self, service: Service) -> Document:
        """One service, whole."""
        own = make_id("service", service.id)
        organization = make_id("organization", service.organisation)
        document: Document = {
            "id": own,
            "organization_id": organization,
            "name": service.name,
            "description": _paragraphs(service.summary, service.not_for and f"Not for: {service.not_for}"),
            "url": service.url,
            "email": service.email,
            "status": _STATUS[service.status],
            "eligibility_description": service.who,
            "application_process": service.contact,
            "minimum_age": service.min_age,
            "maximum_age": service.max_age,
            "assured_date": service.confirmed.date if service.confirmed else None,
            "alert": self._knowledge.reply_text.get("feed-alert-unverified")
            if service.status == "unverified"
            else None,
            "organization": {
                "id": organization,
                "name": service.organisation,
                "description": service.organisation,
            },
            "schedules": list(_schedules(service, own)),
            "service_areas": list(self._areas(service, own)),
            "service_at_locations": list(self._places(service, own)),
            "cost_options": list(_costs(service, own)),
            "contacts": list(_contacts(service, own)),
            "attributes": list(self._attributes(service, own)),
            "alternate_names": list(service.aka),
            "fingerpost_id": service.id,
            "fingerpost_sources": list(service.sources),
            "fingerpost_read_on": service.read_on,
        }
        return {key: value for key, value in document.items() if value not in (None, "", [])}

    def _areas(self, service: Service, own: str) -> Iterator[Document]:
        for area in service.areas:
            name = self._knowledge.place_by_id[area].name.removeprefix("the ")
            yield {"id": make_id(own, "area", area), "service_id": own, "name": name}

    def _places(self, service: Service, own: str) -> Iterator[Document]:
        if not (service.address or service.postcode):
            return
        location = make_id(own, "location")
        spot = self._gazetteer.locate(service.postcode) if service.postcode else None
        town = self._knowledge.place_by_id[service.located[0]].name if service.located else ""
        address = {
            "id": make_id(own, "address"),
            "location_id": location,
            "address_1": service.address or "",
            "city": town,
            "state_province": "",
            "postal_code": service.postcode or "",
            "country": "GB",
            "address_type": "physical",
        }
        place: Document = {"id": location, "location_type": "physical", "addresses": [address]}
        if spot is not None and spot.postcode:
            place |= {"latitude": spot.lat, "longitude": spot.lon}
        yield {"id": make_id(own, "place"), "service_id": own, "location_id": location, "location": place}

    def _attributes(self, service: Service, own: str) -> Iterator[Document]:
        for need in service.needs:
            term = need_term(need, self._knowledge)
            yield {
                "id": make_id(own, "need", need),
                "link_id": own,
                "link_type": "service",
                "taxonomy_term_id": term["id"],
                "taxonomy_term": term,
            }


def _paragraphs(*parts: str | None) -> str:
    return "\n\n".join(filter(None, parts))


def _contacts(service: Service, own: str) -> Iterator[Document]:
    phones: list[Document] = []
    for place, phone in enumerate(service.phones):
        words = " ".join(filter(None, (phone.label, phone.hours)))
        phones.append(
            {
                "id": make_id(own, "phone", str(place)),
                "number": phone.number,
                "type": "voice",
                "description": words,
            }
        )
    if service.text:
        words = f"Text {service.text.send}" if service.text.send else ""
        phones.append(
            {"id": make_id(own, "text"), "number": service.text.to, "type": "text", "description": words}
        )
    for phone_ in phones:
        if not phone_["description"]:
            del phone_["description"]
    if phones:
        yield {"id": make_id(own, "contact"), "service_id": own, "phones": phones}


def _costs(service: Service, own: str) -> Iterator[Document]:
    if service.cost:
        cost: dict[str, Any] = {"id": make_id(own, "cost"), "service_id": own, "option": service.cost}
        yield cost | ({"amount": 0} if service.cost == "free" else {})


def _schedules(service: Service, own: str) -> Iterator[Document]:
    weekly = _weekly(service.opening or "")
    for place, (days, opens, closes) in enumerate(weekly):
        yield {
            "id": make_id(own, "schedule", str(place)),
            "service_id": own,
            "freq": "WEEKLY",
            "interval": 1,
            "byday": days,
            "opens_at": opens,
            "closes_at": closes,
        }
    if service.hours and not weekly:
        yield {"id": make_id(own, "hours"), "service_id": own, "description": service.hours}


def _weekly(opening: str) -> list[tuple[str, str, str]]:
    """(days, opens, closes) of hours in OpenStreetMap syntax; empty where they are more than plainly weekly."""
    found = []
    for part in filter(None, (part.strip() for part in opening.split(";"))):
        match = _RANGE.fullmatch(part)
        if match is None:
            return []
        for span in match[2].split(","):
            opens, _, closes = span.partition("-")
            found.append((_days(match[1]), opens, closes))
    return found


def _days(text: str) -> str:
    chosen: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = _CODES.index(first), _CODES.index(last or first)
        chosen += range(start, end + 1) if end >= start else [*range(start, 7), *range(end + 1)]
    return ",".join(DAYS[day] for day in chosen)


def all_documents(knowledge: Knowledge) -> Iterator[Document]:
    """Every document to publish, sorted by id: our own services, then what was imported, as its feeds gave it.

    What an editor merged away or barred is left out.
    """
    publisher = Publisher(knowledge)
    target = Path(knowledge.folder)
    documents = [publisher.document(service) for service in knowledge.services if service.feed is None]
    hidden = folder.Hidden(target)
    for source in folder.sources(target):
        documents += [item for item in folder.documents(target, source) if not hidden.hides(source, item)]
    yield from sorted({item["id"]: item for item in documents}.values(), key=lambda item: str(item["id"]))
