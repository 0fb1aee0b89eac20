"""`fingerpost knowledge confirm`, `report` and `stale`: keeping records true."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import msgspec

from assistant.dates import say_date
from assistant.facts import phone_words
from assistant.opening import UK
from assistant.stale import Stale, stale
from knowledge.loader import CONTENT, load_knowledge, load_records
from knowledge.records import Service
from knowledge.trust import record
from knowledge.trust.log import append, read_log
from tui.health import HOW, KINDS, report_words
from tui.home import index_root, shown_file
from tui.shown import read_shown, shown_in_a_year


def _today() -> date:
    return datetime.now(UTC).astimezone(UK).date()


def confirm(args: argparse.Namespace) -> int:
    """A person checked a record."""
    folder, today = args.dir or CONTENT, _today()
    service = _service(folder, args.id)
    on = args.on or today.isoformat()
    event = record.confirmation(
        service, read_log(folder), by=args.by, how=args.how, on=on, said_by=args.said_by, today=today
    )
    append(folder, event, today)
    count = len(event.answers)
    answered = f" This answers {count} open report{'s' if count != 1 else ''}." if count else ""
    print(f"{service.name}: checked by {event.by} on {say_date(on)}, {HOW[event.how]}.{answered}")
    print(f"What was checked: {'; '.join(_checked_details(service)) or 'that it still runs'}.")
    return 0


def _checked_details(service: Service) -> Iterator[str]:
    """The details that the check covers, so that whoever confirms sees what they vouch for."""
    for phone in service.phones:
        yield phone_words(phone.number, phone.label, phone.hours)
    if service.text:
        yield f"text {service.text.to}"
    yield from filter(None, [service.email, service.address, service.postcode, service.hours])


def report(args: argparse.Namespace) -> int:
    """Someone said that a record is wrong."""
    folder, today = args.dir or CONTENT, _today()
    service = _service(folder, args.id)
    append(folder, record.report(service, kind=args.kind, by=args.by, today=today), today)
    print(f"{service.name}: recorded that someone said that {KINDS[args.kind]}.")
    return 0


def _service(folder: Path, wanted: str) -> Service:
    """The service to write about.

    Raises:
        ValueError: there is none of that id.
    """
    services = {item.id: cast(Service, item) for item in load_records(folder, "services")}
    if wanted in services:
        return services[wanted]
    near = difflib.get_close_matches(wanted[:80], services, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "'fingerpost search' finds ids with --json"
    raise ValueError(f"there is no service of that id in {folder}; {hint}")


def list_stale(args: argparse.Namespace) -> int:
    """What to check next."""
    today = _today()
    shown = shown_in_a_year(read_shown(shown_file(args.index or index_root())), today)
    found = stale(load_knowledge(args.dir or CONTENT), shown, today)[: args.limit]
    if args.json:
        print(msgspec.json.encode(found).decode())
    else:
        print("\n\n".join("\n".join(_lines(number, item)) for number, item in enumerate(found, 1)))
    return 0 if found else 1


def _lines(number: int, item: Stale) -> Iterator[str]:
    yield f"{number}. {item.name} ({item.id})"
    for told in item.reports:
        yield f"   Reported: {report_words(told)}."
    yield f"   {_checked_words(item)} Shown {item.shown} times in a year."
    reach = " or ".join(filter(None, [item.phone and f"ring {item.phone}", item.url and f"see {item.url}"]))
    yield f"   To check it: {reach or 'ask its front door'}."


def _checked_words(item: Stale) -> str:
    if item.confirmed:
        return f"Checked by a person on {say_date(item.checked)}."
    why = "Changed since a person checked it." if item.lapsed else "Never checked by a person."
    dated = f"is dated {say_date(item.page_date)} and " if item.page_date else ""
    return f"{why} Its page {dated}was read on {say_date(item.checked)}."
