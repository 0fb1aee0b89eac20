"""A record as sentences to read to a caller: plain words, numbers in groups, addresses spelt as they are said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.reply import ServiceShown, site_of
from assistant.say import Say

_GROUP = 3
_NO_BREAK = "\u00a0"


def readout(service: ServiceShown, say: Say) -> Iterator[str]:
    """The sentences, in the order in which a caller needs them."""
    by = service.organisation not in service.name
    yield say("read-name-by" if by else "read-name", name=service.name, organisation=service.organisation)
    yield service.summary
    for key, text in (("read-who", service.who), ("read-not-for", service.not_for)):
        if text:
            yield say(key, text=_ended(text))
    yield from _ways(service, say)
    if service.open_now:
        yield service.open_now
    if service.hours:
        yield say("read-hours", hours=_ended(service.hours))
    if service.cost:
        yield say("read-free") if service.cost == "free" else say("read-cost", cost=_ended(service.cost))
    if service.address:
        yield say("read-address", address=_ended(service.address))
    yield service.contact
    yield service.trust


def _ways(service: ServiceShown, say: Say) -> Iterator[str]:
    for phone in service.phones:
        number = grouped(phone.number)
        yield (
            say("read-phone-for", number=number, label=phone.label)
            if phone.label
            else say("read-phone", number=number)
        )
        if phone.hours:
            yield say("read-phone-hours", hours=_ended(phone.hours))
    if service.text_number:
        yield say("read-text", text=service.text_number)
    if service.email:
        yield say("read-email", email=spoken_address(service.email))
    if service.url:
        yield say("read-web", site=spoken_address(site_of(service.url)))


def grouped(number: str) -> str:
    """A number in groups of a few figures, each figure by itself: `01442 228000` → `0 1 4 4 2,  2 2 8,  0 0 0`."""
    groups: list[str] = []
    for part in number.split():
        if len(part) > 5:
            groups += [part[at : at + _GROUP] for at in range(0, len(part), _GROUP)]
        else:
            groups.append(part)
    if len(groups) > 1 and len(groups[-1]) == 1:  # no figure stands alone at the end
        groups[-2:] = [groups[-2][:-1], groups[-2][-1] + groups[-1]]
    return f", {_NO_BREAK}".join(_NO_BREAK.join(group) for group in groups)


def spoken_address(address: str) -> str:
    """`info@ageuk.org.uk` → `info at ageuk dot org dot uk`."""
    signs = {"@": "at", ".": "dot", "-": "dash", "_": "underscore", "/": "slash"}
    parts = re.split(r"([@./_-])", address)
    return " ".join(signs.get(part, part) for part in parts if part)


def _ended(text: str) -> str:
    """A text with a stop at its end, so that two sentences do not run together."""
    return text if text.endswith((".", "?")) else f"{text}."
