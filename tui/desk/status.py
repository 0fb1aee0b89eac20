"""The line above the results: how many there are, what the words mean, what the filters hide. And the crisis box."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from assistant.desk import Found
from assistant.filters import FilterName, Filters
from assistant.library import Library
from assistant.reply import CrisisShown
from assistant.say import Say
from tui.desk.keys import filter_keys
from tui.desk.rows import MAX_ROWS


class Wording:
    """Puts filters, findings and crises into words."""

    def __init__(self, library: Library, say: Say) -> None:
        self._library = library
        self._say = say

    def filter(self, name: FilterName, filters: Filters) -> str:
        """What a filter that is set asks for: `Hemel Hempstead`, `Free`."""
        if name == "place":
            return self._library.places.name(filters.place or "")
        if name == "need":
            return self.need(filters.need or "")
        return self._say(f"audience-{filters.audience}" if name == "audience" else f"desk-{name}")

    def need(self, need: str) -> str:
        """The label of a need."""
        return self._library.knowledge.need_by_id[need].label

    def status(self, found: Found, filters: Filters) -> str:
        """One line about what was found; empty where there is no search."""
        return "   ".join(self._parts(found, filters))

    def _parts(self, found: Found, filters: Filters) -> Iterator[str]:
        say, count = self._say, len(found.matches.ids)
        if found.closed:
            yield found.closed
        if count > MAX_ROWS:
            yield say("desk-results-more", shown=str(MAX_ROWS), count=str(count))
        elif count or found.matches.hidden:
            yield say("desk-results", count=str(count))
        without_place = found.matches.near.get("place", 0)
        if found.elsewhere and without_place:
            yield say(
                "desk-elsewhere",
                place=found.elsewhere,
                count=str(without_place),
                filter=self.filter("place", filters),
                keys=filter_keys("place"),
            )
        if found.read_as:
            yield say("desk-read-as", text=found.read_as)
        if found.needs:
            yield say("desk-means", needs=", ".join(self.need(item) for item in found.needs))
        if found.matches.hidden:
            yield say("desk-hidden", count=str(found.matches.hidden))

    def offers(self, found: Found, filters: Filters) -> list[tuple[FilterName, str]]:
        """Where filters leave nothing: those that could go, and how many each would bring, most first."""
        if found.matches.ids:
            return []
        near = sorted(found.matches.near.items(), key=lambda item: (-item[1], item[0]))
        return [
            (name, self._say("desk-offer", count=str(count), filter=self.filter(name, filters)))
            for name, count in near
        ]

    def crisis(self, crisis: CrisisShown, *, short: bool) -> Content:
        """Whom to ring, first and in bold; then, where there is room, what a resident is told."""
        lines = []
        for contact in crisis.contacts:
            ways = [
                contact.phone,
                contact.text_number and self._say("desk-by-text", number=contact.text_number),
            ]
            reach = "  /  ".join(filter(None, ways)) or contact.url or ""
            hours = f"  {contact.hours}" if contact.hours else ""
            lines.append(Content.assemble("▶ ", (reach, "bold"), f"  {contact.name}{hours}"))
        if not short:
            lines.append(Content(crisis.message))
        return Content("\n").join(lines)

    def crisis_title(self, crisis: CrisisShown) -> Content:
        """What the box is headed by."""
        return Content(self._say("desk-crisis" if crisis.level == "emergency" else "desk-crisis-urgent"))
