"""`fingerpost knowledge diff`: what changed between two states of the knowledge, in plain sentences."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import msgspec

from knowledge.diff import Change, Changed, changes_between, state_of
from knowledge.loader import CONTENT
from knowledge.revisions import state_at
from tui.health import check_words, report_words

LABELS = {
    "phone": "Phone",
    "status": "Status",
    "text": "Number to text",
    "email": "E-mail",
    "url": "Website",
    "hours": "Opening hours",
    "opening": "Exact opening hours",
    "read_on": "Date of reading",
    "source_date": "Date of the page",
    "who": "Who it is for",
    "not_for": "Who it is not for",
    "contact": "What to do",
    "aka": "Other names",
}
"""Names of fields that are no plain words by themselves."""


def diff(args: argparse.Namespace) -> int:
    """Print the changes, grouped by service."""
    content = args.dir or CONTENT
    with state_at(args.old, content) as old, state_at(args.new or str(content), content) as new:
        found = changes_between(state_of(old), state_of(new))
    if args.json:
        print(msgspec.json.encode(found).decode())
    else:
        print("\n\n".join("\n".join(_lines(item)) for item in found) or "Nothing has changed.")
    return 0 if found else 1


def _lines(item: Changed) -> Iterator[str]:
    yield f"{item.name} ({item.id})"
    for change in item.changes:
        yield f"  {sentence(change)}"


def sentence(change: Change) -> str:
    """One change in words."""
    if change.check:
        return f"Confirmed {check_words(change.check)}."
    if change.report:
        what = "Reported" if change.kind == "reported" else "No longer an open report"
        return f"{what}: {report_words(change.report)}."
    if change.kind == "changed":
        return _field_words(change)
    return {
        "added": "Added.",
        "removed": "Taken out.",
        "closed": "Closed.",
        "reopened": "Open again.",
        "became": f"'{change.after}' took over.",
        "renamed": f"Renamed from '{change.before}' to '{change.after}'.",
    }[change.kind]


def _field_words(change: Change) -> str:
    field = change.field or ""
    label = LABELS.get(field) or field[:1].upper() + field[1:].replace("_", " ")
    if change.before is None:
        return f"{label} added: {change.after}."
    if change.after is None:
        return f"{label} taken out: {change.before}."
    return f"{label} changed from {change.before} to {change.after}."
