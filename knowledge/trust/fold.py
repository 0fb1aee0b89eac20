"""From the events of the log to what each record says of itself: its last check, and its open reports."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import msgspec

from knowledge.records import Service
from knowledge.store import Knowledge
from knowledge.trust.events import Confirmation, Event, Report
from knowledge.trust.facts import Confirmed, Reported
from knowledge.trust.log import TrustLog


def with_log(knowledge: Knowledge, log: TrustLog) -> Knowledge:
    """The knowledge with what a log says; as it is, where there is no log."""
    if not log.found:
        return knowledge
    return msgspec.structs.replace(knowledge, services=fold(knowledge.services, log.events))


def fold(services: Iterable[Service], events: Iterable[Event]) -> tuple[Service, ...]:
    """The services with their last check and their open reports, whatever the order of the events."""
    by_id: dict[str, list[Event]] = {}
    for event in set(events):
        by_id.setdefault(event.id, []).append(event)
    return tuple(
        msgspec.structs.replace(
            service,
            confirmed=_confirmed(service, by_id.get(service.id, ())),
            reports=tuple(
                Reported(kind=report.kind, date=report.on, by=report.by)
                for report in open_reports(by_id.get(service.id, ()))
            ),
        )
        for service in services
    )


def _confirmed(service: Service, events: Iterable[Event]) -> Confirmed | None:
    """The latest check. Of two on one day the one that covers the details as they are counts."""
    now = digest(service)
    checks = [event for event in events if isinstance(event, Confirmation)]
    if not checks:
        return None
    last = max(checks, key=lambda event: (event.on, event.details == now, msgspec.json.encode(event)))
    return Confirmed(date=last.on, by=last.by, how=last.how, said_by=last.said_by, lapsed=last.details != now)


def open_reports(events: Iterable[Event]) -> list[Report]:
    """The reports on one service that no check answers, oldest first.

    A check answers those that it names, and those of days before its own. A report of the same day that it does
    not name may be the later one, so it stays open.
    """
    listed = list(events)
    checks = [event for event in listed if isinstance(event, Confirmation)]
    answered = {ref for check in checks for ref in check.answers}
    last = max((check.on for check in checks), default="")
    found = [
        event
        for event in listed
        if isinstance(event, Report) and event.ref not in answered and event.on >= last
    ]
    return sorted(found, key=lambda report: (report.on, report.kind, report.ref))


def digest(service: Service) -> str:
    """Eight hexadecimal digits over the ways to reach a service and its times.

    These are what a check is about. Spaces, case and the order of numbers do not count, wording elsewhere neither.
    """
    numbers = sorted(re.sub(r"\D", "", phone.number) for phone in service.phones)
    hours = sorted(phone.hours or "" for phone in service.phones)
    text = service.text.to if service.text else ""
    parts = [*numbers, *hours, text, service.email, service.address, service.postcode, service.hours]
    plain = "\n".join("".join((part or "").casefold().split()) for part in parts)
    return hashlib.sha256(plain.encode()).hexdigest()[:8]
