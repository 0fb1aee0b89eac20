"""Step 8: the one Reply object that every face shows. Its JSON is a published interface."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from assistant.opening import open_words
from assistant.places import From
from assistant.standing import check_of, checked_on
from assistant.trust import doubt_words, trust_words
from knowledge.records import Level, PlanItem, Service
from knowledge.trust.facts import ReportKind

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
    """ISO date of the last check by a person, else of the day on which the source was read."""
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
    """True where a person checked the details as they are now."""
    status: str
    source_date: str | None = None
    """What the source says of its own date, in its own words."""
    reports: tuple[ReportKind, ...] = ()
    """What someone said is wrong since the last check."""
    doubt: str | None = None
    """The same in words, to be shown before any number."""
    open_now: str | None = None
    """Whether it is open at this moment, in words; None where that is not known."""


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


class ReportShown(msgspec.Struct, frozen=True):
    """Someone said that a record is wrong. The face that shows the reply keeps it: this and nothing else."""

    service: str
    kind: ReportKind


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
    reported: ReportShown | None = None
    """What the person has just said is wrong."""

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


def text_words(service: Service) -> str | None:
    """The number to text, with the word to send: `SHOUT to 85258`."""
    if service.text is None:
        return None
    return f"{service.text.send} to {service.text.to}" if service.text.send else service.text.to


def show_service(
    service: Service,
    why: str,
    texts: Mapping[str, str],
    miles: float | None = None,
    now: datetime | None = None,
    door: Service | None = None,
) -> ServiceShown:
    """A record as a card shows it; without `now` nothing is said of whether it is open, nor of its age.

    `door` is who to ask where someone said that the number is wrong.
    """
    address = (
        ", ".join(filter(None, [service.address, service.postcode])) if service.address else service.postcode
    )
    if service.address and service.postcode and service.postcode in service.address:
        address = service.address
    source = source_of(service)
    site = site_of(source) if source else service.feed or service.organisation
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
        source=source,
        checked=checked_on(service),
        why=why,
        contact=service.contact,
        phones=tuple(PhoneShown(phone.number, phone.label, phone.hours) for phone in service.phones),
        hours=service.hours,
        who=service.who,
        not_for=service.not_for,
        miles=round(miles, 1) if miles is not None else None,
        trust=trust_words(service, site, texts, now),
        confirmed=check_of(service) is not None,
        status=service.status,
        source_date=service.source_date,
        reports=tuple(dict.fromkeys(report.kind for report in service.reports)),
        doubt=doubt_words(service, site, texts, door),
        open_now=open_words(service.opening, now, lambda key, **values: texts[key].format(**values))
        if now is not None
        else None,
    )


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
