"""Phone numbers as feeds send them: words, lost noughts, several at once, letters for figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import phonenumbers

from knowledge.contacts import SPECIAL_NUMBERS, phone_problem

_SPECIAL = {number.replace(" ", ""): number for number in SPECIAL_NUMBERS}
_SPLIT = re.compile(r"\s+or\s+|\s+and\s+|\s*[;/|,&]\s*|\s*\n\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[(]?[0-9O][0-9O ().\-–‑]{6,}[0-9O]")
_EXTENSION = re.compile(r"(?:ext(?:ension|n)?\.?|x)\s*:?\s*(\d{1,6})\b", re.IGNORECASE)
_LETTER_O = re.compile(r"(?<=[0-9 ])[oO](?=[0-9 ])|^[oO](?=[0-9])")
MAX_LABEL = 80


@dataclass(slots=True)
class Number:
    """One number."""

    number: str
    label: str | None = None
    """What the words beside it say."""
    extension: int | None = None


@dataclass(slots=True)
class Numbers:
    """What was made of one value."""

    numbers: list[Number] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


def is_text_line(phone: Mapping[str, object]) -> bool:
    """True for an entry that says it is for text messages."""
    return str(phone.get("type", "")).lower() in {"text", "sms", "text message"}


def is_fax(phone: Mapping[str, object]) -> bool:
    """True for an entry that says it is a fax machine: nobody should ring it."""
    words = f"{phone.get('type', '')} {phone.get('description', '')}"
    return re.search(r"\bfax\b", words, re.IGNORECASE) is not None


@lru_cache(maxsize=65_536)
def printed(number: str) -> str | None:
    """A UK number as it is printed on a card; None where it is no number in use."""
    digits = re.sub(r"\s", "", number)
    if digits in _SPECIAL:
        return _SPECIAL[digits]
    if phone_problem(number):
        return None
    parsed = phonenumbers.parse(number, "GB")
    if parsed.country_code != 44:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    parsed.extension = None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def read_phones(value: str) -> Numbers:
    """Every UK number in a value; what is none is left out, and the rules say so.

    A number that is right as it stands keeps the form that the feed printed.
    """
    found = Numbers()
    text = " ".join(value.split())
    if _plain(text) and printed(text):
        found.numbers.append(Number(text))
        return found
    tidy = _LETTER_O.sub("0", text)
    if tidy != text:
        found.rules.append("phone-letter-o")
    pieces = _pieces(tidy)
    for piece in pieces:
        _take(piece, found)
    if len(found.numbers) > 1:
        found.rules.append("several-phones")
    if not found.numbers:
        found.rules.append("phone-dropped")
    return found


def _plain(text: str) -> bool:
    """True for a number that anyone could ring as it stands."""
    return re.fullmatch(r"(?:\+44|0)[0-9 ()\-]+|\d{3}|116 ?\d{3}", text) is not None


def _pieces(text: str) -> list[str]:
    parts = [part for part in _SPLIT.split(text) if part]
    numbers = [part for part in parts if _NUMBER.search(part)]
    return numbers if len(numbers) > 1 else [text]


def _take(piece: str, found: Numbers) -> None:
    match = _NUMBER.search(piece)
    digits = re.sub(r"\D", "", match[0] if match else piece)
    shown = printed(f"0{digits}") if _lost_nought(digits) else None
    if shown:
        found.rules.append("phone-lost-zero")
    else:
        shown = printed(match[0].strip() if match else piece)
    if shown is None:
        return
    rest = piece.replace(match[0], " ") if match else ""
    extension = _EXTENSION.search(rest)
    if extension:
        rest = rest.replace(extension[0], " ")
        found.rules.append("phone-extension")
    label = " ".join(rest.split()).strip(" :-–,.()") or None
    if label:
        found.rules.append("phone-words")
    found.numbers.append(
        Number(shown, label[:MAX_LABEL] if label else None, int(extension[1]) if extension else None)
    )
    if not found.rules:
        found.rules.append("phone-form")


def _lost_nought(digits: str) -> bool:
    return len(digits) in {9, 10} and not digits.startswith("0") and digits not in _SPECIAL
