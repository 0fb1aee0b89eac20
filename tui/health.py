"""How far the knowledge can be relied on, for `doctor`, `show` and `knowledge check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from assistant.dates import say_date
from assistant.opening import UK
from assistant.standing import check_of, is_old
from knowledge.problems import Problem
from knowledge.records import Service
from knowledge.store import Knowledge
from knowledge.trust.facts import Confirmed, Reported
from knowledge.trust.log import read_log

KINDS = {
    "wrong-number": "the number is wrong",
    "closed": "it has closed",
    "moved": "it has moved",
    "wrong-times": "the times are wrong",
    "not-right-for-me": "it was not right for the person",
    "other": "something else is wrong",
}
"""What a report says, by its kind."""
HOW = {"phoned": "by phone", "visited": "by a visit", "website": "on a website"}


def log_problems(folder: Path, knowledge: Knowledge) -> list[Problem]:
    """Every line of a folder's trust log that does not count, and why."""
    log = read_log(folder)
    return [*log.problems, *log.strangers(frozenset(knowledge.service_by_id))]


def health_lines(knowledge: Knowledge, now: datetime) -> Iterator[str]:
    """How many records were checked by a person, how many are old, and what is reported."""
    live = [service for service in knowledge.services if service.status != "closed"]
    today = now.astimezone(UK).date()
    checked = [service for service in live if check_of(service)]
    lapsed = sum(service.confirmed is not None and service.confirmed.lapsed for service in live)
    old = sum(is_old(service, today) for service in checked)
    yield f"confirmed   {len(checked)} of {len(live)} by a person, {old} of them more than a year ago"
    yield f"changed     {lapsed} since they were confirmed"
    pages = sum(is_old(service, today) for service in live if not check_of(service))
    yield f"old pages   {pages} from a page that is more than a year old, and not confirmed"
    counts = Counter(report.kind for service in live for report in service.reports)
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
    yield f"reports     {counts.total()} open{f': {kinds}' if kinds else ''}"


def trust_lines(service: Service) -> Iterator[str]:
    """The dates, the last check and the open reports of one record, for an editor."""
    if service.source_date:
        yield f"Date that the source gives: {service.source_date}"
    yield f"Read: {say_date(service.read_on)}"
    if service.confirmed:
        changed = "; its details have changed since" if service.confirmed.lapsed else ""
        yield f"Confirmed: {check_words(service.confirmed)}{changed}"
    else:
        yield "Confirmed: not yet"
    for report in service.reports:
        yield f"Reported: {report_words(report)}"


def check_words(check: Confirmed) -> str:
    """`by AB on 20 November 2026, by phone (receptionist)`."""
    said = f" ({check.said_by})" if check.said_by else ""
    return f"by {check.by} on {say_date(check.date)}, {HOW[check.how]}{said}"


def report_words(report: Reported) -> str:
    """`the number is wrong (said by a resident on 20 November 2026)`."""
    who = "a resident" if report.by == "resident" else "staff"
    return f"{KINDS[report.kind]} (said by {who} on {say_date(report.date)})"
