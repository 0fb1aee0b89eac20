"""What changed between two states of the knowledge, service by service."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, cast

import msgspec

from knowledge.loader import load_records
from knowledge.records import Phone, Service
from knowledge.trust.facts import Confirmed, Reported
from knowledge.trust.fold import fold
from knowledge.trust.log import read_log

ChangeKind = Literal[
    "added",
    "removed",
    "closed",
    "reopened",
    "became",
    "renamed",
    "changed",
    "confirmed",
    "reported",
    "answered",
]
_TOLD_APART = frozenset({"id", "name", "phones", "status", "became", "confirmed", "reports"})
"""Fields that have sentences of their own."""
_UNSEEN = frozenset({"editor_note"})


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that changed in a service."""

    kind: ChangeKind
    field: str | None = None
    """Name of the field, where one changed."""
    before: str | None = None
    after: str | None = None
    check: Confirmed | None = None
    """The check, where one was made."""
    report: Reported | None = None
    """The report that came or was answered."""


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A service with something changed."""

    id: str
    name: str
    """As it is now, or as it last was."""
    changes: tuple[Change, ...]


def state_of(folder: Path) -> dict[str, Service]:
    """The services of a folder by id, with what its trust log says. Nothing is checked against other records.

    Raises:
        KnowledgeError: a record cannot be read; it lists every problem.
    """
    services = cast(list[Service], load_records(folder, "services"))
    return {service.id: service for service in fold(services, read_log(folder).events)}


def changes_between(old: Mapping[str, Service], new: Mapping[str, Service]) -> list[Changed]:
    """Every service that is not as it was, by id."""
    found: list[Changed] = []
    for item in sorted({*old, *new}):
        before, after = old.get(item), new.get(item)
        changes = tuple(_changes(before, after))
        if changes:
            shown = after or before
            assert shown is not None
            found.append(Changed(id=item, name=shown.name, changes=changes))
    return found


def _changes(before: Service | None, after: Service | None) -> Iterator[Change]:
    if after is None:
        yield Change(kind="removed")
        return
    if before is None:
        yield Change(kind="added")
        before = msgspec.structs.replace(after, confirmed=None, reports=())
    yield from _status(before, after)
    if before.name != after.name:
        yield Change(kind="renamed", before=before.name, after=after.name)
    yield from _phones(before.phones, after.phones)
    yield from _others(before, after)
    yield from _trust(before, after)


def _status(before: Service, after: Service) -> Iterator[Change]:
    if before.status != after.status:
        if after.status == "closed":
            yield Change(kind="closed")
        elif before.status == "closed":
            yield Change(kind="reopened")
        else:
            yield Change(kind="changed", field="status", before=before.status, after=after.status)
    if after.became and before.became != after.became:
        yield Change(kind="became", after=after.became)


def _phones(before: tuple[Phone, ...], after: tuple[Phone, ...]) -> Iterator[Change]:
    """Numbers that went and came, by their digits; then what changed beside a number that stayed."""
    old, new = ({re.sub(r"\D", "", phone.number): phone for phone in phones} for phones in (before, after))
    gone = [phone.number for digits, phone in old.items() if digits not in new]
    come = [phone.number for digits, phone in new.items() if digits not in old]
    for at in range(max(len(gone), len(come))):
        yield Change(
            kind="changed",
            field="phone",
            before=gone[at] if at < len(gone) else None,
            after=come[at] if at < len(come) else None,
        )
    for digits, phone in new.items():
        if digits in old and (old[digits].hours, old[digits].label) != (phone.hours, phone.label):
            field = f"times of {phone.number}"
            yield Change(kind="changed", field=field, before=_beside(old[digits]), after=_beside(phone))


def _beside(phone: Phone) -> str | None:
    return ", ".join(filter(None, [phone.label, phone.hours])) or None


def _others(before: Service, after: Service) -> Iterator[Change]:
    for name in Service.__struct_fields__:
        if name in _TOLD_APART or name in _UNSEEN:
            continue
        old, new = _plain(getattr(before, name)), _plain(getattr(after, name))
        if old != new:
            yield Change(kind="changed", field=name, before=old, after=new)


def _plain(value: object) -> str | None:
    """A field's value as one text; None where it says nothing."""
    if isinstance(value, msgspec.Struct):
        value = [item for item in msgspec.structs.astuple(value) if item is not None]
    if isinstance(value, tuple | list):
        return ", ".join(str(item) for item in value) or None
    return None if value is None else str(value)


def _trust(before: Service, after: Service) -> Iterator[Change]:
    if after.confirmed is not None and not _same_check(before, after):
        yield Change(kind="confirmed", check=after.confirmed)
    old, new = Counter(before.reports), Counter(after.reports)
    for report in (new - old).elements():
        yield Change(kind="reported", report=report)
    for report in (old - new).elements():
        yield Change(kind="answered", report=report)


def _same_check(before: Service, after: Service) -> bool:
    old, new = before.confirmed, after.confirmed
    return old is not None and new is not None and (old.date, old.by, old.how) == (new.date, new.by, new.how)
