"""Opening times of a document: in plain words, and in OpenStreetMap syntax where they are exact."""

from __future__ import annotations

import re
from datetime import date

from knowledge.contacts import opening_problem
from knowledge.openreferral.upgrade import Document
from knowledge.openreferral.values import DAYS

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NTH = {"1": "First", "2": "Second", "3": "Third", "4": "Fourth", "5": "Fifth", "-1": "Last"}
_DAY = re.compile(r"(-?\d)?([A-Z]{2})")
MAX_WORDS = 60
Span = tuple[str, str]


def hours_of(document: Document, today: date) -> tuple[str | None, str | None]:
    """Words and OpenStreetMap syntax; None where the document says nothing, or nothing exact."""
    weekly: dict[int, list[Span]] = {}
    words: list[str] = []
    exact = True
    for schedule in _running(document, today):
        spans = _weekly(schedule)
        if spans:
            for day, span in spans:
                weekly.setdefault(day, [])
                if span not in weekly[day]:
                    weekly[day].append(span)
        elif said := _said(schedule):
            words.append(said)
            exact = False
    shown = [*_weekly_words(weekly), *dict.fromkeys(words)]
    text = " ".join(" ".join(shown).split()[:MAX_WORDS]) or None
    opening = _syntax(weekly) if weekly and exact else None
    return text, opening if opening and opening_problem(opening) is None else None


def _running(document: Document, today: date) -> list[Document]:
    places = document.get("service_at_locations", [])
    own: list[Document] = document.get("schedules", [])
    if not own and len(places) == 1:
        own = places[0].get("schedules", []) or (places[0].get("location") or {}).get("schedules", [])
    return [item for item in own if item.get("valid_to", "9999") >= today.isoformat()]


def _weekly(schedule: Document) -> list[tuple[int, Span]]:
    """(day, opens and closes) for each day of a plain weekly schedule."""
    opens, closes = schedule.get("opens_at", "")[:5], schedule.get("closes_at", "")[:5]
    found = [_DAY.fullmatch(part) for part in schedule.get("byday", "").split(",")]
    plain = all(match and not match[1] for match in found)
    if not (opens and closes and plain) or opens == closes:
        return []
    if schedule.get("freq", "WEEKLY") != "WEEKLY" or schedule.get("interval", 1) != 1:
        return []
    return [(DAYS.index(match[2]), (opens, closes)) for match in found if match and match[2] in DAYS]


def _said(schedule: Document) -> str | None:
    """What a schedule says that is not plainly weekly."""
    text: str | None = schedule.get("description")
    days = [_DAY.fullmatch(part) for part in schedule.get("byday", "").split(",")]
    named = [
        f"{_NTH.get(match[1] or '', '')} {NAMES[DAYS.index(match[2])]}".strip()
        for match in days
        if match and match[2] in DAYS
    ]
    if text and not named:
        return f"{text.rstrip('.')}."
    when = " and ".join(named)
    if when and schedule.get("freq") == "MONTHLY":
        when += " of the month"
    opens, closes = schedule.get("opens_at"), schedule.get("closes_at")
    times = f", {say_time(opens)} to {say_time(closes)}" if opens and closes else f": {text}" if text else ""
    return f"{when}{times}." if when else None


def _weekly_words(weekly: dict[int, list[Span]]) -> list[str]:
    """`Monday to Friday, 9am to 5pm.`"""
    lines = []
    for days, spans in _runs(weekly):
        first, last = NAMES[days[0]], NAMES[days[-1]]
        when = first if len(days) == 1 else f"{first} {'and' if len(days) == 2 else 'to'} {last}"
        lines.append(
            f"{when}, {' and '.join(f'{say_time(opens)} to {say_time(closes)}' for opens, closes in spans)}."
        )
    return lines


def _syntax(weekly: dict[int, list[Span]]) -> str:
    parts = []
    for days, spans in _runs(weekly):
        when = _SHORT[days[0]] if len(days) == 1 else f"{_SHORT[days[0]]}-{_SHORT[days[-1]]}"
        parts.append(f"{when} {','.join(f'{opens}-{closes}' for opens, closes in spans)}")
    return "; ".join(parts)


def _runs(weekly: dict[int, list[Span]]) -> list[tuple[list[int], list[Span]]]:
    """Neighbouring days with the same hours, together."""
    runs: list[tuple[list[int], list[Span]]] = []
    for day in sorted(weekly):
        spans = sorted(weekly[day])
        if runs and runs[-1][0][-1] == day - 1 and runs[-1][1] == spans:
            runs[-1][0].append(day)
        else:
            runs.append(([day], spans))
    return runs


def say_time(clock: str) -> str:
    """`17:30` → `5.30pm`."""
    hour, minute = int(clock[:2]), int(clock[3:5])
    if (hour % 24, minute) == (0, 0):
        return "midnight"
    if (hour, minute) == (12, 0):
        return "noon"
    shown = f"{(hour - 1) % 12 + 1}" + (f".{minute:02}" if minute else "")
    return f"{shown}{'am' if hour % 24 < 12 else 'pm'}"
