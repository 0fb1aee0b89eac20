"""Are a record's numbers, addresses and times real ones? Every check returns words, or None."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers
from opening_hours import OpeningHours

SPECIAL_NUMBERS = frozenset(
    {"999", "112", "111", "101", "105", "119", "159", "18000", "18001", "116 123", "116 000"}
)
"""Short numbers of the UK that `phonenumbers` knows only in part."""
_EMAIL = re.compile(r"[^@\s]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_SHORT_CODE = re.compile(r"\d{5,6}")


def phone_problem(number: str) -> str | None:
    """Says what is wrong with a number to ring, if anything."""
    if number in SPECIAL_NUMBERS:
        return None
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return f"'{number}' is not a phone number; write it like 01442 228000"
    if phonenumbers.is_valid_number(parsed):
        return None
    return f"'{number}' is not a number in use in the UK; check each digit"


def text_problem(number: str) -> str | None:
    """Says what is wrong with a number to text, if anything."""
    if number == "999" or _SHORT_CODE.fullmatch(number) or re.fullmatch(r"\d{4}", number):
        return None
    return phone_problem(number)


def email_problem(email: str) -> str | None:
    """Says what is wrong with an email address, if anything."""
    return None if _EMAIL.fullmatch(email) else f"'{email}' is not an email address"


def url_problem(url: str) -> str | None:
    """Says what is wrong with a web address, if anything."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return f"'{url}' is not a web address"
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or "." not in host or host.endswith(".") or " " in url:
        return f"'{url}' is not a web address; write it like https://example.org.uk"
    return None


@lru_cache(maxsize=1024)
def opening_problem(opening: str) -> str | None:
    """Says what is wrong with opening hours in OpenStreetMap syntax, if anything."""
    try:
        OpeningHours(opening)
    except Exception as error:  # the Rust library raises its own private types
        first = str(error).strip().splitlines()[0] if str(error).strip() else "cannot be read"
        return f"'{opening}' is not in opening_hours syntax ({first}); write it like Mo-Fr 09:00-17:00"
    return None


def date_problem(text: str) -> str | None:
    """Says what is wrong with an ISO date, if anything."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return f"'{text}' is not a date; write it like 2026-11-22"
    return None
