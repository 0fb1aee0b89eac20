"""What to check next: where most people would be sent wrong.

A record's priority is the number of times it is likely to be shown wrong in a year:

    priority = (times shown in the last thirteen months + 1) × chance that it has changed
    chance   = 1 − 0.8 ^ years since it was known to be right

One record in five is taken to change in a year: an assumption, to be put right by what checks find. Known to be
right means on the day of a check by a person; without one, on the date of the page less a year, because a page may
have been old when it was dated. A service that may no longer run has a chance of one half at least.

Records with an open report come first: said to have closed or to have a wrong number, then the other reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from assistant.standing import check_of, checked_on, known_on, page_date, serious_report
from knowledge.records import Service
from knowledge.store import Knowledge
from knowledge.trust.facts import Reported

CHANGED_IN_A_YEAR = 0.2
PAGE_DOUBT_YEARS = 1.0
"""How much older than its date a page is taken to be, where nobody has checked it."""
UNVERIFIED_CHANCE = 0.5
_DAYS = 365.25


class Stale(msgspec.Struct, frozen=True, kw_only=True):
    """A record to check."""

    id: str
    name: str
    organisation: str
    phone: str | None
    url: str | None
    checked: str
    """ISO date of the last check by a person, else of the day on which the source was read."""
    confirmed: bool
    """True where a person checked the details as they are now."""
    lapsed: bool
    """True where they were changed after the last check."""
    page_date: str | None
    """What the page says of its own date: a year, month or day."""
    known_on: str
    """ISO date for which the details are known to be right."""
    shown: int
    """How often it was shown in the last thirteen months."""
    reports: tuple[Reported, ...]
    chance: float
    """Chance that it has changed, from 0 to 1."""
    priority: float


def stale(knowledge: Knowledge, shown: Mapping[str, int], today: date) -> list[Stale]:
    """Every service that has not closed, the one to check first at the top; ties by id."""
    live = [service for service in knowledge.services if service.status != "closed"]
    found = [(_report_rank(service), _stale(service, shown.get(service.id, 0), today)) for service in live]
    return [item for _, item in sorted(found, key=lambda pair: (pair[0], -pair[1].priority, pair[1].id))]


def chance_of_change(service: Service, today: date) -> float:
    """Chance from 0 to 1 that a record is no longer right."""
    years = max(0, (today - known_on(service)).days) / _DAYS
    if check_of(service) is None:
        years += PAGE_DOUBT_YEARS
    chance: float = 1.0 - (1.0 - CHANGED_IN_A_YEAR) ** years
    return max(chance, UNVERIFIED_CHANCE) if service.status == "unverified" else chance


def _report_rank(service: Service) -> int:
    if serious_report(service):
        return 0
    return 1 if service.reports else 2


def _stale(service: Service, shown: int, today: date) -> Stale:
    chance = chance_of_change(service, today)
    return Stale(
        id=service.id,
        name=service.name,
        organisation=service.organisation,
        phone=service.phones[0].number if service.phones else None,
        url=service.url,
        checked=checked_on(service),
        confirmed=check_of(service) is not None,
        lapsed=service.confirmed is not None and service.confirmed.lapsed,
        page_date=page_date(service),
        known_on=known_on(service).isoformat(),
        shown=shown,
        reports=service.reports,
        chance=round(chance, 3),
        priority=round((shown + 1) * chance, 3),
    )
