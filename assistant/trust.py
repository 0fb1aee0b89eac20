"""The words that tell a resident where details come from and how far to rely on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assistant.dates import say_date
from assistant.opening import UK
from assistant.standing import check_of, doubts, is_old, page_date
from knowledge.records import Service
from knowledge.trust.facts import Reported, ReportKind

_TOLD: tuple[ReportKind, ...] = ("closed", "wrong-number", "moved", "wrong-times")
"""Reports that a resident is told of, the one that matters most first. The others only wait for a person."""


def trust_words(service: Service, site: str, texts: Mapping[str, str], now: datetime | None = None) -> str:
    """The source, the date that it gives of itself, and the last check. Without `now` nothing is said of age.

    `site` is where the details come from.
    """
    page = page_date(service)
    dated = texts["trust-dated"].format(site=site, date=say_date(page)) if page else site
    if _doubt(service):
        return _bare_words(service, dated, texts)
    return _source_words(service, dated, texts, now)


def doubt_words(service: Service, site: str, texts: Mapping[str, str], door: Service | None) -> str | None:
    """What someone said is wrong, for a face to show before any number; None where nothing is doubted.

    `door` is who to ask where the number is doubted.
    """
    doubt = _doubt(service)
    if doubt is None:
        return None
    day = say_date(doubt.date)
    if doubt.kind != "wrong-number":
        return texts[f"told-{doubt.kind}"].format(date=day, first=_advice(service, texts))
    if door is None or door.id == service.id or not door.phones or door.reports:
        return texts["told-wrong-number"].format(date=day, site=site)
    return texts["told-wrong-number-door"].format(date=day, door=door.name, contact=door.phones[0].number)


def _advice(service: Service, texts: Mapping[str, str]) -> str:
    return texts["advice-ring" if service.phones else "advice-check"]


def _doubt(service: Service) -> Reported | None:
    """The report to tell of: the latest of the worst kind."""
    for kind in _TOLD:
        found = [report for report in doubts(service) if report.kind == kind]
        if found:
            return found[-1]
    return None


def _bare_words(service: Service, site: str, texts: Mapping[str, str]) -> str:
    """Source and last date, without advice: the doubt has given some already."""
    check = check_of(service)
    key = "trust-was-checked" if check else "trust-read"
    return texts[key].format(site=site, date=say_date(check.date if check else service.read_on))


def _source_words(service: Service, site: str, texts: Mapping[str, str], now: datetime | None) -> str:
    first = _advice(service, texts)
    check = check_of(service)
    if check:
        old = now is not None and is_old(service, now.astimezone(UK).date())
        key = f"trust-{'old' if old else 'confirmed'}-{check.how}"
        return texts[key].format(site=site, date=say_date(check.date), first=first)
    read = say_date(service.read_on)
    if service.status == "unverified":
        return texts["trust-unverified"].format(site=site, date=read)
    if service.confirmed:
        checked = say_date(service.confirmed.date)
        return texts["trust-lapsed"].format(site=site, date=read, checked=checked, first=first)
    return texts["trust-unconfirmed"].format(site=site, date=read, first=first)
