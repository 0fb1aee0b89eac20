"""The events of the trust log: one JSON object a line, checked alike when written and when read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from knowledge.contacts import date_problem
from knowledge.trust.facts import How, ReportKind, Teller

MAX_ROLE = 40
"""Characters of a role, such as `receptionist`."""
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INITIALS = re.compile(r"[^\W\d_]{1,4}")
_REF = re.compile(r"[0-9a-f]{8}")
_PHONE_DIGITS = 5
"""So many digits in a role are taken for a phone number."""


class Confirmation(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="event",
    tag="confirmed",
):
    """A person checked a record."""

    id: str
    """Id of the service."""
    on: str
    """ISO date of the check."""
    by: str
    """Initials of who checked, one to four capital letters."""
    how: How
    said_by: str | None = None
    """A role at the service, never a name, number or address."""
    details: str
    """Digest of the ways to reach the service as they were checked: see `knowledge.trust.fold.digest`."""
    answers: tuple[str, ...] = ()
    """Refs of the reports that were open and that this check answers."""


class Report(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="event",
    tag="reported",
):
    """Someone said that a record is wrong. It holds a kind and no words."""

    id: str
    """Id of the service."""
    on: str
    """ISO date. There is no time of day: nobody can tell from it who stood at the screen."""
    kind: ReportKind
    by: Teller
    ref: str
    """Eight hexadecimal digits that tell this report from every other."""


Event = Confirmation | Report


def encode(event: Event) -> bytes:
    """One line, with its end."""
    return msgspec.json.format(msgspec.json.encode(event), indent=0) + b"\n"


def decode(line: bytes) -> Event:
    """The event of a line.

    Raises:
        ValueError: it is not one; the message says why.
    """
    event: Event = msgspec.json.decode(line, type=Event)
    if problems := list(problems_of(event)):
        raise ValueError("; ".join(problems))
    return event


def problems_of(event: Event) -> Iterator[str]:
    """Everything that is wrong with an event."""
    if not _ID.fullmatch(event.id):
        yield "id: give the id of a service, in lower-case letters, digits and hyphens"
    if not _DATE.fullmatch(event.on) or date_problem(event.on):
        yield "on: give a date like 2026-11-22"
    if isinstance(event, Report):
        if not _REF.fullmatch(event.ref):
            yield "ref: give eight hexadecimal digits"
        return
    if not _INITIALS.fullmatch(event.by) or event.by != event.by.upper():
        yield "by: give initials, one to four letters, such as AB"
    if not _REF.fullmatch(event.details):
        yield "details: give eight hexadecimal digits"
    if event.said_by is not None and (message := role_problem(event.said_by)):
        yield f"said_by: {message}"


def role_problem(role: str) -> str | None:
    """Says what is wrong with a role, if anything: the log goes to everyone who has the knowledge."""
    if not role.strip() or len(role) > MAX_ROLE or not role.isprintable():
        return f"give a role such as receptionist, at most {MAX_ROLE} printable characters"
    if "@" in role:
        return "this looks like an e-mail address; give a role such as receptionist"
    if sum(char.isdigit() for char in role) >= _PHONE_DIGITS:
        return "this looks like a phone number; give a role such as receptionist"
    return None
