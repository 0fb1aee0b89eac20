"""What cards say, as styled content. Each word comes from a reply or from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from assistant.facts import phone_words, service_facts
from assistant.reply import CrisisShown, PlanShown, ServiceShown
from assistant.say import Say
from tui.lines import contact_words, plan_facts

BRIEF = frozenset({"label-text", "label-open-now", "label-hours", "label-cost", "label-address", "label-why"})
"""What a card in a list says; the rest is shown when the card is opened."""


def service_card(service: ServiceShown, say: Say, *, whole: bool) -> Content:
    """A service: what it is, what is doubted, the number in bold on a line of its own, then the facts."""
    lines: list[Content] = [Content(service.summary)]
    if service.doubt:
        lines.append(Content.assemble((f"▲ {say('label-doubt')}  {service.doubt}", "bold")))
    for phone in service.phones if whole else service.phones[:1]:
        words = phone_words("", phone.label, phone.hours).strip()
        lines.append(
            Content.assemble((f"{say('label-phone')}  ", "bold"), (phone.number, "bold"), f"  {words}")
        )
    if not service.phones:
        lines += _facts(_first_way(service, say))
    shown = service_facts(service, say)
    wanted = {say(key) for key in BRIEF}
    above = {say("label-phone"), say("label-doubt")}
    lines += _facts(
        (label, text) for label, text in shown if label not in above and (whole or label in wanted)
    )
    lines.append(Content.assemble((service.trust, "dim italic")))
    return Content("\n").join(lines)


def _first_way(service: ServiceShown, say: Say) -> Iterable[tuple[str, str]]:
    """How to reach a service that has no phone."""
    for key, text in (("label-email", service.email), ("label-web", service.url)):
        if text and not service.text_number:
            return [(say(key), text)]
    return []


def plan_card(plan: PlanShown, say: Say) -> Content:
    """Something that was promised, with its figures and dates."""
    return Content("\n").join([Content(plan.statement), *_facts(plan_facts(plan, say))])


def crisis_card(crisis: CrisisShown, say: Say) -> Content:
    """Who to ring, first and in bold."""
    lines = [Content(crisis.message), Content("")]
    for contact in crisis.contacts:
        name, _, rest = contact_words(contact).partition(": ")
        lines.append(Content.assemble("▶ ", (name, "bold"), ":  ", (rest, "bold")))
    return Content("\n").join(lines)


def _facts(rows: Iterable[tuple[str, str]]) -> list[Content]:
    return [Content.assemble((f"{label}  ", "bold"), text) for label, text in rows]
