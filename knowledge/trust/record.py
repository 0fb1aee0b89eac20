"""Making an event: what a person says they did, checked before it goes into the log."""

from __future__ import annotations

import secrets
from datetime import date

from knowledge.contacts import date_problem
from knowledge.records import Service
from knowledge.trust.events import Confirmation, Report, problems_of
from knowledge.trust.facts import How, ReportKind, Teller
from knowledge.trust.fold import digest, open_reports
from knowledge.trust.log import TrustLog


def confirmation(
    service: Service, log: TrustLog, *, by: str, how: How, on: str, said_by: str | None, today: date
) -> Confirmation:
    """That a person checked a record on a day. It answers the reports that are open and not later than that day.

    Raises:
        ValueError: something said is not right; the message names all of it.
    """
    waiting = open_reports(event for event in log.events if event.id == service.id)
    event = Confirmation(
        id=service.id,
        on=on,
        by=by.strip().upper(),
        how=how,
        said_by=said_by.strip() if said_by is not None else None,
        details=digest(service),
        answers=tuple(report.ref for report in waiting if report.on <= on),
    )
    problems = list(problems_of(event))
    if on > today.isoformat() and not date_problem(on):
        problems.append(f"on: {on} is in the future; give the day of the check")
    if problems:
        raise ValueError("; ".join(problems))
    return event


def report(service: Service, *, kind: ReportKind, by: Teller, today: date) -> Report:
    """That someone said today that a record is wrong."""
    return Report(id=service.id, on=today.isoformat(), kind=kind, by=by, ref=secrets.token_hex(4))
