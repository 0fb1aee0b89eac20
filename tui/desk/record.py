"""The marked record, whole: who to ring first, then what a caller asks next."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from assistant.facts import phone_words
from assistant.readout import readout
from assistant.reply import ServiceShown
from assistant.say import Say
from knowledge.records import Service
from knowledge.store import Knowledge
from tui.widgets.literal import Literal, as_content


class RecordPane(VerticalScroll, can_focus=False):
    """One record. The search line keeps the keyboard; its keys scroll this."""

    def __init__(self) -> None:
        super().__init__(id="record")
        self._shown: Content | None = None

    def compose(self) -> ComposeResult:
        """One block of text."""
        yield Literal(id="record-text")

    def show(self, text: Content | str) -> None:
        """Show this text from its beginning."""
        content = as_content(text)
        if self._shown is not None and content.is_same(self._shown):
            return
        self._shown = content
        self.query_one("#record-text", Literal).say(content)
        self.scroll_home(animate=False)


def record_text(
    service: Service, shown: ServiceShown, knowledge: Knowledge, say: Say, *, packed: bool
) -> Content:
    """A record as staff read it."""
    by = [] if shown.organisation in shown.name else [Content(shown.organisation)]
    kept = [Content(say("desk-in-pack"))] if packed else []
    phones = [
        Content.assemble(
            (f"{say('label-phone')}  {phone.number}", "bold"),
            f"  {phone_words('', phone.label, phone.hours)}",
        )
        for phone in shown.phones
    ] or [Content.assemble((say("desk-no-phone").capitalize(), "bold"))]
    door = [Content.assemble((text, "bold")) for text in _door(service, shown, knowledge, say)]
    facts = [
        Content.assemble((f"{label}  ", "bold"), text)
        for label, text in _facts(service, shown, knowledge, say)
    ]
    head = [Content.assemble((shown.name, "bold underline")), *by, *kept]
    blocks = [head, [*phones, *door], [Content(shown.summary)], facts, [Content(shown.trust)]]
    return Content("\n\n").join([Content("\n").join(block) for block in blocks])


def readout_text(shown: ServiceShown, say: Say) -> Content:
    """A record as sentences to read to a caller, one a line."""
    return Content("\n\n").join([Content(sentence) for sentence in readout(shown, say)])


def _door(service: Service, shown: ServiceShown, knowledge: Knowledge, say: Say) -> Iterator[str]:
    """Who can connect a caller to a service that has no number of its own."""
    door = knowledge.service_by_id.get(service.front_door or "")
    if not shown.phones and door is not None and door.phones:
        yield f"{say('desk-ring-instead')}  {door.phones[0].number}  {door.name}"


def _facts(
    service: Service, shown: ServiceShown, knowledge: Knowledge, say: Say
) -> Iterator[tuple[str, str]]:
    cost = say("cost-free") if shown.cost == "free" else shown.cost
    how = [say(f"referral-{route}") for route in service.referral]
    needs = [knowledge.need_by_id[item].label for item in service.needs]
    rows = (
        ("label-open-now", shown.open_now),
        ("label-hours", shown.hours),
        ("label-text", shown.text_number),
        ("label-who", shown.who),
        ("label-not-for", shown.not_for),
        ("label-cost", cost),
        ("label-contact", shown.contact),
        ("desk-how-to-get", "; ".join(how)),
        ("label-address", shown.address),
        ("label-email", shown.email),
        ("label-web", shown.url),
        ("desk-offers", ", ".join(say(f"access-{item}") for item in service.access)),
        ("desk-audience-is", ", ".join(say(f"audience-{item}") for item in service.audience)),
        ("desk-helps-with", "; ".join(needs)),
        ("desk-source", shown.source),
    )
    for key, text in rows:
        if text:
            yield say(key), text
