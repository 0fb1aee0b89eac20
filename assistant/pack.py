"""The list that a person takes away: services kept during a conversation, as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from assistant.dates import say_date
from assistant.reply import ServiceShown

Say = Callable[..., str]
MAX_KEPT = 12
"""More services than this are no help to anyone."""
WIDTH = 62


def with_kept(kept: tuple[str, ...], service: str) -> tuple[str, ...]:
    """The list with one service more, newest last; a full list stays as it is."""
    return kept if service in kept or len(kept) >= MAX_KEPT else (*kept, service)


def pack_text(services: Sequence[ServiceShown], say: Say, hub: str | None, today: date) -> str:
    """The list as text that prints well and reads well aloud."""
    title = say("pack-title-hub", hub=hub) if hub else say("pack-title")
    lines = [title, say("pack-date", date=say_date(today.isoformat())), ""]
    for number, service in enumerate(services, 1):
        lines += [*_service_lines(number, service, say), ""]
    lines += textwrap.wrap(say("pack-end"), WIDTH)
    return "\n".join(lines) + "\n"


def _service_lines(number: int, service: ServiceShown, say: Say) -> Iterator[str]:
    yield f"{number}. {service.name}"
    yield from _indented(service.summary)
    if service.doubt:
        yield from _indented(f"{say('label-doubt')}: {service.doubt}")
    for phone in service.phones:
        hours = ", ".join(filter(None, [phone.label, phone.hours]))
        yield from _indented(f"{say('label-phone')}: {phone.number}{f' ({hours})' if hours else ''}")
    cost = say("cost-free") if service.cost == "free" else service.cost
    for key, text in (
        ("label-text", service.text_number),
        ("label-email", service.email),
        ("label-web", service.url),
        ("label-address", service.address),
        ("label-hours", service.hours),
        ("label-cost", cost),
        ("label-contact", service.contact),
    ):
        if text:
            yield from _indented(f"{say(key)}: {text}")
    yield from _indented(service.trust)


def _indented(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="   ",
        subsequent_indent="   ",
        break_long_words=False,
        break_on_hyphens=False,
    )
