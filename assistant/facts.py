"""What is said of a service, as label and text: on a card, in plain lines, aloud and on the list to take away."""

from __future__ import annotations

import textwrap

from assistant.reply import ServiceShown
from assistant.say import Say

WIDTH = 78
_INDENT = "   "


def service_facts(
    service: ServiceShown, say: Say, without: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    """Label and text of each thing that is said of a service, in the order shown: what is doubted before any number.

    `without` holds ids of labels to leave out.
    """
    cost = say("cost-free") if service.cost == "free" else service.cost
    rows = [
        ("label-text", service.text_number),
        ("label-email", service.email),
        ("label-web", service.url),
        ("label-address", service.address),
        ("label-open-now", service.open_now),
        ("label-hours", service.hours),
        ("label-cost", cost),
        ("label-who", service.who),
        ("label-not-for", service.not_for),
        ("label-contact", service.contact),
        ("label-why", service.why),
    ]
    phones = [
        (say("label-phone"), phone_words(phone.number, phone.label, phone.hours)) for phone in service.phones
    ]
    doubt = [(say("label-doubt"), service.doubt)] if service.doubt else []
    return doubt + phones + [(say(key), text) for key, text in rows if text and key not in without]


def phone_words(number: str, label: str | None, hours: str | None) -> str:
    """A number with what it is for and when it is answered."""
    extra = ", ".join(filter(None, [label, hours]))
    return f"{number} ({extra})" if extra else number


def indented(text: str, width: int = WIDTH) -> list[str]:
    """A text in lines of at most so many letters, set in; long words and numbers stay whole."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
