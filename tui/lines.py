"""A reply as plain lines: for the plain chat, `ask`, `search` and `show`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from assistant.facts import WIDTH, indented, service_facts
from assistant.reply import ContactShown, PlanShown, Reply, ServiceShown
from assistant.say import Say


def reply_lines(reply: Reply, say: Say, number_choices: bool = False) -> list[str]:
    """A whole reply, a line at a time. With `number_choices` every choice has a number to type."""
    lines: list[str] = []
    if reply.crisis:
        lines += _crisis_lines(reply, say)
    if reply.understood_as:
        lines += _wrapped(say("understood", text=reply.understood_as))
    if not reply.crisis:
        lines += _wrapped(reply.message)
    elif "\n\n" in reply.message:
        lines += _wrapped(reply.message.split("\n\n", 1)[1])
    for number, service in enumerate(reply.services, 1):
        lines += ["", *service_lines(service, say, number)]
    for plan in reply.plans:
        lines += ["", *plan_lines(plan, say)]
    if reply.options and number_choices:
        lines += ["", *_option_lines(reply, say)]
    return lines


def _crisis_lines(reply: Reply, say: Say) -> list[str]:
    crisis = reply.crisis
    assert crisis is not None
    title = say("crisis-title" if crisis.level == "emergency" else "crisis-title-urgent")
    lines = [f"*** {title.upper()} ***", *_wrapped(crisis.message)]
    lines += [f"  - {contact_words(contact)}" for contact in crisis.contacts]
    return [*lines, ""]


def contact_words(contact: ContactShown) -> str:
    """One crisis contact in one line."""
    ways = [contact.phone, contact.text_number and f"text {contact.text_number}"]
    reach = " or ".join(filter(None, ways)) or contact.url or ""
    return f"{contact.name}: {reach}{f' ({contact.hours})' if contact.hours else ''}"


def service_lines(service: ServiceShown, say: Say, number: int | None = None) -> Iterator[str]:
    """A service as lines."""
    head = f"{number}. " if number else ""
    by = "" if service.organisation in service.name else f" ({service.organisation})"
    yield f"{head}{service.name}{by}"
    yield from indented(service.summary)
    for label, text in service_facts(service, say):
        yield from indented(f"{label}: {text}")
    yield from indented(service.trust)


def plan_lines(plan: PlanShown, say: Say) -> Iterator[str]:
    """A plan item as lines."""
    reference = f"{plan.reference}. " if plan.reference else ""
    yield from _wrapped(f"{reference}{plan.statement}")
    for label, text in plan_facts(plan, say):
        yield from indented(f"{label}: {text}")


def plan_facts(plan: PlanShown, say: Say) -> list[tuple[str, str]]:
    """Label and text of each thing a plan card says."""
    figures = "; ".join(f"{label}: {value}" for label, value in (plan.figures or {}).items())
    rows = [
        ("label-outcome", plan.outcome),
        ("label-owner", plan.owner),
        ("label-due", plan.due),
        ("label-figures", figures or None),
        ("label-plan", f"{plan.plan}, {plan.section} ({plan.period})"),
    ]
    return [(say(key), text) for key, text in rows if text]


def spoken_lines(reply: Reply, say: Say, number: int | None = None) -> list[str]:
    """A reply to be heard: the crisis and the words, or one service of it in full."""
    if number is not None:
        service = reply.services[number - 1]
        facts = [f"{label}: {text}." for label, text in service_facts(service, say)]
        return [f"{service.name}.", service.summary, *facts, service.trust]
    lines: list[str] = []
    if reply.crisis:
        lines.append(reply.crisis.message)
        lines += [f"{contact_words(contact)}." for contact in reply.crisis.contacts]
    lines.append(reply.message.removeprefix(reply.crisis.message).strip() if reply.crisis else reply.message)
    lines += [
        " ".join([f"{place}: {service.name}. {service.summary}", *_spoken_phone(service, say)])
        for place, service in enumerate(reply.services, 1)
    ]
    return [line for line in lines if line]


def _spoken_phone(service: ServiceShown, say: Say) -> Iterator[str]:
    if service.doubt:
        yield service.doubt
    if service.phone:
        yield f"{say('label-phone')}: {service.phone}."


def _option_lines(reply: Reply, say: Say) -> list[str]:
    first = len(reply.services) + 1
    lines = [f"{say('choices')}:"]
    lines += [f"  {number}. {label}" for number, label in enumerate(reply.options, first)]
    return lines


def _wrapped(text: str) -> list[str]:
    return [line for part in text.splitlines() for line in textwrap.wrap(part, WIDTH) or [""]]
