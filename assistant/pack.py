"""The list that a person takes away: services kept during a conversation, as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.dates import say_date
from assistant.facts import indented, service_facts
from assistant.reply import ServiceShown
from assistant.say import Say

MAX_KEPT = 12
"""More services than this are no help to anyone."""
WIDTH = 62
NOT_TAKEN = frozenset({"label-open-now", "label-why"})
"""Labels of what is true only now, or only in this conversation."""


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
    facts = [f"{label}: {text}" for label, text in service_facts(service, say, NOT_TAKEN)]
    for text in (service.summary, *facts, service.trust):
        yield from indented(text, WIDTH)
