"""Step 8: the one Reply object that every face shows. Its JSON is a published interface."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from assistant.places import From
from assistant.ranking import Ranked
from knowledge.records import Level, PlanItem, Service

Kind = Literal["answer", "clarify", "crisis", "plan", "handover", "chat"]


class NeedShown(msgspec.Struct, frozen=True):
    """A need, and how surely it is meant."""

    id: str
    confidence: float


class ContactShown(msgspec.Struct, frozen=True):
    """Somewhere to turn in a crisis."""

    name: str
    phone: str | None
    text_number: str | None
    url: str | None
    hours: str | None = None


class CrisisShown(msgspec.Struct, frozen=True):
    """What comes first when someone may be at risk."""

    level: Level
    category: str
    contacts: tuple[ContactShown, ...]
    message: str


class PlaceShown(msgspec.Struct, frozen=True):
    """Where the answer is for."""

    id: str
    name: str
    from_: From = msgspec.field(name="from")
    locality: str | None = None
    """Name of the town or estate, where one was given."""
    covered: bool = True


class PhoneShown(msgspec.Struct, frozen=True):
    """A number to ring."""

    number: str
    label: str | None
    hours: str | None


class ServiceShown(msgspec.Struct, frozen=True):
    """A service as a card shows it."""

    id: str
    name: str
    organisation: str
    summary: str
    phone: str | None
    text_number: str | None
    email: str | None
    url: str | None
    address: str | None
    areas: tuple[str, ...]
    needs: tuple[str, ...]
    cost: str | None
    source: str | None
    checked: str
    why: str
    contact: str
    """What happens when someone gets in touch."""
    phones: tuple[PhoneShown, ...]
    hours: str | None
    who: str | None
    not_for: str | None
    miles: float | None
    trust: str
    """Where the details come from, and whether anyone confirmed them, in words."""
    confirmed: bool
    status: str


class PlanShown(msgspec.Struct, frozen=True):
    """Something that a public body promised."""

    id: str
    plan: str
    place: str
    statement: str
    owner: str | None
    due: str | None
    status: str
    figures: dict[str, str] | None
    source: str
    reference: str | None
    outcome: str | None
    period: str
    section: str


class Reply(msgspec.Struct, frozen=True):
    """What Fingerpost answers. Every field is always there."""

    text: str
    understood_as: str | None
    kind: Kind
    needs: tuple[NeedShown, ...]
    crisis: CrisisShown | None
    place: PlaceShown | None
    message: str
    services: tuple[ServiceShown, ...]
    plans: tuple[PlanShown, ...]
    options: tuple[str, ...]
    closed: str | None = None
    """What became of a service that was asked for by name."""

    def to_json(self) -> str:
        """One line of JSON."""
        return msgspec.json.encode(self).decode()


def site_of(url: str) -> str:
    """The host of a web address as people read it."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def source_of(service: Service) -> str | None:
    """The page to name as the source: one of the service's own site, else an official one, else the first there is."""
    pages = [source for source in service.sources if not source.startswith("public-file:")]
    own = site_of(service.url) if service.url else ""
    return (
        min(pages, key=lambda page: (_standing(site_of(page), own), pages.index(page)))
        if pages
        else service.url
    )


def _standing(site: str, own: str) -> int:
    if site == own or (own and site.endswith(f".{own}")):
        return 0
    return (
        1
        if site.endswith((".gov.uk", ".nhs.uk", ".police.uk"))
        else 2
        if site.endswith((".org.uk", ".org"))
        else 3
    )


def say_date(iso: str) -> str:
    """`2026-11-22` → `22 November 2026`."""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def trust_words(service: Service, texts: Mapping[str, str]) -> str:
    """Where the details come from and how far to rely on them, for a resident."""
    source = source_of(service)
    site = site_of(source) if source else service.feed or service.organisation
    if service.confirmed:
        return texts["trust-confirmed"].format(site=site, date=say_date(service.confirmed.date))
    key = "trust-unverified" if service.status == "unverified" else "trust-unconfirmed"
    return texts[key].format(site=site, date=say_date(service.read_on))


def text_words(service: Service) -> str | None:
    """The number to text, with the word to send: `SHOUT to 85258`."""
    if service.text is None:
        return None
    return f"{service.text.send} to {service.text.to}" if service.text.send else service.text.to


def show_service(
    service: Service, why: str, texts: Mapping[str, str], miles: float | None = None
) -> ServiceShown:
    """A record as a card shows it."""
    address = (
        ", ".join(filter(None, [service.address, service.postcode])) if service.address else service.postcode
    )
    if service.address and service.postcode and service.postcode in service.address:
        address = service.address
    return ServiceShown(
        id=service.id,
        name=service.name,
        organisation=service.organisation,
        summary=service.summary,
        phone=service.phones[0].number if service.phones else None,
        text_number=text_words(service),
        email=service.email,
        url=service.url,
        address=address,
        areas=service.areas,
        needs=service.needs,
        cost=service.cost,
        source=source_of(service),
        checked=service.confirmed.date if service.confirmed else service.read_on,
        why=why,
        contact=service.contact,
        phones=tuple(PhoneShown(phone.number, phone.label, phone.hours) for phone in service.phones),
        hours=service.hours,
        who=service.who,
        not_for=service.not_for,
        miles=round(miles, 1) if miles is not None else None,
        trust=trust_words(service, texts),
        confirmed=service.confirmed is not None,
        status=service.status,
    )


def show_ranked(ranked: Ranked, why: str, texts: Mapping[str, str]) -> ServiceShown:
    """A ranked service as a card shows it."""
    return show_service(ranked.service, why, texts, ranked.miles)


def show_contact(service: Service) -> ContactShown:
    """A service as a crisis card shows it."""
    phone = service.phones[0] if service.phones else None
    return ContactShown(
        service.name,
        phone.number if phone else None,
        text_words(service),
        service.url,
        (phone and phone.hours) or service.hours,
    )


def show_plan(plan: PlanItem) -> PlanShown:
    """A plan item as a card shows it."""
    return PlanShown(
        id=plan.id,
        plan=plan.plan,
        place=plan.place,
        statement=plan.statement,
        owner=plan.owner,
        due=plan.due,
        status=plan.status,
        figures={figure.label: figure.value for figure in plan.figures} or None,
        source=plan.source,
        reference=plan.reference,
        outcome=plan.outcome,
        period=plan.period,
        section=plan.section,
    )
