"""How far a record can be relied on today: what was checked, how long ago, and what someone said is wrong.

Three facts are kept apart: the page, the date that the page gives of itself, and a check by a person.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from assistant.opening import UK
from knowledge.contacts import date_problem
from knowledge.records import Service
from knowledge.trust.facts import Confirmed, Reported, ReportKind

YEAR = timedelta(days=365)
"""Details that nobody has looked at for longer than this are old."""
CONFIRMED = 0.1
OLD = -0.05
"""Both are small: they decide between services that are equal otherwise."""
REPORTED = -1.5
"""As much as for a service that may no longer run; ten reports weigh no more than one."""
_SERIOUS: tuple[ReportKind, ...] = ("closed", "wrong-number")
"""Reports that lower the rank, the worst first."""
_DATE = re.compile(r"\b((?:19|20)\d\d)(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?(?![\d])")


def check_of(service: Service) -> Confirmed | None:
    """The last check, where it covers the details as they are now."""
    check = service.confirmed
    return None if check is None or check.lapsed else check


def checked_on(service: Service) -> str:
    """ISO date of the last check by a person, else of the day on which the sources were read."""
    check = check_of(service)
    return check.date if check else service.read_on


def page_date(service: Service) -> str | None:
    """The oldest date in what the source says of its own date: `2023`, `2023-06` or `2023-06-30`; None without one."""
    found = (match.group() for match in _DATE.finditer(service.source_date or ""))
    return min((text for text in found if not (len(text) == 10 and date_problem(text))), default=None)


def known_on(service: Service) -> date:
    """The day for which the details are known to be right: of a check, else of the page, else of the reading."""
    if check := check_of(service):
        return date.fromisoformat(check.date)
    read = date.fromisoformat(service.read_on)
    page = page_date(service)
    return min(_last_day(page), read) if page else read


def _last_day(text: str) -> date:
    """The last day of a year, month or day."""
    if len(text) == 10:
        return date.fromisoformat(text)
    year, month = (int(part) for part in (text if len(text) == 7 else f"{text}-12").split("-"))
    return date(year, month, monthrange(year, month)[1])


def is_old(service: Service, today: date) -> bool:
    """True where the details were last known to be right more than a year ago."""
    return today - known_on(service) > YEAR


def doubts(service: Service) -> list[Reported]:
    """The open reports, but not of a number where the record shows none."""
    numbered = service.phones or service.text
    return [report for report in service.reports if numbered or report.kind != "wrong-number"]


def serious_report(service: Service) -> ReportKind | None:
    """The worst open report that makes the record doubtful."""
    kinds = {report.kind for report in doubts(service)}
    return next((kind for kind in _SERIOUS if kind in kinds), None)


def trust_score(service: Service, now: datetime | None) -> float:
    """What trust adds to a service's rank; without `now` nothing is said of age."""
    score = REPORTED if serious_report(service) else 0.0
    if now is not None and is_old(service, now.astimezone(UK).date()):
        return score + OLD
    return score + (CONFIRMED if check_of(service) else 0.0)
