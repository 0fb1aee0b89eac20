"""One value of each kind: ages, positions, dates, times, days, postcodes, choices.

Each reader returns the value as the standard wants it, or None where nothing can be made of it, and the names of
the rules that changed it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from knowledge.openreferral.model import model
from knowledge.openreferral.text import plain_line, plain_prose

Read = tuple[object | None, list[str]]
LONDON = ZoneInfo("Europe/London")
MAX_AGE = 130
LAT_UK, LON_UK = (49.0, 61.5), (-9.0, 2.5)
"""The United Kingdom with its islands, in degrees."""
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,20})?")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_UK_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_TIME = re.compile(
    r"(\d{1,2})(?:[:.]?(\d{2}))?(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?(?:Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?) ?([0-9][ABD-HJLNP-UW-Z]{2})")
_SHORTEST_DAY = 2
OLDEST = date(1971, 1, 1)
"""A date before this is a computer's nought and not a date."""


def number(value: object) -> Read:
    """A number, from a number or from text that holds one."""
    if isinstance(value, bool):
        return None, ["number-dropped"]
    if isinstance(value, (int, float)):
        return (value, []) if abs(value) < 1e15 else (None, ["number-dropped"])
    found = _NUMBER.search(str(value).replace(",", "").replace("£", ""))
    if found is None:
        return None, ["number-dropped"]
    read = float(found[0])
    return (int(read) if read.is_integer() else read), ["number-form"]


def age(value: object) -> Read:
    """An age in years; -1 and the like mean that none is set."""
    read, rules = number(value)
    if isinstance(read, (int, float)) and not 0 <= read <= MAX_AGE:
        return None, ["age-unset" if read < 0 else "age-dropped"]
    return read, rules


def degrees(value: object) -> Read:
    """A latitude or longitude; whether the pair lies in the UK is looked at later."""
    read, rules = number(value)
    if isinstance(read, (int, float)) and abs(read) > 180:
        return None, ["position-dropped"]
    return read, rules


def day(value: object) -> Read:
    """A date as YYYY-MM-DD."""
    text = str(value).strip()
    found = _UK_DATE.fullmatch(text)
    iso = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text[:10]
    if not _ISO_DATE.fullmatch(iso):
        return None, ["date-dropped"]
    try:
        date.fromisoformat(iso)
    except ValueError:
        return None, ["date-dropped"]
    return iso, ["date-form"] if iso != value else []


def past_day(value: object, today: date) -> Read:
    """The day on which something was checked: not in the future, and not a computer's nought."""
    read, rules = day(value)
    if isinstance(read, str) and not OLDEST <= date.fromisoformat(read) <= today:
        return None, ["date-unset" if date.fromisoformat(read) < OLDEST else "date-future"]
    return read, rules


def moment(value: object) -> Read:
    """A date and time with its zone. Without one it is UK time."""
    text = str(value).strip()
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None, ["moment-dropped"]
    if read.tzinfo is None:
        return read.replace(tzinfo=LONDON).isoformat(), ["time-zone"]
    whole = _ISO_DATE.match(text) and "T" in text
    return (
        (text, []) if whole and re.search(r"(Z|[+-]\d\d:\d\d)$", text) else (read.isoformat(), ["date-form"])
    )


def clock(value: object) -> Read:
    """A time of day as HH:MM, or HH:MM:SS where seconds were given."""
    text = str(value).strip()
    if text.lower() in {"noon", "midday", "midnight"}:
        return ("00:00" if text.lower() == "midnight" else "12:00"), ["time-form"]
    found = _TIME.fullmatch(text)
    if found is None:
        return None, ["time-dropped"]
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    half = (found[4] or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            return None, ["time-dropped"]
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour, minute, second) == (24, 0, 0):
        return "24:00", ["time-form"] if text not in {"24:00", "24:00:00"} else []
    try:
        read = time(hour, minute, second)
    except ValueError:
        return None, ["time-dropped"]
    shown = read.strftime("%H:%M:%S" if found[3] else "%H:%M")
    return shown, ["time-form"] if shown != value else []


def days(value: object) -> Read:
    """Days of the week as `MO,TU`; a number before a day (`1MO`, the first Monday) is kept."""
    found: list[str] = []
    for part in re.split(r"[\s,;&/]+", str(value).upper()):
        match = re.fullmatch(r"(-?\d)?([A-Z]{2,9})", part)
        code = next((item for item in DAYS if match and match[2].startswith(item)), None)
        if (
            match
            and code
            and (len(match[2]) == _SHORTEST_DAY or match[2] in _NAMES or match[2].rstrip("S") in _NAMES)
        ):
            found.append((match[1] or "") + code)
    shown = ",".join(dict.fromkeys(found))
    return (shown or None), (["days-form"] if shown else ["days-dropped"]) if shown != value else []


_NAMES = frozenset(
    name[:length]
    for name in ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
    for length in (3, 4, 5, len(name))
)


def postcode(value: object) -> Read:
    """A UK postcode with its space; noughts and ones typed as letters are put right."""
    text = str(value).strip()
    squeezed = re.sub(r"[^A-Z0-9]", "", text.upper())
    for candidate, rule in ((squeezed, "postcode-form"), (_figures(squeezed), "postcode-letter")):
        found = _POSTCODE.fullmatch(candidate)
        if found:
            shown = f"{found[1]} {found[2]}"
            return shown, [rule] if shown != value else []
    return None, ["postcode-dropped"]


def _figures(text: str) -> str:
    """The inward part begins with a figure, the outward part may not begin with one."""
    if len(text) < 5:
        return text
    swap = str.maketrans("OIL", "011")
    return text[:-3] + text[-3].translate(swap) + text[-2:]


def status(value: object) -> Read:
    """One of the four words of the standard; a word that we do not know is `inactive`, so that nobody is sent there."""
    known = model().status.get(str(value).strip().lower().replace("_", " "))
    if known is None:
        return "inactive", ["status-unknown"]
    return known, ["status-word"] if known != value else []


def frequency(value: object) -> Read:
    """`WEEKLY` or `MONTHLY`."""
    text = str(value).strip().upper()
    words = {
        "WEEK": "WEEKLY",
        "MONTH": "MONTHLY",
        "WEEKLY": "WEEKLY",
        "MONTHLY": "MONTHLY",
        "DAILY": "WEEKLY",
    }
    read = words.get(text)
    return read, ([] if read == value else ["frequency-word"]) if read else ["frequency-dropped"]


def place_type(value: object) -> Read:
    """`physical`, `postal` or `virtual`."""
    text = str(value).strip().lower()
    if text in {"physical", "postal", "virtual"}:
        return text, [] if text == value else ["place-type-word"]
    return None, ["place-type-dropped"]


def line(value: object) -> Read:
    """One line of plain text."""
    return plain_line(value) if isinstance(value, str) else (_as_text(value), ["number-as-text"])


def prose(value: object) -> Read:
    """Paragraphs of plain text."""
    return plain_prose(value) if isinstance(value, str) else (_as_text(value), ["number-as-text"])


def _as_text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


READERS: dict[str, Callable[[object], Read]] = {
    "number": number,
    "age": age,
    "degrees": degrees,
    "date": day,
    "moment": moment,
    "time": clock,
    "days": days,
    "postcode": postcode,
    "status": status,
    "freq": frequency,
    "place_type": place_type,
    "line": line,
    "prose": prose,
}
"""Kind → reader, for the kinds that need nothing but the value."""
