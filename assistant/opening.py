"""Whether a service is open now, from its opening hours in OpenStreetMap syntax.

Said only where a record gives exact hours. On a public holiday nothing is said, unless the hours speak of
public holidays: the source seldom does.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

from assistant.say import Say

UK = ZoneInfo("Europe/London")
_NEXT_DAYS = 6
"""A day of the week names no day further off than this."""


def is_open(opening: str | None, now: datetime) -> bool | None:
    """True or False where it is known, else None."""
    if opening is None or _doubtful(opening, now):
        return None
    return bool(_read(opening).is_open(now.astimezone(UK)))


def open_words(opening: str | None, now: datetime, say: Say) -> str | None:
    """`Open now, until 5pm.`, `Closed now. Opens on Thursday at 9am.`; None where it is not known."""
    state = is_open(opening, now)
    if opening is None or state is None:
        return None
    local = now.astimezone(UK)
    change = _read(opening).next_change(local)
    if change is None:
        return say("open-always") if state else None
    if state:
        return say("open-until", time=say_time(change)) if change.date() == local.date() else say("open-now")
    if change.date() == local.date():
        return say("opens-today", time=say_time(change))
    if (change.date() - local.date()).days > _NEXT_DAYS:
        return None
    return say("opens-later", day=f"{change:%A}", time=say_time(change))


def say_time(at: datetime) -> str:
    """`9am`, `5.30pm`, `midday`, `midnight`."""
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes}{'am' if at.hour < 12 else 'pm'}"


@lru_cache(maxsize=2048)
def _read(opening: str) -> OpeningHours:
    return OpeningHours(opening, timezone=UK, country="GB")


def _doubtful(opening: str, now: datetime) -> bool:
    """True on a public holiday of which the hours say nothing."""
    if "PH" in opening or opening == "24/7":
        return False
    return bool(_read("PH").is_open(now.astimezone(UK)))
