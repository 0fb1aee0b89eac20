"""Step 4: the particulars in a message: place, age, for whom, cost, when, how, and what is not wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from assistant.cues import Cues
from assistant.places import Places, Where
from index.analysis import words_of

Whom = Literal["self", "other"]

_NOT_YEARS = r"(?!\s*(?:%|am|pm|[:.]\d|pounds|stone|weeks?|months?|days?|times|minutes?|hours?|miles))"
_AGE = re.compile(
    rf"\b(?:(?:i am|im|i'm|aged?|age|is|she's|he's|shes|hes|turned|turning)\s+(\d{{1,3}}){_NOT_YEARS}"
    r"|(\d{1,3})\s*(?:-|\s)?(?:years?|yrs?|yr|y/?o)(?:\s|-)*(?:old)?\b(?!\s*ago))",
    re.IGNORECASE,
)
_MAX_AGE = 115


@dataclass(frozen=True, slots=True)
class Slots:
    """Particulars that narrow an answer. What a later message says replaces what an earlier one said."""

    age: int | None = None
    """Years; of the person who needs the help."""
    whom: Whom | None = None
    free: bool = False
    open_now: bool = False
    at_home: bool = False
    online: bool = False
    by_phone: bool = False

    def merged_with(self, newer: Slots) -> Slots:
        """These particulars, overruled by newer ones."""
        return replace(
            self,
            age=newer.age if newer.age is not None else self.age,
            whom=newer.whom or self.whom,
            free=newer.free or self.free,
            open_now=newer.open_now or self.open_now,
            at_home=newer.at_home or self.at_home,
            online=newer.online or self.online,
            by_phone=newer.by_phone or self.by_phone,
        )

    @property
    def narrows(self) -> bool:
        """True where any particular would change the list of services."""
        return self != Slots()


@dataclass(frozen=True, slots=True)
class Details:
    """The particulars of one message."""

    slots: Slots
    where: Where | None
    ignored: frozenset[int]
    """Positions of words that say nothing of a need: the place, and what the person ruled out."""


def details_of(text: str, places: Places, cues: Cues, seen: frozenset[str]) -> Details:
    """Find the particulars of a message; `seen` are the cues it gives."""
    words = words_of(text)
    found = places.find(text)
    where, place_words = found if found else (None, ())
    ignored = _positions(words, place_words)
    for stretch in cues.spans("not-wanted", text):
        ignored |= _positions(words, tuple(stretch.split()))
    slots = Slots(
        age=_age(text),
        whom="other" if "for-someone-else" in seen else "self" if "for-me" in seen else None,
        free="free-only" in seen,
        open_now="open-now" in seen,
        at_home="at-home" in seen,
        online="online" in seen,
        by_phone="by-phone" in seen,
    )
    return Details(slots, where, ignored)


def _age(text: str) -> int | None:
    for match in _AGE.finditer(text):
        age = int(match[1] or match[2])
        if age <= _MAX_AGE:
            return age
    return None


def _positions(words: list[str], part: tuple[str, ...]) -> frozenset[int]:
    """Where a row of words stands in a message, each time that it does."""
    size = len(part)
    found: set[int] = set()
    for start in range(len(words) - size + 1 if size else 0):
        if tuple(words[start : start + size]) == part:
            found.update(range(start, start + size))
    return frozenset(found)
