"""One message and its reply in the transcript: few widgets, each one block of text."""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from assistant.reply import Reply, ServiceShown
from assistant.say import Say
from tui.cards import crisis_card, plan_card, service_card
from tui.widgets.literal import Literal


class Card(Literal, can_focus=True):
    """A service. Enter, a click or a touch opens it."""

    BINDINGS = [Binding("enter,space", "choose", "choose", show=False)]

    class Chosen(Message):
        """Someone wants to see this service in full."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, text: Content, title: str, number: int) -> None:
        super().__init__(text, classes="card")
        self.border_title = Content(title)  # a string would be read as markup
        self.number = number

    def action_choose(self) -> None:
        """Open it."""
        self.post_message(self.Chosen(self.number))

    def on_click(self) -> None:
        """Open it."""
        self.action_choose()


def reply_widgets(reply: Reply, say: Say) -> Iterator[Widget]:
    """A reply as widgets, top to bottom: crisis first, then words, cards and plans."""
    if reply.crisis:
        card = Literal(crisis_card(reply.crisis, say), classes="crisis")
        urgent = reply.crisis.level == "urgent"
        card.border_title = Content(say("crisis-title-urgent" if urgent else "crisis-title"))
        yield card
    if reply.understood_as:
        yield Literal(say("understood", text=reply.understood_as), classes="understood")
    words = _words(reply)
    if words:
        yield Literal(words, classes="words")
    whole = len(reply.services) == 1
    for number, service in enumerate(reply.services, 1):
        yield Card(service_card(service, say, whole=whole), _title(service, number), number)
    for plan in reply.plans:
        item = Literal(plan_card(plan, say), classes="plan")
        item.border_title = Content(" ".join(filter(None, [plan.plan, plan.reference])))
        yield item


def _words(reply: Reply) -> str:
    """The message, less the part that the crisis card has said."""
    if reply.crisis is None:
        return reply.message
    return reply.message.removeprefix(reply.crisis.message).strip()


def _title(service: ServiceShown, number: int) -> str:
    by = "" if service.organisation in service.name else f" ({service.organisation})"
    return f"{number}  {service.name}{by}"
