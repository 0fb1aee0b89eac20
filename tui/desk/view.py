"""What the desk shows of a call. It decides nothing: it is told what there is, and writes it out."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from assistant.answers import Clock
from assistant.desk import Found
from assistant.engine import Assistant
from assistant.reply import ServiceShown, show_service
from tui.desk.bars import FilterLine, KeyLine, Line
from tui.desk.call import Call
from tui.desk.keys import DESK_ACTIONS
from tui.desk.record import RecordPane, readout_text, record_text
from tui.desk.results import ResultList, Row
from tui.desk.rows import MAX_ROWS, RowWriter
from tui.desk.status import Wording
from tui.widgets.literal import Literal
from tui.widgets.prompt import Prompt

NARROW, SHORT = 100, 32
"""Columns below which a result has one line, and lines below which a crisis is only its numbers."""


OFFER = "without:"
"""Begins the id of a row that offers to take a filter off; no id of a service has a colon."""


class DeskView(Vertical):
    """The search line, what was found, and the keys."""

    def __init__(self, assistant: Assistant, clock: Clock) -> None:
        super().__init__(id="desk")
        self._knowledge = assistant.library.knowledge
        self._say = assistant.text
        self._clock = clock
        self._title = assistant.house.name or assistant.text("desk-title")
        self._rows = RowWriter(assistant.library.places, assistant.text)
        self._narrow = False
        self.wording = Wording(assistant.library, assistant.text)

    def compose(self) -> ComposeResult:
        """Top to bottom."""
        with Horizontal(id="desk-top"):
            yield Line(self._title, id="desk-title")
            yield Line(id="desk-at")
            yield Line(id="desk-packed")
        yield Prompt(self._say("desk-prompt"))
        yield Literal(id="desk-crisis")
        yield FilterLine(self._say)
        yield Line(id="status")
        with Horizontal(id="both"):
            yield ResultList()
            yield RecordPane()
        yield KeyLine(DESK_ACTIONS, self._say)

    def show(self, call: Call, at: int = 0) -> None:
        """Show all there is of a call, with the result at this place marked."""
        filters = call.trail.here.filters
        self._narrow = self.app.size.width < NARROW
        self.query_one(FilterLine).show(
            [(name, self.wording.filter(name, filters)) for name in filters.names()]
        )
        self._show_crisis(call.found)
        self.show_rows(call, at)
        self.show_counts(call)
        self.show_record(call)
        self.note(self.wording.status(call.found, filters))

    def show_rows(self, call: Call, at: int) -> None:
        """The results; where filters leave none, the filters that could go."""
        offers = self.wording.offers(call.found, call.trail.here.filters)
        if offers:
            rows = [Row(f"{OFFER}{name}", (((text, False),),)) for name, text in offers]
        else:
            rows = [self._row(item, call) for item in call.found.matches.ids[:MAX_ROWS]]
        self.query_one(ResultList).show(rows, at)

    def _row(self, item: str, call: Call) -> Row:
        service = self._knowledge.service_by_id[item]
        fits = not call.found.needs or not set(call.found.needs).isdisjoint(service.needs)
        return self._rows.row(
            service, fits=fits and bool(call.found.needs), packed=item in call.pack, narrow=self._narrow
        )

    def show_counts(self, call: Call) -> None:
        """Which search this is, and how many services are in the pack."""
        number, count = call.trail.position
        self.query_one("#desk-at", Line).say(
            self._say("desk-at", number=str(number), count=str(count)) if count > 1 else ""
        )
        self.query_one("#desk-packed", Line).say(self._say("desk-packed", count=str(len(call.pack))))

    def show_record(self, call: Call) -> None:
        """The marked record, or what to do where there is none."""
        self.query_one(RecordPane).show(self._record(call))

    def _record(self, call: Call) -> Content | str:
        chosen, say = self.chosen, self._say
        if chosen is not None:
            shown = self.shown(chosen)
            if call.reading:
                return readout_text(shown, say)
            service = self._knowledge.service_by_id[chosen]
            return record_text(service, shown, self._knowledge, say, packed=chosen in call.pack)
        step = call.trail.here
        if self.offered is not None:
            return f"{say('desk-nothing-filtered')}\n{say('desk-offer-how')}"
        return say("desk-nothing-found" if step.text.strip() or step.filters.narrows else "desk-hint")

    def _show_crisis(self, found: Found) -> None:
        box = self.query_one("#desk-crisis", Literal)
        if found.crisis is None and not box.display:
            return
        box.display = found.crisis is not None
        if found.crisis is None:
            box.say("")
            box.border_title = None
        else:
            box.say(self.wording.crisis(found.crisis, short=self.app.size.height < SHORT))
            box.border_title = self.wording.crisis_title(found.crisis)

    def note(self, text: str) -> None:
        """Say something in the line above the results."""
        self.query_one("#status", Line).say(text)

    def resized(self, call: Call) -> None:
        """Write everything anew where the rows or the crisis box now have another shape."""
        self.show(call, self.query_one(ResultList).marked)

    def shown(self, service: str) -> ServiceShown:
        """A service as it stands at this moment."""
        record, texts = self._knowledge.service_by_id[service], self._knowledge.reply_text
        return show_service(record, "", texts, now=self._clock())

    @property
    def chosen(self) -> str | None:
        """Id of the marked service; None where there is none."""
        row = self.query_one(ResultList).chosen
        return None if row is None or row.startswith(OFFER) else row

    @property
    def offered(self) -> str | None:
        """Name of the marked filter that could go; None where results are shown."""
        row = self.query_one(ResultList).chosen
        return row.removeprefix(OFFER) if row is not None and row.startswith(OFFER) else None
